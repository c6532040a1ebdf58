"""The verb `figure`: what it prints and how it ends."""

import json
from decimal import Decimal

import pytest
import typer
from typer.testing import CliRunner

from schemas.figures import Figure, read_figure
from schemas.numbers import decimal_text
from scripts.figure import figure, render

app = typer.Typer(context_settings={"ignore_unknown_options": True})
app.command()(figure)


def test_amount_is_rendered_with_exactly_four_keys() -> None:
    cells = {"value": "5430000000", "value_upper": None, "qualifier": "exact", "unit": "USD"}
    assert render(read_figure("$5.43 billion")) == cells


def test_date_has_a_key_of_its_own() -> None:
    cells = {"value": None, "value_upper": None, "qualifier": "exact", "unit": "date", "date": "2018-10"}
    assert render(read_figure("October 2018")) == cells


def test_range_has_both_ends() -> None:
    assert render(read_figure("$5-6 billion"))["value_upper"] == "6000000000"


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("5.43E+9"), "5430000000"), (Decimal("2.50"), "2.5"), (Decimal("100"), "100"), (None, None)],
)
def test_decimals_are_canonical(value: Decimal | None, text: str | None) -> None:
    assert render(Figure(value, None, "exact", None, None))["value"] == decimal_text(value) == text


def test_figure_is_printed_as_json() -> None:
    result = CliRunner().invoke(app, ["4493.5", "--unit-as-written", "USD million"])
    assert (result.exit_code, json.loads(result.stdout)["value"]) == (0, "4493500000")


def test_minus_is_no_option() -> None:
    result = CliRunner().invoke(app, ["-$4.7 billion"])
    assert (result.exit_code, json.loads(result.stdout)["value"]) == (0, "-4700000000")


def test_refusal_is_one_line_with_the_reason_and_exit_1() -> None:
    result = CliRunner().invoke(app, ["1,23,45"])
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (1, "", 1)
    assert "grouped neither" in result.stderr

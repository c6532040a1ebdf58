"""The cells of a claim against its print."""

import pytest

from .record import broken, edit, edited


@pytest.mark.parametrize(
    ("line", "column", "text"),
    [(5, "value", "2400000000"), (6, "value", "3"), (5, "value", "2500000000.5"), (8, "value", "900")],
)
def test_value_that_differs_from_print_is_reported(line: int, column: str, text: str) -> None:
    found = broken(edited("claims", line, **{column: text}))
    assert found == {("claim-value-differs-from-print", "claims", line, column)}


def test_changed_print_is_reported_at_the_value_that_it_contradicts() -> None:
    found = broken(edited("claims", line=5, as_written="$2.6 billion"))
    assert found == {("claim-value-differs-from-print", "claims", 5, "value")}


def test_upper_value_that_differs_from_print_is_reported() -> None:
    found = broken(edited("claims", line=6, value_upper="7"))
    assert found == {("claim-value-upper-differs-from-print", "claims", 6, "value_upper")}


def test_date_that_differs_from_print_is_reported() -> None:
    found = broken(edited("claims", line=9, date="2021-06"))
    assert found == {("claim-date-differs-from-print", "claims", 9, "date")}


@pytest.mark.parametrize("qualifier", ["about", "at_least", "more_than"])
def test_qualifier_that_differs_from_print_is_reported(qualifier: str) -> None:
    found = broken(edited("claims", line=5, qualifier=qualifier))
    assert found == {("claim-qualifier-differs-from-print", "claims", 5, "qualifier")}


def test_unit_that_differs_from_print_is_reported() -> None:
    found = broken(edited("claims", line=5, unit="EUR"))
    assert found == {("claim-unit-differs-from-print", "claims", 5, "unit")}


def test_unit_that_is_not_printed_is_the_quantity_s() -> None:
    record = edited("claims", line=2, unit="%", error_kind="unit_slip")
    assert broken(record) == {("claim-unit-differs-from-print", "claims", 2, "unit")}


def test_print_that_cannot_be_read_is_reported_once() -> None:
    found = broken(edited("claims", line=5, as_written="$2,5,00 billionish"))
    assert found == {("print-cannot-be-read", "claims", 5, "as_written")}


def test_scale_printed_apart_is_read_with_the_figure() -> None:
    record = edited("claims", line=11, as_written="0.9", unit_as_written="USD billion")
    assert broken(record) == set()
    found = broken(edit(record, "claims", line=11, unit_as_written="USD million"))
    assert found == {("claim-value-differs-from-print", "claims", 11, "value")}


def test_figure_in_a_language_that_is_not_read_is_exempt() -> None:
    assert broken(edited("claims", line=10, as_written="cent vingt et un")) == set()


def test_language_with_a_region_is_read_like_the_language() -> None:
    record = edited("sources", line=2, language="en-IN")
    found = broken(edit(record, "claims", line=5, value="1"))
    assert found == {("claim-value-differs-from-print", "claims", 5, "value")}

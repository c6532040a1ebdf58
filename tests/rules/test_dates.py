"""Rules on dates by themselves."""

import pytest

from .record import broken, edited


@pytest.mark.parametrize(
    "date", ["2021-13", "2021-02-30", "2021-05-01/2021-04-30", "2021-21", "202X", "../..", "May 2021"]
)
def test_date_that_cannot_be_read_is_reported(date: str) -> None:
    assert broken(edited("positions", date=date)) == {("edtf-cannot-be-read", "positions", 2, "date")}


def test_date_is_read_in_every_table() -> None:
    assert broken(edited("exchange_rates", period="2021-0")) == {("edtf-cannot-be-read", "exchange_rates", 2, "period")}


def test_interval_that_runs_backwards_is_reported() -> None:
    found = broken(edited("agreements", line=3, period="2021/2011"))
    assert found == {("edtf-cannot-be-read", "agreements", 3, "period")}


@pytest.mark.parametrize(
    ("table", "line", "column"),
    [
        ("agreement_milestones", 2, "date"),
        ("events", 2, "date"),
        ("positions", 2, "date"),
        ("sources", 2, "retrieved_on"),
    ],
)
def test_what_has_happened_after_today_is_reported(table: str, line: int, column: str) -> None:
    found = broken(edited(table, line, **{column: "2022-02-01"}))
    assert ("dated-after-today", table, line, column) in found


def test_source_published_after_today_is_reported() -> None:
    found = broken(edited("sources", line=5, published_on="2022-02"))
    assert ("dated-after-today", "sources", 5, "published_on") in found


def test_what_is_planned_may_lie_ahead() -> None:
    assert broken(edited("agreement_milestones", line=3, date="2031")) == set()
    assert broken(edited("events", line=4, date="2031-01-01")) == set()


def test_today_itself_and_what_may_have_been_before_it_have_happened() -> None:
    assert broken(edited("positions", date="2022-01-31")) == set()
    assert broken(edited("positions", date="2022")) == set()


def test_entity_that_ended_before_it_started_is_reported() -> None:
    found = broken(edited("entities", line=7, ended_on="2000"))
    assert found == {("entity-ended-before-it-started", "entities", 7, "ended_on")}
    assert broken(edited("entities", line=7, ended_on="2001")) == set()

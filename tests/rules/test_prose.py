"""The rule on our own words."""

import pytest

from .record import broken_by_text, edited

EIGHT = "the border guard 80 sets, over four to"


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("agreements", "summary"),
        ("entities", "description"),
        ("quantities", "definition"),
        ("claims", "note"),
        ("sources", "reliability_reason"),
        ("retired_ids", "reason"),
    ],
)
def test_eight_words_of_a_source_in_free_text_are_reported(table: str, column: str) -> None:
    found = broken_by_text(edited(table, 2, **{column: f"It says {EIGHT} begin with"}))
    assert found == {("text-repeats-a-source", table, 2, column)}


def test_quotes_case_and_punctuation_hide_nothing() -> None:
    record = edited("agreements", summary="“The border guard: 80 sets – over FOUR to...”")
    assert broken_by_text(record) == {("text-repeats-a-source", "agreements", 2, "summary")}


def test_seven_words_are_no_problem() -> None:
    assert broken_by_text(edited("agreements", summary="border guard 80 sets, over four to")) == set()


def test_titles_names_and_prints_may_stand_as_they_are() -> None:
    assert broken_by_text(edited("sources", title=EIGHT)) == set()
    assert broken_by_text(edited("entity_names", name=EIGHT)) == set()


def test_without_a_text_nothing_is_said() -> None:
    assert broken_by_text(edited("agreements", summary=EIGHT), texts={}) == set()

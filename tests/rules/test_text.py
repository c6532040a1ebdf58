"""Rules on the text of cells."""

import pytest

from .record import broken, edited

SUMMARY = ("agreements", 2, "summary")


def summary(text: str) -> set[str]:
    found = broken(edited("agreements", line=2, summary=text))
    assert {problem[1:] for problem in found} <= {SUMMARY}
    return {problem[0] for problem in found}


@pytest.mark.parametrize("word", ["NA", "NaN", "null", "None", "n/a", "#N/A"])
def test_word_that_reads_as_missing_is_reported(word: str) -> None:
    assert summary(word) == {"reads-as-null"}


@pytest.mark.parametrize("text", [" radars", "radars ", "radars\u00a0"])
def test_space_at_an_end_is_reported(text: str) -> None:
    assert summary(text) == {"space-at-an-end"}


@pytest.mark.parametrize(
    "character", ["\n", "\x07", "\x7f", "\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\u2028"]
)
def test_control_or_bidi_character_is_reported(character: str) -> None:
    assert summary(f"ra{character}dars") == {"control-or-bidi-character"}


@pytest.mark.parametrize("text", ["=1+1", "+radars", "-radars", "@radars", "＝1", "-1+cmd", "+1 2 3"])
def test_text_that_begins_like_a_formula_is_reported(text: str) -> None:
    assert summary(text) == {"begins-like-a-formula"}


@pytest.mark.parametrize(
    "text", ["-5", "-5.25", "+1,200", "-3%", "नई दिल्ली का सौदा", "क्\u200dष", "5 – 6", "Namibia", "naïve"]
)
def test_numbers_and_words_of_any_script_are_no_problem(text: str) -> None:
    assert summary(text) == set()


def test_every_text_column_of_every_table_is_looked_at() -> None:
    assert broken(edited("entity_names", line=2, name="NULL")) == {("reads-as-null", "entity_names", 2, "name")}
    assert broken(edited("sources", line=2, url="https://example.org/ ")) == {("space-at-an-end", "sources", 2, "url")}


def test_code_of_an_enum_is_left_to_the_schema() -> None:
    assert broken(edited("relations", line=3, basis="NA")) == set()

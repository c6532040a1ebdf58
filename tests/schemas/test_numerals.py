"""Where a text has numerals and number words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.figures import numerals
from schemas.figures.vocabulary import (
    FREQUENCIES,
    MULTIPLES,
    ONES,
    ORDINALS,
    ROUND_PLURALS,
    SCALES,
    TEENS,
    TENS,
    VAGUE,
    VAGUE_GROUPS,
)

NUMERALS = [
    ("six lakh or 6,01,427 rifles", ["six lakh", "6,01,427"]),
    ("a $30 deal, $5.43-billion, Rs 1.24 lakh crore", ["30", "5.43-billion", "1.24 lakh crore"]),
    ("$5-6 billion", ["5", "6 billion"]),
    ("two S-400 units by 6 May 2021", ["two", "400", "6", "2021"]),
    ("an annual meeting of the last few decades", ["annual", "few", "decades"]),
    ("a slew, several, multiple, many", ["a slew", "several", "multiple", "many"]),
    ("First, the twenty-first, 18th and third-largest", ["First", "twenty-first", "18th", "third"]),
    ("half a dozen, two-thirds, tenfold, doubled", ["half", "dozen", "two", "thirds", "tenfold", "doubled"]),
    ("in the 1990s; dozens, billions; near zero", ["1990", "dozens", "billions", "zero"]),
    ("someone at headquarters often tones it down", []),
]


@pytest.mark.parametrize(("text", "found"), NUMERALS)
def test_numerals_of_a_text_are_found(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in numerals(text)] == found


@given(st.text(alphabet=st.sampled_from("0123456789,. -ab$"), max_size=30))
def test_every_digit_stands_in_a_numeral(text: str) -> None:
    covered = {at for start, end in numerals(text) for at in range(start, end)}
    assert {at for at, character in enumerate(text) if character.isdigit()} <= covered


def test_every_number_word_of_the_parser_is_a_numeral() -> None:
    listed = {*FREQUENCIES, *MULTIPLES, *ONES, *ORDINALS, *ROUND_PLURALS, *SCALES, *TEENS, *TENS, *VAGUE, *VAGUE_GROUPS}
    assert {word for word in listed if numerals(f"the {word} deals") != [(4, 4 + len(word))]} == set()


def test_case_makes_no_difference() -> None:
    assert numerals("TWO DOZEN, Several") == numerals("two dozen, several") == [(0, 9), (11, 18)]

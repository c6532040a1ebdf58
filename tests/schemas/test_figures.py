"""What printed figures are read into, and what is refused; the examples stand in the CSV files beside this one."""

import csv
import subprocess
import sys
from contextlib import suppress
from decimal import Decimal, localcontext
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.edtf import parse
from schemas.figures import LANGUAGES, Figure, read_figure
from schemas.figures.things import ADJECTIVES, BOTH, PLURALS, SINGULARS
from schemas.figures.units import CURRENCIES, MEASURES
from schemas.figures.vocabulary import (
    HEDGES,
    ONES,
    SCALE_SPELLINGS,
    SCALES,
    TEENS,
    TENS,
    UNQUANTIFIED,
    VAGUE,
    VAGUE_GROUPS,
)
from schemas.passages import normalise


def _rows(name: str) -> list[dict[str, str]]:
    with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _case(row: dict[str, str]) -> tuple[str, str | None, Figure]:
    value, upper = (Decimal(row[name]) if row[name] else None for name in ("value", "value_upper"))
    figure = Figure(value, upper, row["qualifier"], row["unit"] or None, row["date"] or None)
    return row["as_written"], row["unit_as_written"] or None, figure


READ = [_case(row) for row in _rows("printed_figures.csv")]
REFUSED = [(row["as_written"], row["unit_as_written"] or None, row["reason"]) for row in _rows("refused_figures.csv")]

hedges = st.sampled_from(sorted(hedge for hedge in HEDGES if hedge[0].isalpha()))
wholes = st.integers(min_value=2100, max_value=10**9)
decimals = st.decimals(min_value=0, max_value=999, places=2)
money_shapes = st.sampled_from(
    ["${} billion", "US${} billion", "USD {}bn", "{} billion dollars", "$ {}-billion", "{} bn US dollars", "$ {} bln"]
)


@pytest.mark.parametrize(("as_written", "apart", "figure"), READ)
def test_printed_figure_is_read(as_written: str, apart: str | None, figure: Figure) -> None:
    assert read_figure(as_written, apart) == figure


@pytest.mark.parametrize(("as_written", "apart", "reason"), REFUSED)
def test_what_cannot_be_told_is_refused(as_written: str, apart: str | None, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_figure(as_written, apart)


@pytest.mark.parametrize(("as_written", "apart"), [("", None), (" \u00a0", None), ("5", ""), ("5", " ")])
def test_empty_text_is_refused(as_written: str, apart: str | None) -> None:
    with pytest.raises(ValueError, match=r"empty|neither a scale nor a unit"):
        read_figure(as_written, apart)


@given(st.text(max_size=70), st.none() | st.text(max_size=20))
def test_any_text_is_read_or_refused(as_written: str, apart: str | None) -> None:
    with suppress(ValueError):
        assert isinstance(read_figure(as_written, apart), Figure)


_PIECES = sorted({*HEDGES, *SCALE_SPELLINGS, *VAGUE, *ONES, *CURRENCIES, *MEASURES, "rifles", "2028", "5", "1,234"})


@given(st.lists(st.sampled_from([*_PIECES, "-", "to", "and", "half", "a", "5.43", "may", "FY2018-19"]), max_size=6))
def test_any_sequence_of_listed_words_is_read_or_refused(pieces: list[str]) -> None:
    for text in (" ".join(pieces)[:60], "".join(pieces)[:60]):
        with suppress(ValueError):
            found = read_figure(text)
            assert (found.value_upper is not None) == (found.qualifier == "range")
            assert (found.value is None) == (found.date is not None or found.qualifier == "unquantified")
            assert (found.unit == "date") == (found.date is not None)


@given(decimals, money_shapes)
def test_amount_of_money_survives_print_and_reading(number: Decimal, shape: str) -> None:
    assert read_figure(shape.format(number)) == Figure(number * 10**9, None, "exact", "USD", None)


@given(wholes, st.sampled_from(["{} rifles", "{} aircraft", "{} MoUs"]))
def test_count_survives_print_and_reading(number: int, shape: str) -> None:
    assert read_figure(shape.format(f"{number:,}")) == Figure(Decimal(number), None, "exact", "1", None)


@given(wholes)
def test_indian_and_western_grouping_agree(number: int) -> None:
    head, tail = str(number)[:-3], str(number)[-3:]
    pairs = [head[max(0, end - 2) : end] for end in range(len(head), 0, -2)][::-1]
    assert read_figure(",".join([*pairs, tail])) == read_figure(f"{number:,}")
    assert read_figure(str(number)) == read_figure(f"{number:,}")


@given(st.integers(min_value=1, max_value=99_999), st.sampled_from(sorted(SCALES)))
def test_scale_multiplies_exactly(number: int, scale: str) -> None:
    assert read_figure(f"{number} {scale}").value == number * SCALES[scale]


@given(st.sampled_from([case[:2] for case in READ]), st.sampled_from(["-", "‐", "–", "—", "−"]), st.booleans())
def test_typography_changes_nothing(case: tuple[str, str | None], dash: str, spaced: bool) -> None:
    as_written, apart = case
    printed = as_written.replace("-", dash).replace(" ", "\u00a0" if spaced else " ").replace("'", "’")
    assert read_figure(printed, apart) == read_figure(normalise(printed), apart) == read_figure(as_written, apart)


@given(hedges, hedges, decimals, money_shapes)
def test_swapping_the_hedge_changes_only_the_qualifier(one: str, other: str, number: Decimal, shape: str) -> None:
    printed = shape.format(number)
    first, second = read_figure(f"{one} {printed}"), read_figure(f"{other} {printed}")
    assert (first.qualifier, second.qualifier) == (HEDGES[one], HEDGES[other])
    assert (first.value, first.unit) == (second.value, second.unit)


@given(
    st.integers(1, 99), st.integers(1, 99), st.sampled_from(["${}-{} billion", "between ${} billion and ${} billion"])
)
def test_range_has_both_ends_or_is_refused(low: int, high: int, shape: str) -> None:
    if low < high:
        found = read_figure(shape.format(low, high))
        assert (found.value, found.value_upper, found.qualifier) == (low * 10**9, high * 10**9, "range")
    else:
        with pytest.raises(ValueError, match="no range"):
            read_figure(shape.format(low, high))


@given(st.sampled_from(sorted(TENS)), st.sampled_from(sorted(ONES)), st.sampled_from(["-", " "]))
def test_number_words_add_up(tens: str, one: str, between: str) -> None:
    assert read_figure(f"{tens}{between}{one} systems").value == TENS[tens] + ONES[one]


def test_reading_does_not_depend_on_the_decimal_context() -> None:
    read_figure.cache_clear()
    with localcontext(prec=2):
        again = [read_figure(as_written, apart) for as_written, apart, _ in READ]
        assert read_figure("Rs -98,765.4321 crore").value == Decimal("-987654321000")
    read_figure.cache_clear()
    assert again == [figure for _, _, figure in READ]


def test_values_have_no_exponent_or_trailing_zeros() -> None:
    printed = [str(read_figure(text).value) for text in ("5.50 billion", "2.50%", "0.0", "-0%", "100 crore")]
    assert printed == ["5500000000", "2.5", "0", "0", "1000000000"]


def test_dates_read_are_dates_that_the_record_takes() -> None:
    for _, _, figure in READ:
        assert figure.date is None or parse(figure.date)


def test_every_hedge_and_vague_word_is_read() -> None:
    assert {hedge: read_figure(f"{hedge} 5%").qualifier for hedge in HEDGES} == HEDGES
    printed = [*(f"{word} deals" for word in VAGUE), *(f"{word} of deals" for word in VAGUE_GROUPS)]
    assert {read_figure(text).qualifier for text in printed} == {"at_least"}
    assert {read_figure(word).qualifier for word in UNQUANTIFIED} == {"unquantified"}


def test_no_word_is_both_a_thing_and_a_unit_or_number() -> None:
    things = {*SINGULARS, *PLURALS, *BOTH}
    assert not things & {*MEASURES, *CURRENCIES, *SCALE_SPELLINGS, *HEDGES, *VAGUE, *UNQUANTIFIED, *ONES, *TEENS}
    assert not {*ADJECTIVES} & {*MEASURES, *CURRENCIES, *SCALE_SPELLINGS, *ONES, *TEENS, *TENS}


def test_languages_are_declared() -> None:
    assert LANGUAGES == ("en",)


def test_parser_is_light_to_import() -> None:
    code = "import sys, schemas.figures; print(*{'pandas', 'pyarrow', 'typer', 'pandera'} & {*sys.modules})"
    assert not subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True).stdout.strip()

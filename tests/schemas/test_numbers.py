"""Numbers as canonical text: one text for one number, however it is written."""

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.numbers import LONGEST, canonical_number, decimal_text, exact_text

FINITE = st.decimals(allow_nan=False, allow_infinity=False)
DIGITS = st.text("0123456789", min_size=1, max_size=40)


@st.composite
def spellings(draw: st.DrawFn, value: Decimal) -> str:
    """The same number with zeros, a sign and an exponent that it does not need."""
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    whole = "".join(map(str, digits))
    cut = draw(st.integers(0, len(whole)))
    sign = "-" if value.is_signed() else draw(st.sampled_from(["", "+"]))
    zeros = "0" * draw(st.integers(0, 3))
    return f"{sign}{zeros}{whole[:cut]}.{whole[cut:]}{zeros}e{exponent + len(whole) - cut}"


def exact(texts: list[str | None], **field: object) -> list[str | None]:
    column = pa.chunked_array([pa.array(texts, pa.string())])
    found: list[str | None] = exact_text({"type": "number", **field}, column).to_pylist()
    return found


@settings(max_examples=300)
@given(st.data(), FINITE)
def test_every_spelling_of_a_number_has_one_text(data: st.DataObject, value: Decimal) -> None:
    text = decimal_text(value)
    assert text is not None
    assert Decimal(text) == value
    assert canonical_number(data.draw(spellings(value))) == canonical_number(text) == text
    assert exact([data.draw(spellings(value)), text, None]) == [text, text, None]


@settings(max_examples=300)
@given(DIGITS, DIGITS, DIGITS, DIGITS)
def test_two_numbers_have_two_texts_however_long(one: str, part: str, other: str, rest: str) -> None:
    first, second = f"{one}.{part}", f"-{other}.{rest}"
    assert (Decimal(first) == Decimal(second)) == (len(set(exact([first, second]))) == 1)


@given(st.decimals(min_value=-(10**30), max_value=10**30, places=6))
def test_an_amount_is_written_out(value: Decimal) -> None:
    text = decimal_text(value) or ""
    assert "e" not in text.lower()
    assert not text.startswith("+")
    assert text != "-0"
    assert "." not in text or text[-1] not in "0."


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1.", "1"),
        (".5", "0.5"),
        ("-.50", "-0.5"),
        ("-0.00", "0"),
        ("+007", "7"),
        ("1e3", "1000"),
        ("12E-3", "0.012"),
        (f"1e{LONGEST}", f"1e{LONGEST}"),
        ("nan", "NaN"),
        ("-inf", "-INF"),
    ],
)
def test_numbers_have_one_canonical_spelling(text: str, canonical: str) -> None:
    assert exact([text]) == [canonical]


def test_what_stands_around_a_number_is_no_part_of_it() -> None:
    assert exact(["$.50", "$ 1,000.50-"], bareNumber=False, groupChar=",") == ["0.5", "1000.5"]
    assert exact(["1.000,5"], groupChar=".", decimalChar=",") == ["1000.5"]


def test_none_stays_none() -> None:
    assert decimal_text(None) is None
    assert exact([None, None]) == [None, None]
    assert exact([]) == []

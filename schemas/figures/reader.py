"""The figure parser: what a printed figure says, or a reason why that can't be told.

A text is read only where the whole of it has one shape. Hedges, numbers and units come from listed vocabularies; what
is not listed, says two figures or may be meant in two ways is refused. Nothing is repaired and nothing is guessed.
"""

import re
from decimal import Decimal
from functools import lru_cache
from unicodedata import category

from schemas.figures import vocabulary as words
from schemas.figures.amounts import read_amount, read_range
from schemas.figures.apart import DATE, FISCAL, Apart, read_apart
from schemas.figures.dates import read_date
from schemas.figures.figure import Figure, Reading
from schemas.figures.numbers import EXACT, checked
from schemas.figures.numerals import numerals
from schemas.figures.phrases import HEDGED, UNHEDGED
from schemas.figures.units import TIMES, alternatives, is_money
from schemas.passages import normalise

LONGEST = 60  # code points, as in the schema of claims

_HEDGE = re.compile(rf"(?P<hedge>{alternatives(words.HEDGES)})(?:(?<=[<>~≈≤≥=]) ?| |(?<=near)-(?=zero))(?P<rest>.+)")
_HEDGE_BEHIND = re.compile(rf"(?P<rest>.+?),? (?P<hedge>{alternatives(words.HEDGES_BEHIND)})")
_DETERMINER = re.compile(rf"(?P<determiner>{alternatives([*words.DETERMINERS, *words.TIME_DETERMINERS])}) (?P<rest>.+)")
_TIME_CODES = {unit.code for unit in TIMES.values()}


@lru_cache(maxsize=1 << 16)
def read_figure(as_written: str, unit_as_written: str | None = None) -> Figure:
    """A figure of at most 60 characters as printed, read with what is printed apart from it ("USD million", `?USD`).

    Raises ValueError with a reason where it is not one figure of a listed shape, or can be read in two ways.
    """
    text = _plain(as_written)
    head = normalise(unit_as_written).lower() if unit_as_written is not None else None
    if head in DATE | FISCAL:
        return _date(f"fy{text}" if head in FISCAL and text[:1].isdigit() else text, named=True)
    if head is None and (found := read_date(text)):
        return Figure(None, None, found[1], "date", found[0])
    if head is not None and len(unit_as_written or "") > LONGEST:
        raise ValueError(f"unit_as_written has more than {LONGEST} characters")
    apart = read_apart(unit_as_written)
    return _figure(*_read(text), apart, text)


def _plain(as_written: str) -> str:
    """The text normalised and in lower case. Raises ValueError where that may change what it says."""
    if len(as_written) > LONGEST:
        raise ValueError(f"has more than {LONGEST} characters: quote the figure alone")
    if raised := [character for character in as_written if category(character) in {"No", "Nl"}]:
        raise ValueError(f"{raised[0]!r} may be a footnote's mark or part of the number")
    if not (text := normalise(as_written).lower()):
        raise ValueError("is empty")
    return text


def _date(text: str, named: bool) -> Figure:
    found = read_date(text, named)
    if found is None:
        raise ValueError(f"{text!r} is no date that can be read")
    return Figure(None, None, found[1], "date", found[0])


def _read(text: str) -> tuple[Reading, str]:
    """A reading with its qualifier, of a figure that is no date."""
    determiner, bare = _determined(text)
    for shape in UNHEDGED:
        if reading := shape(bare):
            return _of_time(reading, determiner), reading.qualifier or "exact"
    hedge, qualifier, rest = _hedge(text)
    reading = _number(bare if hedge is None else rest)
    if reading is None:
        raise ValueError(_why_not(text))
    if hedge in words.DURING and reading.unit and reading.unit.code in _TIME_CODES:
        raise ValueError(f"{hedge!r} before a time may be 'more than' or 'in the course of'")
    return _of_time(reading, determiner if hedge is None else ""), _qualifier(qualifier, reading)


def _of_time(reading: Reading, determiner: str) -> Reading:
    """The reading, unless a word such as "next" stands before something that is no time."""
    if determiner in words.TIME_DETERMINERS and not (reading.unit and reading.unit.code in _TIME_CODES):
        raise ValueError(f"{determiner!r} is read before a time only: quote the figure alone")
    return reading


def _why_not(text: str) -> str:
    """The reason for a text that has no shape at all."""
    found = [text[start:end] for start, end in numerals(text)]
    if len(found) > 1:
        return f"has several numbers ({', '.join(found)}): quote one figure alone"
    if found:
        return f"has words around {found[0]!r} that are not listed: quote the figure alone"
    return "has neither a number nor a listed word for one"


def _determined(text: str) -> tuple[str, str]:
    """The word before a figure that changes nothing about it, empty where there is none, and the rest."""
    match = _DETERMINER.fullmatch(text)
    return (match["determiner"], match["rest"]) if match else ("", text)


def _hedge(text: str) -> tuple[str | None, str, str]:
    """The hedge, its qualifier and the rest of the text. Raises ValueError where there is one at either end."""
    before, behind = _HEDGE.fullmatch(text), _HEDGE_BEHIND.fullmatch(text)
    if before and behind:
        raise ValueError("has two hedges")
    if before:
        return before["hedge"], words.HEDGES[before["hedge"]], before["rest"]
    if behind:
        return behind["hedge"], words.HEDGES_BEHIND[behind["hedge"]], behind["rest"]
    return None, "exact", text


def _number(text: str) -> Reading | None:
    """The first shape that the text has: words for a number, one amount, or a range of two."""
    for shape in HEDGED:
        if reading := shape(text):
            return reading
    try:
        return read_amount(text) or read_range(text)
    except ValueError:
        # "two-three years" has the shape of one number in words as well; a range that fails gives its own reason
        if "-" in text and (reading := read_range(text)):
            return reading
        raise


def _qualifier(hedge: str, reading: Reading) -> str:
    """The qualifier of a hedge and of the reading behind it. Raises ValueError where both qualify."""
    if reading.qualifier == "range" and hedge not in words.HEDGES_OF_RANGES:
        raise ValueError("the hedge leaves open which end of the range it bounds")
    if reading.qualifier == "at_least" and hedge != "exact":
        raise ValueError("a hedge before a vague word gives no number")
    if hedge in words.BOUNDS and reading.value is not None and reading.value < 0:
        raise ValueError("the hedge of a negative number may bound it or its size")
    return reading.qualifier or hedge


def _figure(reading: Reading, qualifier: str, apart: Apart, text: str) -> Figure:
    """The reading together with the scale and unit printed apart. Raises ValueError where the two don't agree."""
    unit = reading.unit or apart.unit
    if reading.unit and apart.unit and reading.unit.code != apart.unit.code:
        raise ValueError(f"is printed in {reading.unit.code}, while unit_as_written says {apart.unit.code}")
    if reading.scaled and apart.scale != 1:
        raise ValueError("has a scale, and unit_as_written has one too")
    if reading.letter and not is_money(unit):
        raise ValueError(f"the letter in {text!r} is a scale beside a currency only")
    if reading.year and unit is None and apart.scale == 1:
        raise ValueError(f"{text!r} may be a year or a number: give unit_as_written `date`, or `?1` for a count")
    factor = apart.unit.factor if apart.unit and not reading.unit else Decimal(1)
    scale = EXACT.multiply(apart.scale, factor)
    value, upper = (checked(EXACT.multiply(end, scale)) if end is not None else None for end in reading[:2])
    return Figure(value, upper, qualifier, unit.code if unit else None, None)

"""Figures that are words: fractions, multiples, ordinals, "annual", "a decade", "several", "deadly".

Each shape is a function of the text in lower case that returns a reading, or None where the text has another shape.
"""

import re
from decimal import Decimal

from schemas.figures import vocabulary as words
from schemas.figures.figure import Reading
from schemas.figures.numbers import EXACT, read_number
from schemas.figures.units import (
    COUNT,
    COUNTED_PLURAL,
    NAMED,
    TIME_PLURALS,
    TIMES,
    Unit,
    alternatives,
    unit_named,
)

_CARDINAL = rf"(?:{alternatives({*words.ONES, *words.TEENS, *words.TENS})})"
_FRACTION = re.compile(rf"(?P<top>{_CARDINAL}|an?)[ -](?P<bottom>{alternatives(words.DENOMINATORS)})(?P<plural>s?)")
_FOLD = re.compile(rf"(?P<number>{_CARDINAL}|[0-9]+)[ -]?fold")
_NUMBERED = re.compile("(?P<number>[1-9][0-9]{0,2})(?P<suffix>st|nd|rd|th)")
_RANK = re.compile(rf"(?P<place>[a-z0-9-]+?)(?:[ -](?:{alternatives(words.SUPERLATIVES)}))?")
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
_MANY = rf"(?:{alternatives(words.ROUND_PLURALS)})"
_ROUND = re.compile(rf"{_MANY}(?: of {_MANY})*(?: of(?: (?P<unit>{NAMED}))?)?")
_WITHOUT_NUMBER = re.compile(rf"(?P<unit>{alternatives(TIME_PLURALS)})[ -](?:{alternatives(words.TIMELESS)})")
_LASTING = re.compile(rf"(?P<unit>{alternatives(TIMES)})-?long")


def fraction(text: str) -> Reading | None:
    """ "half", "three-quarters": a part of one, with the unit 1 so that it isn't taken for a percentage."""
    if text in words.TWO_MEANINGS:
        raise ValueError(f"{text!r} {words.TWO_MEANINGS[text]}")
    if text == "half":
        return Reading(Decimal("0.5"), unit=COUNT)
    match = _FRACTION.fullmatch(text)
    if match is None:
        return None
    top = Decimal((words.ONES | words.TEENS | words.TENS).get(match["top"], 1))
    bottom = Decimal(words.DENOMINATORS[match["bottom"]])
    if (top == 1) == bool(match["plural"]) or top >= bottom:
        raise ValueError(f"{text!r} is no proper fraction")
    if bottom in words.ENDLESS:
        raise ValueError(f"{text!r} cannot be written exactly as a decimal")
    return Reading(EXACT.divide(top, bottom), unit=COUNT)


def multiple(text: str) -> Reading | None:
    """ "doubled", "tenfold", "10-fold": a ratio, unit 1."""
    if text in words.MULTIPLES:
        return Reading(words.MULTIPLES[text], unit=COUNT)
    match = _FOLD.fullmatch(text)
    return Reading(read_number(match["number"]).value, unit=COUNT) if match else None


def ordinal(text: str) -> Reading | None:
    """ "second", "18th", "third-largest": a place in a series, unit 1; an ordinal before a noun has another shape."""
    if text in words.SUPERLATIVES:
        return Reading(Decimal(1), unit=COUNT)
    match = _RANK.fullmatch(text)
    place = _place(match["place"]) if match else None
    return Reading(Decimal(place), unit=COUNT) if place else None


def _place(text: str) -> int | None:
    """The number of an ordinal; None for another word. Raises ValueError for "21th"."""
    if text in words.ORDINALS:
        return words.ORDINALS[text]
    match = _NUMBERED.fullmatch(text)
    if match is None:
        return None
    number = int(match["number"])
    suffix = "th" if number // 10 % 10 == 1 else _SUFFIXES.get(number % 10, "th")
    if suffix != match["suffix"]:
        raise ValueError(f"{text!r} is misprinted: {number}{suffix}")
    return number


def frequency(text: str) -> Reading | None:
    """ "annual", "twice a year": how often a year."""
    return Reading(words.FREQUENCIES[text], unit=Unit("/a")) if text in words.FREQUENCIES else None


def duration(text: str) -> Reading | None:
    """ "decade", "year-long": one of a time."""
    match = _LASTING.fullmatch(text)
    unit = TIMES["decade"] if text == "decade" else TIMES[match["unit"]] if match else None
    return Reading(unit.factor, unit=unit) if unit else None


def plain_plural(text: str) -> Reading | None:
    """ "agreements", "decades": at least two of what is named, where it is listed among what the record counts."""
    unit = TIME_PLURALS.get(text) or (COUNT if COUNTED_PLURAL.fullmatch(text) else None)
    return Reading(EXACT.multiply(Decimal(2), unit.factor), unit=unit, qualifier="at_least") if unit else None


def unquantified(text: str) -> Reading | None:
    """Words that give no number ("deadly", "billions of dollars"); the unit that they name ("months-long") is kept."""
    if text in words.UNQUANTIFIED:
        return Reading(None, qualifier="unquantified")
    if match := _WITHOUT_NUMBER.fullmatch(text):
        return Reading(None, unit=Unit(TIME_PLURALS[match["unit"]].code), qualifier="unquantified")
    match = _ROUND.fullmatch(text)
    unit = Unit(unit_named(match["unit"]).code) if match and match["unit"] else None
    return Reading(None, unit=unit, qualifier="unquantified") if match else None


HEDGED = (fraction, multiple, duration)  # may stand behind a hedge: "nearly half", "more than doubled"
UNHEDGED = (frequency, ordinal, plain_plural, unquantified)

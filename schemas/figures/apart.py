"""Scale and unit printed apart from the number: a table's head, or `?USD` for what is printed nowhere."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from schemas.figures.numbers import read_number
from schemas.figures.units import CODES, NAMED, Unit, alternatives, is_money, unit_named
from schemas.figures.vocabulary import SCALE_SPELLINGS
from schemas.passages import normalise


class Apart(NamedTuple):
    """What a column's head says of the numbers below it."""

    scale: Decimal = Decimal(1)
    unit: Unit | None = None


_SCALES = alternatives(SCALE_SPELLINGS)
_SCALE = rf"(?:(?:{_SCALES})(?:[ -](?:{_SCALES}))?|'000)"
_HEAD = re.compile(
    rf"(?:in )?(?:(?P<unit>{NAMED})(?:(?: in)? |(?<=[$€£₹₽]))(?P<scale>{_SCALE})"
    rf"|(?P<scale_first>{_SCALE})(?:(?: of)? (?P<unit_last>{NAMED}))?|(?P<only_unit>{NAMED}))"
)
DATE = frozenset({"date", "?date"})
FISCAL = frozenset({"fy", "fiscal year", "financial year"})


@lru_cache(maxsize=1024)
def read_apart(text: str | None) -> Apart:
    """Scale and unit of a head such as "USD million", "Rs in crore", "'000 tonnes", "%". Raises ValueError else."""
    if text is None:
        return Apart()
    plain = " ".join(re.sub("[()]", " ", normalise(text)).split())
    if plain.startswith("?") and plain[1:] in CODES:
        return Apart(unit=CODES[plain[1:]])
    match = _HEAD.fullmatch(plain.lower())
    if match is None:
        raise ValueError(f"unit_as_written {text!r} is neither a scale nor a unit that is listed")
    name = match["unit"] or match["unit_last"] or match["only_unit"]
    scale = match["scale"] or match["scale_first"]
    return _apart(scale, unit_named(name) if name else None)


def _apart(scale: str | None, unit: Unit | None) -> Apart:
    if scale is None:
        return Apart(unit=unit)
    number = read_number("1 thousand" if scale == "'000" else f"1 {scale}")
    if number.letter and not is_money(unit):
        raise ValueError(f"{scale!r} is a scale beside a currency only")
    return Apart(number.scale, unit)

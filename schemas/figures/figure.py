"""The value that a printed figure is read into, and the partial reading on the way there."""

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from schemas.figures.units import Unit


@dataclass(frozen=True)
class Figure:
    """A printed figure as read.

    `value` and `value_upper` are decimals without exponent or trailing zeros, value_upper filled for ranges only; both
    are None where no number is given or `date` (EDTF) is filled. `unit` is `1` for counts, ISO 4217 for money, else
    UCUM, `{TIV}` or `date`; None where none is printed.
    """

    value: Decimal | None
    value_upper: Decimal | None
    qualifier: str
    unit: str | None
    date: str | None


class Reading(NamedTuple):
    """What a shape of figure says, before a unit printed apart is added; `qualifier` where the words imply one."""

    value: Decimal | None
    value_upper: Decimal | None = None
    unit: Unit | None = None
    qualifier: str | None = None
    scaled: bool = False  # a scale word is printed in it
    letter: bool = False  # that scale is a single letter, which is one beside money only
    year: bool = False  # it may be a calendar year

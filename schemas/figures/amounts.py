"""One amount ("-$4.7 billion", "five systems") or a range of two ("$5-6 billion", "between 35 and 43")."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from schemas.figures.figure import Reading
from schemas.figures.numbers import EXACT, NUMBER, Magnitude, read_number
from schemas.figures.units import COUNT, CURRENCIES, MONEY, MONEY_OR_WEIGHT, NAMED, TIMES, Unit, unit_named
from schemas.figures.vocabulary import VAGUE_GROUPS

WIDEST = Decimal(100)  # how often the lower end of a range may go into the upper one: "5-600 million" may be 500 to 600


class Amount(NamedTuple):
    """A number with the unit printed before it, the one printed behind it, and the latter's name."""

    number: Magnitude
    before: Unit | None
    after: Unit | None
    name: str
    signed: bool


_SIGN = r"[+-]|minus |plus |negative "
_BEFORE = rf"(?P<before>{MONEY})(?:(?<![a-z])| |(?=[0-9+-]))"
_AMOUNT = re.compile(
    rf"(?P<sign>{_SIGN})?(?:{_BEFORE} ?(?P<inner_sign>{_SIGN})?)?(?P<number>{NUMBER})"
    rf"(?:(?:[ -]|(?=[%$€£₹₽]))(?P<after>{NAMED}))?"
)
_BETWEEN = re.compile("between (.+)")
_YEAR = re.compile("(?:19|20)[0-9]{2}")


def read_amount(text: str) -> Reading | None:
    """One number with its unit; None where the text has another shape. Raises ValueError where it can't be read."""
    amount = _amount(text)
    if amount is None:
        return None
    unit = _agreed(amount.before, amount.after)
    if amount.number.article and amount.name not in TIMES:
        raise ValueError(f"{text!r} gives no number: 'a' is read as one only before a scale or a time")
    if unit == COUNT and amount.name != "times" and amount.number.value != amount.number.value.to_integral_value():
        raise ValueError(f"{amount.number.value} is no whole count")
    value = EXACT.multiply(amount.number.value, unit.factor if unit else Decimal(1))
    qualifier = "at_least" if amount.number.vague else None
    return _reading(amount.number, value, None, unit, qualifier, bool(_YEAR.fullmatch(amount.number.bare)))


def _reading(
    number: Magnitude, value: Decimal, upper: Decimal | None, unit: Unit | None, qualifier: str | None, year: bool
) -> Reading:
    return Reading(value, upper, unit, qualifier, number.scale != 1, number.letter, year)


def _amount(text: str) -> Amount | None:
    """The parts of an amount. Raises ValueError where the shape is right but a part can't be read."""
    match = _AMOUNT.fullmatch(text)
    if match is None:
        return None
    signs = [sign for sign in (match["sign"], match["inner_sign"]) if sign]
    if len(signs) > 1:
        raise ValueError("there are two signs")
    number, name = read_number(match["number"]), match["after"] or ""
    if signs and (number.vague or number.article):
        raise ValueError("a sign stands before a word that gives no number")
    if {name, match["before"]} & MONEY_OR_WEIGHT and number.scale == 1:
        raise ValueError("a pound may be money or a weight; £ is money without doubt")
    if _is_no_group(match["number"], counted=bool(name)):
        return None
    if signs and signs[0] not in {"+", "plus "}:
        number = number._replace(value=number.value.copy_negate() if number.value else number.value)
    before = Unit(CURRENCIES[match["before"]]) if match["before"] else None
    return Amount(number, before, unit_named(name) if name else None, name, bool(signs))


def _is_no_group(number: str, counted: bool) -> bool:
    """Whether "a slew" or "a number" stands without the "of" or the thing that it needs."""
    group = number.removesuffix(" of")
    return group in VAGUE_GROUPS and (group == number if counted else VAGUE_GROUPS[group])


def _agreed(before: Unit | None, after: Unit | None) -> Unit | None:
    """The unit of an amount that has one before its number, behind it, or the same in both places."""
    if before and after and before != after:
        raise ValueError(f"has two units, {before.code} and {after.code}; quote one figure alone")
    return before or after


def read_range(text: str) -> Reading | None:
    """Two numbers with a dash, "between … and …", or "to" where they share what follows; None if it has another shape.

    "5% to 70%" is refused: it may be a change from one level to another, which is two figures.
    """
    readings, refusals = set(), []
    for lower, upper, by_to in _splits(text):
        try:
            ends = _amount(lower), _amount(upper)
            if ends[0] and ends[1]:
                readings.add(_range(ends[0], ends[1], by_to))
        except ValueError as error:
            refusals.append(error)
    if len(readings) > 1:
        raise ValueError(f"{text!r} can be split into two ends in several ways")
    if not readings and refusals:
        raise refusals[0]
    return readings.pop() if readings else None


def _splits(text: str) -> Iterator[tuple[str, str, bool]]:
    """Every way to part the text in two ends, and whether "to" alone parts them."""
    between = _BETWEEN.fullmatch(text)
    pattern = " and | to " if between else "(?<![ -])-(?![ -])| - | to "
    body = between[1] if between else text
    for match in re.finditer(pattern, body):
        yield body[: match.start()], body[match.end() :], match[0] == " to " and not between


def _range(lower: Amount, upper: Amount, by_to: bool) -> Reading:
    """A range of two amounts; the lower one may leave its scale and the unit behind it to the upper one."""
    if lower.signed or upper.signed or lower.number.vague or upper.number.vague or upper.number.article:
        raise ValueError("the ends of a range are plain numbers; quote one figure alone")
    elliptic = lower.number.scale == 1 and lower.after is None and (upper.number.scale != 1 or upper.after is not None)
    if by_to and not elliptic:
        raise ValueError("'to' may part the ends of a range or two levels over time; quote one figure alone")
    unit = _shared_unit(lower, upper)
    values = _shared_scale(lower.number, upper.number)
    low, high = (EXACT.multiply(value, unit.factor if unit else Decimal(1)) for value in values)
    if low >= high or (low and high > EXACT.multiply(low, WIDEST)):
        raise ValueError(f"{low:f} to {high:f} is no range that can be read without doubt")
    year = bool(_YEAR.fullmatch(lower.number.bare))
    letter = lower.number.letter or upper.number.letter
    return _reading(upper.number._replace(letter=letter), low, high, unit, "range", year)


def _shared_scale(lower: Magnitude, upper: Magnitude) -> tuple[Decimal, Decimal]:
    if lower.scale != 1 and upper.scale == 1:
        raise ValueError("the upper end of a range has no scale while the lower one has")
    shared = upper.scale if lower.scale == 1 else Decimal(1)
    return EXACT.multiply(lower.value, shared), upper.value


def _shared_unit(lower: Amount, upper: Amount) -> Unit | None:
    """The one unit of both ends: before the first or both, or behind the last or both."""
    if (upper.before and not lower.before) or (lower.after and not upper.after):
        raise ValueError("only one end of the range has a unit, and not the one that both can share")
    units = {unit for unit in (lower.before, lower.after, upper.before, upper.after) if unit}
    if len(units) > 1:
        raise ValueError("the ends of the range have different units; quote one figure alone")
    return units.pop() if units else None

"""Dates of the record: the part of EDTF (ISO 8601-2) that the data model allows, as days that can be compared.

Allowed are `2021`, `2021-12`, `2021-12-06`, each with `~` (approximate) or `?` (inferred) after it, and intervals
`a/b` of them, one end of which may be open (`..`). The format: https://www.loc.gov/standards/datetime/

Why no library: `edtf` 5.0.2, the one that is kept up, accepts what has to be refused here (2023-02-29, the year 0,
intervals that run backwards, seasons, X, %, times, sets, surrounding white space), takes a blank end of an interval for
ten years, gives bounds as struct_time or float infinity, raises a ParseException that is no ValueError, and needs
about 7 ms a date and two more packages. What it accepts would have to be checked again by the pattern below.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

MONTHS = 12
SEASONS = range(21, 42)  # months 21 to 41 are seasons, quarters and the like in ISO 8601-2

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?([~?]?)")

# The first that matches says why a text is not a date; the last matches everything.
_REASONS = (
    (r"^\s*$", "is blank"),
    (r"\s", "has white space in it"),
    (r"%|~\?|\?~", "is both approximate and uncertain: choose ~ (approximate) or ? (inferred)"),
    (r"[~?].", "has ~ or ? before its end: they stand after the whole date"),
    (r"[0-9]T|:", "has a time of day: write the day only"),
    (r"^[-+Y]|[0-9][ES]", "has a year that is not four plain digits"),
    (r"[Xxu*]", "has a placeholder: leave an unknown day or month out"),
    (r"[\[\]{},]|\.\.", "is a set or range of dates: write an interval a/b, open as ../b or a/.."),
    (r"^[0-9]{4}(-[0-9]{1,2}){1,2}[~?]?$", "has a month or day that is not two digits"),
    (r"", "is not YYYY, YYYY-MM or YYYY-MM-DD"),
)


@dataclass(frozen=True, slots=True)
class Edtf:
    """The first and the last day that a date can mean (None: open), and how sure it is; `~` and `?` move no bound.

    An interval is approximate or uncertain where one of its ends is.
    """

    earliest: date | None
    latest: date | None
    approximate: bool = False
    uncertain: bool = False
    is_interval: bool = False


def _why_not(text: str) -> str:
    return next(reason for pattern, reason in _REASONS if re.search(pattern, text))


def _month(digits: str) -> int:
    number = int(digits)
    if number == 0:
        raise ValueError("has month 00: leave an unknown month out")
    if number in SEASONS:
        raise ValueError(f"is a season or part of a year (month {digits}): write an interval of months")
    if number > MONTHS:
        raise ValueError(f"has month {digits}, which does not exist")
    return number


def _day(digits: str, last: int) -> int:
    number = int(digits)
    if number == 0:
        raise ValueError("has day 00: leave an unknown day out")
    if number > last:
        raise ValueError(f"has day {digits} in a month of {last} days")
    return number


def _date(text: str) -> Edtf:
    """A single date; ValueError holds only the reason, the caller puts the text before it."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError(_why_not(text))
    year, mark = int(match[1]), match[4]
    if year == 0:
        raise ValueError("has the year 0")
    first_month, last_month = (_month(match[2]),) * 2 if match[2] else (1, MONTHS)
    last_of_month = monthrange(year, last_month)[1]
    first_day, last_day = (_day(match[3], last_of_month),) * 2 if match[3] else (1, last_of_month)
    earliest, latest = date(year, first_month, first_day), date(year, last_month, last_day)
    return Edtf(earliest, latest, approximate=mark == "~", uncertain=mark == "?")


def _end(text: str, which: str) -> Edtf:
    """One end of an interval."""
    if text == "..":
        return Edtf(None, None)
    if not text:
        raise ValueError(f"has {which} that is blank: write .. where it is open")
    try:
        return _date(text)
    except ValueError as reason:
        raise ValueError(f"has {which} that {reason}") from None


def _interval(text: str) -> Edtf:
    if text.count("/") > 1:
        raise ValueError("has more than one /")
    first, last = text.split("/")
    start, end = _end(first, "a start"), _end(last, "an end")
    earliest, latest = start.earliest, end.latest
    if earliest is None and latest is None:
        raise ValueError("is open at both ends: leave it out")
    if earliest and latest and latest < earliest:
        raise ValueError("runs backwards")
    approximate, uncertain = start.approximate or end.approximate, start.uncertain or end.uncertain
    return Edtf(earliest, latest, approximate, uncertain, is_interval=True)


@lru_cache(maxsize=1 << 16)
def parse(text: str) -> Edtf:
    """Read a date or an interval of the subset; ValueError: one line, the text and what is wrong with it."""
    read: Callable[[str], Edtf] = _interval if "/" in text else _date
    try:
        return read(text)
    except ValueError as reason:
        raise ValueError(f"{text!r} {reason}") from None


def bounds(when: str | date) -> tuple[date | None, date | None]:
    """First and last day (None: open), as `*_earliest` and `*_latest` give them; a day is its own bounds."""
    read = parse(when.isoformat() if isinstance(when, date) else when)
    return read.earliest, read.latest


def is_before(a: str | date, b: str | date) -> bool:
    """Whether a is over before b can begin: latest(a) < earliest(b). With an open bound there it is never so.

    To find what is out of order ask for the wrong fact, `is_before(delivered, signed)`: false also means "can't tell".
    """
    end, start = bounds(a)[1], bounds(b)[0]
    return end is not None and start is not None and end < start


def contains(period: str | date, when: str | date) -> bool:
    """Whether every day that `when` can mean lies in the period. What is open fits only into what is open there."""
    (first, last), (earliest, latest) = bounds(period), bounds(when)
    begins = first is None or (earliest is not None and first <= earliest)
    ends = last is None or (latest is not None and latest <= last)
    return begins and ends


def sort_key(when: str | date) -> tuple[date, date]:
    """Orders by first day, then by last; an open start comes before, an open end after all days."""
    earliest, latest = bounds(when)
    return earliest or date.min, latest or date.max

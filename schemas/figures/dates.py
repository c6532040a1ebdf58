"""Figures that are dates: "October 2018", "by the end of 2025", "FY2018-19", as EDTF.

A bare year may as well be a number, so that it is read as a date only where its wording ("in 2028") or
unit_as_written `date` says so. A hedge stands in the qualifier and in the EDTF: "by 2025" is up_to `../2025`.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from schemas.figures.units import alternatives
from schemas.figures.vocabulary import listed

_MONTHS = "january; february; march; april; may; june; july; august; september; october; november; december"
_WEEKDAYS = listed("monday; tuesday; wednesday; thursday; friday; saturday; sunday")
MONTHS = {name: number for number, name in enumerate(listed(_MONTHS), start=1)}
MONTHS |= {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
MONTHS |= {f"{name}.": number for name, number in MONTHS.items() if len(name) < 5 and name != "may"}

_YEAR = "(?P<year>[12][0-9]{3})"
_MONTH = rf"(?P<month>{alternatives(MONTHS)})"
_DAY = r"(?P<day>[1-9]|0[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_WEEKDAY = rf"(?:(?P<weekday>{'|'.join(_WEEKDAYS)}),? )?"
_END = "(?:(?:the )?end(?: of |-))"
_FISCAL = "(?:fy|fiscal year|financial year|fiscal)"

_DAY_MONTH = re.compile(rf"{_WEEKDAY}{_DAY} {_MONTH},? {_YEAR}")
_MONTH_DAY = re.compile(rf"{_WEEKDAY}{_MONTH} {_DAY},? {_YEAR}")
_ISO_DAY = re.compile("(?P<year>[12][0-9]{3})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])")
_MONTH_YEAR = re.compile(rf"{_MONTH},?(?: of)? {_YEAR}")
_DECADE = re.compile("(?:the )?(?P<year>[12][0-9]{2}0)'?s")
_FISCAL_YEAR = re.compile(rf"{_FISCAL}[ -]?(?P<year>[12][0-9]{{3}})[-/](?P<next>[0-9]{{2}}(?:[0-9]{{2}})?)")
_ONLY_YEAR = re.compile(_YEAR)
_YEARS = re.compile(f"(?:from )?{_YEAR}(?:-| - | to |/)(?P<last>[12][0-9]{{3}}|[0-9]{{2}})")
_FISCAL_ALIKE = re.compile(rf"(?:in |by )?{_FISCAL}[ -']?[0-9/-]+")

_PREFIXES = {
    "in": "exact",
    "on": "exact",
    "by": "up_to",
    "before": "less_than",
    "after": "more_than",
    "about": "about",
    "around": "about",
    "circa": "about",
}
_PREFIXED = re.compile(rf"(?P<prefix>{'|'.join(_PREFIXES)}) (?P<end>{_END}(?=.*[0-9]))?(?P<rest>.+)")
_SOME_DAY = r"[0-3]?[0-9](?:st|nd|rd|th)?"
_SOME_MONTH = rf"(?:{alternatives(MONTHS)})"
_NO_YEAR = re.compile(
    rf"(?:(?:{'|'.join(_PREFIXES)}) )?(?:(?:{'|'.join(_WEEKDAYS)}),? ?)?"
    rf"(?:{_SOME_MONTH}(?: {_SOME_DAY})?|{_SOME_DAY}(?: of)? {_SOME_MONTH})?"
)


def _month_number(match: re.Match[str]) -> int:
    return MONTHS[match["month"]] if match["month"] in MONTHS else int(match["month"])


def _day(match: re.Match[str]) -> str:
    """A day, if the calendar has it and it falls on the weekday printed beside it."""
    try:
        found = date(int(match["year"]), _month_number(match), int(match["day"]))
    except ValueError:
        raise ValueError(f"{match[0]!r} is no day of the calendar") from None
    weekday = match.groupdict().get("weekday")
    if weekday and _WEEKDAYS[found.weekday()] != weekday:
        raise ValueError(f"{found} is no {weekday.capitalize()}")
    return found.isoformat()


def _fiscal_year(match: re.Match[str]) -> str:
    """The Indian fiscal year from April to March; "FY2019" is not read, since other countries' end otherwise."""
    year = int(match["year"])
    if match["next"] not in {str(year + 1), str(year + 1)[2:]}:
        raise ValueError(f"a fiscal year ends in the year after it began, not {year}-{match['next']}")
    return f"{year}-04/{year + 1}-03"


def _years(match: re.Match[str]) -> str:
    first, last = match["year"], match["last"]
    full = first[: 4 - len(last)] + last
    if full <= first or (len(last) == 2 and int(full) == int(first) + 1):
        raise ValueError(f"{match[0]!r} may be a fiscal year or two years; print FY before a fiscal year")
    return f"{first}/{full}"


Reader = Callable[[re.Match[str]], str]
_WORDED: tuple[tuple[re.Pattern[str], Reader], ...] = (
    (_DAY_MONTH, _day),
    (_MONTH_DAY, _day),
    (_ISO_DAY, _day),
    (_MONTH_YEAR, lambda match: f"{match['year']}-{_month_number(match):02d}"),
    (_DECADE, lambda match: f"{match['year']}/{int(match['year']) + 9}"),
    (_FISCAL_YEAR, _fiscal_year),
)
_BY_CONTEXT: tuple[tuple[re.Pattern[str], Reader], ...] = ((_ONLY_YEAR, lambda match: match["year"]),)
_BY_UNIT: tuple[tuple[re.Pattern[str], Reader], ...] = (*_BY_CONTEXT, (_YEARS, _years))


def read_date(text: str, named: bool = False) -> tuple[str, str] | None:
    """EDTF and qualifier of a date in lower case; None where the text isn't one.

    `named` says that unit_as_written is `date`, which lets bare years and spans of years in. Raises ValueError for a
    date that the calendar lacks, that has no year, or that can be read in two ways.
    """
    if found := _first(text, _WORDED + (_BY_UNIT if named else ())):
        return found, "exact"
    if match := _PREFIXED.fullmatch(text):
        about = _PREFIXES[match["prefix"]] == "about"  # "about 2000" is a number more often than a year
        found = _first(match["rest"], _WORDED + (() if about and not named else _BY_CONTEXT))
        if found:
            return _hedged(found, match["prefix"], bool(match["end"]))
    if _NO_YEAR.fullmatch(text):
        raise ValueError(f"{text!r} is a date without its year, which is not printed here")
    if named or _FISCAL_ALIKE.fullmatch(text):
        raise ValueError(f"{text!r} is no date that can be read without doubt")
    return None


def _first(text: str, shapes: tuple[tuple[re.Pattern[str], Reader], ...]) -> str | None:
    """What the first shape that fits makes of the text."""
    for pattern, reader in shapes:
        if match := pattern.fullmatch(text):
            return reader(match)
    return None


def _hedged(found: str, prefix: str, end: bool) -> tuple[str, str]:
    """The EDTF that a preposition makes of a date. Raises ValueError where the two make no date together."""
    qualifier, (first, last) = _PREFIXES[prefix], (found.partition("/")[0], found.rpartition("/")[2])
    if end and prefix != "by":
        raise ValueError("an end is read after 'by' only: 'by the end of 2025'")
    if qualifier == "about" and "/" in found:
        raise ValueError(f"'{prefix}' and a span of time leave open which end is meant")
    edtf = {
        "exact": lambda: found,
        "about": lambda: f"{found}~",
        "up_to": lambda: f"../{_last_day(last) if end else last}",
        "less_than": lambda: f"../{_first_day(first) - timedelta(days=1)}",
        "more_than": lambda: f"{_last_day(last) + timedelta(days=1)}/..",
    }
    return edtf[qualifier](), qualifier


def _first_day(edtf: str) -> date:
    year, month, day = (*map(int, edtf.split("-")), 1, 1)[:3]
    return date(year, month, day)


def _last_day(edtf: str) -> date:
    year, month, day = (*map(int, edtf.split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day)
    return date(year + (month in {0, 12}), month % 12 + 1 if month else 1, 1) - timedelta(days=1)

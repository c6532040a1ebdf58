"""Dates, times, moments, years and months: how they are written, and as Arrow values."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.field_type import FieldType, format_of, only_default, unsupported_format
from schemas.problems import CannotRunError

_ISO_MOMENT = (
    "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:\.[0-9]+)?(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"
)
_DIRECTIVES = set("YmdyHIMSfjbBaApz%")  # of strptime, as far as they mean the same everywhere


def _temporal(name: str, words: str, form: str, arrow: pa.DataType) -> Callable[[Mapping[str, Any]], FieldType]:
    def build(field: Mapping[str, Any]) -> FieldType:
        if format_of(field) == "default":
            narrow = FieldType(f"a {name} ({words})", form, arrow, lambda column: _parse(column, _from_iso, arrow))
            return narrow if name != "datetime" else _with_fractions(field, narrow)
        return _patterned(field, name, arrow)

    return build


def _with_fractions(field: Mapping[str, Any], narrow: FieldType) -> FieldType:
    arrow = pa.timestamp("us")

    def cast(column: pa.ChunkedArray) -> pa.ChunkedArray:
        if pc.any(pc.match_substring_regex(column, r"\.[0-9]{6}0*[1-9]")).as_py():
            raise CannotRunError(f"field {field.get('name')!r}: a fraction of a microsecond is not supported")
        return _parse(column, _from_iso, arrow)

    wide = FieldType(narrow.label, narrow.form, arrow, cast)
    return FieldType(narrow.label, narrow.form, narrow.arrow, narrow.cast, wide, _has_fraction)


def _has_fraction(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.match_substring(column, ".")).as_py())


def _patterned(field: Mapping[str, Any], name: str, arrow: pa.DataType) -> FieldType:
    """A temporal type in a format of its own: what Python's strptime reads with it, as the specification says."""
    form = format_of(field)
    directives = re.findall("%(.?)", form)
    if not directives or not set(directives) <= _DIRECTIVES:
        raise unsupported_format(field)
    if "f" in directives:
        arrow = pa.time64("us") if pa.types.is_time(arrow) else pa.timestamp("us")

    def read(text: str) -> datetime:
        if any(char.isdigit() and not char.isascii() for char in text):
            raise ValueError("other digits than 0 to 9")
        return datetime.strptime(text, form)

    return FieldType(f"a {name} ({_readable(form)})", None, arrow, lambda column: _parse(column, read, arrow))


def _readable(form: str) -> str:
    for directive, words in {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%H": "hh", "%M": "mm", "%S": "ss"}.items():
        form = form.replace(directive, words)
    return form


def _from_iso(text: str) -> datetime:
    if len(text) == len("hh:mm:ss"):
        return datetime.strptime(text, "%H:%M:%S")
    return datetime.fromisoformat(text)


def _parse(column: pa.ChunkedArray, read: Callable[[str], datetime], arrow: pa.DataType) -> pa.ChunkedArray:
    """Through a dictionary, since a column of dates repeats few values and Python parses each exactly."""
    encoded = column.combine_chunks().dictionary_encode()
    encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
    values = pa.array([_moment(text, read, arrow) for text in encoded.dictionary.to_pylist()], arrow)
    return pa.chunked_array([values.take(encoded.indices)])


def _moment(text: str, read: Callable[[str], datetime], arrow: pa.DataType) -> Any:
    """A day, a time of day, or a moment: one with an offset is put into UTC, one without is taken as it is."""
    try:
        moment = read(text)
        moment = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError):
        return None
    if pa.types.is_date(arrow):
        return moment.date()
    return moment.time() if pa.types.is_time(arrow) else moment


_YEAR = "-?(?:0[0-9]{3}|[1-9][0-9]{3,8})"


def year(field: Mapping[str, Any]) -> FieldType:
    only_default(field)
    return FieldType("a year", _YEAR, pa.int64(), lambda column: pc.cast(column, pa.int64()))


def yearmonth(field: Mapping[str, Any]) -> FieldType:
    only_default(field)
    return FieldType("a year and month (YYYY-MM)", f"{_YEAR}-(?:0[1-9]|1[0-2])", pa.string(), lambda column: column)


def in_order(field: Mapping[str, Any], column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values of a column as something that compares as they do: a month as the number of months since year 0."""
    if field.get("type") != "yearmonth":
        return column
    years = pc.cast(pc.replace_substring_regex(column, "-[0-9]{2}$", ""), pa.int64())
    return pc.add(pc.multiply(years, 12), pc.cast(pc.replace_substring_regex(column, "^.*-", ""), pa.int64()))


DATE = _temporal("date", "YYYY-MM-DD", "[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])", pa.date32())
TIME = _temporal("time", "hh:mm:ss", "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]", pa.time32("s"))
DATETIME = _temporal("datetime", "YYYY-MM-DDThh:mm:ss", _ISO_MOMENT, pa.timestamp("s"))

"""The types of Table Schema: how a value may be written, what it becomes in Arrow, and how to get there.

Every function works on whole Arrow columns. A cell is judged by its written form first, since casts of every
library let something through (`2014-2-3`, `1e3`, ` 12`). Numbers and dates have modules of their own.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.field_type import FieldType as FieldType
from schemas.field_type import escaped, format_of, only_default, unsupported_format
from schemas.numbers import integer, number
from schemas.problems import CannotRunError
from schemas.times import DATE, DATETIME, TIME, year, yearmonth

NUMBER = pa.decimal128(24, 6)
EDTF = "https://www.loc.gov/standards/datetime/"  # the rdfType that marks a column of EDTF strings
_ATOM, _LABEL = r"[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+", r"[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?"
_URI_CHAR = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})"
_STRING_FORMATS = {
    "default": None,
    "email": rf"{_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+",
    # RFC 3986: scheme, host by number or what may stand for a path, query, fragment
    "uri": rf"[A-Za-z][A-Za-z0-9+.-]*:(?://(?:{_URI_CHAR}*@)?\[[0-9A-Fa-f:.]+\](?::[0-9]*)?(?:/(?:{_URI_CHAR}|/)*)?"
    rf"|(?:{_URI_CHAR}|/)+)(?:\?(?:{_URI_CHAR}|[/?])*)?(?:#(?:{_URI_CHAR}|[/?])*)?",
    "uuid": r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
}


def field_type(field: Mapping[str, Any]) -> FieldType:
    """The concrete type of a Table Schema field. Raises CannotRunError, naming the feature, where not supported."""
    name = field.get("type", "string")
    if name not in _TYPES:
        raise CannotRunError(f"field {field.get('name')!r}: type {name!r} is not supported")
    return _TYPES[name](field)


def is_edtf(field: Mapping[str, Any]) -> bool:
    """Whether a column holds EDTF strings."""
    return field.get("rdfType") == EDTF


def _any(field: Mapping[str, Any]) -> FieldType:
    only_default(field)
    return FieldType("a string", None, pa.string(), lambda column: column)


def _string(field: Mapping[str, Any]) -> FieldType:
    if format_of(field) not in _STRING_FORMATS:
        raise unsupported_format(field)
    label = "a string" if format_of(field) == "default" else f"a {format_of(field)}"
    return FieldType(label, _STRING_FORMATS[format_of(field)], pa.string(), lambda column: column)


def _boolean(field: Mapping[str, Any]) -> FieldType:
    only_default(field)
    true = list(field.get("trueValues", ["true", "True", "TRUE", "1"]))
    false = list(field.get("falseValues", ["false", "False", "FALSE", "0"]))
    form = "|".join(escaped(value) for value in [*true, *false])

    def cast(column: pa.ChunkedArray) -> pa.ChunkedArray:
        known = pc.is_in(column, pa.array([*true, *false], pa.string()))
        return pc.if_else(known, pc.is_in(column, pa.array(true, pa.string())), None)

    return FieldType(f"a boolean ({', '.join([*true, *false])})", f"(?:{form})", pa.bool_(), cast)


_TYPES: dict[str, Callable[[Mapping[str, Any]], FieldType]] = {
    "any": _any,
    "string": _string,
    "integer": integer,
    "number": number,
    "boolean": _boolean,
    "date": DATE,
    "time": TIME,
    "datetime": DATETIME,
    "year": year,
    "yearmonth": yearmonth,
}

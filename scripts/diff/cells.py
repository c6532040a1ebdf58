"""Cells in canonical text, so that two files agree where they say the same: `10` and `10.0`, `1` and `true`.

What a cell is, its schema says; a cell that is no value of its type stays as it is written. Text is compared rather
than typed values because a binary float would take two long numbers for one.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.fields import FieldType
from schemas.patterns import whole_match

LONGEST = 400  # digits up to which a number is written out; beyond, it is written with an exponent
_CANONICAL = r"-?[1-9][0-9]*(?:\.[0-9]*[1-9])?|-?0\.[0-9]*[1-9]|0"
_NUMBER = re.compile(r"([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,18}))?")

Spelling = Callable[[Mapping[str, Any], FieldType, pa.ChunkedArray], pa.ChunkedArray]


def canonical(field: Mapping[str, Any], kind: FieldType, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of text (null: missing) in canonical spelling; cells that are no value of the type are left alone."""
    spell = _SPELLINGS.get(str(field.get("type", "string")))
    if spell is None or column.null_count == len(column):
        return column
    fits = pc.fill_null(whole_match(kind.form)(column), False) if kind.form else pc.is_valid(column)
    spelt = spell(field, kind, pc.if_else(fits, column, pa.scalar(None, pa.string())))
    return pc.coalesce(spelt, column)


def number(text: str, field: Mapping[str, Any]) -> str:
    """A number without needless signs, zeros, group characters and exponents: `+1,000.50` is `1000.5`."""
    plain = text.replace(str(field.get("groupChar") or ""), "") if field.get("groupChar") else text
    plain = plain.replace(str(field.get("decimalChar", ".")), ".")
    if not field.get("bareNumber", True):
        plain = re.sub(r"^[^0-9+-]+|[^0-9]+$", "", plain)
    match = _NUMBER.fullmatch(plain)
    if match is None:
        return text  # NaN, INF
    sign, whole, part, exponent = match.groups()
    digits = (whole + part).lstrip("0")
    shift = int(exponent or 0) - len(part) + len(digits) - len(digits.rstrip("0"))
    digits = digits.rstrip("0")
    return ("-" if sign == "-" and digits else "") + _written(digits, shift)


def _written(digits: str, shift: int) -> str:
    """Digits times ten to the power `shift`."""
    if not digits:
        return "0"
    if abs(shift) + len(digits) > LONGEST:
        return f"{digits}e{shift}"
    if shift >= 0:
        return digits + "0" * shift
    digits = digits.rjust(1 - shift, "0")
    return f"{digits[:shift]}.{digits[shift:]}"


def _numbers(field: Mapping[str, Any], kind: FieldType, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Only what is not canonical yet goes through Python, each text once."""
    plain = not field.get("groupChar") and field.get("decimalChar", ".") == "." and field.get("bareNumber", True)
    if not plain:
        return _by_text(lambda text: number(text, field), column)
    trimmed = pc.replace_substring_regex(column, r"^(-?[0-9]+\.[0-9]*?)0*$", r"\1")
    trimmed = pc.replace_substring_regex(trimmed, r"\.$", "")
    done = pc.and_(pc.less_equal(pc.utf8_length(column), LONGEST // 2), whole_match(_CANONICAL)(trimmed))
    return pc.if_else(done, trimmed, _by_text(lambda text: number(text, field), pc.if_else(done, None, column)))


def _by_text(spell: Callable[[str], str], column: pa.ChunkedArray) -> pa.ChunkedArray:
    found = pc.unique(pc.drop_null(column))
    if not len(found):
        return column
    spelt = pa.array([spell(text) for text in found.to_pylist()], pa.string())
    return spelt.take(pc.index_in(column, found).combine_chunks())


def _booleans(_: Mapping[str, Any], kind: FieldType, column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(kind.cast(column), "true", "false")


def _moments(field: Mapping[str, Any], kind: FieldType, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The usual form is canonical but for a `Z`; any other is read, each text once. What is no day stays as it is."""
    if field.get("format") in (None, "default"):
        return pc.replace_substring_regex(column, "Z$", "")

    def spell(text: str) -> str:
        moment = kind.cast(pa.chunked_array([pa.array([text])]))[0].as_py()
        return text if moment is None else str(moment.isoformat())

    return _by_text(spell, column)


_SPELLINGS: Mapping[str, Spelling] = {
    "integer": _numbers,
    "number": _numbers,
    "boolean": _booleans,
    "date": _moments,
    "time": _moments,
    "datetime": _moments,
}

"""Integers and numbers: how they are written, as Arrow values, and as canonical text, equal exactly where they are."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.field_type import FieldType, escaped, only_default
from schemas.patterns import whole_match
from schemas.problems import CannotRunError

_PLACES = 18  # an integer of so many digits always fits 64 bits
_WIDE = pa.decimal128(38, 0)  # holds the others


def integer(field: Mapping[str, Any]) -> FieldType:
    only_default(field)
    form = _bare(field, f"[+-]?(?:{_whole(field)})")

    def cast_wide(column: pa.ChunkedArray) -> pa.ChunkedArray:
        digits = pc.replace_substring_regex(_plain(field, column), r"^(-?)0+([0-9])", r"\1\2")
        if pc.any(pc.greater(pc.utf8_length(pc.replace_substring(digits, "-", "")), _WIDE.precision)).as_py():
            raise CannotRunError(f"field {field.get('name')!r}: an integer of more than 38 digits is not supported")
        return pc.cast(digits, _WIDE)

    wide = FieldType("an integer", form, _WIDE, cast_wide)
    narrow = pa.int64()
    return FieldType("an integer", form, narrow, lambda column: pc.cast(_plain(field, column), narrow), wide, _is_long)


def _is_long(column: pa.ChunkedArray) -> bool:
    return bool((pc.max(pc.binary_length(column)).as_py() or 0) > _PLACES)


def _whole(field: Mapping[str, Any]) -> str:
    """Digits, in groups where they may be: of three, or of two before the last three, as India groups them."""
    group = escaped(str(field.get("groupChar") or ""))
    return f"[0-9]{{1,3}}(?:{group}[0-9]{{2,3}})*{group}[0-9]{{3}}|[0-9]+" if group else "[0-9]+"


def number(field: Mapping[str, Any]) -> FieldType:
    only_default(field)
    if "precision" in field:
        return _exact_number(field)
    point = escaped(_point(field))
    form = f"[+-]?(?:(?:{_whole(field)})(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?"
    form = f"{_bare(field, form)}|(?i:nan|-?inf)"
    return FieldType("a number", form, pa.float64(), lambda column: pc.cast(_plain(field, column), pa.float64()))


def _exact_number(field: Mapping[str, Any]) -> FieldType:
    """A decimal, where the field declares precision and scale (which are not of the specification)."""
    arrow = pa.decimal128(field["precision"], field["scale"])
    part = f"(?:{escaped(_point(field))}[0-9]{{1,{arrow.scale}}})?" if arrow.scale else ""
    form = f"-?[0-9]{{1,{max(1, arrow.precision - arrow.scale)}}}{part}"
    label = f"a decimal number of at most {arrow.scale} decimals"
    return FieldType(label, form, arrow, lambda column: pc.cast(_plain(field, column), arrow))


def _point(field: Mapping[str, Any]) -> str:
    return str(field.get("decimalChar", "."))


def _around(field: Mapping[str, Any]) -> tuple[str, str]:
    """What may stand before and after a number that is not bare: a decimal point before a digit is part of it."""
    point = escaped(_point(field)) if field.get("type") == "number" else ""
    return f"(?:[^0-9+-]*[^0-9+{point}-])?", "[^0-9]*"


def _bare(field: Mapping[str, Any], number: str) -> str:
    """bareNumber false lets text stand around the number: a currency sign, a percent sign."""
    before, after = ("", "") if field.get("bareNumber", True) else _around(field)
    return f"{before}(?:{number}){after}"


def _plain(field: Mapping[str, Any], column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers as Arrow reads them."""
    if not field.get("bareNumber", True):
        before = _around(field)[0]
        bare = pc.replace_substring_regex(pc.replace_substring_regex(column, f"^{before}", ""), "[^0-9]+$", "")
        column = pc.if_else(pc.match_substring_regex(column, "[0-9]"), bare, column)
    if field.get("groupChar"):
        column = pc.replace_substring(column, str(field["groupChar"]), "")
    if field.get("type") == "number" and _point(field) != ".":
        column = pc.replace_substring(column, _point(field), ".")
    signed = pc.any(pc.starts_with(column, "+")).as_py()
    return pc.replace_substring_regex(column, r"^\+", "") if signed else column


LONGEST = 400  # digits up to which a number is written out; beyond, it is written with an exponent
_CANONICAL = whole_match(r"-?[1-9][0-9]*(?:\.[0-9]*[1-9])?|-?0\.[0-9]*[1-9]|0")
_NUMBER = re.compile(r"([+-]?)([0-9]*)\.?([0-9]*)(?:[eE]([+-]?[0-9]{1,18}))?")


def exact_text(field: Mapping[str, Any], column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text that is equal exactly where two numbers of a column are, however they are written and however long."""
    return by_text(_all_canonical, _plain(field, column))


def by_text(spell: Callable[[pa.Array], pa.Array], column: pa.ChunkedArray) -> pa.ChunkedArray:
    """What a function makes of the cells that are there; it is given each text once."""
    encoded = column.combine_chunks().dictionary_encode()
    return pa.chunked_array([spell(encoded.dictionary).take(encoded.indices)])


def _all_canonical(texts: pa.Array) -> pa.Array:
    """Only what is not nearly canonical goes through Python."""
    trimmed = pc.replace_substring_regex(texts, r"^(-?[0-9]+\.[0-9]*?)0*$", r"\1")
    trimmed = pc.replace_substring_regex(trimmed, r"\.$", "")
    fits = _CANONICAL(pa.chunked_array([trimmed])).combine_chunks()
    done = pc.and_(pc.less_equal(pc.utf8_length(trimmed), LONGEST // 2), fits)
    others = [canonical_number(text) for text in texts.filter(pc.invert(done)).to_pylist()]
    return pc.replace_with_mask(trimmed, pc.invert(done), pa.array(others, pa.string()))


def canonical_number(text: str) -> str:
    """A number in full, without needless sign, zeros or exponent: `+01.50` is `1.5`, `12e2` is `1200`."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text.upper().replace("NAN", "NaN")  # or INF, as the specification writes them
    sign, whole, part, exponent = match.groups()
    digits = (whole + part).lstrip("0")
    power = int(exponent or 0) - len(part) + len(digits) - len(digits.rstrip("0"))
    digits = digits.rstrip("0")
    return ("-" if sign == "-" and digits else "") + _in_full(digits, power)


def _in_full(digits: str, power: int) -> str:
    """Digits, neither first nor last a zero, times a power of ten."""
    if not digits:
        return "0"
    if abs(power) + len(digits) > LONGEST:
        return f"{digits}e{power}"
    if power >= 0:
        return digits + "0" * power
    digits = digits.rjust(1 - power, "0")
    return f"{digits[:power]}.{digits[power:]}"


def decimal_text(value: Decimal | None) -> str | None:
    """The canonical text of a decimal; None for none."""
    return None if value is None else canonical_number(str(value))

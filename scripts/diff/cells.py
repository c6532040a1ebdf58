"""Cells in canonical text, so that two files agree where they say the same: `10` and `10.0`, `1` and `true`.

What a cell is, its schema says; a cell that is no value of its type stays as it is written. Text is compared rather
than typed values because a binary float would take two long numbers for one.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.fields import FieldType
from schemas.numbers import by_text, exact_text
from schemas.patterns import whole_match

Spelling = Callable[[Mapping[str, Any], FieldType, pa.ChunkedArray], pa.ChunkedArray]


def canonical(field: Mapping[str, Any], kind: FieldType, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column of text (null: missing) in canonical spelling; cells that are no value of the type are left alone."""
    spell = _SPELLINGS.get(str(field.get("type", "string")))
    if spell is None or column.null_count == len(column):
        return column
    fits = pc.fill_null(whole_match(kind.form)(column), False) if kind.form else pc.is_valid(column)
    spelt = spell(field, kind, pc.if_else(fits, column, pa.scalar(None, pa.string())))
    return pc.coalesce(spelt, column)


def _numbers(field: Mapping[str, Any], _: FieldType, column: pa.ChunkedArray) -> pa.ChunkedArray:
    return exact_text(field, column)


def _booleans(_: Mapping[str, Any], kind: FieldType, column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(kind.cast(column), "true", "false")


def _moments(field: Mapping[str, Any], kind: FieldType, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The usual form is canonical but for a `Z`; any other is read, each text once. What is no day stays as it is."""
    if field.get("format") in (None, "default"):
        return pc.replace_substring_regex(column, "Z$", "")

    def spell(text: str) -> str:
        moment = kind.cast(pa.chunked_array([pa.array([text])]))[0].as_py()
        return text if moment is None else str(moment.isoformat())

    return by_text(lambda texts: pa.array([spell(text) for text in texts.to_pylist()], pa.string()), column)


_SPELLINGS: Mapping[str, Spelling] = {
    "integer": _numbers,
    "number": _numbers,
    "boolean": _booleans,
    "date": _moments,
    "time": _moments,
    "datetime": _moments,
}

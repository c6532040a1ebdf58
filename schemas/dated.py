"""The days beside each EDTF column `X`: `X_earliest` and `X_latest`, so that engines can compare dates.

The schema and the table are widened alike: each pair of columns stands right after its `X`. A bound is null where `X`
is empty or open at that end.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from schemas.edtf import bounds
from schemas.fields import is_edtf

# Name of the bound, and how its descriptions call the day and the end of an interval.
_ENDS = (("earliest", "first", "start"), ("latest", "last", "end"))


def dated_schema(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """A Table Schema with the fields of the days beside its EDTF fields. One without EDTF fields stays as it is."""
    fields = [found for field in descriptor["fields"] for found in (field, *_fields_beside(field))]
    return {**descriptor, "fields": fields}


def _fields_beside(field: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    if not is_edtf(field):
        return
    name, title = field["name"], field.get("title") or field["name"]
    examples = bounds(field["example"]) if field.get("example") else (None, None)
    for (bound, day, end), example in zip(_ENDS, examples, strict=True):
        description = f"The {day} day that {name} can mean; empty where {name} is empty or open at its {end}."
        beside = {"name": f"{name}_{bound}", "title": f"{title}, {bound}", "type": "date", "description": description}
        yield beside | ({"example": example.isoformat()} if example else {})


def dated(table: pa.Table, descriptor: Mapping[str, Any]) -> pa.Table:
    """A typed table with the days, date32, beside its EDTF columns. `descriptor` is its Table Schema without them.

    Raises ValueError, naming the column, where a text is no EDTF date of the record's subset.
    """
    columns: dict[str, pa.ChunkedArray] = {}
    for field in descriptor["fields"]:
        name = field["name"]
        columns[name] = table[name]
        if is_edtf(field):
            columns[f"{name}_earliest"], columns[f"{name}_latest"] = _days(name, table[name])
    return pa.table(columns)


def _days(name: str, column: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Through a dictionary, since a column of dates repeats few values and each is parsed once."""
    encoded = pa.concat_arrays(column.dictionary_encode().unify_dictionaries().chunks or [_NO_DATES])
    try:
        days = [bounds(text) for text in encoded.dictionary.to_pylist()]
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None
    earliest, latest = ([day[end] for day in days] for end in (0, 1))
    return (pa.array(earliest, pa.date32()).take(encoded.indices), pa.array(latest, pa.date32()).take(encoded.indices))


_NO_DATES = pa.array([], pa.string()).dictionary_encode()

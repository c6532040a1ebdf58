"""Tables as Parquet: exact types, codes as dictionaries, descriptions in the file; the same table gives the same bytes.

The bytes are those of one version of pyarrow, which names itself in each file.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.table_schema import arrow_schema
from scripts.export.tables import ExportTable, codes_of, is_text

_TOLD = ("title", "description", "unit")  # of a field, in the field's metadata
GROUP = 1 << 17  # rows
_OPTIONS: Mapping[str, Any] = {
    "version": "2.6",
    "data_page_version": "1.0",
    "compression": "zstd",
    "compression_level": 3,
}


def write_parquet(path: Path, table: ExportTable, package: Mapping[str, Any]) -> None:
    """Writes a table; `package` is the package's descriptor without its resources, so that a lone file is explained."""
    with open_parquet(path, table, package) as writer:
        write_groups(writer, table, last=True)


def open_parquet(path: Path, table: ExportTable, package: Mapping[str, Any]) -> pq.ParquetWriter:
    """A file for the rows of a table, which are given to `write_groups`."""
    return pq.ParquetWriter(path, parquet_schema(table, package), **_OPTIONS)


def write_groups(writer: pq.ParquetWriter, table: ExportTable, *, last: bool) -> int:
    """Writes whole row groups, and the rest of the rows if they are the `last`; returns how many rows were written."""
    count: int = table.rows.num_rows
    end = count if last else count - count % GROUP
    for start in range(0, end, GROUP):
        rows = table.rows.slice(start, min(GROUP, end - start))
        columns = [_column(rows[field["name"]], _codes(field)) for field in table.fields]
        writer.write_table(pa.table(columns, schema=writer.schema), row_group_size=GROUP)
    return end


def parquet_schema(table: ExportTable, package: Mapping[str, Any]) -> pa.Schema:
    """The Arrow schema of a table's file: types, where null is allowed, and metadata.

    Fields carry title, description and unit; the table carries title and description, and as compact JSON its own
    descriptor and the package's.
    """
    plain = arrow_schema(table.schema)
    fields = [_field(plain.field(field["name"]), field) for field in table.fields]
    descriptors = {"descriptor": _compact({**table.about, "schema": table.schema}), "package": _compact(package)}
    return pa.schema(fields, _sorted({"title": table.title, "description": table.description, **descriptors}))


def _field(plain: pa.Field, field: Mapping[str, Any]) -> pa.Field:
    kind = plain.type if _codes(field) is None else pa.dictionary(pa.int32(), pa.string())
    told = {key: str(field[key]) for key in _TOLD if field.get(key)}
    return plain.with_type(kind).with_metadata(_sorted(told))


def _codes(field: Mapping[str, Any]) -> pa.Array | None:
    """The codes of a column of text, in the schema's order."""
    codes = list(codes_of(field)) if is_text(field) else []
    return pa.array(codes, pa.string()) if codes else None


def _column(column: pa.ChunkedArray, codes: pa.Array | None) -> pa.Array:
    """A column in one piece, since the borders of pieces would show in the bytes; codes by their place in the enum."""
    whole = column.combine_chunks()
    return whole if codes is None else pa.DictionaryArray.from_arrays(pc.index_in(whole, codes), codes)


def _sorted(metadata: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(metadata.items()))


def _compact(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

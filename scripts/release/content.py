"""The content digest: what a table says, whatever file it stands in.

SHA-256 over UTF-8 lines, each a compact JSON array and a line feed: the names of the schema's fields, then the rows by
key, each cell as text or null. A decimal has no exponent and no trailing zeros, a day is `YYYY-MM-DD`, a boolean `true`
or `false`. The days that an export adds beside EDTF columns are left out.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from schemas.descriptor import key_names
from schemas.fields import is_edtf
from schemas.numbers import decimal_text

Columns = Mapping[str, Sequence[Any]]  # typed values by the column's name, all of one length
_NUMBERS = ("integer", "number")


def record_fields(schema: Mapping[str, Any]) -> list[str]:
    """The columns of a schema without the days that an export adds beside EDTF columns."""
    added = {f"{field['name']}_{end}" for field in schema["fields"] if is_edtf(field) for end in ("earliest", "latest")}
    return [field["name"] for field in schema["fields"] if field["name"] not in added]


def content_digest(columns: Columns, schema: Mapping[str, Any]) -> str:
    """The digest of a table, in hex. `columns` holds at least the schema's own columns; more are left out."""
    digest = hashlib.sha256()
    for line in _lines(columns, schema):
        digest.update(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8") + b"\n")
    return digest.hexdigest()


def package_digest(digests: Mapping[str, str]) -> str:
    """The digest of a package, from those of its tables: over its sorted lines `table digest`."""
    lines = "".join(sorted(f"{table} {digest}\n" for table, digest in digests.items()))
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def of_arrow(rows: pa.Table) -> Columns:
    """Typed rows as columns of Python values."""
    return {name: rows[name].to_pylist() for name in rows.column_names}


def _lines(columns: Columns, schema: Mapping[str, Any]) -> Iterator[Sequence[str | None]]:
    names = record_fields(schema)
    yield names
    rows = list(zip(*([spelled(value) for value in columns[name]] for name in names), strict=True))
    numeric = {field["name"] for field in schema["fields"] if field.get("type") in _NUMBERS}
    key = [(names.index(name), name in numeric) for name in key_names(schema.get("primaryKey"))]
    yield from sorted(rows, key=lambda row: [_place(row[at], is_number) for at, is_number in key])


def _place(cell: str | None, is_number: bool) -> tuple[bool, Any]:
    """Where a cell puts its row: numbers by size, text by code point, what is missing first."""
    return (False, "") if cell is None else (True, Decimal(cell) if is_number else cell)


def spelled(value: Any) -> str | None:
    """A typed value as the one text that stands for it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return decimal_text(value)
    return str(value.isoformat() if hasattr(value, "isoformat") else value)

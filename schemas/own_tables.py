"""Which tables of a package are this dataset's own, and those tables as the rules see them."""

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from schemas.package import Package
from schemas.table import Record, Row, Table
from schemas.table_file import TableFile, typed_rows

HERE = Path(__file__).parent


@cache
def own_schemas() -> Mapping[str, Mapping[str, Any]]:
    """The Table Schemas of this dataset by table."""
    return {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(HERE.glob("*.json"))}


def is_own(name: str, columns: list[str]) -> bool:
    """A table is the dataset's own where it has the name and at least the columns of one, in whatever package."""
    schema = own_schemas().get(name)
    return schema is not None and {field["name"] for field in schema["fields"]} <= set(columns)


def own_record(package: Package, tables: Mapping[str, TableFile]) -> Record | None:
    """The package's own tables as a record, the absent ones empty; None where it has none of them."""
    own = {name: table for name, table in tables.items() if is_own(name, table.typed.column_names)}
    if not own:
        return None
    empty = {name: Table(name, f"data/{name}.csv", schema, ()) for name, schema in own_schemas().items()}
    return Record(empty | {name: _as_rows(table) for name, table in own.items()}, today(package))


def _as_rows(table: TableFile) -> Table:
    rows = tuple(Row(line, cells, raw) for line, cells, raw in typed_rows(table))
    resource = table.resource
    return Table(resource.name, resource.files[0], resource.schema.descriptor, rows)


def today(package: Package) -> date:
    """The day the descriptor says it was created; nothing is in the future of a package that says no day."""
    try:
        return date.fromisoformat(str(package.descriptor.get("created"))[:10])
    except ValueError:
        return date.max

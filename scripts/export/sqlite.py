"""All tables as one SQLite database: STRICT types, keys, codes as CHECK, and tables that explain the others.

The same tables give the same bytes from one SQLite library; another writes its own version number at offset 96.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.descriptor import key_names
from schemas.problems import CannotRunError
from schemas.table_schema import arrow_schema, required_columns
from scripts.export.tables import ExportTable, codes_of, is_text

_BATCH = 10_000
_SETTINGS = "PRAGMA page_size = 4096; PRAGMA encoding = 'UTF-8'; PRAGMA auto_vacuum = NONE; PRAGMA journal_mode = OFF;"
# Tables that explain the others; the underscore keeps them apart and first.
_EXPLAINED = """
CREATE TABLE "_package" ("property" TEXT NOT NULL PRIMARY KEY, "value" TEXT NOT NULL) STRICT;
CREATE TABLE "_tables" (
  "table" TEXT NOT NULL PRIMARY KEY, "title" TEXT NOT NULL, "description" TEXT NOT NULL,
  "derived" INTEGER NOT NULL CHECK ("derived" IN (0, 1))
) STRICT;
CREATE TABLE "_columns" (
  "table" TEXT NOT NULL REFERENCES "_tables" ("table"), "position" INTEGER NOT NULL, "column" TEXT NOT NULL,
  "title" TEXT, "description" TEXT, "unit" TEXT, PRIMARY KEY ("table", "column")
) STRICT;
CREATE TABLE "_codes" (
  "table" TEXT NOT NULL, "column" TEXT NOT NULL, "position" INTEGER NOT NULL, "code" TEXT NOT NULL, "meaning" TEXT,
  PRIMARY KEY ("table", "column", "code"),
  FOREIGN KEY ("table", "column") REFERENCES "_columns" ("table", "column")
) STRICT;
"""
_TOLD = ("name", "title", "description", "version", "created")


def write_sqlite(path: Path, package: Mapping[str, Any], tables: Sequence[ExportTable]) -> None:
    """Writes a new database. Raises CannotRunError where SQLite refuses a name or a value."""
    by_name = {table.name: table for table in tables}
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.executescript(f"{_SETTINGS} BEGIN; {_EXPLAINED}")
            _explain(connection, package, tables)
            for table in tables:
                connection.execute(table_sql(table, by_name))
                _insert(connection, table.name, _rows(table.rows), len(table.fields))
            connection.execute("COMMIT")
            if broken := connection.execute("PRAGMA foreign_key_check").fetchone():
                raise CannotRunError(f"{broken[0]}: a row points to no row of {broken[2]}")
            connection.execute("VACUUM")
    except sqlite3.Error as error:
        raise CannotRunError(f"SQLite refuses the tables: {error}") from None


def table_sql(table: ExportTable, tables: Mapping[str, ExportTable]) -> str:
    """The CREATE TABLE of a table: columns with their checks, then its keys."""
    types, required = _types(table), required_columns(table.schema)
    lines = [_column_sql(field, types[field["name"]], field["name"] in required) for field in table.fields]
    primary = key_names(table.schema.get("primaryKey"))
    lines += [f"PRIMARY KEY ({_names(primary)})"] if primary else []
    lines += [f"UNIQUE ({_names(key)})" for key in _unique_keys(table) if key != primary]
    lines += [_foreign_key_sql(*key) for key in _foreign_keys(table, tables)]
    return f"CREATE TABLE {_quoted(table.name)} (\n  " + ",\n  ".join(lines) + "\n) STRICT"


def _types(table: ExportTable) -> dict[str, pa.DataType]:
    return {field.name: field.type for field in arrow_schema(table.schema)}


def _sql_type(kind: pa.DataType) -> str:
    """Days and times are ISO 8601 text, which sorts as they do."""
    if pa.types.is_integer(kind) or pa.types.is_boolean(kind):
        return "INTEGER"
    return "REAL" if pa.types.is_decimal(kind) or pa.types.is_floating(kind) else "TEXT"


def _column_sql(field: Mapping[str, Any], kind: pa.DataType, required: bool) -> str:
    name, allowed = _quoted(field["name"]), ", ".join(_allowed(field, kind))
    checked = f" CHECK ({name} IN ({allowed}))" if allowed else ""
    return f"{name} {_sql_type(kind)}{' NOT NULL' if required else ''}{checked}"


def _allowed(field: Mapping[str, Any], kind: pa.DataType) -> list[str]:
    """The values of a column as SQL, if it has only certain ones. Codes that are no text or integer stay unchecked."""
    if pa.types.is_boolean(kind):
        return ["0", "1"]
    if is_text(field):
        return ["'" + code.replace("'", "''") + "'" for code in codes_of(field)]
    return [str(int(code)) for code in codes_of(field)] if field["type"] == "integer" else []


def _unique_keys(table: ExportTable) -> list[tuple[str, ...]]:
    single = [(field["name"],) for field in table.fields if (field.get("constraints") or {}).get("unique")]
    return list(dict.fromkeys([*single, *(key_names(key) for key in table.schema.get("uniqueKeys") or [])]))


def _foreign_keys(
    table: ExportTable, tables: Mapping[str, ExportTable]
) -> Iterator[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    """Columns, table and columns there. SQLite wants a key of like types on the other side; others are left out."""
    for key in table.schema.get("foreignKeys") or []:
        own, other = key_names(key["fields"]), tables[key["reference"].get("resource") or table.name]
        to = key_names(key["reference"]["fields"])
        types = zip(own, to, strict=True)
        alike = all(_sql_type(_types(table)[one]) == _sql_type(_types(other)[two]) for one, two in types)
        if alike and to in (key_names(other.schema.get("primaryKey")), *_unique_keys(other)):
            yield own, other.name, to


def _foreign_key_sql(own: Sequence[str], table: str, to: Sequence[str]) -> str:
    return f"FOREIGN KEY ({_names(own)}) REFERENCES {_quoted(table)} ({_names(to)})"


def _rows(rows: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in rows.to_batches(_BATCH):
        yield from zip(*(map(_value, column.to_pylist()) for column in batch.columns), strict=True)


def _value(value: Any) -> Any:
    """A typed value as SQLite holds it: the double next to a decimal reads back as the decimal, up to 15 digits."""
    if value is None or isinstance(value, str | int | float):
        return value  # a bool is an int, and stored as one
    return value.isoformat() if hasattr(value, "isoformat") else float(value)


def _explain(connection: sqlite3.Connection, package: Mapping[str, Any], tables: Sequence[ExportTable]) -> None:
    """Fills the tables that explain the others."""
    licenses = [str(item.get("name") or item.get("path")) for item in package.get("licenses") or []]
    told = {key: str(package[key]) for key in _TOLD if package.get(key)}
    told |= {"licenses": ", ".join(licenses)} if licenses else {}
    _insert(connection, "_package", told.items(), 2)
    _insert(connection, "_tables", ((t.name, t.title, t.description, t.is_derived) for t in tables), 4)
    _insert(connection, "_columns", (row for table in tables for row in _columns(table)), 6)
    _insert(connection, "_codes", (row for table in tables for row in _codes(table)), 5)


def _columns(table: ExportTable) -> Iterator[tuple[Any, ...]]:
    for position, field in enumerate(table.fields, start=1):
        yield (table.name, position, field["name"], *(field.get(key) for key in ("title", "description", "unit")))


def _codes(table: ExportTable) -> Iterator[tuple[Any, ...]]:
    for field in table.fields:
        for position, (code, meaning) in enumerate(codes_of(field).items(), start=1):
            yield table.name, field["name"], position, code, meaning


def _insert(connection: sqlite3.Connection, table: str, rows: Iterable[tuple[Any, ...]], width: int) -> None:
    marks = ", ".join("?" * width)
    connection.executemany(f"INSERT INTO {_quoted(table)} VALUES ({marks})", rows)


def _names(columns: Sequence[str]) -> str:
    return ", ".join(_quoted(name) for name in columns)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

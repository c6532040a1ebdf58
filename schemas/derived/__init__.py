"""The derived tables, each a Table Schema and a SELECT beside it: computed here, in one place, and typed nowhere."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from schemas.derived.as_of import as_of as record_as_of
from schemas.descriptor import read_json
from schemas.table_schema import arrow_schema

FOLDER = Path(__file__).parent
TABLES = ("agreement_status", "bounds", "claims_wide", "reconciliation", "targets")
STEPS = ("bounds", "votes", "reconciliation", "agreement_status", "targets", "claims_wide")  # each uses earlier ones
CODES = pa.schema({"table_name": pa.string(), "field_name": pa.string(), "code": pa.string(), "position": pa.int64()})


@cache
def schema(name: str) -> Mapping[str, Any]:
    """The Table Schema of a derived table; `title` and `description` of the table stand at its top."""
    return read_json(FOLDER / f"{name}.json")


def derive(tables: Mapping[str, pa.Table], today: date, as_of: date | None = None) -> dict[str, pa.Table]:
    """All derived tables of a record, by name.

    `tables` holds every base table, empty or not: typed columns, and beside each EDTF column `X` the days `X_earliest`
    and `X_latest` (null: open or empty). The results look the same, with rows by primary key and the columns of their
    schema in its order, enums as plain strings. With `as_of` they are what sources known by that day gave, seen on it.
    """
    if as_of is not None:
        tables, today = record_as_of(tables, as_of), as_of
    # Nothing but the tables given is read: no variable of the caller that happens to bear a table's name, no file.
    with duckdb.connect(config={"python_enable_replacements": False, "enable_external_access": False}) as database:
        for name, table in tables.items():
            database.register(name, _with_plain_strings(table))
        database.register("codes", _codes(tables))
        database.execute("SET VARIABLE today = $today::DATE", {"today": today})
        for step in STEPS:
            database.execute(f"CREATE TABLE {step} AS {(FOLDER / f'{step}.sql').read_text('utf-8')}")
        return {name: _result(database, name) for name in TABLES}


def _with_plain_strings(table: pa.Table) -> pa.Table:
    """Dictionaries decoded: DuckDB would take them for enums, which compare by position."""
    plain = [field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in table.schema]
    return table.cast(pa.schema(plain))


def _codes(tables: Mapping[str, pa.Table]) -> pa.Table:
    """Every code of every enum of the base tables with its position, so that SQL never repeats an order."""
    return pa.Table.from_pylist([code for name in tables for code in _codes_of(name)], CODES)


def _codes_of(table: str) -> Iterator[dict[str, Any]]:
    for field in read_json(FOLDER.parent / f"{table}.json")["fields"]:
        for position, code in enumerate((field.get("constraints") or {}).get("enum") or []):
            yield {"table_name": table, "field_name": field["name"], "code": str(code), "position": position}


def _result(database: duckdb.DuckDBPyConnection, name: str) -> pa.Table:
    wanted = arrow_schema(schema(name), dates_beside=True)
    columns = ", ".join(f'"{column}"' for column in wanted.names)
    key = ", ".join(f'"{column}"' for column in schema(name)["primaryKey"])
    return database.sql(f"SELECT {columns} FROM {name} ORDER BY {key}").to_arrow_table().cast(wanted)

"""What is exported loads with the right types and values in the libraries that people use."""

import itertools
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from frictionless import Package

from schemas import derived
from schemas.own_tables import own_schemas

TABLES = sorted([*own_schemas(), *derived.TABLES])
every_table = pytest.mark.parametrize("table", TABLES)

# What each kind of column is in each library.
DUCKDB = {"string": "VARCHAR", "codes": "VARCHAR", "int64": "BIGINT", "bool": "BOOLEAN", "date32[day]": "DATE"}
DUCKDB |= {"decimal128(24, 6)": "DECIMAL(24,6)"}
POLARS = {"string": pl.String(), "int64": pl.Int64(), "bool": pl.Boolean(), "date32[day]": pl.Date()}
POLARS |= {"decimal128(24, 6)": pl.Decimal(24, 6)}
FRICTIONLESS = {"string": str, "codes": str, "int64": int, "bool": bool, "date32[day]": date}
FRICTIONLESS |= {"decimal128(24, 6)": Decimal}


def path(folder: Path, table: str) -> str:
    return str(folder / "parquet" / f"{table}.parquet")


def kinds(folder: Path, table: str) -> dict[str, str]:
    schema = pq.read_schema(path(folder, table))
    return {field.name: "codes" if pa.types.is_dictionary(field.type) else str(field.type) for field in schema}


def rows(folder: Path, table: str) -> list[dict[str, Any]]:
    return list(pq.read_table(path(folder, table)).to_pylist())


@every_table
def test_pandas_reads_codes_as_categories_and_figures_as_decimals(own: Path, table: str) -> None:
    frame = pd.read_parquet(path(own, table))
    for name, kind in kinds(own, table).items():
        known = frame[name].dropna()
        assert (kind == "codes") == isinstance(frame[name].dtype, pd.CategoricalDtype)
        assert kind != "string" or frame[name].dtype == "str"
        assert kind != "decimal128(24, 6)" or all(isinstance(value, Decimal) for value in known)
        assert kind != "date32[day]" or all(isinstance(value, date) for value in known)


@every_table
def test_pandas_with_arrow_keeps_every_type(own: Path, table: str) -> None:
    frame = pd.read_parquet(path(own, table), dtype_backend="pyarrow")
    types = {field.name: field.type for field in pq.read_schema(path(own, table))}
    assert {name: dtype.pyarrow_dtype for name, dtype in frame.dtypes.items()} == types
    assert pa.Table.from_pandas(frame, preserve_index=False).to_pylist() == rows(own, table)


@every_table
def test_polars_keeps_every_type(own: Path, table: str) -> None:
    frame = pl.read_parquet(path(own, table))
    for name, kind in kinds(own, table).items():
        assert frame.schema[name] in ((pl.Categorical, pl.Enum) if kind == "codes" else (POLARS[kind],))
    assert frame.to_dicts() == rows(own, table)


@every_table
def test_duckdb_keeps_every_type(own: Path, table: str) -> None:
    with duckdb.connect() as connection:
        found = connection.read_parquet(path(own, table))
        assert dict(zip(found.columns, map(str, found.types), strict=True)) == {
            name: DUCKDB[kind] for name, kind in kinds(own, table).items()
        }
        assert found.fetchall() == [tuple(row.values()) for row in rows(own, table)]


# frictionless takes a hundred times as long as the others, so it reads no more than this.
READ_BY_FRICTIONLESS = 100


@every_table
def test_frictionless_reads_typed_rows(own: Path, table: str) -> None:
    with Package(str(own / "datapackage.json")).get_resource(table) as resource:
        found = list(itertools.islice(resource.row_stream, READ_BY_FRICTIONLESS))
    assert [row.to_dict() for row in found] == rows(own, table)[:READ_BY_FRICTIONLESS]
    for name, kind in kinds(own, table).items():
        assert {type(row[name]) for row in found} <= {FRICTIONLESS[kind], type(None)}


@every_table
def test_frictionless_finds_no_error_and_no_warning(own: Path, table: str) -> None:
    """But for one of its own: it reads Parquet through pandas, where a missing integer becomes a float NaN."""
    report = Package(str(own / "datapackage.json")).get_resource(table).validate(limit_rows=READ_BY_FRICTIONLESS)
    assert [message for (message,) in report.flatten(["message"]) if 'cell "nan"' not in message] == []
    assert [warning for task in report.tasks for warning in task.warnings if "limit" not in warning] == []


def test_a_figure_printed_with_six_lakh_reads_as_600000_everywhere(own: Path) -> None:
    claims = {row["as_written"]: row["value"] for row in rows(own, "claims")}
    assert claims["more than 600,000"] == Decimal(600_000)


def test_categories_of_pandas_stand_in_the_order_of_the_schema(own: Path) -> None:
    descriptor = json.loads((own / "datapackage.json").read_text("utf-8"))
    schema = next(resource["schema"] for resource in descriptor["resources"] if resource["name"] == "claims")
    field = next(field for field in schema["fields"] if field["name"] == "qualifier")
    qualifiers = pd.read_parquet(path(own, "claims"))["qualifier"]
    assert list(qualifiers.cat.categories) == field["constraints"]["enum"]

"""The Parquet files: exact types, codes in the schema's order, and an explanation inside each file."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas import derived
from schemas.fields import NUMBER
from schemas.own_tables import own_schemas
from schemas.table_schema import compile_schema, required_columns
from scripts.validate import validate
from tests.export.conftest import ROOT

CODES = pa.dictionary(pa.int32(), pa.string())
SCHEMAS = {**own_schemas(), **{name: derived.schema(name) for name in derived.TABLES}}
every_table = pytest.mark.parametrize("table", SCHEMAS)


def parquet(folder: Path, table: str) -> pa.Table:
    return pq.read_table(folder / "parquet" / f"{table}.parquet")


def test_each_type_becomes_its_arrow_type(small: Path) -> None:
    schema = parquet(small, "things").schema
    assert {field.name: field.type for field in schema} == {
        "thing_id": pa.string(),
        "kind": CODES,
        "count": pa.int64(),
        "price": NUMBER,
        "weight": pa.float64(),
        "whole": pa.bool_(),
        "bought": pa.date32(),
        "opens": pa.time32("ms"),  # Parquet has no time of whole seconds
        "seen": pa.timestamp("ms"),
        "made": pa.string(),
        "made_earliest": pa.date32(),
        "made_latest": pa.date32(),
        "part_of_id": pa.string(),
        "note": pa.string(),
    }
    assert {field.name for field in schema if not field.nullable} == {"thing_id", "kind", "whole"}


def test_rows_stand_by_primary_key_numbers_by_size(small: Path) -> None:
    assert parquet(small, "parts").to_pydict() == {"thing_id": ["a", "b", "b"], "place": [2, 9, 10]}


def test_days_stand_beside_each_date(small: Path) -> None:
    things = parquet(small, "things")
    assert things["made"].to_pylist() == ["1999/..", "2021-12~", None, None]
    assert things["made_earliest"].to_pylist() == [date(1999, 1, 1), date(2021, 12, 1), None, None]
    assert things["made_latest"].to_pylist() == [None, date(2021, 12, 31), None, None]


def test_codes_stand_in_the_order_of_the_schema(small: Path) -> None:
    kinds = parquet(small, "things")["kind"].combine_chunks()
    assert kinds.dictionary.to_pylist() == ["large", "a b's", "small"]
    assert kinds.to_pylist() == ["large", "small", "a b's", "small"]


def test_decimals_are_exact(small: Path) -> None:
    prices = ["123456789012345", "0.1", "-0.000001", "999999999.999999"]
    assert parquet(small, "things")["price"].to_pylist() == [Decimal(price) for price in prices]


def test_fields_carry_title_description_and_unit(small: Path) -> None:
    schema = parquet(small, "things").schema
    assert schema.field("count").metadata == {b"description": b"How many there are.", b"unit": b"1"}
    assert schema.field("thing_id").metadata[b"title"] == b"Thing"


def test_the_file_carries_its_descriptor_and_no_metadata_of_pandas(own: Path) -> None:
    metadata = pq.read_schema(own / "parquet" / "claims.parquet").metadata
    assert sorted(metadata) == [b"description", b"descriptor", b"package", b"title"]
    descriptor, package = json.loads(metadata[b"descriptor"]), json.loads(metadata[b"package"])
    assert descriptor["name"] == "claims"
    assert [field["name"] for field in descriptor["schema"]["fields"]][:2] == ["claim_id", "quantity_id"]
    assert package["name"] == "pacts-and-figures"


@every_table
def test_columns_are_those_of_the_schema_and_its_dates(own: Path, table: str) -> None:
    found = [name for name in parquet(own, table).column_names if not name.endswith(("_earliest", "_latest"))]
    assert found == [field["name"] for field in SCHEMAS[table]["fields"]]


@every_table
def test_values_required_are_there_and_declared_so(own: Path, table: str) -> None:
    schema = parquet(own, table).schema
    assert {field.name for field in schema if not field.nullable} == required_columns(SCHEMAS[table])


@pytest.mark.parametrize("table", derived.TABLES)
def test_derived_tables_keep_their_own_schema(own: Path, table: str) -> None:
    columns = [field["name"] for field in SCHEMAS[table]["fields"]]
    rows = parquet(own, table).select(columns)
    text = rows.cast(pa.schema([field.with_type(pa.string()).with_nullable(True) for field in rows.schema]))
    assert compile_schema(SCHEMAS[table]).check(text)[1] == []


def test_rows_are_those_of_the_record(own: Path) -> None:
    for name, table in validate(ROOT).tables.items():
        assert parquet(own, name).select(table.typed.column_names).to_pylist() == table.typed.to_pylist()

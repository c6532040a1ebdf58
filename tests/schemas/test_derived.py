"""The schemas of the derived tables, bounds, the wide table of claims, and what holds for all of them."""

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from small_record import BASE, TODAY, Cells, one, record, reported, rows_of, source

import schemas.derived
from schemas.derived import derive
from schemas.table_schema import arrow_schema, compile_schema

FOLDER = Path(schemas.derived.__file__).parent
DERIVED = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
every_table = pytest.mark.parametrize("table", DERIVED)


# The schemas


def test_every_derived_table_has_schema_and_query() -> None:
    assert set(DERIVED) == set(schemas.derived.TABLES)
    assert {path.stem for path in FOLDER.glob("*.sql")} == set(schemas.derived.STEPS)


@every_table
def test_columns_are_explained(table: str) -> None:
    assert DERIVED[table]["title"]
    assert DERIVED[table]["description"].endswith(".")
    fields = DERIVED[table]["fields"]
    assert len({field["title"] for field in fields}) == len(fields)
    for field in fields:
        assert all(field[key] for key in ("name", "title", "type", "description", "example", "constraints"))
        assert [code["value"] for code in field.get("categories", [])] == field["constraints"].get("enum", [])
    row = {field["name"]: field["example"] for field in fields}
    assert compile_schema({"fields": fields}).check(pa.Table.from_pylist([row]))[1] == []


def copies() -> Iterator[tuple[str, Cells, str, Cells]]:
    originals = {f"{table}.{field['name']}": field for table in [*BASE, *DERIVED]
                 for field in (BASE | DERIVED)[table]["fields"]}  # fmt: skip
    for table, schema in DERIVED.items():
        for field in schema["fields"]:
            if "copyOf" in field:
                yield table, field, field["copyOf"], originals[field["copyOf"]]


def test_copied_columns_are_as_their_originals() -> None:
    for table, copy, _, original in copies():
        for key in ("type", "format", "precision", "scale", "rdfType", "categories", "unit"):
            assert copy.get(key) == original.get(key), (table, copy["name"], key)
        own, other = ({k: v for k, v in field["constraints"].items() if k not in ("required", "unique")}
                      for field in (copy, original))  # fmt: skip
        assert own == other, (table, copy["name"])


def test_status_has_the_codes_of_milestones() -> None:
    kinds = next(field for field in BASE["agreement_milestones"]["fields"] if field["name"] == "kind")
    status = next(field for field in DERIVED["agreement_status"]["fields"] if field["name"] == "status")
    assert status["categories"][:-1] == kinds["categories"]


@every_table
def test_foreign_keys_point_to_base_tables(table: str) -> None:
    for key in DERIVED[table]["foreignKeys"]:
        assert key["reference"]["fields"] == BASE[key["reference"]["resource"]]["primaryKey"]
        assert key["fields"][0] in {field["name"] for field in DERIVED[table]["fields"]}


def test_empty_record_has_empty_derived_tables_of_the_right_types() -> None:
    for name, table in derive(record(), TODAY).items():
        assert table.num_rows == 0
        assert table.schema == arrow_schema(DERIVED[name], dates_beside=True)


# Bounds


@pytest.mark.parametrize(
    ("claim", "low", "high", "point"),
    [
        ({"value": 5}, (5, True), (5, True), 5),
        ({"value": 5, "value_upper": 6, "qualifier": "range"}, (5, True), (6, True), Decimal("5.5")),
        ({"value": 5, "qualifier": "at_least"}, (5, True), (None, None), 5),
        ({"value": 5, "qualifier": "more_than"}, (5, False), (None, None), 5),
        ({"value": 5, "qualifier": "up_to"}, (None, None), (5, True), 5),
        ({"value": 5, "qualifier": "less_than"}, (None, None), (5, False), 5),
        ({"value": 5, "qualifier": "about"}, (None, None), (None, None), 5),
        ({"qualifier": "unquantified"}, (None, None), (None, None), None),
        ({"date": "2021", "unit": "date"}, (None, None), (None, None), None),
    ],
)
def test_bounds_follow_from_value_and_qualifier(claim: Cells, low: Any, high: Any, point: Any) -> None:
    row = one(reported(claim), "bounds")
    assert (row["low"], row["low_inclusive"]) == low
    assert (row["high"], row["high_inclusive"]) == high
    assert row["point"] == point


@pytest.mark.parametrize(("qualifier", "tolerance"), [("about", "0.05"), ("near", "0.05"), ("estimated", "0.05")])
def test_approximations_carry_a_tolerance_in_place_of_bounds(qualifier: str, tolerance: str) -> None:
    assert one(reported({"value": 5, "qualifier": qualifier}), "bounds")["tolerance"] == Decimal(tolerance)
    assert one(reported({"value": 5}), "bounds")["tolerance"] is None


# The wide table


def test_citation_reads_as_printed() -> None:
    tables = reported(
        {"value": 600000, "as_written": "more than 600,000"},
        {"value": 5124, "as_written": "5,124", "unit_as_written": "Rs crore", "source": "table"},
        {"value": 30, "as_written": "30", "unit_as_written": "?USD", "source": "table"},
        sources=[source("table", title="Answer 12", published_on=None, retrieved_on=date(2021, 12, 30))],
    )
    assert [row["citation"] for row in rows_of(tables, "claims_wide")] == [
        "The Daily Example, “Rifles”, 2021-12-07: “more than 600,000” (c00001)",
        "The Daily Example, “Answer 12”, undated, read 2021-12-30: “5,124 Rs crore” (c00002)",
        "The Daily Example, “Answer 12”, undated, read 2021-12-30: “30” (c00003)",
    ]


def test_names_of_all_that_a_claim_touches_are_joined_in() -> None:
    names = {"paper": "The Daily Example", "ind": "India", "rus": "Russia", "ak": "Rifle", "war": "War", "pti": "Wire"}
    tables = reported(
        {"value": 5, "attributed_to_id": "ind", "via_id": "pti", "said_at_id": "summit"},
        entities=[{"entity_id": key, "name": name} for key, name in names.items()],
        quantities=[
            {"quantity_id": "q", "subject_id": "ind", "counterparty_id": "rus", "counted_id": "ak"}
            | {"agreement_id": "a", "event_id": "summit", "period_id": "war"}
        ],
        agreements=[{"agreement_id": "a", "title": "Rifles for all", "item_id": "ak"}],
        events=[{"event_id": "summit", "name": "Summit"}],
    )
    row = one(tables, "claims_wide")
    assert {name: value for name, value in row.items() if name.endswith("_name")} == {
        "subject_name": "India", "counterparty_name": "Russia", "counted_name": "Rifle", "period_name": "War",
        "item_name": "Rifle", "event_name": "Summit", "publisher_name": "The Daily Example",
        "attributed_to_name": "India", "via_name": "Wire", "said_at_name": "Summit",
    }  # fmt: skip
    assert (row["agreement_title"], row["source_title"], row["verdict"]) == (
        "Rifles for all",
        "Rifles",
        "single_origin",
    )


@pytest.mark.parametrize(("published", "known"), [("2021", date(2021, 12, 31)), (None, date(2021, 12, 8))])
def test_source_is_known_from_its_latest_day_of_publication_else_retrieval(published: str | None, known: date) -> None:
    tables = reported({"value": 5, "source": "s"}, sources=[source("s", published_on=published)])
    assert one(tables, "claims_wide")["known_from"] == known


# All of it


def test_enums_may_arrive_as_dictionaries() -> None:
    tables = reported({"value": 5, "qualifier": "about"}, {"value": 5})
    encoded = {
        name: pa.table({
            column: table[column].dictionary_encode() if column in ("qualifier", "kind", "unit") else table[column]
            for column in table.column_names
        })
        for name, table in tables.items()
    }  # fmt: skip
    assert derive(encoded, TODAY) == derive(tables, TODAY)


def test_rows_stand_in_the_order_of_their_key() -> None:
    tables = reported(*[{"value": value} for value in range(9)])
    backwards = {name: table.take(pa.array(range(table.num_rows)[::-1], pa.int64())) for name, table in tables.items()}
    assert derive(backwards, TODAY) == derive(tables, TODAY)

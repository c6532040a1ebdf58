"""The days beside EDTF columns, in schema and table alike."""

from datetime import date
from time import perf_counter

import pyarrow as pa
import pytest

from schemas.dated import dated, dated_schema
from schemas.fields import EDTF
from schemas.table_schema import arrow_schema

SCHEMA = {
    "fields": [
        {"name": "id", "type": "string"},
        {"name": "when", "title": "When", "type": "string", "rdfType": EDTF, "example": "2021-12/.."},
        {"name": "last", "type": "string"},
    ],
    "primaryKey": ["id"],
}


def table(*dates: str | None) -> pa.Table:
    ids = [str(number) for number in range(len(dates))]
    return pa.table({"id": ids, "when": pa.array(dates, pa.string()), "last": ids})


def test_days_stand_right_after_their_date() -> None:
    found = dated(table("2021-12~", "../2020", None, "2021-12-06"), SCHEMA)
    assert found.column_names == ["id", "when", "when_earliest", "when_latest", "last"]
    assert found["when_earliest"].to_pylist() == [date(2021, 12, 1), None, None, date(2021, 12, 6)]
    assert found["when_latest"].to_pylist() == [date(2021, 12, 31), date(2020, 12, 31), None, date(2021, 12, 6)]


def test_table_and_schema_are_widened_alike() -> None:
    widened = arrow_schema(dated_schema(SCHEMA))
    assert widened == arrow_schema(SCHEMA, dates_beside=True)
    assert dated(table("2021"), SCHEMA).cast(widened).schema == widened


def test_fields_of_the_days_are_explained() -> None:
    earliest, latest = dated_schema(SCHEMA)["fields"][2:4]
    assert earliest == {
        "name": "when_earliest",
        "title": "When, earliest",
        "type": "date",
        "description": "The first day that when can mean; empty where when is empty or open at its start.",
        "example": "2021-12-01",
    }
    assert "example" not in latest
    assert latest["description"].endswith("open at its end.")


def test_an_empty_table_and_one_in_pieces_are_widened_too() -> None:
    assert dated(table(), SCHEMA)["when_latest"].type == pa.date32()
    pieces = pa.concat_tables([table("2021", None), table("2020"), table("2021")])
    assert dated(pieces, SCHEMA)["when_earliest"].to_pylist() == [
        date(2021, 1, 1),
        None,
        date(2020, 1, 1),
        date(2021, 1, 1),
    ]


def test_no_date_of_the_subset_is_reported_with_its_column() -> None:
    with pytest.raises(ValueError, match=r"^when: '2021-21' is a season"):
        dated(table("2021-21"), SCHEMA)


def test_a_million_rows_are_quick() -> None:
    dates = [f"{year}-{month:02}" for year in range(2000, 2025) for month in range(1, 13)]
    long = pa.concat_tables([table(*dates)] * 3400)
    start = perf_counter()
    assert dated(long, SCHEMA).num_rows == long.num_rows > 1_000_000
    assert perf_counter() - start < 10

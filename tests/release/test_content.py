"""The content digest: what counts, what does not, and the worked example by hand."""

import hashlib
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scripts.release.content import content_digest, package_digest, record_fields, spelled

EDTF = "https://www.loc.gov/standards/datetime/"
SCHEMA: dict[str, Any] = {
    "fields": [
        {"name": "id", "type": "integer"},
        {"name": "value", "type": "number"},
        {"name": "made", "type": "string", "rdfType": EDTF},
        {"name": "made_earliest", "type": "date"},
        {"name": "made_latest", "type": "date"},
        {"name": "sound", "type": "boolean"},
    ],
    "primaryKey": "id",
}
COLUMNS: dict[str, list[Any]] = {
    "id": [10, 9],
    "value": [Decimal("1.500000"), None],
    "made": ["2021", 'say "ü"'],
    "made_earliest": [date(2021, 1, 1), None],
    "made_latest": [date(2021, 12, 31), None],
    "sound": [True, False],
}


def test_the_digest_is_that_of_the_lines_of_the_data_model() -> None:
    lines = '["id","value","made","sound"]\n["9",null,"say \\"ü\\"","false"]\n["10","1.5","2021","true"]\n'
    assert content_digest(COLUMNS, SCHEMA) == hashlib.sha256(lines.encode("utf-8")).hexdigest()


def test_the_digest_of_a_package_is_that_of_its_sorted_lines() -> None:
    expected = hashlib.sha256(b"a 2\nb 1\n").hexdigest()
    assert package_digest({"b": "1", "a": "2"}) == package_digest({"a": "2", "b": "1"}) == expected


def test_days_that_an_export_adds_do_not_count() -> None:
    bare = {"fields": [field for field in SCHEMA["fields"] if "_" not in field["name"]], "primaryKey": ["id"]}
    assert record_fields(SCHEMA) == ["id", "value", "made", "sound"]
    assert content_digest(COLUMNS, bare) == content_digest(COLUMNS, SCHEMA)


def test_a_column_of_such_a_name_counts_where_it_stands_beside_no_edtf_column() -> None:
    fields = [{"name": "made", "type": "string"}, {"name": "made_earliest", "type": "date"}]
    assert record_fields({"fields": fields}) == ["made", "made_earliest"]


@given(st.permutations(range(2)))
def test_the_order_of_rows_does_not_count(order: list[int]) -> None:
    moved = {name: [cells[at] for at in order] for name, cells in COLUMNS.items()}
    assert content_digest(moved, SCHEMA) == content_digest(COLUMNS, SCHEMA)


def test_without_a_key_the_order_of_rows_counts() -> None:
    keyless = {"fields": SCHEMA["fields"]}
    moved = {name: cells[::-1] for name, cells in COLUMNS.items()}
    assert content_digest(moved, keyless) != content_digest(COLUMNS, keyless)


def test_missing_is_not_empty() -> None:
    empty = COLUMNS | {"made": ["2021", ""]}
    missing = COLUMNS | {"made": ["2021", None]}
    assert content_digest(empty, SCHEMA) != content_digest(missing, SCHEMA)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        ("", ""),
        (True, "true"),
        (0, "0"),
        (-12, "-12"),
        (Decimal("30000000000.000000"), "30000000000"),
        (Decimal("1E+15"), "1000000000000000"),
        (Decimal("-0.000000"), "0"),
        (Decimal("-0.000100"), "-0.0001"),
        (1e300, "1e+300"),
        (date(2021, 12, 6), "2021-12-06"),
        (datetime(2021, 12, 6, 10), "2021-12-06T10:00:00"),
        (time(9, 30), "09:30:00"),
    ],
)
def test_a_value_has_one_spelling(value: Any, text: str | None) -> None:
    assert spelled(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9), max_value=10**9))
def test_a_decimal_survives_the_double_of_sqlite(value: Decimal) -> None:
    assert spelled(Decimal(repr(float(value)))) == spelled(value)

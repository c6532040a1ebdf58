"""Table Schema compiled to pandera and Arrow: each type, constraint and group finds the cell that breaks it."""

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.descriptor import DescriptorError
from schemas.problems import CannotRunError
from schemas.table_schema import arrow_schema, compile_schema


def checked(field: dict[str, Any], *cells: str | None) -> tuple[list[Any], list[tuple[int, str]]]:
    """Typed values of one column and the rows that fail, each with the rule."""
    schema = compile_schema({"fields": [{"name": "x", **field}]})
    typed, failures = schema.check(pa.table({"x": pa.array(cells, pa.string())}))
    return typed["x"].to_pylist(), sorted((failure.row, failure.rule) for failure in failures)


EXACT = {"type": "number", "precision": 24, "scale": 6}
UUID = "123e4567-e89b-12d3-a456-426614174000"
VALUES = [
    ({"type": "string"}, " NA ", " NA "),
    ({"type": "integer"}, "007", 7),
    ({"type": "integer"}, "-12", -12),
    ({"type": "integer", "groupChar": ","}, "1,234,567", 1234567),
    ({"type": "integer", "bareNumber": False}, "€ 95 each", 95),
    ({"type": "number"}, "1.5e3", 1500.0),
    ({"type": "number", "decimalChar": ",", "groupChar": "."}, "1.234,5", 1234.5),
    ({"type": "number", "bareNumber": False}, "95.5%", 95.5),
    (EXACT, "0.10005", Decimal("0.10005")),
    ({"type": "boolean"}, "false", False),
    ({"type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"]}, "ja", True),
    ({"type": "date"}, "2020-02-29", date(2020, 2, 29)),
    ({"type": "date", "format": "%d/%m/%Y"}, "06/12/2021", date(2021, 12, 6)),
    ({"type": "time"}, "23:59:59", time(23, 59, 59)),
    ({"type": "datetime"}, "2021-12-06T10:00:00Z", datetime(2021, 12, 6, 10)),
    ({"type": "year"}, "2021", 2021),
    ({"type": "yearmonth"}, "2021-12", "2021-12"),
    ({"type": "string", "format": "uuid"}, UUID, UUID),
]


@pytest.mark.parametrize(("field", "cell", "value"), VALUES)
def test_well_formed_cell_is_typed(field: dict[str, Any], cell: str, value: object) -> None:
    assert checked(field, cell, None) == ([value, None], [])


BROKEN = [
    ({"type": "integer"}, ["1.0", " 1", "1e3", "", "one", "1_000"]),
    ({"type": "integer", "groupChar": ","}, ["12,34", "1,2345"]),
    ({"type": "number"}, ["1,5", "1.5.5", "0x10", "inf+", "-"]),
    (EXACT, ["1e3", "1.1234567", "+1", ".5", "1234567890123456789"]),
    ({"type": "boolean"}, ["yes", "FaLse", "0.0"]),
    ({"type": "date"}, ["2014-2-3", "2021-02-30", "2021-12-06T00:00:00", "06/12/2021"]),
    ({"type": "time"}, ["24:00:00", "1:00:00"]),
    ({"type": "datetime"}, ["2021-12-06", "2021-12-06 10:00:00"]),
    ({"type": "year"}, ["21", "02021", "+2021"]),
    ({"type": "yearmonth"}, ["2021-13", "2021"]),
    ({"type": "string", "format": "email"}, ["nobody", "a@b"]),
    ({"type": "string", "format": "uri"}, ["example.org", "http://a b"]),
    ({"type": "string", "format": "uuid"}, ["123"]),
]


@pytest.mark.parametrize(("field", "cells"), BROKEN)
def test_cell_of_another_form_fails_as_type(field: dict[str, Any], cells: list[str]) -> None:
    values, failures = checked(field, *cells)
    assert values == [None] * len(cells)
    assert failures == [(row, "type") for row in range(len(cells))]


CONSTRAINTS = [
    ({"type": "string"}, {"required": True}, None, "required"),
    ({"type": "string"}, {"enum": ["a", "b"]}, "c", "enum"),
    ({"type": "integer"}, {"enum": [1, 2]}, "3", "enum"),
    ({"type": "string"}, {"pattern": "(?:a|b)"}, "ab", "pattern"),
    ({"type": "string"}, {"pattern": "a.c"}, "a\nc", "pattern"),
    ({"type": "string"}, {"pattern": "a"}, "a\n", "pattern"),
    ({"type": "string"}, {"minLength": 2}, "é", "min-length"),
    ({"type": "string"}, {"maxLength": 1}, "ab", "max-length"),
    ({"type": "integer"}, {"minimum": 2}, "1", "minimum"),
    (EXACT, {"maximum": "0.3"}, "0.300001", "maximum"),
    ({"type": "date"}, {"exclusiveMinimum": "2021-01-01"}, "2021-01-01", "exclusive-minimum"),
    ({"type": "number"}, {"exclusiveMaximum": 5}, "5", "exclusive-maximum"),
]


@pytest.mark.parametrize(("field", "constraints", "cell", "rule"), CONSTRAINTS)
def test_constraint_names_the_cell_that_breaks_it(
    field: dict[str, Any], constraints: dict[str, Any], cell: str | None, rule: str
) -> None:
    assert checked({**field, "constraints": constraints}, cell)[1] == [(0, rule)]


@pytest.mark.parametrize(("field", "constraints", "cell", "rule"), CONSTRAINTS)
def test_constraint_says_nothing_of_a_missing_value(
    field: dict[str, Any], constraints: dict[str, Any], cell: str | None, rule: str
) -> None:
    assert checked({**field, "constraints": {**constraints, "required": False}}, None) == ([None], [])


def test_a_cell_is_reported_once() -> None:
    field = {"type": "string", "constraints": {"enum": ["a"], "pattern": "[a-z]", "maxLength": 1}}
    assert len(checked(field, "XX")[1]) == 1


@pytest.mark.parametrize(
    ("group", "rows"),
    [
        ("exactlyOneOf", [("1", "2"), (None, None)]),
        ("atLeastOneOf", [(None, None)]),
        ("bothOrNeither", [("1", None), (None, "2")]),
    ],
)
def test_group_of_columns_names_its_row(group: str, rows: list[tuple[str | None, str | None]]) -> None:
    schema = compile_schema({"fields": [{"name": "a"}, {"name": "b"}], group: [["a", "b"]]})
    columns = dict(zip("ab", (pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)), strict=True))
    _, failures = schema.check(pa.table(columns))
    assert sorted(failure.row for failure in failures) == list(range(len(rows)))
    assert all("a, b" in failure.message for failure in failures)


@pytest.mark.parametrize(
    ("field", "constraints"),
    [
        ({"type": "string"}, {"pattern": "("}),
        ({"type": "integer"}, {"minimum": "low"}),
        ({"type": "integer"}, {"enum": ["one"]}),
        ({"type": "integer"}, {"pattern": "1"}),
        ({"type": "string"}, {"enum": []}),
        ({"type": "string"}, {"maxLength": "2"}),
        ({"type": "date"}, {"maximum": "2021-02-30"}),
    ],
)
def test_constraint_that_makes_no_sense_is_a_fault_of_the_descriptor(
    field: dict[str, Any], constraints: dict[str, Any]
) -> None:
    with pytest.raises(DescriptorError):
        compile_schema({"fields": [{"name": "x", **field, "constraints": constraints}]})


@pytest.mark.parametrize(
    "field",
    [
        {"type": "geopoint"},
        {"type": "string", "format": "binary"},
        {"type": "date", "format": "any"},
        {"type": "string", "constraints": {"pattern": "(?=a)"}},
        {"type": "string", "constraints": {"jsonSchema": {}}},
    ],
)
def test_feature_that_is_not_supported_is_refused_by_name(field: dict[str, Any]) -> None:
    with pytest.raises(CannotRunError, match="'x'"):
        compile_schema({"fields": [{"name": "x", **field}]})


def test_arrow_schema_is_not_null_where_required_and_has_days_beside_edtf() -> None:
    edtf = {"name": "on", "type": "string", "rdfType": "https://www.loc.gov/standards/datetime/"}
    schema = arrow_schema({"fields": [{"name": "id"}, edtf], "primaryKey": "id"}, dates_beside=True)
    assert schema.names == ["id", "on", "on_earliest", "on_latest"]
    assert [field.nullable for field in schema] == [False, True, True, True]


@given(st.decimals(-(10**17), 10**17, places=6, allow_nan=False))
def test_exact_number_keeps_every_digit(value: Decimal) -> None:
    assert checked(EXACT, format(value, "f"))[0] == [value]


@given(st.lists(st.none() | st.text(max_size=6), max_size=6), st.sampled_from([field for field, _, _ in VALUES]))
def test_any_text_is_typed_or_reported_and_never_both(cells: list[str | None], field: dict[str, Any]) -> None:
    values, failures = checked(field, *cells)
    failed = {row for row, _ in failures}
    assert all((values[row] is None) == (row in failed or cells[row] is None) for row in range(len(cells)))

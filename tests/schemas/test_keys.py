"""Primary, unique and foreign keys: each row that breaks one is named, and a key with a gap takes no part."""

from pathlib import Path

import pytest

from schemas import csv_file, keys
from scripts.validate import validate
from tests.tiny import check, tiny

NODE = {"fields": [{"name": "id"}, {"name": "up"}], "primaryKey": "id"}
SELF = {**NODE, "foreignKeys": [{"fields": "up", "reference": {"resource": "", "fields": "id"}}]}
PAIR = {"fields": [{"name": "a", "type": "integer"}, {"name": "b"}]}


def test_repeated_primary_key_is_reported_at_each_later_row(tmp_path: Path) -> None:
    assert check(tmp_path, {"t": (NODE, "id,up\na,\nb,\na,\na,\n")}) == [
        ("t", 4, "id", "primary-key"),
        ("t", 5, "id", "primary-key"),
    ]


def test_missing_primary_key_is_reported(tmp_path: Path) -> None:
    assert check(tmp_path, {"t": (NODE, "id,up\n,x\n")}) == [("t", 2, "id", "required")]


def test_unknown_self_reference_is_reported(tmp_path: Path) -> None:
    assert check(tmp_path, {"t": (SELF, "id,up\na,\nb,a\nc,z\n")}) == [("t", 4, "up", "unknown-id")]


def test_composite_key_is_compared_by_value_not_by_text(tmp_path: Path) -> None:
    schema = {**PAIR, "primaryKey": ["a", "b"]}
    assert check(tmp_path, {"t": (schema, "a,b\n1,x\n01,x\n1,y\n")}) == [("t", 3, "b", "primary-key")]


def test_unique_key_ignores_nulls(tmp_path: Path) -> None:
    schema = {**PAIR, "uniqueKeys": [["a", "b"]]}
    assert check(tmp_path, {"t": (schema, "a,b\n1,\n1,\n2,x\n2,x\n")}) == [("t", 5, "b", "unique")]


def test_unique_column_is_reported_with_its_row(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a", "constraints": {"unique": True}}, {"name": "b"}]}
    assert check(tmp_path, {"t": (schema, "a,b\nx,\n,\n,\nx,\n")}) == [("t", 5, "a", "unique")]


def test_composite_foreign_key_with_a_gap_takes_no_part(tmp_path: Path) -> None:
    key = {"fields": ["a", "b"], "reference": {"resource": "p", "fields": ["a", "b"]}}
    tables = {"p": (PAIR, "a,b\n1,x\n"), "c": ({**PAIR, "foreignKeys": [key]}, "a,b\n1,x\n1,\n1,y\n")}
    assert check(tmp_path, tables) == [("c", 4, "b", "unknown-a-b")]


def test_key_between_text_and_number_compares_text(tmp_path: Path) -> None:
    key = {"fields": "n", "reference": {"resource": "p", "fields": "a"}}
    tables = {"p": (PAIR, "a,b\n1,x\n"), "c": ({"fields": [{"name": "n"}], "foreignKeys": [key]}, "n\n1\n2\n")}
    assert check(tmp_path, tables) == [("c", 3, "n", "unknown-a")]


def test_names_with_quotes_and_keywords_are_safe(tmp_path: Path) -> None:
    schema = {"fields": [{"name": 'select "x"'}], "primaryKey": ['select "x"']}
    assert check(tmp_path, {"order": (schema, '"select ""x"""\na\na\n')}) == [("order", 3, 'select "x"', "primary-key")]


def test_names_that_differ_in_case_are_two_columns(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "A"}, {"name": "a"}], "primaryKey": "A", "uniqueKeys": [["a"]]}
    assert check(tmp_path, {"t": (schema, "A,a\nx,y\ny,y\n")}) == [("t", 3, "a", "unique")]


def test_key_is_shown_as_it_is_written(tmp_path: Path) -> None:
    report = validate(tiny(tmp_path, {"t": ({**PAIR, "primaryKey": "a"}, "a,b\n7,\n007,\n")}))
    assert [problem.value for problem in report.problems] == ["007"]


NUMBERS = {"fields": [{"name": "n", "type": "number"}], "primaryKey": "n"}


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (["0.1", "0.10", "1e-1"], [3, 4]),
        (["12345678901234567890.1", "12345678901234567890.2"], []),
        (["1e400", "2e400", "10e399", "-1e400"], [4]),
        (["0", "-0.0", "NaN", "nan"], [3, 5]),
    ],
)
def test_numbers_are_the_same_key_where_they_are_equal_digit_by_digit(
    tmp_path: Path, cells: list[str], lines: list[int]
) -> None:
    found = check(tmp_path, {"t": (NUMBERS, "\n".join(["n", *cells, ""]))})
    assert found == [("t", line, "n", "primary-key") for line in lines]


def test_integer_beyond_64_bits_in_a_later_block_is_a_key_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "BLOCK", 40)
    up = {"fields": "b", "reference": {"resource": "", "fields": "a"}}
    schema = {"fields": [{"name": n, "type": "integer"} for n in "ab"], "uniqueKeys": [["a"]], "foreignKeys": [up]}
    long = ["99999999999999999998", "99999999999999999999", "99999999999999999998"]
    text = "a,b\n" + "".join(f"{number},1\n" for number in range(1, 50)) + "".join(f"{one},{one}\n" for one in long)
    assert check(tmp_path, {"t": (schema, text + "60,99999999999999999997\n")}) == [
        ("t", 53, "a", "unique"),
        ("t", 54, "b", "unknown-a"),
    ]


def test_number_and_integer_are_the_same_key_where_they_are_equal(tmp_path: Path) -> None:
    key = {"fields": "n", "reference": {"resource": "p", "fields": "a"}}
    child = {"fields": [{"name": "n", "type": "number"}], "foreignKeys": [key]}
    assert check(tmp_path, {"p": (PAIR, "a,b\n1,x\n"), "c": (child, "n\n1.0\n1.5\n")}) == [("c", 3, "n", "unknown-a")]


def test_keys_kept_on_disk_break_like_those_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "BLOCK", 40)
    schema = {
        **PAIR,
        "primaryKey": "a",
        "foreignKeys": [{"fields": "b", "reference": {"resource": "p", "fields": "b"}}],
    }
    rows = "".join(f"{number},x\n" for number in range(50))
    tables = {"p": (PAIR, f"a,b\n{rows}"), "c": (schema, f"a,b\n{rows}99999999999999999999,x\n7,y\n")}
    in_memory = check(tmp_path, tables)
    monkeypatch.setattr(keys, "IN_MEMORY", 0)
    assert check(tmp_path, tables) == in_memory == [("c", 53, "a", "primary-key"), ("c", 53, "b", "unknown-b")]

"""What holds for all rules together."""

from pathlib import Path

import pyarrow as pa
import pytest

from schemas.problems import Problem
from schemas.rules import RULE_IDS, RULES, TEXT_RULES, check
from schemas.table_schema import compile_schema

from .record import broken, broken_by_text, edited, emptied, valid

TABLES = sorted(valid().tables)


def test_valid_record_breaks_no_rule() -> None:
    assert broken(valid()) == set()
    assert broken_by_text(valid()) == set()


@pytest.mark.parametrize("table", TABLES)
def test_valid_record_keeps_its_schemas(table: str) -> None:
    schema, rows = valid()[table].schema, valid()[table].rows
    columns = [field["name"] for field in schema["fields"]]
    batch = pa.table({column: pa.array([row.raw[column] for row in rows], pa.string()) for column in columns})
    assert rows
    assert compile_schema(schema).check(batch)[1] == []


def test_problem_tells_rule_file_line_column_and_the_text_of_the_cell() -> None:
    (problem,) = check(edited("sources", line=2, text_sha256=""))
    assert problem == Problem(
        table="sources",
        file="data/sources.csv",
        line=2,
        column="text_sha256",
        rule="text-hash-contradicts-read-extent",
        value=None,
        message="a source whose read_extent is full_text needs the hash of its text",
    )


def test_problem_of_a_figure_names_both_values() -> None:
    (problem,) = check(edited("claims", line=5, value="54300000000"))
    assert problem.value == "54300000000"
    assert problem.message == '54300000000 is not what "$2.5 billion" says (2500000000)'


def test_every_rule_has_a_name_of_its_own_and_says_what_holds() -> None:
    assert len(set(RULE_IDS)) == len(RULE_IDS)
    assert all((rule.__doc__ or "").strip().endswith(".") for rule in (*RULES, *TEXT_RULES))


@pytest.mark.parametrize("rule", RULE_IDS)
def test_every_rule_has_an_example_that_breaks_it(rule: str) -> None:
    tests = [path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py")]
    assert any(f'"{rule}"' in text for text in tests)


def test_rules_stand_an_empty_record() -> None:
    assert broken(emptied(*TABLES)) == set()


@pytest.mark.parametrize("table", TABLES)
def test_rules_stand_a_table_without_rows(table: str) -> None:
    broken(emptied(table))
    broken_by_text(emptied(table))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("text", ["", "nobody", "2021-13", "-1", "99999999999", "\u202e"])
def test_rules_stand_whatever_is_in_a_cell(table: str, text: str) -> None:
    for field in valid()[table].schema["fields"]:
        record = edited(table, 2, **{field["name"]: text})
        broken(record)
        broken_by_text(record)

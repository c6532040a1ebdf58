"""A table file against its schema: header, missing values, several files, and problems at their place."""

from pathlib import Path

import pytest

from schemas.problems import CannotRunError
from scripts.validate import validate
from tests.tiny import check, found, tiny

TWO = {"fields": [{"name": "a"}, {"name": "b", "type": "integer"}]}

HEADERS = [
    ("exact", "b,a\n", ["column-order"]),
    ("exact", "a,b,c\n", ["extra-column"]),
    ("exact", "a\n", ["missing-column"]),
    ("equal", "b,a\n", []),
    ("equal", "b,a,c\n", ["extra-column"]),
    ("subset", "c,b,a\n", []),
    ("subset", "a\n", ["missing-column"]),
    ("superset", "b\n", []),
    ("superset", "a,c\n", ["extra-column"]),
    ("partial", "b,c\n", []),
    (["equal"], "b,a\n", []),
]


@pytest.mark.parametrize(("match", "header", "rules"), HEADERS)
def test_header_departs_only_as_fields_match_allows(
    tmp_path: Path, match: object, header: str, rules: list[str]
) -> None:
    assert [rule for *_, rule in check(tmp_path, {"t": ({**TWO, "fieldsMatch": match}, header)})] == rules


def test_cells_go_to_columns_by_name(tmp_path: Path) -> None:
    assert check(tmp_path, {"t": ({**TWO, "fieldsMatch": "equal"}, "b,a\nx,1\n")}) == [("t", 2, "b", "type")]


def test_missing_values_are_the_schemas_or_the_fields_own(tmp_path: Path) -> None:
    fields = [{"name": "a", "type": "integer", "missingValues": [{"value": "-", "label": "none"}]}, TWO["fields"][1]]
    schema = {"fields": fields, "missingValues": ["", "NA"]}
    assert check(tmp_path, {"t": (schema, "a,b\n-,NA\nNA,-\n")}) == [("t", 3, "a", "type"), ("t", 3, "b", "type")]


def test_text_na_is_a_value_unless_the_schema_says_otherwise(tmp_path: Path) -> None:
    assert check(tmp_path, {"t": (TWO, "a,b\nNA,NA\n")}) == [("t", 2, "b", "type")]


def test_problem_names_the_file_of_several(tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("a,b\nx,one\n", "utf-8")
    path = tiny(tmp_path, {"one": (TWO, "a,b\nx,1\n")})
    resource = {"name": "t", "path": ["one.csv", "two.csv"], "schema": TWO}
    path.write_text(f'{{"resources": [{__import__("json").dumps(resource)}]}}', "utf-8")
    problem = validate(path).problems[0]
    assert (problem.file, problem.line, problem.column) == ("two.csv", 2, "b")


def test_line_counts_lines_of_the_file(tmp_path: Path) -> None:
    assert check(tmp_path, {"t": (TWO, 'a,b\n"x\ny\nz",1\nx,one\n')}) == [("t", 5, "b", "type")]


def test_file_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    path = tiny(tmp_path, {"t": (TWO, "a,b\n")})
    (tmp_path / "t.csv").unlink()
    with pytest.raises(CannotRunError, match=r"t\.csv: cannot be read"):
        validate(path)


def test_empty_table_is_valid(tmp_path: Path) -> None:
    assert check(tmp_path, {"t": (TWO, "a,b\n")}) == []


def test_message_shows_the_cell_on_one_line(tmp_path: Path) -> None:
    report = validate(tiny(tmp_path, {"t": (TWO, 'a,b\nx,"1\n2"\n')}))
    assert found(report) == [("t", 2, "b", "type")]
    assert str(report.problems[0]) == 't.csv:2: b: "1\\n2" is not an integer [type]'

"""Large tables are written while they are checked, and nobody can tell from the files."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from schemas import csv_file
from schemas.problems import CannotRunError
from scripts.export import ahead, export, export_tables, parquet, write_export
from scripts.validate import validate
from tests.tiny import tiny

SCHEMA = {"fields": [{"name": "a", "type": "integer"}, {"name": "b"}], "primaryKey": "a"}


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "BLOCK", 100)
    for module in (ahead, parquet):
        monkeypatch.setattr(module, "GROUP", 16)


def rows(numbers: list[int]) -> str:
    return "a,b\n" + "".join(f"{number},x{number}\n" for number in numbers)


def written_whole(path: Path, folder: Path) -> dict[str, bytes]:
    report = validate(path)
    assert report.package is not None
    folder.mkdir()
    write_export(folder, report.package.descriptor, export_tables(report.package, report.tables), parquet_only=True)
    return contents(folder)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


IN_ORDER = list(range(100))
TABLES: dict[str, dict[str, tuple[dict[str, Any], str]]] = {
    "in order": {"t": (SCHEMA, rows(IN_ORDER))},
    "whole groups": {"t": (SCHEMA, rows(IN_ORDER[:32]))},
    "out of order at the end": {"t": (SCHEMA, rows([*IN_ORDER, -1]))},
    "wide at the end": {"t": (SCHEMA, rows(IN_ORDER) + f"{100:030},y\n")},
    "without a key": {"t": ({"fields": SCHEMA["fields"]}, rows([3, 1, 2] * 30))},
    "two and a small one": {"t": (SCHEMA, rows(IN_ORDER)), "u": (SCHEMA, rows([1])), "v": (SCHEMA, rows(IN_ORDER))},
    "no rows": {"t": (SCHEMA, "a,b\n")},
}


@pytest.mark.parametrize("tables", TABLES.values(), ids=TABLES.keys())
def test_files_are_those_that_would_be_written_at_the_end(
    tmp_path: Path, tables: dict[str, tuple[dict[str, Any], str]]
) -> None:
    path = tiny(tmp_path, tables)
    export(path, tmp_path / "export", parquet_only=True)
    assert contents(tmp_path / "export") == written_whole(path, tmp_path / "whole")


def test_columns_that_the_files_lack_are_empty(tmp_path: Path) -> None:
    schema = {**SCHEMA, "fieldsMatch": ["superset"], "fields": [*SCHEMA["fields"], {"name": "c", "type": "date"}]}
    path = tiny(tmp_path, {"t": (schema, rows(IN_ORDER)), "u": (schema, rows([1]))})
    export(path, tmp_path / "export")
    assert pq.read_table(tmp_path / "export" / "parquet" / "t.parquet")["c"].to_pylist() == [None] * 100
    assert pq.read_table(tmp_path / "export" / "parquet" / "u.parquet").to_pylist() == [{"a": 1, "b": "x1", "c": None}]


def test_files_of_a_table_may_lack_different_columns(tmp_path: Path) -> None:
    schema = {**SCHEMA, "fieldsMatch": ["superset"]}
    path = tiny(tmp_path, {"t": (schema, rows(IN_ORDER))})
    (tmp_path / "more.csv").write_text("a\n" + "".join(f"{number}\n" for number in range(100, 150)), "utf-8")
    path.write_text(path.read_text("utf-8").replace('"path": "t.csv"', '"path": ["t.csv", "more.csv"]'), "utf-8")
    export(path, tmp_path / "export", parquet_only=True)
    found = pq.read_table(tmp_path / "export" / "parquet" / "t.parquet").to_pylist()
    assert [row["a"] for row in found] == list(range(150))
    assert [row["b"] for row in found[99:101]] == ["x99", None]
    assert contents(tmp_path / "export") == written_whole(path, tmp_path / "whole")


def test_table_in_order_is_taken_as_it_was_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "write_parquet", None)
    export(tiny(tmp_path, {"t": (SCHEMA, rows(IN_ORDER))}), tmp_path / "large", parquet_only=True)
    assert pq.read_metadata(tmp_path / "large" / "parquet" / "t.parquet").num_row_groups == 7


def test_problem_in_the_last_row_leaves_nothing(tmp_path: Path) -> None:
    path = tiny(tmp_path, {"t": (SCHEMA, rows(IN_ORDER) + "x,y\n")})
    before = sorted(tmp_path.iterdir())
    assert export(path, tmp_path / "export").problems
    assert sorted(tmp_path.iterdir()) == before


def test_integer_that_no_format_holds_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    path = tiny(tmp_path, {"t": (SCHEMA, rows([*IN_ORDER, 10**30]))})
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CannotRunError, match=r"t\.a: 1000000000000000000000000000000 has more than 64 bits"):
        export(path, tmp_path / "export")
    assert sorted(tmp_path.iterdir()) == before


def test_date_that_is_none_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    dated = {"fields": [{"name": "a", "rdfType": "https://www.loc.gov/standards/datetime/"}]}
    path = tiny(tmp_path, {"t": (dated, "a\n" + "2021\n" * 99 + "no day\n")})
    before = sorted(tmp_path.iterdir())
    with pytest.raises(CannotRunError, match=r"t\.a"):
        export(path, tmp_path / "export")
    assert sorted(tmp_path.iterdir()) == before

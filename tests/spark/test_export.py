"""Export on Spark: the rows of the local export, in order over all files; and Parquet as input."""
# ruff: noqa: E501  a case is a line

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.problems import CannotRunError
from scripts.export import export as local_export
from scripts.spark import export as verb
from scripts.spark import layout, parquet_file
from scripts.spark import validate as on_spark_verb
from scripts.validate import Report
from tests.spark.conftest import MASTER
from tests.spark.test_validate import column
from tests.tiny import tiny

EDTF = "https://www.loc.gov/standards/datetime/"
TYPED = [
    column("id", constraints={"pattern": "[a-z0-9]+"}), column("count", "integer"), column("share", "number"),
    column("exact", "number", precision=10, scale=2, decimalChar=","), column("flag", "boolean", trueValues=["ja"], falseValues=["nein"]),
    column("on", "date", format="%d/%m/%Y"), column("at", "time"), column("moment", "datetime"), column("year", "year"),
    column("month", "yearmonth"), column("code", constraints={"enum": ["x", "y"]}), column("when", rdfType=EDTF),
]  # fmt: skip
ROW = 'k{0:02d},{0},{0}.5,"{0},25",ja,06/12/2021,10:00:00,2021-12-06T10:00:{0:02d},2021,2021-12,x,2021-12~\n'
HEADER = ",".join(field["name"] for field in TYPED) + "\n"
SHUFFLED = HEADER + "".join(ROW.format(number * 7 % 40) for number in range(40)) + "k99" + "," * 11 + "\n"
TABLES: dict[str, tuple[dict[str, Any], str]] = {
    "typed": ({"fields": TYPED, "primaryKey": "id"}, SHUFFLED),
    "numbers": ({"fields": [column("n", "integer"), column("d", "date")], "primaryKey": ["n", "d"]},
                "n,d\n10,2021-01-02\n9,2021-01-01\n10,2021-01-01\n-3,2020-01-01\n"),
    "sorted": ({"fields": [column("a"), column("b")], "primaryKey": "a"}, "a,b\n" + "".join(f"k{n:03d},\n" for n in range(300))),
    "unkeyed": ({"fields": [column("a")]}, "a\nz\nb\na\n"),
    "empty": ({"fields": [column("a", "integer")], "primaryKey": "a"}, "a\n"),
}  # fmt: skip
OnSpark = Callable[..., dict[str, Any]]
Export = Callable[[Path, Path], Report]


@pytest.fixture
def export(on_spark: OnSpark, monkeypatch: pytest.MonkeyPatch) -> Export:
    def run(path: Path, to: Path) -> Report:
        monkeypatch.setattr(layout, "SIZE", 800)
        return verb.export(path, to, MASTER)

    monkeypatch.setattr(verb, "session", on_spark_verb.session)  # that of all tests
    return run


def rows(folder: Path, table: str) -> pa.Table:
    """The rows of a table, its files in the order in which the descriptor has them."""
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    (resource,) = [item for item in descriptor["resources"] if item["name"] == table]
    paths = resource["path"] if isinstance(resource["path"], list) else [resource["path"]]
    return pa.concat_tables([pq.read_table(folder / path) for path in paths])


def test_rows_types_and_metadata_are_those_of_the_local_export(tmp_path: Path, export: Export) -> None:
    path = tiny(tmp_path, TABLES)
    assert export(path, tmp_path / "out").problems == []
    local_export(path, tmp_path / "local", parquet_only=True)
    for table in TABLES:
        found, right = rows(tmp_path / "out", table), rows(tmp_path / "local", table)
        assert found.schema.equals(right.schema, check_metadata=True)
        assert found.to_pylist() == right.to_pylist()
    assert len(list((tmp_path / "out/parquet/typed").iterdir())) > 1
    assert len(list((tmp_path / "out/parquet/sorted").iterdir())) > 1


def test_an_export_is_input_and_is_replaced_by_the_next(tmp_path: Path, export: Export, on_spark: OnSpark) -> None:
    path = tiny(tmp_path, TABLES)
    export(path, tmp_path / "out")
    found = on_spark(tmp_path / "out")
    assert (found["problems"], found["rows"]["typed"], found["rows"]["empty"]) == ([], 41, 0)
    export(path, tmp_path / "out")
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["datapackage.json", "parquet"]


def test_a_package_with_problems_is_not_written(tmp_path: Path, export: Export) -> None:
    path = tiny(tmp_path, {"t": ({"fields": [column("a", "integer")]}, "a\nx\n")})
    assert [problem.rule for problem in export(path, tmp_path / "out").problems] == ["type"]
    assert not (tmp_path / "out").exists()


def test_an_export_that_fails_leaves_nothing(tmp_path: Path, export: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> Any:
        def write(works: Any) -> Any:
            import os

            next(iter(works))
            os._exit(1)

        return write

    path = tiny(tmp_path, {"t": ({"fields": [column("a")]}, "a\nx\n")})
    monkeypatch.setattr(verb, "_as_read", failing)
    with pytest.raises(CannotRunError, match="a worker died 4 times"):
        export(path, tmp_path / "out")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["datapackage.json", "t.csv"]


FIELDS = [column("id"), column("n", "integer", constraints={"maximum": 5}), column("d", "number", precision=9, scale=2)]


def parquet_package(folder: Path, **files: pa.Table) -> Path:
    schema = {"fields": FIELDS, "primaryKey": "id"}
    path = tiny(folder, {"t": (schema, "")})
    path.write_text(path.read_text("utf-8").replace('"path": "t.csv"', '"path": "t", "format": "parquet"'), "utf-8")
    (folder / "t").mkdir()
    for name, rows_ in files.items():
        pq.write_table(rows_, folder / "t" / f"{name}.parquet", row_group_size=2)
    (folder / "t" / "_SUCCESS").touch()
    return path


def part(ids: list[str | None], numbers: list[int], kind: pa.DataType | None = None) -> pa.Table:
    amounts = pa.array([Decimal(1)] * len(ids), pa.decimal128(9, 2))
    return pa.table({"id": ids, "n": pa.array(numbers, kind or pa.int64()), "d": amounts})


def test_a_folder_of_parquet_files_is_checked_like_csv(tmp_path: Path, on_spark: OnSpark) -> None:
    path = parquet_package(
        tmp_path, a=part(["x", "y", "z"], [1, 6, 3]), b=part(["w", None, "y"], [1, 2, 3], pa.int32())
    )
    assert [(one["file"], one["line"], one["column"], one["rule"], one["value"]) for one in on_spark(path)["problems"]] == [
        ("t/b.parquet", 2, "id", "required", None),
        ("t/a.parquet", 2, "n", "maximum", "6"),
        ("t/b.parquet", 3, "id", "primary-key", "y"),
    ]  # fmt: skip


def test_columns_of_other_types_are_named_and_not_read(tmp_path: Path, on_spark: OnSpark) -> None:
    rows_ = part(["x"], [1]).set_column(1, "n", pa.array([1.0])).append_column("more", pa.array(["?"]))
    found = on_spark(parquet_package(tmp_path, a=rows_))["problems"]
    assert [(one["line"], one["column"], one["rule"]) for one in found] == [
        (None, "more", "extra-column"),
        (None, "n", "column-type"),
    ]


def test_values_are_written_as_their_type_is() -> None:
    cases: list[tuple[dict[str, Any], pa.Array, list[str]]] = [
        (column("x", "boolean", trueValues=["ja"], falseValues=["nein"]), pa.array([True, False]), ["ja", "nein"]),
        (column("x", "year"), pa.array([5, 2021, -44]), ["0005", "2021", "-44"]),
        (column("x", "datetime"), pa.array([1_500_000], pa.timestamp("us")), ["1970-01-01T00:00:01.5"]),
        (column("x", "datetime"), pa.array([10], pa.timestamp("s")), ["1970-01-01T00:00:10"]),
        (column("x", "number"), pa.array([0.5, float("nan"), 1e300]), ["0.5", "nan", "1e+300"]),
        (column("x"), pa.array(["a", "b"]).dictionary_encode(), ["a", "b"]),
    ]
    for field, values, texts in cases:
        assert parquet_file.written(field, pa.chunked_array([values])).to_pylist() == texts

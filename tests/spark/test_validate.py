"""Both engines give the same report, wherever files are cut; what Spark leaves out it names."""
# ruff: noqa: E501  a case is a line

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.limits import limits_of
from schemas.own_tables import own_schemas
from schemas.problems import CannotRunError
from scripts.spark.session import reason, with_attempts
from scripts.spark.validate import not_run
from scripts.validate import as_text, document, validate
from tests.spark.seeding import seeded
from tests.tiny import tiny

OnSpark = Callable[..., dict[str, Any]]


def local(path: Path, **options: Any) -> dict[str, Any]:
    return document(validate(path, keep=False, **options))


def test_seeded_faults_are_reported_as_the_local_engine_does(tmp_path: Path, on_spark: OnSpark) -> None:
    path = seeded(tmp_path / "seeded", 1000, every=10)
    found = on_spark(path, size=60_000, limit=10**9)
    assert len(found["counts"]) > 15
    assert found == local(path, limit=10**9)


def test_the_first_problems_of_each_rule_are_listed_and_all_counted(tmp_path: Path, on_spark: OnSpark) -> None:
    path = seeded(tmp_path / "seeded", 300, every=5)
    found = on_spark(path, size=20_000, limit=2)
    assert found["truncated"]
    assert found == local(path, limit=2)


def column(name: str, kind: str = "string", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, **more}


def reference(columns: Any, table: str, referenced: Any) -> dict[str, Any]:
    return {"fields": columns, "reference": {"resource": table, "fields": referenced}}


LONG = "x" * 60
ODD_KEYS: dict[str, tuple[dict[str, Any], str]] = {
    "pair": ({"fields": [column("a", "integer"), column("b")], "primaryKey": ["a", "b"]}, "a,b\n1,x\n01,x\n1,y\n,z\n"),
    "number": ({"fields": [column("n", "number")], "primaryKey": "n"}, "n\n0.1\n1e-1\n1e400\n10e399\nNaN\nnan\n-0.0\n0\n"),
    "wide": (
        {"fields": [column("a", "integer"), column("up", "integer")], "uniqueKeys": [["a"]],
         "foreignKeys": [reference("up", "", "a")]},
        "a,up\n1,1\n99999999999999999998,1\n99999999999999999999,99999999999999999998\n99999999999999999998,7\n",
    ),
    "moment": (
        {"fields": [column("at", "datetime"), column("on", "date", constraints={"unique": True})], "primaryKey": "at"},
        "at,on\n2021-12-06T10:00:00,2021-12-06\n2021-12-06T10:00:00.0Z,2021-12-06\n2021-12-06T10:00:00.5Z,\n",
    ),
    "child": (
        {"fields": [column("t"), column("n", "number"), column("b")],
         "foreignKeys": [reference("t", "wide", "a"), reference(["n", "b"], "pair", ["a", "b"])]},
        "t,n,b\n1,1.0,x\n2,1.5,\n01,1,w\n",
    ),
    "it's odd": (
        {"fields": [column('select "x"'), column("A", constraints={"unique": True}), column("a", constraints={"unique": True})],
         "primaryKey": ['select "x"']},
        f'"select ""x""",A,a\n{LONG}1,p,P\n{LONG}2,q,P\n{LONG}1,p,R\n',
    ),
    "empty": ({"fields": [column("a")], "primaryKey": "a"}, "a\n"),
    "of empty": ({"fields": [column("a")], "foreignKeys": [reference("a", "empty", "a")]}, "a\nx\n"),
    "absent": ({"fields": [column("a"), column("b")], "primaryKey": "a"}, "b\nx\n"),
    "sorted": ({"fields": [column("a")], "primaryKey": "a"}, "a\n" + "".join(f"k{n:03d}\n" for n in range(99))),
    "border": ({"fields": [column("a")], "primaryKey": "a"}, "a\n" + "".join(f"k{n:02d}\n" for n in range(18)) * 2),
    "both": (
        {"fields": [column("a", constraints={"pattern": "[a-z]"})], "primaryKey": "a", "foreignKeys": [reference("a", "pair", "b")]},
        "a\nx\nx\nXX\nXX\nq\nq\n",
    ),
}  # fmt: skip


def test_keys_of_every_kind_are_compared_as_the_local_engine_does(tmp_path: Path, on_spark: OnSpark) -> None:
    path = tiny(tmp_path, ODD_KEYS)
    found = on_spark(path, size=60)
    assert {"primary-key", "unique", "unknown-a", "unknown-a-b", "unknown-b"} <= set(found["counts"])
    assert found == local(path)


FILES: dict[str, bytes] = {
    "empty": b"",
    "header": b"a,b\n",
    "utf-16": "a,b\n1,2\n".encode("utf-16"),
    "crlf": b"a,b\r\n1,2\r\n3\r\n5,6\n",
    "others": b"b,c\n1,2\n",
    "cut": b"a,b\n1,2\n3,4",
}


def test_files_of_one_table_are_read_as_one(tmp_path: Path, on_spark: OnSpark) -> None:
    path = tiny(tmp_path, {"t": ({"fields": [column("a"), column("b")], "uniqueKeys": [["b"]]}, "")})
    for name, content in FILES.items():
        (tmp_path / f"{name}.csv").write_bytes(content)
    names = ", ".join(f'"{name}.csv"' for name in FILES)
    path.write_text(path.read_text("utf-8").replace('"path": "t.csv"', f'"path": [{names}]'), "utf-8")
    assert on_spark(path, size=3) == local(path)


def test_bytes_and_hash_that_are_stated_are_checked(tmp_path: Path, on_spark: OnSpark) -> None:
    path = tiny(tmp_path, {"t": ({"fields": [column("a")]}, "a\nx\n")})
    path.write_text(path.read_text("utf-8").replace('"path"', '"bytes": 3, "hash": "sha256:00", "path"'), "utf-8")
    found = on_spark(path)
    assert found["counts"] == {"wrong-bytes": 1, "wrong-hash": 1}
    assert found == local(path)


def test_table_beyond_its_rows_is_not_read_on(tmp_path: Path, on_spark: OnSpark) -> None:
    path = tiny(tmp_path, {"t": ({"fields": [column("a")], "uniqueKeys": [["a"]]}, "a\n" + "same\n" * 50)})
    found = on_spark(path, size=20, limits=limits_of(["rows=10"]))
    assert found["counts"]["too-many-rows"] == 1
    assert found["rows"]["t"] < 50
    assert found["counts"]["unique"] == found["rows"]["t"] - 1


def test_rules_that_need_the_whole_record_are_named_as_not_run(tmp_path: Path, on_spark: OnSpark) -> None:
    schema = {"fields": [column(field["name"]) for field in own_schemas()["entity_names"]["fields"]]}
    header = ",".join(field["name"] for field in schema["fields"])
    found = on_spark(tiny(tmp_path, {"entity_names": (schema, f"{header}\n")}))
    assert found["valid"]
    assert {"delivered-before-signed", "not-canonical"} <= set(found["not_run"])


def test_a_report_in_text_names_what_was_not_run(tmp_path: Path) -> None:
    report = validate(tiny(tmp_path, {"t": ({"fields": [column("a")]}, "a\nx\n")}))
    assert not_run(report.package) == []
    assert "not run" not in as_text(report)
    assert "not run: x, y\n" in as_text(report.__class__(**{**vars(report), "not_run": ["x", "y"]}))


def test_a_fault_of_the_descriptor_needs_no_session(tmp_path: Path) -> None:
    from scripts.spark.validate import validate as on_spark

    path = tiny(tmp_path, {"t": ({"fields": [column("a"), column("a")]}, "a\n")})
    assert document(on_spark(path, "nowhere")) == local(path)


@pytest.mark.parametrize(
    ("master", "used"),
    [("local", "local[1,4]"), ("local[2]", "local[2,4]"), ("local[*]", "local[*,4]"), ("local[2,1]", "local[2,1]")],
)
def test_a_local_master_tries_again_as_a_cluster_does(master: str, used: str) -> None:
    assert with_attempts(master) == used


def test_a_missing_jvm_is_told_with_the_way_to_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from scripts.spark.session import session

    pytest.importorskip("pyspark")
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(CannotRunError, match="apt install openjdk-17-jre-headless"), session("local"):
        pass


def test_what_fails_on_spark_is_one_line() -> None:
    trace = "Job aborted\n  File x\nschemas.problems.CannotRunError: t.csv: cannot be read: gone\n\n\tat org.apache\n"
    assert reason(trace) == "t.csv: cannot be read: gone"
    assert reason("a\nPython worker exited unexpectedly\nb").startswith("a worker died 4 times")
    java = "An error occurred\n: org.apache.spark.SparkException: Job aborted\n\tat x\nCaused by: java.io.IOException: full\n\tat y"
    assert reason(java) == "java.io.IOException: full"
    assert reason("something else\nand more") == "something else"

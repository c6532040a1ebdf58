"""A descriptor is judged before any table is opened: what it may not say is a named problem, or a refusal."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from schemas.package import open_package
from schemas.problems import CannotRunError


def descriptor(**resource: Any) -> dict[str, Any]:
    schema = {"fields": [{"name": "id", "type": "integer"}], "primaryKey": "id"}
    return {"name": "p", "resources": [{"name": "t", "path": "t.csv", "schema": schema, **resource}]}


def opened(folder: Path, content: Any) -> list[str]:
    """The rules that a descriptor breaks; content is JSON text or what becomes it."""
    path = folder / "datapackage.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    (folder / "t.csv").write_text("id\n1\n", "utf-8")
    package, problems = open_package(path)
    assert (package is None) == bool(problems)
    assert all((problem.table, problem.line, problem.column) == (None, None, None) for problem in problems)
    return [problem.rule for problem in problems]


def schema(**changes: Any) -> dict[str, Any]:
    return descriptor(schema={"fields": [{"name": "id"}, {"name": "parent"}], **changes})


PATHS = [
    "/etc/passwd", "../t.csv", "a/../../t.csv", "~/t.csv", "C:/t.csv", "a\\t.csv", ".git/config", "a/.hidden/t.csv",
    "http://example.org/t.csv", "file:///t.csv", "data:text/csv,id", "t.csv.gz", "", "t\x00.csv", "sqlite:///x.db",
]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("key", ["path", "schema", "dialect"])
def test_path_that_leaves_the_package_is_refused(tmp_path: Path, path: str, key: str) -> None:
    assert opened(tmp_path, descriptor(**{key: path})) == ["unsafe-path"]


def test_link_that_leaves_the_package_is_refused(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (tmp_path / "secret.csv").write_text("id\n1\n", "utf-8")
    (package / "link.csv").symlink_to(tmp_path / "secret.csv")
    assert opened(package, descriptor(path="link.csv")) == ["unsafe-path"]


FIELDS: list[dict[str, Any]] = [
    {"type": ["integer"]}, {"type": None}, {"format": 7}, {"constraints": None}, {"missingValues": None},
    {"type": "boolean", "trueValues": "yes"}, {"type": "boolean", "trueValues": ["1"], "falseValues": ["1"]},
    {"type": "number", "decimalChar": ""}, {"type": "number", "decimalChar": ",", "groupChar": ","},
    {"type": "number", "bareNumber": "no"}, {"type": "number", "precision": "x"}, {"type": "number", "precision": 10},
]  # fmt: skip
CONSTRAINTS: list[dict[str, Any]] = [
    {"type": kind, "constraints": constraints}
    for kind, constraints in [
        ("integer", {"required": "yes"}), ("integer", {"minimum": 2, "maximum": 1}), ("string", {"minimum": "a"}),
        ("boolean", {"minimum": True}), ("integer", {"minimum": None}), ("string", {"enum": [["a"]]}),
        ("string", {"enum": [1]}), ("string", {"minLength": 2, "maxLength": 1}), ("string", {"pattern": "(" * 20_000}),
        ("integer", {"pattern": "1"}), ("integer", {"minimum": 1.5}), ("string", {"pattern": ["a"]}),
    ]
]  # fmt: skip

FAULTS: list[tuple[Any, str]] = [
    ("{", "descriptor-not-json"),
    ('{"a": NaN}', "descriptor-not-json"),
    ('{"a": 1, "a": 2}', "descriptor-duplicate-key"),
    ("[]", "descriptor-not-an-object"),
    ("[" * 100 + "]" * 100, "descriptor-not-an-object"),
    ('{"a": ' + "[" * 100 + "]" * 100 + "}", "descriptor-too-deep"),
    ('{"a": ' + "[" * 100_000 + "]" * 100_000 + "}", "descriptor-too-deep"),
    ({}, "no-resources"),
    ({"resources": []}, "no-resources"),
    ({"resources": [{"path": "t.csv"}]}, "resource-without-name"),
    ({"resources": descriptor()["resources"] * 2}, "duplicate-resource"),
    ({**descriptor(), "$schema": "https://example.org/profile.json"}, "unknown-profile"),
    ({**descriptor(), "profile": "profile.json"}, "unknown-profile"),
    (descriptor(path=[]), "resource-without-path"),
    (descriptor(path=7), "resource-without-path"),
    (descriptor(path=[7]), "unsafe-path"),
    (descriptor(schema=7), "bad-schema"),
    (descriptor(schema={"fields": []}), "schema-without-fields"),
    (descriptor(schema={"fields": [{}]}), "field-without-name"),
    (descriptor(schema={"fields": [{"name": "a"}, {"name": "a"}]}), "duplicate-field"),
    (descriptor(schema={"fields": [{"name": "a", "constraints": {"pattern": "("}}]}), "bad-constraint"),
    (schema(primaryKey="nothing"), "unknown-key-field"),
    (schema(primaryKey=[7]), "bad-key"),
    (schema(uniqueKeys=[["id", "nothing"]]), "unknown-key-field"),
    (schema(uniqueKeys="id"), "bad-key"),
    (schema(foreignKeys=[{"fields": "parent"}]), "bad-key"),
    (schema(foreignKeys=[{"fields": "parent", "reference": {"resource": "", "fields": ["id", "parent"]}}]), "bad-key"),
    (schema(foreignKeys=[{"fields": "parent", "reference": {"resource": "x", "fields": "id"}}]), "unknown-key-table"),
    (schema(foreignKeys=[{"fields": "parent", "reference": {"resource": "", "fields": "x"}}]), "unknown-key-field"),
    (schema(exactlyOneOf=[["id", "nothing"]]), "bad-group"),
    (schema(fieldsMatch="roughly"), "bad-fields-match"),
    (schema(missingValues="NA"), "bad-schema"),
    (schema(missingValues=[{"label": "x"}]), "bad-schema"),
    (descriptor(dialect={"delimiter": '"'}), "bad-dialect"),
    (descriptor(dialect={"header": "no"}), "bad-dialect"),
    (descriptor(dialect={"$schema": "https://example.org/d.json"}), "unknown-profile"),
    (descriptor(path=["t.csv", "t.csv"]), "duplicate-path"),
    ('{"a": ' + "9" * 5000 + "}", "descriptor-not-json"),
    ('{"a": "\\ud800"}', "descriptor-not-json"),
    *((descriptor(schema={"fields": [{"name": "id", **field}]}), "bad-field") for field in FIELDS),
    *((descriptor(schema={"fields": [{"name": "id", **field}]}), "bad-constraint") for field in CONSTRAINTS),
]


@pytest.mark.parametrize(("content", "rule"), FAULTS)
def test_fault_of_the_descriptor_is_a_named_problem(tmp_path: Path, content: Any, rule: str) -> None:
    assert opened(tmp_path, content) == [rule]


UNSUPPORTED: list[tuple[dict[str, Any], str]] = [
    (descriptor(data=[]), "inline data"),
    (descriptor(encoding="latin-1"), "latin-1"),
    (descriptor(format="xlsx"), "xlsx"),
    (descriptor(schema=None), "without a schema"),
    (descriptor(dialect={"commentChar": "#"}), "commentChar"),
    (descriptor(dialect={"csv": {"delimiter": ";"}}), "csv"),
    (descriptor(path="t.sqlite"), "t.sqlite"),
    (descriptor(type="json"), "json"),
    (schema(foreignKeys=[{"fields": "id", "reference": {"package": "x", "resource": "y", "fields": "id"}}]), "package"),
    (descriptor(schema={"fields": [{"name": "a", "type": "geojson"}]}), "geojson"),
]


@pytest.mark.parametrize(("content", "named"), UNSUPPORTED)
def test_feature_that_is_not_supported_is_refused_by_name(tmp_path: Path, content: Any, named: str) -> None:
    with pytest.raises(CannotRunError, match=named):
        opened(tmp_path, content)


def test_descriptor_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="No such file"):
        open_package(tmp_path / "datapackage.json")


def test_schema_and_dialect_may_stand_in_files_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(json.dumps({"fields": [{"name": "id"}]}), "utf-8")
    (tmp_path / "d.json").write_text(json.dumps({"delimiter": ";"}), "utf-8")
    assert opened(tmp_path, descriptor(schema="s.json", dialect="d.json")) == []


def test_nothing_is_opened_or_fetched_where_the_descriptor_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("opened a socket")

    monkeypatch.setattr("socket.socket.connect", refuse)
    assert opened(tmp_path, descriptor(path="http://example.org/t.csv")) == ["unsafe-path"]


def test_package_is_opened_before_pandas_is_imported(tmp_path: Path) -> None:
    fields = [
        {"name": "id", "type": "integer", "constraints": {"enum": [1, 2, 3], "minimum": 1}},
        {"name": "name", "constraints": {"pattern": "[a-z]+", "enum": ["a", "b"], "maxLength": 3}},
    ]
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps(descriptor(schema={"fields": fields})), "utf-8")
    code = (
        "import sys; from pathlib import Path; from scripts import validate; from schemas.package import open_package;"
        "package, problems = open_package(Path(sys.argv[1]));"
        "print(len(package.resources), *{'pandas', 'pandera', 'duckdb'} & {*sys.modules})"
    )
    command = [sys.executable, "-c", code, str(path)]
    assert subprocess.run(command, capture_output=True, check=True, text=True).stdout.split() == ["1"]

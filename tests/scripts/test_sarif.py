"""`validate --format sarif` and `github`: findings where code hosts look for them."""

import json
from pathlib import Path
from typing import Any

import pytest
from sarif_kit.validate import validation_errors

from schemas.problems import Problem
from scripts.sarif import sarif
from scripts.validate import FORMATS, Report, validate
from scripts.verify_evidence import FORMATS as OF_EVIDENCE
from tests.tiny import tiny

PROBLEMS = [
    Problem(None, "datapackage.json", None, None, "unsafe-path", "../a", "leaves the package"),
    Problem("t", "data/ä b.csv", 3, "x", "type", "no", '"no" is not a number'),
    Problem("t", None, None, None, "type", None, "somewhere"),
]
BAD = {"t": ({"fields": [{"name": "n", "type": "integer"}]}, "n\n1\nx\n")}


def run(problems: list[Problem], place: str = "") -> dict[str, Any]:
    document = json.loads(sarif(problems, place))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-schema-2.1.0.json")
    (found,) = document["runs"]
    return dict(found)


def test_each_problem_is_a_result_at_its_line() -> None:
    descriptor, cell, nowhere = run(PROBLEMS)["results"]
    assert cell["message"]["text"] == 'x: "no" is not a number'
    place = cell["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "data/%C3%A4%20b.csv"}, "region": {"startLine": 3}}
    assert "region" not in descriptor["locations"][0]["physicalLocation"]
    assert nowhere["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "datapackage.json"


def test_each_rule_is_listed_once_and_named_by_its_place() -> None:
    found = run(PROBLEMS)
    rules = [rule["id"] for rule in found["tool"]["driver"]["rules"]]
    assert rules == ["type", "unsafe-path"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in found["results"])
    assert {result["level"] for result in found["results"]} == {"error"}


@pytest.mark.parametrize("problems", [PROBLEMS, []])
def test_the_document_fits_the_schema_of_the_standard(problems: list[Problem]) -> None:
    document = json.loads(sarif(problems, "a b/"))
    assert validation_errors(document) == []
    document["runs"][0]["columnKind"] = "bytes"
    assert validation_errors(document)


def test_nothing_wrong_is_a_run_without_results() -> None:
    assert run([])["results"] == []


@pytest.mark.parametrize("output", ["sarif", "github"])
def test_files_are_named_from_where_the_command_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str
) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    path = tiny(tmp_path / "a" / "b", BAD)
    named = {}
    for here in (tmp_path, tmp_path / "a" / "b"):
        monkeypatch.chdir(here)
        named[here] = FORMATS[output](validate(path))
    assert "a/b/t.csv" in named[tmp_path]
    assert "a/b/t.csv" not in named[tmp_path / "a" / "b"]
    assert "t.csv" in named[tmp_path / "a" / "b"]


def test_every_verb_with_findings_has_the_format() -> None:
    assert FORMATS.keys() == OF_EVIDENCE.keys()
    assert json.loads(FORMATS["sarif"](Report(None, {}, {}, PROBLEMS, {"type": 2})))["runs"][0]["results"]

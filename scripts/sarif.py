"""Problems as SARIF 2.1.0, the form in which code scanning takes findings.

Form: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from schemas.problems import Problem

TOOL = "pacts-and-figures"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(problems: Sequence[Problem], place: str) -> str:
    """One run with a result a problem; `place` is the package's folder, seen from where addresses start."""
    rules = sorted({problem.rule for problem in problems})
    driver = {"name": TOOL, "rules": [{"id": rule} for rule in rules]}
    results = [_result(problem, rules.index(problem.rule), place) for problem in problems]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _result(problem: Problem, rule: int, place: str) -> dict[str, Any]:
    uri = quote(place + (problem.file or "datapackage.json"))
    region = {} if problem.line is None else {"region": {"startLine": problem.line}}
    column = f"{problem.column}: " if problem.column else ""
    return {
        "ruleId": problem.rule,
        "ruleIndex": rule,
        "level": "error",
        "message": {"text": column + problem.message},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, **region}}],
    }

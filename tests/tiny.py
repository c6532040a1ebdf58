"""Tiny packages of any shape, written for one test."""

import json
from pathlib import Path
from typing import Any

from scripts.validate import Report, validate

Found = list[tuple[str | None, int | None, str | None, str]]


def tiny(folder: Path, tables: dict[str, tuple[dict[str, Any], str]], **descriptor: Any) -> Path:
    """Writes a package of tables, each a Table Schema and the text of its CSV file; returns the descriptor's path."""
    resources = []
    for name, (schema, text) in tables.items():
        (folder / f"{name}.csv").write_bytes(text.encode("utf-8"))
        resources.append({"name": name, "path": f"{name}.csv", "schema": schema})
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "tiny", "resources": resources, **descriptor}), "utf-8")
    return path


def found(report: Report) -> Found:
    """Table, line, column and rule of each problem."""
    return [(problem.table, problem.line, problem.column, problem.rule) for problem in report.problems]


def check(folder: Path, tables: dict[str, tuple[dict[str, Any], str]], **descriptor: Any) -> Found:
    return found(validate(tiny(folder, tables, **descriptor)))

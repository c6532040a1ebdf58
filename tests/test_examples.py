"""The examples run against a real export, as they say at their top."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.export import export
from tests.rscript import rscript

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
SCRIPTS = sorted(path.name for path in EXAMPLES.glob("*.py"))
NOTEBOOKS = sorted(path.name for path in EXAMPLES.glob("*.ipynb"))
VEGA_LITE = "application/vnd.vegalite.v5+json"


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with its export, as `make build` leaves it."""
    folder = tmp_path_factory.mktemp("examples")
    for name in ("data", "schemas", "examples"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "datapackage.json", folder)
    assert export(folder, folder / "dist" / "data").problems == []
    return folder


def test_there_is_an_example_for_each_way_of_loading() -> None:
    named = {re.sub(r"^with_|\.\w+$", "", name) for name in SCRIPTS}
    assert named == {"pandas", "polars", "duckdb", "sqlite", "frictionless"}
    assert (EXAMPLES / "with_r.R").exists()
    assert NOTEBOOKS


@pytest.mark.parametrize("name", SCRIPTS)
def test_scripts_run_and_say_how(name: str, checkout: Path) -> None:
    assert f"python examples/{name}\n" in (EXAMPLES / name).read_text("utf-8")
    warnings = [] if "frictionless" in name else ["-W", "error"]  # its own warnings are not ours
    command = [sys.executable, *warnings, f"examples/{name}"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) > 2


def test_the_r_script_runs(checkout: Path) -> None:
    command = [rscript(), "examples/with_r.R"]
    utf8 = {**os.environ, "LC_ALL": "C.UTF-8"}  # else R writes letters of other scripts as codes, too wide for a line
    done = subprocess.run(command, cwd=checkout, env=utf8, capture_output=True, encoding="utf-8", check=True)
    assert done.stderr == ""
    assert re.search(r"2021-12-06 +TASS +over 600,000 +more_than +600000 +NA\n", done.stdout)
    assert re.search(r"\n +trade +[0-9]+ ", done.stdout)


def cells(name: str) -> list[str]:
    notebook = json.loads((EXAMPLES / name).read_text("utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def shown_by(cell: str, names: dict[str, Any]) -> Any:
    """Runs a cell as a kernel does: what its last line, if it is an expression, gives."""
    tree = ast.parse(cell)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_notebooks_have_the_form_and_hold_no_output(name: str) -> None:
    notebook = json.loads((EXAMPLES / name).read_text("utf-8"))
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    for cell in notebook["cells"]:
        code = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
        assert cell.keys() == {"cell_type", "id", "metadata", "source"} | code
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_the_notebook_draws_disagreement_and_a_target(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(checkout)
    names: dict[str, Any] = {}
    shown = [shown_by(cell, names) for cell in cells("disagreement.ipynb")]
    charts = [one._repr_mimebundle_()[VEGA_LITE] for one in shown if hasattr(one, "_repr_mimebundle_")]
    assert len(charts) == 2
    assert "claims on" in capsys.readouterr().out
    for chart in charts:
        rows = chart["data"]["values"]
        assert rows
        assert fields(chart) <= set(rows[0])
        json.dumps(chart, allow_nan=False)
    assert all(row["from"] <= row["figure"] <= row["to"] for row in charts[0]["data"]["values"])


def fields(chart: Any) -> set[str]:
    """Every column that a chart names."""
    if isinstance(chart, list):
        return set().union(*map(fields, chart))
    if not isinstance(chart, dict):
        return set()
    own = {chart["field"]} if "field" in chart else set()
    return own.union(*(fields(value) for key, value in chart.items() if key != "data"))


def test_the_notebook_runs_in_jupyter(checkout: Path) -> None:
    pytest.importorskip("ipykernel", reason="ipykernel is not installed: its cells are run without Jupyter")
    client = pytest.importorskip("nbclient", reason="nbclient is not installed: its cells are run without Jupyter")
    import nbformat

    notebook = nbformat.read(EXAMPLES / "disagreement.ipynb", 4)
    os.environ.setdefault("JUPYTER_PLATFORM_DIRS", "1")
    client.NotebookClient(notebook, resources={"metadata": {"path": str(checkout)}}).execute()

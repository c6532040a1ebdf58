"""action.yml: its steps, run by bash as a workflow would run them, and its documentation."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.tiny import tiny

ROOT = Path(__file__).parents[1]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
EXPRESSION = re.compile(r"\$\{\{ inputs\.([\w-]+) \}\}")
SCHEMA = {"fields": [{"name": "n", "type": "integer"}]}


@pytest.fixture(scope="session")
def action(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository's tools with an environment that is set up already."""
    folder = tmp_path_factory.mktemp("action") / "action"
    folder.mkdir()
    for name in ("schemas", "scripts", "Makefile", "requirements.lock", "action.yml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    (folder / ".venv" / "installed").touch()
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A user's repository with a folder named as one of ours, and a package in a folder of its own."""
    folder = tmp_path / "workspace"
    (folder / "scripts").mkdir(parents=True)
    (folder / "scripts" / "__init__.py").write_text("raise SystemExit('the wrong scripts')", "utf-8")
    (folder / "open data").mkdir()
    return folder


def steps(action: Path, workspace: Path, **inputs: str) -> tuple[int, str, str]:
    """Runs the steps in order, as far as they succeed: the last exit code, what was printed, and the outputs."""
    given = {name: str(told["default"]) for name, told in ACTION["inputs"].items()} | inputs
    outputs, printed, code = workspace.parent / "outputs", "", 0
    base = {"PATH": os.environ["PATH"], "HOME": str(workspace.parent), "GITHUB_ACTION_PATH": str(action)}
    for step in ACTION["runs"]["steps"]:
        if "run" in step and code == 0:
            told = {
                name: EXPRESSION.sub(lambda match: given[match[1]], text) for name, text in step.get("env", {}).items()
            }
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            environment = {**base, "GITHUB_OUTPUT": str(outputs), **told}
            done = subprocess.run(command, cwd=workspace, env=environment, capture_output=True, text=True, check=False)
            code, printed = done.returncode, printed + done.stdout + done.stderr
    return code, printed, outputs.read_text("utf-8") if outputs.exists() else ""


def test_a_valid_package_passes(action: Path, workspace: Path) -> None:
    tiny(workspace / "open data", {"t": (SCHEMA, "n\n1\n")})
    sarif = {"datapackage": "open data", "sarif": "out/problems.sarif"}
    code, printed, outputs = steps(action, workspace, **sarif)
    assert (code, outputs) == (0, "valid=true\n"), printed
    assert json.loads((workspace / "out/problems.sarif").read_text("utf-8"))["runs"][0]["results"] == []


def test_problems_are_marked_at_their_lines_and_fail_the_job(action: Path, workspace: Path) -> None:
    tiny(workspace / "open data", {"t": (SCHEMA, "n\n1\nx\n")})
    code, printed, outputs = steps(action, workspace, datapackage="open data/datapackage.json", sarif="problems.sarif")
    assert (code, outputs) == (1, "valid=false\n"), printed
    assert "::error file=open data/t.csv,line=3,title=type::" in printed
    (result,) = json.loads((workspace / "problems.sarif").read_text("utf-8"))["runs"][0]["results"]
    place = result["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("open%20data/t.csv", 3)


def test_what_cannot_be_checked_says_so_and_writes_no_sarif(action: Path, workspace: Path) -> None:
    code, printed, outputs = steps(action, workspace, datapackage="absent; touch hacked", sarif="problems.sarif")
    assert (code, outputs) == (2, "")
    assert "could not be checked" in printed
    assert sorted(path.name for path in workspace.iterdir()) == ["open data", "scripts"]


def test_every_input_reaches_a_step_and_the_page() -> None:
    used = {name for step in ACTION["runs"]["steps"] for name in EXPRESSION.findall(json.dumps(step.get("env", {})))}
    assert used == set(ACTION["inputs"])
    rows = dict(re.findall(r"^\| `([\w-]+)` \| .* \|(?: `(.*)`)? \|$", PAGE, re.MULTILINE))
    assert rows == {name: told["default"] for name, told in ACTION["inputs"].items()}
    workflow = yaml.safe_load(re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1])  # type: ignore[index]
    given = workflow["jobs"]["validate"]["steps"][1]["with"]
    assert set(given) <= set(ACTION["inputs"])


def test_no_input_is_put_into_a_command() -> None:
    assert [step["run"] for step in ACTION["runs"]["steps"] if "${{" in step.get("run", "")] == []

"""No network and no file outside the package, whatever a descriptor says."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from scripts.validate import validate
from tests.conftest import ROOT
from tests.tiny import check, tiny

PAIR: dict[str, Any] = {"fields": [{"name": "a"}, {"name": "b"}]}
URL = "http://localhost:9/x.json"
ATTEMPTS: list[dict[str, Any]] = [
    {},
    {"path": URL},
    {"path": "/etc/hostname"},
    {"path": "../../../../etc/hostname"},
    {"path": "link.csv"},
    {"schema": URL},
    {"schema": "/etc/hostname"},
    {"schema": "link.csv"},
    {"dialect": URL},
    {"dialect": "../x.json"},
    {"profile": URL},
    {"$schema": URL},
    {"schema": {**PAIR, "$schema": URL}},
    {"path": "t.csv.zip"},
    {"data": URL},
    {"licenses": [{"path": URL}], "sources": [{"path": URL}]},
]
# Runs in a process of its own: says every file opened, folder listed, process started and socket used.
WATCHER = """
import sys
seen = []
def watch(event, args):
    if event in ("open", "os.listdir", "os.scandir") and not isinstance(args[0], int):
        seen.append(f"{event} {args[0]}")
    elif event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "urllib.")):
        seen.append(f"{event} {args}")
from pathlib import Path
from schemas.problems import CannotRunError
from scripts.validate import validate
package = Path(sys.argv[1])
for warm in (Path(sys.argv[2]), *sorted(package.glob("*/datapackage.json"))):
    if warm.parent.parent == package and not any(seen):
        sys.addaudithook(watch)
        seen.append("start")
    try:
        validate(warm)
    except CannotRunError:
        pass
print("\\n".join(seen))
"""


def _attempt(folder: Path, resource: dict[str, Any]) -> None:
    folder.mkdir()
    tiny(folder, {"t": (PAIR, "a,b\n1,2\n")})
    (folder / "link.csv").symlink_to("/etc/hostname")
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    descriptor["resources"][0].update(resource)
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")


def test_nothing_outside_the_package_is_opened_and_no_socket(tmp_path: Path) -> None:
    for number, resource in enumerate(ATTEMPTS):
        _attempt(tmp_path / f"attempt{number:02d}", resource)
    command = [sys.executable, "-c", WATCHER, str(tmp_path), str(ROOT / "datapackage.json")]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    start, *seen = run.stdout.splitlines()
    allowed = (f"open {tmp_path}", f"open {sys.prefix}", f"open {sys.base_prefix}", f"open {ROOT}")
    assert start == "start"
    assert [line for line in seen if not line.startswith(allowed)] == []
    assert f"open {tmp_path / 'attempt00' / 't.csv'}" in seen


def test_second_opinion_of_frictionless_fetches_nothing(valid_package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("used the network")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    descriptor = json.loads((valid_package / "datapackage.json").read_text("utf-8"))
    descriptor["profile"] = "https://specs.frictionlessdata.io/schemas/tabular-data-package.json"
    for resource in descriptor["resources"]:
        resource["profile"] = "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json"
    (valid_package / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    assert validate(valid_package, with_frictionless=True).problems == []


def test_what_frictionless_raises_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a", "type": "number", "constraints": {"exclusiveMaximum": 5}}, {"name": "b"}]}
    report = validate(tiny(tmp_path, {"t": (schema, "a,b\n4,1\n")}), with_frictionless=True)
    assert [(problem.rule, problem.line) for problem in report.problems] == [("frictionless-package-error", None)]


def test_addresses_that_only_inform_are_no_problem(tmp_path: Path) -> None:
    assert (
        check(tmp_path, {"t": (PAIR, "a,b\n1,2\n")}, homepage=URL, licenses=[{"path": URL}], sources=[{"path": URL}])
        == []
    )
    shutil.rmtree(tmp_path)

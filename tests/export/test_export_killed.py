"""An export that is killed at any moment leaves the earlier one whole, or has replaced it; the next one succeeds."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.export import export
from tests.conftest import ROOT
from tests.tiny import tiny

MOMENTS = 50
# In a process of its own, which has no threads when it forks: exports two packages by turns, each killed somewhere.
KILLER = """
import hashlib, json, os, signal, sys, time
from pathlib import Path
from random import Random
import duckdb, pandera.pandas, pyarrow.csv, pyarrow.parquet, sqlite3, xlsxwriter
import scripts.export.descriptor, scripts.export.sqlite, scripts.export.xlsx
from scripts.export import export

def child(package, to, delay=None):
    pid = os.fork()
    if not pid:
        try:
            export(package, to)
        finally:
            os._exit(0)
    if delay is not None:
        time.sleep(delay)
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)

def state(to):
    files = sorted(path for path in to.rglob("*") if path.is_file())
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in files)).hexdigest()

one, two, to = (Path(text) for text in sys.argv[1:4])
rng, whole, states = Random(1), [], []
for package in (one, two):
    started = time.monotonic()
    child(package, to)
    whole.append(state(to))
    took = time.monotonic() - started
for moment in range(int(sys.argv[4])):
    child((one, two)[moment % 2], to, rng.uniform(0, 1.1 * took))
    states.append(whole.index(state(to)) if state(to) in whole else None)
child(one, to)
print(json.dumps({"different": len(set(whole)), "states": states, "last": state(to) == whole[0]}))
"""
# Exports in a process that kills itself where it puts the new folder in the old one's place.
AT_THE_SWAP = """
import os, signal, sys
from pathlib import Path
from scripts.export import export, folder

def killed(new, target):
    if sys.argv[3] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    done = exchanged(new, target)
    os.kill(os.getpid(), signal.SIGKILL)

exchanged, folder.exchanged = folder.exchanged, killed
export(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def packages(folder: Path) -> list[str]:
    paths = []
    for name in ("one", "two"):
        (folder / name).mkdir()
        schema = {"fields": [{"name": "a"}], "primaryKey": "a"}
        paths.append(str(tiny(folder / name, {"t": (schema, f"a\n{name}\n")})))
    return paths


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_killed_at_any_moment_the_folder_is_the_old_or_the_new(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLER, *packages(tmp_path), str(tmp_path / "out"), str(MOMENTS)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    assert (found["different"], found["last"]) == (2, True)
    assert set(found["states"]) <= {0, 1}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux gives two folders each other's names in one step")
@pytest.mark.parametrize(("moment", "held"), [("before", 0), ("after", 1)])
def test_killed_at_the_swap_the_folder_is_the_old_or_the_new(tmp_path: Path, moment: str, held: int) -> None:
    whole = []
    for path in packages(tmp_path):
        export(Path(path), tmp_path / "whole")
        whole.append(contents(tmp_path / "whole"))
    export(tmp_path / "one", tmp_path / "out")
    command = [sys.executable, "-c", AT_THE_SWAP, str(tmp_path / "two"), str(tmp_path / "out"), moment]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == -signal.SIGKILL
    assert contents(tmp_path / "out") == whole[held]

"""An export that is killed at any moment leaves the earlier one whole, or has replaced it; the next one succeeds."""

import json
import subprocess
import sys
from pathlib import Path

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


def test_killed_at_any_moment_the_folder_is_the_old_or_the_new(tmp_path: Path) -> None:
    paths = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        schema = {"fields": [{"name": "a"}], "primaryKey": "a"}
        paths.append(str(tiny(tmp_path / name, {"t": (schema, f"a\n{name}\n")})))
    command = [sys.executable, "-c", KILLER, *paths, str(tmp_path / "out"), str(MOMENTS)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    assert (found["different"], found["last"]) == (2, True)
    assert set(found["states"]) <= {0, 1}

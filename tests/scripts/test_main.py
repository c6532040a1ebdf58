"""The command as a process: how it ends, and what it says when it can't write."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

COMMAND = [sys.executable, "-m", "scripts"]


def test_reader_that_goes_away_ends_it_quietly() -> None:
    process = subprocess.Popen(
        [*COMMAND, "validate", "--format", "json"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() in (0, 1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full, a disk that is always full")
def test_full_disk_behind_stdout_is_told_in_one_line() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "validate"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (2, b"error: cannot be read or written: No space left on device\n")


@pytest.mark.parametrize(("words", "status"), [(["--help"], 0), (["validate", "nowhere"], 2), (["nothing"], 2)])
def test_exit_status_is_what_the_verb_says(words: list[str], status: int) -> None:
    assert subprocess.run([*COMMAND, *words], cwd=ROOT, capture_output=True, check=False).returncode == status


def test_all_that_was_printed_reaches_a_file(tmp_path: Path) -> None:
    with (tmp_path / "report.json").open("wb") as file:
        subprocess.run([*COMMAND, "validate", "--format", "json"], cwd=ROOT, stdout=file, check=True)
    assert (tmp_path / "report.json").read_text("utf-8").endswith("}\n")


def test_table_in_the_place_of_a_descriptor_is_told_what_to_name() -> None:
    done = subprocess.run([*COMMAND, "validate", "data/claims.csv"], cwd=ROOT, capture_output=True, check=False)
    told = b"error: data/claims.csv: is a table; name the datapackage.json that describes it\n"
    assert (done.returncode, done.stderr) == (2, told)

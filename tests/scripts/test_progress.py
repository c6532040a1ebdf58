"""A long read shows how far it is, to a person at a terminal and to nobody else."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.bench.generate import generate


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("large") / "package", 90_000)


def run(descriptor: Path, stderr: int) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "scripts", "validate", str(descriptor)]
    return subprocess.run(
        command, stdout=subprocess.PIPE, stderr=stderr, env={**os.environ, "TERM": "xterm"}, check=True
    )


def test_terminal_sees_table_bytes_and_rate(large: Path) -> None:
    reader, writer = pty.openpty()
    done = run(large, writer)
    shown = os.read(reader, 1_000_000).decode()
    os.close(writer)
    os.close(reader)
    assert "many_" in shown
    assert "MB/s" in shown
    assert done.stdout.decode().endswith("tables: valid\n")


def test_nothing_is_shown_where_stderr_is_no_terminal(large: Path) -> None:
    assert run(large, subprocess.PIPE).stderr == b""

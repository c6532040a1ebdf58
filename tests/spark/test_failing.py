"""What fails on the way is tried again; the report is whole, or there is none."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.problems import CannotRunError
from scripts.spark import tables
from scripts.spark import validate as verb
from scripts.validate import document, validate
from tests.tiny import tiny

OnSpark = Callable[..., dict[str, Any]]
FIELDS = {"fields": [{"name": "a", "type": "integer"}, {"name": "b"}], "uniqueKeys": [["b"]]}
ROOT = Path(__file__).parents[2]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return tiny(tmp_path, {"t": (FIELDS, "a,b\n" + "x,same\n" * 30)})


def dying(monkeypatch: pytest.MonkeyPatch, mark: Path | None) -> None:
    """A worker dies at the second part: once, where a mark can be left, or each time."""
    checker = tables.checker

    def fragile(*told: Any) -> Any:
        check = checker(*told)

        def run(works: Any) -> Any:
            import os

            from pyspark import TaskContext

            context = TaskContext.get()
            if context and context.partitionId() == 1 and not (mark and mark.exists()):
                if mark:
                    mark.touch()
                os._exit(1)
            yield from check(works)

        return run

    monkeypatch.setattr(tables, "checker", fragile)


def test_a_worker_that_dies_once_changes_nothing(
    package: Path, tmp_path: Path, on_spark: OnSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying(monkeypatch, tmp_path / "mark")
    assert on_spark(package, size=40) == document(validate(package))
    assert (tmp_path / "mark").exists()


def test_a_worker_that_always_dies_ends_the_run(
    package: Path, on_spark: OnSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    dying(monkeypatch, None)
    with pytest.raises(CannotRunError, match="Spark: a worker died 4 times"):
        on_spark(package, size=40)


def test_a_part_that_can_not_be_read_ends_the_run(
    package: Path, tmp_path: Path, on_spark: OnSpark, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = verb.tables

    def cut(*told: Any) -> Any:
        (tmp_path / "t.csv").write_text("a,b\n1,2\n", "utf-8")
        return whole(*told)

    monkeypatch.setattr(verb, "tables", cut)
    with pytest.raises(CannotRunError, match=r"Spark: t\.csv: has become shorter while it was read"):
        on_spark(package, size=40)


def test_a_missing_file_ends_the_run_as_it_does_locally(package: Path, tmp_path: Path, on_spark: OnSpark) -> None:
    (tmp_path / "t.csv").unlink()
    with pytest.raises(CannotRunError, match=r"t\.csv: cannot be read: No such file"):
        on_spark(package)


@pytest.mark.usefixtures("on_spark")
def test_a_spark_that_can_not_be_started_is_one_line_and_exit_2(package: Path) -> None:
    command = [sys.executable, "-m", "scripts", "validate", str(package), "--engine", "spark", "--master", "nowhere"]
    env = {**os.environ, "PACTS_TEXTS": str(ROOT)}  # texts that are at hand are for the local engine
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: Spark can't be started on nowhere: ")
    assert done.stderr.count("\n") == 1


def test_options_that_need_one_machine_are_refused(package: Path) -> None:
    command = [sys.executable, "-m", "scripts", "validate", str(package), "--engine", "spark", "--with-frictionless"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stderr) == (2, "error: --with-frictionless and --texts need the local engine\n")

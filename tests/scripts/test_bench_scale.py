"""The page on larger inputs: what is measured stands there as it is, what is not is marked."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from schemas.problems import CannotRunError
from scripts.bench import scale
from scripts.bench.scale import Run, shuffled
from scripts.bench.scale_page import crossover, page


def run(engine: str, millions: int, start: float, slope: float) -> Run:
    rows = millions * 10**6
    return Run(engine, rows, 2 * millions, start + slope * millions, rows * 140, 10**9, rows * 2, rows * 50)


RUNS = [
    run(engine, millions, start, slope)
    for millions in (1, 3, 10)
    for engine, start, slope in (("local engine", 2, 4), ("Spark local[1]", 40, 16), ("Spark local[2]", 42, 17))
]


def test_lines_through_the_measured_costs_say_where_spark_is_faster() -> None:
    lines = {"local engine": (2.0, 4.0), "Spark local[1]": (40.0, 16.0)}
    assert crossover(lines) == (
        "more than 8 cores to be as fast at all: with 16 cores, from 39 million rows on; "
        "with 32 cores, from 26 million rows on; with 64 cores, from 22 million rows on"
    )


def test_page_shows_each_run_and_marks_what_nobody_has_run() -> None:
    text = page(RUNS, "2 cores")
    assert "| 10,000,000 | 1,400 | Spark local[2] | 20 | 212 | 21.2 | 1,000 | 20.0 | 500 |" in text
    assert text.count("**Extrapolated**") == 2
    assert "| 1e10 | 64 | " in text
    assert "{" not in text


def test_shuffled_bytes_are_summed_from_the_log_of_spark(tmp_path: Path) -> None:
    ends = [
        {"Event": "SparkListenerTaskEnd", "Task Metrics": {"Shuffle Write Metrics": {"Shuffle Bytes Written": n}}}
        for n in (3, 4)
    ]
    lines = [*ends, {"Event": "SparkListenerTaskEnd"}, {"Event": "SparkListenerJobEnd"}]
    (tmp_path / "log").write_text("".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines), "utf-8")
    assert shuffled(tmp_path) == 7


def test_engine_that_fails_is_no_measurement(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scale, "ENGINES", {"local engine": ("--no-such-option",)})
    with pytest.raises(CannotRunError, match="local engine ended with exit 2"):
        scale.scale([100])


def test_processes_are_watched_with_what_they_start(tmp_path: Path) -> None:
    child = "import time; kept = b'x' * 60_000_000; time.sleep(2)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    process = subprocess.Popen([sys.executable, "-c", parent])
    watch = scale._Watch(process.pid, tmp_path)
    process.wait()
    watch.stop()
    assert watch.memory > 60_000_000
    assert len(watch.cpu) == 2

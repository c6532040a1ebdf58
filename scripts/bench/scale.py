"""The measurement behind docs/scale.md: both engines over packages of growing size, each run a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from schemas.problems import CannotRunError
from scripts.bench.generate import generate, rows_of

ROOT = Path(__file__).parents[2]
SIZES = (640_000, 1_920_000, 6_400_000)  # claims: about 1, 3 and 10 million rows
ENGINES: Mapping[str, Sequence[str]] = {
    "local engine": (),
    "Spark local[1]": ("--engine", "spark", "--master", "local[1]"),
    "Spark local[2]": ("--engine", "spark", "--master", "local[2]"),
}
LOOK = 0.5  # seconds between two looks at a process and its children
_EVENTS = ("compress=false", "rolling.enabled=false", "enabled=true")


@dataclass(frozen=True)
class Run:
    """One validation: rows, seconds, those of processors; in bytes input, peak of memory, shuffle, peak of disk."""

    engine: str
    rows: int
    seconds: float
    cpu: float
    size: int
    memory: int
    shuffled: int
    disk: int


def scale(sizes: Sequence[int] = SIZES) -> list[Run]:
    """Every engine at every size. Raises CannotRunError where a run fails."""
    return [run for claims in sizes for run in _of_size(claims)]


def _of_size(claims: int) -> Iterator[Run]:
    with tempfile.TemporaryDirectory() as folder:
        path = generate(Path(folder) / "package", claims)
        rows, size = rows_of(path), sum(file.stat().st_size for file in path.parent.rglob("*.csv"))
        for engine, words in ENGINES.items():
            yield _run(engine, [sys.executable, "-m", "scripts", "validate", str(path), *words], rows, size)


def _run(engine: str, command: Sequence[str], rows: int, size: int) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        (events := Path(folder) / "events").mkdir()
        (local := Path(folder) / "local").mkdir()
        confs = [f"spark.eventLog.{setting}" for setting in (f"dir=file:{events}", *_EVENTS)]
        words = " ".join(f"--conf {conf}" for conf in [*confs, f"spark.local.dir={local}"])
        environment = os.environ | {"PYSPARK_SUBMIT_ARGS": f"{words} pyspark-shell", "TMPDIR": str(local)}
        started = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        watch = _Watch(process.pid, local)
        code, seconds = process.wait(), time.perf_counter() - started
        watch.stop()
        if code:
            raise CannotRunError(f"bench: {engine} ended with exit {code}")
        run = Run(engine, rows, seconds, sum(watch.cpu.values()), size, watch.memory, shuffled(events), watch.disk)
        print(json.dumps(asdict(run)), file=sys.stderr, flush=True)  # they take minutes each
        return run


class _Watch:
    """Looks at a process, all that it started, and its folder, for processor time and the peaks of memory and disk."""

    def __init__(self, pid: int, folder: Path) -> None:
        self.memory = self.disk = 0
        self.cpu: dict[int, float] = {}  # seconds of each process
        self._pid, self._folder, self._ended = pid, folder, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(LOOK):
            family = list(_family(self._pid))
            self.memory = max(self.memory, sum(_memory(pid) for pid in family))
            self.cpu.update({pid: max(_cpu(pid), self.cpu.get(pid, 0)) for pid in family})
            self.disk = max(self.disk, sum(_size(path) for path in self._folder.rglob("*")))


def _family(pid: int) -> Iterator[int]:
    """A process and all that it started, whichever are still there."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text()
        except OSError:
            continue
        for child in children.split():
            yield from _family(int(child))


def _memory(pid: int) -> int:
    """The bytes of a process, what it shares with others divided among them."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _cpu(pid: int) -> float:
    """The seconds that a process has had of processors."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def shuffled(events: Path) -> int:
    """The bytes that tasks wrote for other tasks, by Spark's own log."""
    total = 0
    for path in events.iterdir():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                if '"SparkListenerTaskEnd"' in line:
                    metrics = json.loads(line).get("Task Metrics") or {}
                    total += metrics.get("Shuffle Write Metrics", {}).get("Shuffle Bytes Written", 0)
    return total

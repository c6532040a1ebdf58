"""Whole processes, measured from outside: wall time and peak memory, several commands in turn in one run."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from schemas.problems import CannotRunError

LONG = 60.0  # seconds after which a command is not run again: its noise is small beside it


@dataclass
class Measured:
    """Seconds of each run and what it had of processors, and the largest peak of memory in bytes over all runs."""

    seconds: list[float] = field(default_factory=list)
    peak: int = 0
    processor: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def measure(
    commands: Mapping[str, Sequence[str]], runs: int, cwd: Path, exits: Mapping[str, int] | None = None
) -> dict[str, Measured]:
    """Runs the commands A B C A B C …, once more than counted; a run that takes long is counted at once.

    `exits` are what commands end with that is not 0. Raises CannotRunError where one ends otherwise: what it measured
    would mean nothing.
    """
    found = {name: Measured() for name in commands}
    for run in range(runs + 1):
        for name, command in commands.items():
            if any(seconds > LONG for seconds in found[name].seconds):
                continue
            seconds, processor, peak = _once(name, command, cwd, (exits or {}).get(name, 0))
            if run or seconds > LONG:
                found[name].seconds.append(seconds)
                found[name].processor.append(processor)
                found[name].peak = max(found[name].peak, peak)
    return found


def _once(name: str, command: Sequence[str], cwd: Path, wanted: int) -> tuple[float, float, int]:
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != wanted:
        raise CannotRunError(f"bench: {name} ended with exit {process.returncode}: {' '.join(command)}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


_BUSY = [sys.executable, "-c", "for _ in range(20_000_000): pass"]


def two_at_once() -> float:
    """How many times the work of one busy process two at once get done just now: 2 where two cores are free."""
    times = []
    for count in (1, 2):
        start = time.perf_counter()
        for process in [subprocess.Popen(_BUSY) for _ in range(count)]:
            process.wait()
        times.append(time.perf_counter() - start)
    return 2 * times[0] / times[1]

"""The verb `bench`: what validation and export cost beside other tools, measured in one run on one machine."""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.problems import CannotRunError
from scripts.bench.cases import CASES, FIRST, PEERS, ROOT, Bench, Case
from scripts.bench.evidence import measure_passages
from scripts.bench.measure import Measured, measure, two_at_once

ENVIRONMENT = ROOT / ".venv-bench"
DOCS = ROOT / "docs"


@dataclass(frozen=True)
class Result:
    """What a case came to, and how many times the work of one busy process two got done then."""

    case: Case
    measured: Mapping[str, Measured]
    at_once: float


def bench(claims: int, runs: int, only: str = "") -> list[Result]:
    """Measures the cases whose title begins with `only`, with a package of `claims` claims.

    Raises CannotRunError where something fails to run, or no case is called so.
    """
    titles = [title for title in CASES if title.casefold().startswith(only.casefold())]
    if not titles:
        raise CannotRunError(f"bench: no case is called {only!r}; there are: {'; '.join(CASES)}")
    with tempfile.TemporaryDirectory() as folder:
        made = Bench(Path(folder), claims, _peers_python())
        cases = [CASES[title](title, made) for title in titles]
        return [Result(case, _measured(case, runs), two_at_once()) for case in cases]


def _measured(case: Case, runs: int) -> Mapping[str, Measured]:
    return measure(case.commands, runs, ROOT, case.exits) if case.commands else measure_passages(runs)


def _peers_python() -> str:
    """The interpreter of the peers' own environment, which is made from their lock where it is missing."""
    python = ENVIRONMENT / "bin" / "python"
    if not (ENVIRONMENT / "installed").exists():
        lock = str(PEERS / "requirements.lock")
        try:
            subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock], check=True)
        except subprocess.CalledProcessError as error:
            raise CannotRunError(f"bench: the peers can't be installed: {error}") from None
        (ENVIRONMENT / "installed").touch()
    return str(python)


def as_markdown(results: Sequence[Result]) -> str:
    """A table a case: median seconds, range, peak memory, and how many times faster than what it is compared with."""
    return "\n".join(_table(result) for result in results)


def _table(result: Result) -> str:
    base = result.measured[result.case.beside].median
    told = f"{result.case.note}. Two busy processes at once did {result.at_once:.1f} times the work of one."
    columns = ["", "s, median", "s, range", "CPU s", "peak MB", f"{result.case.beside} = 1"]
    lines = [f"## {result.case.title}", "", told, "", f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    for name, one in sorted(result.measured.items(), key=lambda item: item[1].median):
        span = f"{min(one.seconds):.2f} to {max(one.seconds):.2f}" if len(one.seconds) > 1 else "one run"
        peak = f"{one.peak / 1e6:.0f}" if one.peak else ""
        processor = f"{statistics.median(one.processor):.2f}" if one.processor else ""
        cells = [name, f"{one.median:.2f}", span, processor, peak, f"{one.median / base:.3g}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


_PAGE = """# Performance

What checking, exporting and comparing cost beside other tools. Measured by `python -m scripts bench --write`, the
commands of each table in turn, on {machine}. Whole processes, imports included. Compare within a table:
machines differ, and so do hours. Each table says what two processes at once got done when it was measured, and
*CPU s* are the seconds that a command had of processors, whatever else ran. A difference under 1.4 times is a tie.

![Seconds to validate, by tool](performance.svg)

"""


def write(results: Sequence[Result], folder: Path, *, whole: bool) -> None:
    """Writes `performance.md` and its picture into a folder; if not `whole`, the tables of these cases alone.

    Raises CannotRunError where the tables that stay were measured on another machine.
    """
    path = folder / "performance.md"
    page = _PAGE.format(machine=machine()) if whole else path.read_text("utf-8")
    path.write_text(with_tables(page, results), "utf-8")
    for result in results:
        if result.case.title == FIRST:
            _draw(result, folder)


def with_tables(page: str, results: Sequence[Result]) -> str:
    """A page with the tables of some cases in the place of those it has, or after all others."""
    if machine() not in page:
        raise CannotRunError(f"bench: the page tells of another machine than this ({machine()}); measure all cases")
    head, *tables = re.split(r"^(?=## )", page, flags=re.MULTILINE)
    held = {table.partition("\n")[0]: table.strip() + "\n" for table in tables}
    held |= {f"## {result.case.title}": _table(result) for result in results}
    return head + "\n".join(held.values())


def _draw(result: Result, folder: Path) -> None:
    bars = [{"tool": name, "seconds": round(one.median, 2)} for name, one in result.measured.items()]
    spec = {**_CHART, "data": {"values": bars}, "title": f"Validate {result.case.note}: seconds, log scale"}
    command = [_peers_python(), str(PEERS / "draw.py"), str(folder / "performance.svg")]
    subprocess.run(command, input=json.dumps(spec), text=True, check=True)


_CHART: Mapping[str, object] = {
    "width": 480,
    "mark": {"type": "bar", "color": "#2f6f8f"},
    "encoding": {
        "y": {"field": "tool", "type": "nominal", "sort": "x", "title": None},
        "x": {"field": "seconds", "type": "quantitative", "scale": {"type": "log"}, "title": "seconds"},
    },
}


def bench_scale(to_docs: bool) -> str:
    """What both engines cost as packages grow, as the page docs/scale.md, which is written on demand."""
    from scripts.bench.scale import scale
    from scripts.bench.scale_page import page

    text = page(scale(), machine())
    if to_docs:
        (DOCS / "scale.md").write_text(text, "utf-8")
    return text


def machine() -> str:
    """What the figures were measured on, as far as it matters."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {version}"

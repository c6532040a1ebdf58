"""The verb `bench`: what validation and export cost beside other tools, measured in one run on one machine."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from schemas.passages import find_all, read
from schemas.problems import CannotRunError
from scripts.bench.evidence import Case as EvidenceCase
from scripts.bench.evidence import make_case
from scripts.bench.generate import generate, rows_of
from scripts.bench.measure import Measured, measure
from scripts.bench.record import without_rules

ROOT = Path(__file__).parent.parent.parent
PEERS = Path(__file__).parent / "peers"
ENVIRONMENT = ROOT / ".venv-bench"


@dataclass(frozen=True)
class Case:
    """Commands that do the same work, and which of them the others are compared with."""

    title: str
    note: str
    commands: Mapping[str, Sequence[str]]
    beside: str
    status: int = 0  # with which each command ends


@dataclass(frozen=True)
class Result:
    case: Case
    measured: Mapping[str, Measured]


def bench(claims: int, runs: int) -> list[Result]:
    """Measures every case with a package of `claims` claims. Raises CannotRunError where something fails to run."""
    python = _peers_python()
    with tempfile.TemporaryDirectory() as folder:
        cases = list(_cases(Path(folder), claims, python))
        return [*(Result(case, measure(case.commands, runs, ROOT, case.status)) for case in cases), _evidence(runs)]


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


def _cases(folder: Path, claims: int, python: str) -> Iterator[Case]:
    many = str(generate(folder / "many", claims))
    note = f"{claims:,} claims, {rows_of(Path(many)):,} rows in five tables"
    yield Case("Validate, Table Schema and keys", note, _validators(many, python), "frictionless")
    floor = [python, str(PEERS / "pyarrow_floor.py"), many]
    commands = {"validate and export": _ours("export", many, "--to", str(folder / "out"), "--parquet-only")}
    yield Case("Validate and export to Parquet", note, {**commands, "pyarrow, unchecked": floor}, "pyarrow, unchecked")
    yield from _sizes(folder, claims, many)
    real = ROOT / "datapackage.json"
    renamed = str(without_rules(real, folder / "record"))
    commands = {"Table Schema and keys": _ours("validate", renamed), **_two(str(real), python)}
    note = f"{rows_of(real):,} rows in 17 tables; this validator with all rules of the dataset, or with none of them"
    yield Case("This record: validate", note, commands, "frictionless")


def _sizes(folder: Path, claims: int, many: str) -> Iterator[Case]:
    """Ten times as many rows, and a package in which every row is wrong."""
    more = str(generate(folder / "more", 10 * claims))
    commands = {f"{claims:,} claims": _ours("validate", many), f"{10 * claims:,} claims": _ours("validate", more)}
    yield Case("Validate ten times as much", "The same tables, longer", commands, f"{claims:,} claims")
    few, wrong = (str(generate(folder / f"wrong-{part}", claims // part, wrong=True)) for part in (10, 1))
    commands = {f"{claims // 10:,} claims": _ours("validate", few), f"{claims:,} claims": _ours("validate", wrong)}
    note = f"{rows_of(Path(few)):,} and {rows_of(Path(wrong)):,} problems, counted exactly and listed up to a limit"
    yield Case("Validate where every row is wrong", note, commands, f"{claims // 10:,} claims", status=1)


def _evidence(runs: int) -> Result:
    """How long it takes to find passages in copies of a page; in this process, the reading of the page included."""
    case = make_case()
    pages = {"copy with a shift": case.shifted, "copy with insertions": case.scattered}
    measured = {name: Measured([_seconds(page, case) for _ in range(runs)]) for name, page in pages.items()}
    note = "1,000 passages of 30 lengths against a page of 1 MB, in one process"
    return Result(Case("Verify evidence", note, {}, "copy with a shift"), measured)


def _seconds(page: str, case: EvidenceCase) -> float:
    start = time.perf_counter()
    found = find_all(page, case.passages)
    seconds = time.perf_counter() - start
    if len(found) < len(case.passages) / 2:
        raise CannotRunError("bench: passages were not found in the copy")
    read.cache_clear()
    return seconds


def _ours(*words: str) -> list[str]:
    return [sys.executable, "-m", "scripts", *words]


def _two(path: str, python: str) -> dict[str, list[str]]:
    return {
        "this validator": _ours("validate", path),
        "frictionless": [python, str(PEERS / "with_frictionless.py"), path],
    }


def _validators(path: str, python: str) -> dict[str, list[str]]:
    def peer(*words: str) -> list[str]:
        return [python, str(PEERS / words[0]), *words[1:], path]

    return {
        **_two(path, python),
        "DuckDB, SQL by hand": peer("with_duckdb.py"),
        "pandera on polars": peer("with_polars.py", "pandera"),
        "dataframely": peer("with_polars.py", "dataframely"),
        "pointblank": peer("with_pointblank.py"),
    }


def as_markdown(results: Sequence[Result]) -> str:
    """A table a case: median seconds, range, peak memory, and how many times faster than what it is compared with."""
    return "\n".join(_table(result) for result in results)


def _table(result: Result) -> str:
    base = result.measured[result.case.beside].median
    lines = [f"## {result.case.title}", "", result.case.note, ""]
    lines += [f"| | s, median | s, range | peak MB | {result.case.beside} = 1 |", "| --- | --- | --- | --- | --- |"]
    for name, one in sorted(result.measured.items(), key=lambda item: item[1].median):
        span = f"{min(one.seconds):.2f} to {max(one.seconds):.2f}" if len(one.seconds) > 1 else "one run"
        peak = f"{one.peak / 1e6:.0f}" if one.peak else ""
        cells = [name, f"{one.median:.2f}", span, peak, f"{one.median / base:.3g}"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


_PAGE = """# Performance

What checking and exporting cost beside other tools. Measured by `python -m scripts bench --write`, the commands of
each table in turn, on {machine}. Whole processes, imports included. Compare within a table: machines differ, and so
do days; a difference under 1.4 times is a tie.

![Seconds to validate, by tool](performance.svg)

{tables}"""


def write(results: Sequence[Result], folder: Path) -> None:
    """Writes `performance.md` and its picture into a folder."""
    (folder / "performance.md").write_text(_PAGE.format(machine=machine(), tables=as_markdown(results)), "utf-8")
    bars = [{"tool": name, "seconds": round(one.median, 2)} for name, one in results[0].measured.items()]
    spec = {**_CHART, "data": {"values": bars}, "title": f"Validate {results[0].case.note}: seconds, log scale"}
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


def machine() -> str:
    """What the figures were measured on, as far as it matters."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    version = ".".join(map(str, sys.version_info[:3]))
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, Python {version}"

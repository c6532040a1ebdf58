"""What is measured: commands that do the same work, on packages made for it, by the title of the case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from scripts.bench import diffs
from scripts.bench.generate import generate, rows_of
from scripts.bench.record import without_rules

ROOT = Path(__file__).parent.parent.parent
PEERS = Path(__file__).parent / "peers"


@dataclass(frozen=True)
class Case:
    """Commands that do the same work, and which of them the others are compared with.

    Where there are none, it is measured in this process.
    """

    title: str
    note: str
    commands: Mapping[str, Sequence[str]]
    beside: str
    exits: Mapping[str, int] = field(default_factory=dict)  # what commands end with that is not 0


@dataclass(frozen=True)
class Bench:
    """Where packages are made, how large, and the interpreter of what is measured."""

    folder: Path
    claims: int
    python: str

    @cached_property
    def many(self) -> Path:
        return generate(self.folder / "many", self.claims)

    @property
    def size(self) -> str:
        return f"{self.claims:,} claims, {rows_of(self.many):,} rows in five tables"

    def ours(self, *words: str) -> list[str]:
        return [self.python, "-m", "scripts", *words]

    def peer(self, script: str, *words: str) -> list[str]:
        return [self.python, str(PEERS / script), *words]


def _validate(title: str, bench: Bench) -> Case:
    path = str(bench.many)
    others = {
        "DuckDB, SQL by hand": bench.peer("with_duckdb.py", path),
        "pandera on polars": bench.peer("with_polars.py", "pandera", path),
        "dataframely": bench.peer("with_polars.py", "dataframely", path),
        "pointblank": bench.peer("with_pointblank.py", path),
    }
    return Case(title, bench.size, {**_two(path, bench), **others}, "frictionless")


def _two(path: str, bench: Bench) -> dict[str, list[str]]:
    return {"this validator": bench.ours("validate", path), "frictionless": bench.peer("with_frictionless.py", path)}


def _export(title: str, bench: Bench) -> Case:
    path, floor = str(bench.many), "pyarrow, unchecked"
    ours = bench.ours("export", path, "--to", str(bench.folder / "out"), "--parquet-only")
    return Case(title, bench.size, {"validate and export": ours, floor: bench.peer("pyarrow_floor.py", path)}, floor)


def _ten_times(title: str, bench: Bench) -> Case:
    sizes = {bench.claims: bench.many, 10 * bench.claims: generate(bench.folder / "more", 10 * bench.claims)}
    commands = {f"{claims:,} claims": bench.ours("validate", str(path)) for claims, path in sizes.items()}
    return Case(title, "The same tables, longer", commands, f"{bench.claims:,} claims")


def _wrong(title: str, bench: Bench) -> Case:
    sizes = [bench.claims // part for part in (10, 1)]
    made = {claims: generate(bench.folder / f"wrong-{claims}", claims, wrong=True) for claims in sizes}
    few, many = map(rows_of, made.values())
    commands = {f"{claims:,} claims": bench.ours("validate", str(path)) for claims, path in made.items()}
    note = f"{few:,} and {many:,} problems, counted exactly and listed up to a limit"
    return Case(title, note, commands, next(iter(commands)), dict.fromkeys(commands, 1))


def _record(title: str, bench: Bench) -> Case:
    real = ROOT / "datapackage.json"
    renamed = str(without_rules(real, bench.folder / "record"))
    commands = {"Table Schema and keys": bench.ours("validate", renamed), **_two(str(real), bench)}
    note = f"{rows_of(real):,} rows in 17 tables; this validator with all rules of the dataset, or with none of them"
    return Case(title, note, commands, "frictionless")


def _diff(title: str, bench: Bench) -> Case:
    made = diffs.pair(bench.many, bench.folder / "pair")
    ours = bench.ours("diff", str(made.old), str(made.new))
    others = {name: bench.peer(script, *made.words) for name, script in diffs.OTHERS.items()}
    return Case(title, made.note, {"this diff": ours, **others}, "this diff", {"this diff": 1})


def _evidence(title: str, _: Bench) -> Case:
    return Case(title, "1,000 passages of 30 lengths against a page of 1 MB, in one process", {}, "copy with a shift")


FIRST = "Validate, Table Schema and keys"  # the case that is drawn
CASES: Mapping[str, Callable[[str, Bench], Case]] = {
    FIRST: _validate,
    "Validate and export to Parquet": _export,
    "Validate ten times as much": _ten_times,
    "Validate where every row is wrong": _wrong,
    "This record: validate": _record,
    f"Diff, 1 row in {diffs.EVERY:,} changed": _diff,
    "Verify evidence": _evidence,
}

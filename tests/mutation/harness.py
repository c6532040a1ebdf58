"""Seeded faults in the generic package, and what validation has to say of each: its cell and its consequences."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from schemas.canonical import to_csv
from scripts.validate import validate
from tests.mutation.generic import COLUMNS, descriptor, keyed, rows

Cells = list[list[str]]
Found = set[tuple[int | None, str | None, str]]  # line, column, rule
LINES: dict[str, tuple[bytes, str | None]] = {  # a broken line, and the column in which it breaks
    "short-row": (b"k1,2\n", None),
    "long-row": (b"," * 100 + b"\n", None),
    "blank-row": (b"\n", None),
    "stray-quote": (b'k1,x"y\n', "number"),
    "text-after-quote": (b'"k1"x,2\n', "id"),
    "stray-line-end": (b"k1,2\r3\n", "number"),
}


class Fault(NamedTuple):
    """One cell spoilt: row (from 0), column, rule and the text put there."""

    row: int
    column: str
    rule: str
    text: str


def all_faults() -> Iterator[tuple[str, str, str]]:
    """Column, rule and text of every fault that a cell can have."""
    for column in keyed(COLUMNS):
        for rule, texts in column.faults.items():
            yield from ((column.name, rule, text) for text in texts)


def seeded(rng: Random, count: int) -> Iterator[list[Fault]]:
    """All faults of cells, in packages of `count` rows in which at most every other row has one."""
    waiting = list(all_faults())
    rng.shuffle(waiting)
    while waiting:
        batch = [waiting.pop() for _ in range(min(len(waiting), count // 2))]
        places = rng.sample(range(count), len(batch))
        yield [Fault(row, *fault) for row, fault in zip(places, batch, strict=True)]


def spoilt(sound: Cells, faults: Sequence[Fault]) -> Cells:
    names = [column.name for column in keyed(COLUMNS)]
    cells = [list(row) for row in sound]
    for fault in faults:
        cells[fault.row][names.index(fault.column)] = fault.text
    return cells


def expected(cells: Cells, faults: Sequence[Fault]) -> Found:
    """The faults themselves, and what they do to keys; a cell is reported once."""
    found: Found = {(fault.row + 2, fault.column, fault.rule) for fault in faults}
    taken = {(fault.row + 2, fault.column) for fault in faults}
    ids = {row[0] for row in cells if row[0]}
    seen: dict[tuple[str, str], int] = {}
    for line, row in enumerate(cells, start=2):
        for column, rule, value in (("id", "primary-key", row[0]), ("number", "unique", row[1])):
            if value and seen.setdefault((column, value), line) != line and (line, column) not in taken:
                found.add((line, column, rule))
        if row[2] not in ids and (line, "up") not in taken:
            found.add((line, "up", "unknown-id"))
    return found


def lines_of(rows_: Cells) -> list[bytes]:
    """Each record as bytes. Sound cells hold no line break, so that a record is a line; a spoilt one may hold one."""
    return [to_csv(row, []) for row in rows_]


def reported(folder: Path, records: Sequence[bytes]) -> Found:
    """What validation finds in the generic package with these records."""
    header = to_csv([column.name for column in keyed(COLUMNS)], [])
    (folder / "things.csv").write_bytes(header + b"".join(records))
    path = folder / "datapackage.json"
    path.write_text(json.dumps(descriptor()), "utf-8")
    report = validate(path, limit=10**9)
    assert report.package is not None, report.problems
    return {(problem.line, problem.column, problem.rule) for problem in report.problems}


def shifted(found: Found, records: Sequence[bytes]) -> Found:
    """Lines as they are where records hold line breaks."""
    starts, line = [], 2
    for record in records:
        starts.append(line)
        line += record.count(b"\n")
    return {(line and starts[line - 2], column, rule) for line, column, rule in found}


def surprises(folder: Path, rng: Random, count: int) -> Iterator[str]:
    """Whatever is reported and not expected, or expected and not reported."""
    sound = rows(rng, count)
    if found := reported(folder, lines_of(sound)):
        yield f"the sound package: {sorted(found, key=str)}"
    for faults in [*seeded(rng, count), *duplicates(rng, sound)]:
        cells = spoilt(sound, faults)
        records = lines_of(cells)
        right, found = shifted(expected(cells, faults_of_cells(faults)), records), reported(folder, records)
        if right != found:
            yield f"missing {sorted(right - found, key=str)}, surprising {sorted(found - right, key=str)}"
    yield from _broken_lines(folder, rng, sound)


def duplicates(rng: Random, sound: Cells) -> Iterator[list[Fault]]:
    """Ids and unique numbers of earlier rows again; the rows that pointed to what was overwritten point nowhere."""
    for column, place, rule in (("id", 0, "primary-key"), ("number", 1, "unique")):
        later = rng.sample(range(1, len(sound)), 3)
        yield [Fault(row, column, rule, sound[rng.randrange(row)][place]) for row in later]


def faults_of_cells(faults: Sequence[Fault]) -> list[Fault]:
    """Faults but those of keys, which `expected` works out itself."""
    return [fault for fault in faults if fault.rule not in ("primary-key", "unique")]


def _broken_lines(folder: Path, rng: Random, sound: Cells) -> Iterator[str]:
    """A broken line anywhere is reported, and the rows around it are read."""
    for rule, (line, column) in LINES.items():
        place = rng.randrange(len(sound) + 1)
        records = lines_of(sound)
        records.insert(place, line)
        if (found := reported(folder, records)) != {(place + 2, column, rule)}:
            yield f"{rule}: {sorted(found, key=str)}"

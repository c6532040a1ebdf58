"""A case to measure `diff` on: one large table, and the same with rows changed, added, removed and in another order."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

TABLE, KEY = "claims", "claim_id"
EVERY = 1_000  # of so many rows one is changed, another removed, and one is added
OTHERS = {"diffly": "with_diffly.py", "csv-diff": "with_csv_diff.py", "daff": "with_daff.py"}
TURNS = 7  # the edited copy has every seventh row first, then those that follow them, and so on


class Edits(NamedTuple):
    """How many rows of the edited copy differ."""

    changed: int
    added: int
    removed: int


class Pair(NamedTuple):
    """The folders of two packages of one table, the old one first, and how they differ."""

    old: Path
    new: Path
    rows: int
    edits: Edits

    @property
    def note(self) -> str:
        told = f"{self.edits.changed:,} rows changed, {self.edits.removed:,} removed, {self.edits.added:,} added"
        return f"{self.rows:,} rows against as many in another order: {told}"

    @property
    def words(self) -> list[str]:
        """What a peer is told: both files, the key, and what it has to find; it fails where it finds anything else."""
        files = [str(folder / f"{TABLE}.csv") for folder in (self.old, self.new)]
        return [*files, KEY, *map(str, self.edits)]


def pair(descriptor: Path, folder: Path) -> Pair:
    """Two packages in a new folder: the claims of a made package alone, and an edited copy. Same input, same bytes."""
    resources = json.loads(descriptor.read_text("utf-8"))["resources"]
    resource = next(one for one in resources if one["name"].endswith(TABLE))
    old, new = (_package(folder / name, resource["schema"]) for name in ("old", "new"))
    rows = _copied(descriptor.parent / resource["path"], old / f"{TABLE}.csv")
    return Pair(old, new, rows, _edited(old / f"{TABLE}.csv", new / f"{TABLE}.csv", rows))


def _package(folder: Path, schema: Mapping[str, object]) -> Path:
    folder.mkdir(parents=True)
    alone = {key: told for key, told in schema.items() if key != "foreignKeys"}
    resource = {"name": TABLE, "path": f"{TABLE}.csv", "profile": "tabular-data-resource", "schema": alone}
    (folder / "datapackage.json").write_text(json.dumps({"name": "pair", "resources": [resource]}) + "\n", "utf-8")
    return folder


def _copied(source: Path, target: Path) -> int:
    """The number of rows copied, line by line: what this process holds would count as a peak of what it starts."""
    with source.open(encoding="utf-8") as old, target.open("w", encoding="utf-8", newline="\n") as new:
        new.write(next(old))
        return sum(1 for line in old if new.write(line))


def _edited(source: Path, target: Path, rows: int) -> Edits:
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        header = next(_rows(source))
        writer.writerow(header)
        for turn in range(TURNS):
            writer.writerows(_of_turn(source, turn, header.index("credibility")))
    return Edits(*(len(range(start, rows, EVERY)) for start in (0, 1, 2)))


def _of_turn(source: Path, turn: int, changes: int) -> Iterator[Sequence[str]]:
    for place, row in enumerate(_rows(source), start=-1):  # the header stands before the first row
        if place < 0 or place % TURNS != turn or place % EVERY == 2:
            continue
        if place % EVERY == 0:
            row[changes] = str(int(row[changes]) % 6 + 1)
        yield row
        if place % EVERY == 1:
            yield [f"c9{row[0][2:]}", *row[1:]]


def _rows(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)

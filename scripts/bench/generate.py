"""A package to measure with, at any size: five of the dataset's tables under other names, so that its own rules do
not apply. Which cells are filled, how long they are and how many differ is as in the record. Same input, same bytes.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas.own_tables import own_schemas

Row = Sequence[str]
PREFIX = "many_"
PARTS = {"entities": 50, "sources": 10, "quantities": 5, "passages": 4, "claims": 1}  # one for so many claims
_OF_USE = ("name", "type", "format", "decimalChar", "precision", "scale", "rdfType", "constraints")
_KINDS = ("state", "person", "office", "company", "weapon_system")
_MEASURES = (("units", "1"), ("value", "USD"), ("trade", "USD"), ("share", "%"))
_WRITTEN = (
    ("exact", "{:,}"),
    ("about", "about ${:.2f} billion"),
    ("more_than", "more than {:,}"),
    ("at_least", "at least ${:.1f} billion"),
    ("range", "{:,} to twice that"),
)


def _day(number: int) -> str:
    return f"20{number % 26:02d}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"


def _entity(number: int, every: int = 1) -> str:
    return "" if number % every else f"entity-{number}"


def _source(number: int) -> str:
    return f"some-newspaper-{number}-on-a-deal-or-a-visit"


def _quantity(number: int) -> str:
    return f"ind-rus-{2000 + number % 26}-agreement-{number}"


def _entities(sizes: Mapping[str, int]) -> Iterator[Row]:
    for i in range(sizes["entities"]):
        told = f"What kind of body number {i % 9000} is"
        yield (
            _entity(i),
            _KINDS[i % 5],
            f"Entity number {i}",
            "",
            "",
            _entity(i // 2) if i % 12 == 0 else "",
            "",
            "",
            told,
        )


def _sources(sizes: Mapping[str, int]) -> Iterator[Row]:
    for i in range(sizes["sources"]):
        comma = "," if i % 10 == 0 else ""
        title = f"Headline{comma} as a paper may print it over an article on a deal, number {i}"
        address = (
            f"https://www.example.org/news/{_day(i).replace('-', '/')}/headline-as-a-paper-may-print-it-over-{i}.html"
        )
        origin = _source(i // 2) if i and i % 4 == 0 else ""
        yield (
            _source(i),
            "news",
            title,
            _entity(i % sizes["entities"]),
            f"First Last {i}" if i % 33 == 0 else "",
            _day(i) if i % 2 else "",
            address,
            "",
            "en" if i % 9 else "ru",
            origin,
            "rewrite" if origin else "",
            "opening",
            "",
            "ABCDEF"[i % 6],
            f"Established paper with its own reporters, of class {i % 400}",
            "2026-11-22",
        )


def _quantities(sizes: Mapping[str, int]) -> Iterator[Row]:
    count = sizes["entities"]
    for i in range(sizes["quantities"]):
        measure, unit = _MEASURES[i % 4]
        dated = i % 5 < 2
        yield (
            _quantity(i),
            measure,
            _entity(i % count),
            _entity(i * 7 % count) if i % 5 else "",
            _entity(i * 3 % count) if i % 4 == 0 else "",
            "contract" if i % 3 else "actual",
            "one_time",
            "defence" if i % 3 == 0 else "",
            f"20{i % 26:02d}-04/20{i % 26 + 1:02d}-03" if dated else "",
            "stated" if dated else "",
            "",
            f"part-{i}" if i % 3 == 0 else "",
            _quantity(i // 3) if i % 50 == 0 else "",
            _quantity(i // 2) if i % 15 == 0 else "",
            unit,
            f"What is counted in the quantity that has the number {i} of all of them",
        )


def _passages(sizes: Mapping[str, int]) -> Iterator[Row]:
    for i in range(sizes["passages"]):
        at = (str(i % 5000), str(i % 5000 + 100)) if i % 50 == 0 else ("", "")
        yield (
            f"p{i:08d}",
            _source(i % sizes["sources"]),
            *at,
            str(4 + i % 56),
            f"{i * 0x9E3779B97F4A7C15 % 2**256:064x}",
        )


def _claims(sizes: Mapping[str, int]) -> Iterator[Row]:
    count = sizes["entities"]
    for i in range(sizes["claims"]):
        qualifier, written = _WRITTEN[i % 5]
        value = 1_000 + i * 7 % 99_983
        derived = f"c{i // 2:08d}" if i % 45 == 1 and i > 1 else ""
        yield (
            f"c{i:08d}",
            _quantity(i * 3 % sizes["quantities"]),
            "stated" if i % 5 else "inferred",
            f"p{i * 5 % sizes['passages']:08d}",
            written.format(value if "," in written else value / 1000),
            "Rs crore" if i % 33 == 0 else "",
            str(value) if i % 7 else f"{value}.25",
            str(2 * value + 1) if qualifier == "range" else "",
            "2018-10" if i % 33 == 7 else "",
            qualifier,
            "1" if i % 2 else "USD",
            _entity(i % count, 3),
            _entity(i // 2 % count, 16),
            "2021-12" if i % 250 == 0 else "",
            derived,
            "conversion" if derived else "",
            str(2000 + i % 26) if i % 20 == 0 else "",
            str(1 + i % 6),
            "unit_slip" if i % 50 == 0 else "",
            "",
            f"A note of some words on what is odd about the claim {i}" if i % 12 == 0 else "",
        )


_ROWS: Mapping[str, Callable[[Mapping[str, int]], Iterator[Row]]] = {
    "entities": _entities,
    "sources": _sources,
    "quantities": _quantities,
    "passages": _passages,
    "claims": _claims,
}


def schema_of(table: str) -> dict[str, Any]:
    """The Table Schema of one of the dataset's tables for millions of rows, without columns that point elsewhere."""
    own = own_schemas()[table]
    left_out = {name for key in own["foreignKeys"] if not _stays(key) for name in key["fields"]}
    fields = [_field(field) for field in own["fields"] if field["name"] not in left_out]
    keys = [renamed(key) for key in own["foreignKeys"] if _stays(key)]
    return {"fields": fields, "missingValues": [""], "primaryKey": own["primaryKey"], "foreignKeys": keys}


def _stays(key: Mapping[str, Any]) -> bool:
    return key["reference"]["resource"] in ("", *PARTS)


def renamed(key: Mapping[str, Any]) -> dict[str, Any]:
    """A foreign key to the table under its other name."""
    table = key["reference"]["resource"]
    return {**key, "reference": {**key["reference"], "resource": PREFIX + table if table else ""}}


def _field(field: Mapping[str, Any]) -> dict[str, Any]:
    """A field with what is checked of it; ids of five digits get eight."""
    found = {key: field[key] for key in _OF_USE if key in field}
    constraints = dict(field.get("constraints") or {})
    if "pattern" in constraints:
        constraints["pattern"] = constraints["pattern"].replace("{5}", "{8}")
    return found | ({"constraints": constraints} if constraints else {})


def generate(folder: Path, claims: int, wrong: bool = False) -> Path:
    """Writes a package of five tables, 1.57 rows a claim, into a new folder; returns the path of its descriptor.

    It is valid, or else `wrong`: every row has a second cell that its schema refuses.
    """
    sizes = {name: max(20, claims // part) for name, part in PARTS.items()}
    (folder / "data").mkdir(parents=True)
    resources = []
    for name, rows in _ROWS.items():
        schema = schema_of(name)
        file = f"data/{PREFIX}{name}.csv"
        made = rows(sizes)
        _write(folder / file, [field["name"] for field in schema["fields"]], _wrong(made) if wrong else made)
        resources.append({"name": PREFIX + name, "path": file, "profile": "tabular-data-resource", "schema": schema})
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "many", "resources": resources}, indent=1) + "\n", "utf-8")
    return path


def _wrong(rows: Iterable[Row]) -> Iterator[Row]:
    return ((row[0], "\t", *row[2:]) for row in rows)


def _write(path: Path, header: Row, rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def rows_of(path: Path) -> int:
    """How many rows the tables of a package have. Row by row: what this process holds would count as a peak."""
    descriptor: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
    return sum(_rows(path.parent / item["path"]) for item in descriptor["resources"])


def _rows(path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        return sum(1 for _ in csv.reader(file)) - 1

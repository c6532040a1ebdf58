"""A package to measure with, of the dataset's shape, at any size. Same input, same bytes."""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Row = Sequence[str]
_KINDS = ("state", "person", "office", "company", "weapon_system")
_QUALIFIERS = ("exact", "about", "more_than", "at_least", "range", "up_to")
_MEASURES = (("units", "1"), ("value", "USD"), ("trade", "USD"), ("share", "%"))


def _id(letter: str, number: int) -> str:
    return f"{letter}{number:08d}"


def _day(number: int) -> str:
    return f"20{number % 26:02d}-{number % 12 + 1:02d}-{number % 28 + 1:02d}"


def _entities(sizes: Mapping[str, int]) -> Iterator[Row]:
    for i in range(sizes["entities"]):
        parent = _id("e", i // 2) if i % 4 == 0 else ""
        yield _id("e", i), _KINDS[i % 5], f"Entity number {i}", _day(i) if i % 3 else "", parent


def _sources(sizes: Mapping[str, int]) -> Iterator[Row]:
    for i in range(sizes["sources"]):
        title = f"Title, of document {i}" if i % 10 == 0 else f"Title of document {i}"
        address = f"https://example.org/{i}"
        yield _id("s", i), "news", title, _id("e", i % sizes["entities"]), _day(i), address, "ABCDEF"[i % 6]


def _quantities(sizes: Mapping[str, int]) -> Iterator[Row]:
    count = sizes["entities"]
    for i in range(sizes["quantities"]):
        measure, unit = _MEASURES[i % 4]
        other = _id("e", i * 7 % count) if i % 3 else ""
        yield _id("q", i), measure, _id("e", i % count), other, "contract", unit, f"What is counted in quantity {i}"


def _passages(sizes: Mapping[str, int]) -> Iterator[Row]:
    for i in range(sizes["passages"]):
        start = i % 5000
        yield _id("p", i), _id("s", i % sizes["sources"]), str(start), str(start + 100), str(4 + i % 56), f"{i:064x}"


def _claims(sizes: Mapping[str, int]) -> Iterator[Row]:
    for i in range(sizes["claims"]):
        value, qualifier = 1_000_000 + i * 7 % 999_983, _QUALIFIERS[i % 6]
        yield (
            _id("c", i),
            _id("q", i * 3 % sizes["quantities"]),
            "stated" if i % 5 else "inferred",
            _id("p", i % sizes["passages"]),
            f"{value:,}" if i % 2 else f"${value / 1000:.2f} billion",
            str(value) if i % 7 else f"{value}.25",
            str(value + 10) if qualifier == "range" else "",
            qualifier,
            "USD",
            _id("e", i % sizes["entities"]) if i % 3 == 0 else "",
            _day(i) if i % 2 else "",
            str(1 + i % 6),
            "true" if i % 9 else "false",
            f"A note with some words about claim {i % 50_000}" if i % 4 == 0 else "",
        )


_ROWS: Mapping[str, Callable[[Mapping[str, int]], Iterator[Row]]] = {
    "entities": _entities,
    "sources": _sources,
    "quantities": _quantities,
    "passages": _passages,
    "claims": _claims,
}
SCHEMAS = json.loads(Path(__file__).with_name("shape.json").read_text("utf-8"))


def generate(folder: Path, claims: int) -> Path:
    """Writes a package of five tables, 1.57 rows a claim, into a new folder; returns the path of its descriptor."""
    sizes = {"entities": 50, "sources": 10, "quantities": 5, "passages": 4, "claims": 1}
    sizes = {name: max(20, claims // part) for name, part in sizes.items()}
    (folder / "data").mkdir(parents=True)
    resources = []
    for name, rows in _ROWS.items():
        schema = SCHEMAS[name]
        _write(folder / "data" / f"{name}.csv", [field["name"] for field in schema["fields"]], rows(sizes))
        resource = {"name": name, "path": f"data/{name}.csv", "profile": "tabular-data-resource", "schema": schema}
        resources.append(resource)
    path = folder / "datapackage.json"
    path.write_text(json.dumps({"name": "shape", "resources": resources}, indent=1) + "\n", "utf-8")
    return path


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

"""Seeded faults in this dataset's own tables: each is reported at its cell, and else only tables that hang together."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from schemas.canonical import to_csv
from schemas.descriptor import key_names
from schemas.fields import is_edtf
from schemas.own_tables import own_schemas
from scripts.validate import validate

Tables = dict[str, list[list[str]]]


class Fault(NamedTuple):
    table: str
    line: int
    column: str
    kind: str
    text: str


def read(package: Path) -> Tables:
    found = {}
    for path in sorted((package / "data").glob("*.csv")):
        found[path.stem] = list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))
    return found


def kinds(field: Mapping[str, Any], cell: str, foreign: set[str]) -> Iterator[tuple[str, str]]:
    """Name and text of every way in which a cell can be made wrong, whatever it says."""
    constraints = field["constraints"]
    if field["type"] not in ("string", "any") or is_edtf(field):
        yield "no such value", "x x"
    if "enum" in constraints:
        yield "no such code", "no-such-code"
    if "pattern" in constraints:
        yield "another form", "?!"
    if constraints.get("required") and cell:
        yield "missing", ""
    if field["name"] in foreign and cell:
        yield "unknown", cell[:-5] + "99999" if cell[-5:].isdigit() else "no-such-thing-at-all"
    if cell and field["type"] == "string":
        yield from (("space", f"{cell} "), ("null elsewhere", "NA"), ("bidi", f"{cell}\u202e"))


def all_faults(tables: Tables) -> list[Fault]:
    found = []
    for table, (header, *rows) in tables.items():
        schema = own_schemas()[table]
        foreign = {name for key in schema.get("foreignKeys", []) for name in key_names(key["fields"])}
        fields = {field["name"]: field for field in schema["fields"]}
        for line, row in enumerate(rows, start=2):
            for column, cell in zip(header, row, strict=True):
                found += [Fault(table, line, column, *kind) for kind in kinds(fields[column], cell, foreign)]
    return found


def linked(table: str) -> set[str]:
    """The tables that a chain of foreign keys joins to a table, in whatever direction."""
    pairs = {
        (name, key["reference"]["resource"] or name)
        for name, schema in own_schemas().items()
        for key in schema.get("foreignKeys", [])
    }
    found = {table}
    while more := {other for pair in pairs if set(pair) & found for other in pair} - found:
        found |= more
    return found


def surprises(package: Path, rng: Random, count: int) -> Iterator[str]:
    """Faults that are not reported at their cell, and problems in tables that have nothing to do with them."""
    tables = read(package)
    if problems := validate(package).problems:
        yield f"the sound package: {problems[0]}"
    found = all_faults(tables)
    for fault in rng.sample(found, min(count, len(found))):
        yield from _surprise(package, tables, fault)


def _surprise(package: Path, tables: Tables, fault: Fault) -> Iterator[str]:
    header, *rows = [list(row) for row in tables[fault.table]]
    rows[fault.line - 2][header.index(fault.column)] = fault.text
    path = package / "data" / f"{fault.table}.csv"
    sound = path.read_bytes()
    path.write_bytes(to_csv(header, rows))
    problems = validate(package).problems
    path.write_bytes(sound)
    if not any((one.table, one.line, one.column) == fault[:3] for one in problems):
        yield f"{json.dumps(fault)}: {[str(one) for one in problems][:3]}"
    if elsewhere := [str(one) for one in problems if one.table not in linked(fault.table)]:
        yield f"{json.dumps(fault)}: elsewhere {elsewhere[:3]}"

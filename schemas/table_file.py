"""A table as it is read from its files: strict text, typed columns, and every problem at its place. See `scan`."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pyarrow as pa

from schemas.csv_file import Block, CsvFile, arrow_rows, present
from schemas.csv_rows import Fault
from schemas.package import Resource
from schemas.problems import Problem
from schemas.table_schema import Failure, TableSchema

# Which differences between header and schema a schema allows, by its fieldsMatch.
_ALLOWED = {
    "exact": (),
    "equal": ("column-order",),
    "subset": ("column-order", "extra-column"),
    "superset": ("column-order", "missing-column"),
    "partial": ("column-order", "extra-column", "missing-column"),
}


@dataclass
class Places:
    """Where the rows of a table stand: its blocks' first rows, files and lines."""

    firsts: list[int] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    lines: list[Sequence[int]] = field(default_factory=list)
    rows: int = 0

    def add(self, file: str, lines: Sequence[int]) -> None:
        self.firsts.append(self.rows)
        self.files.append(file)
        self.lines.append(lines)
        self.rows += len(lines)

    def __getitem__(self, row: int) -> tuple[str, int]:
        """File and line of a row, counted from 0 over all files of the table."""
        block = bisect_right(self.firsts, row) - 1
        return self.files[block], self.lines[block][row - self.firsts[block]]


@dataclass(frozen=True)
class Batch:
    """A block of a table: its rows as text (null: missing) and typed, what is wrong with it, and its bytes."""

    file: str
    lines: Sequence[int]
    text: pa.Table
    typed: pa.Table
    problems: Sequence[Problem]
    size: int = 0


@dataclass(frozen=True)
class TableFile:
    """All sound rows of a table, as text (null: missing) and typed, and where each stands."""

    resource: Resource
    text: pa.Table
    typed: pa.Table
    places: Places

    def lines(self) -> Iterator[int]:
        return (line for lines in self.places.lines for line in lines)


def problem_at(resource: Resource, file: str, line: int, value: str | None, failure: Failure) -> Problem:
    """A problem of one cell; the message is completed with the cell's text."""
    message = failure.message if value is None else f"{shown(value)} {failure.message}"
    return Problem(resource.name, file, line, failure.column, failure.rule, value, message)


def shown(value: str) -> str:
    """A cell's text in a message: quoted, on one line, not too long."""
    text = value if len(value) <= 80 else value[:77] + "..."
    return f'"{text}"' if text.isprintable() else f'"{text.encode("unicode_escape").decode("ascii")}"'


def join(resource: Resource, batches: Sequence[Batch]) -> TableFile:
    """The batches of a table as one."""
    places = Places()
    for batch in batches:
        places.add(batch.file, batch.lines)
    text = pa.concat_tables([batch.text for batch in batches])
    typed = pa.concat_tables([batch.typed for batch in batches], promote_options="permissive")
    return TableFile(resource, text, typed, places)


@dataclass(frozen=True)
class Work:
    """What turns a block into a checked batch."""

    resource: Resource
    file: str
    header: list[str]
    schema: TableSchema

    def __call__(self, block: Block) -> Batch:
        places = {name: place for place, name in reversed(list(enumerate(self.header)))}
        missing = {name: self.resource.missing_values(name) for name in self.resource.columns if name in places}
        shared = next(iter(missing.values()), [])
        shared = shared if all(texts == shared for texts in missing.values()) else []
        cells = arrow_rows(block, self.resource.dialect, len(self.header), shared)
        own = {name: [] if texts == shared else texts for name, texts in missing.items()}
        text = {name: present(cells[places[name]], own[name]) for name in missing}
        return replace(self.checked(text, block.lines, block.faults), size=block.size)

    def checked(self, text: Mapping[str, pa.ChunkedArray], lines: Sequence[int], faults: Sequence[Fault] = ()) -> Batch:
        """Rows given as columns of text (null: missing), typed and checked; columns may be absent."""
        typed, failures = self.schema.check(pa.table(dict(text)))
        absent = pa.nulls(len(lines), pa.string())
        whole = pa.table({name: text.get(name, absent) for name in self.resource.columns})
        problems = [_fault(self.resource, self.file, self.header, fault) for fault in faults]
        problems += [
            problem_at(self.resource, self.file, lines[fail.row], whole[fail.column][fail.row].as_py(), fail)
            for fail in failures
        ]
        return Batch(self.file, lines, whole, typed, problems)


def _fault(resource: Resource, file: str, header: Sequence[str], fault: Fault) -> Problem:
    column = None if fault.column is None or fault.column >= len(header) else header[fault.column]
    message = f"{shown(fault.value)}: {fault.message}" if fault.value else fault.message
    return Problem(resource.name, file, fault.line, column, fault.rule, fault.value, message)


def header_problems(resource: Resource, name: str, file: CsvFile) -> list[Problem]:
    """What is wrong with the beginning of a file, and with its columns beside those of the schema."""
    found = [_fault(resource, name, file.header, fault) for fault in file.faults]
    return [*found, *_column_problems(resource, name, file)]


def _column_problems(resource: Resource, name: str, file: CsvFile) -> Iterator[Problem]:
    """Columns of the file against fields of the schema, as its fieldsMatch wants them."""
    if not file.header or any(fault.rule == "wrong-delimiter" for fault in file.faults):
        return
    if resource.fields_match == "partial" and not set(resource.columns) & set(file.header):
        yield Problem(resource.name, name, 1, None, "no-shared-column", None, "has no column of the schema")
    for rule, column, message in _differences(resource.columns, file.header):
        if rule not in _ALLOWED[resource.fields_match]:
            yield Problem(resource.name, name, 1, column, rule, column, f"column {shown(column)} {message}")


def _differences(wanted: list[str], found: list[str]) -> Iterator[tuple[str, str, str]]:
    """Rule, column and words of each difference between the columns of a schema and of a file."""
    known, present = set(wanted), set(found)
    for name in wanted:
        if name not in present:
            yield "missing-column", name, "stands in the schema, not in the file"
    for name in found:
        if name not in known:
            yield "extra-column", name, "stands in the file, not in the schema"
    shared = [name for name in dict.fromkeys(found) if name in known]
    in_order = [name for name in wanted if name in present]
    if shared != in_order:
        first = next(name for name, right in zip(shared, in_order, strict=True) if name != right)
        yield "column-order", first, f"stands out of order; the schema's is {', '.join(in_order)}"


def typed_rows(table: TableFile) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    """Line, typed cells and text of each row, one after the other."""
    yield from zip(table.lines(), table.typed.to_pylist(), table.text.to_pylist(), strict=True)

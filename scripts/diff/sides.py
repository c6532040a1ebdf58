"""One side of a table: its rows as they stand, for comparing bytes, and in canonical cells, for comparing meaning."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.csv_file import Block, arrow_rows, open_csv
from schemas.csv_rows import Fault
from schemas.fields import field_type
from schemas.package import Resource
from schemas.problems import CannotRunError
from scripts.diff.cells import canonical

HARMLESS = {"mixed-line-ends", "no-line-end", "byte-order-mark"}  # faults of form that hide no text
READING = ("format", "decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues")
CHUNK = 1_000_000  # bytes
Chosen = Callable[[int, int], Sequence[int]]  # first row and number of rows of a block → places of the rows wanted


@dataclass(frozen=True)
class Side:
    """A table of one package. `columns` are those of its schema, then those that only its files have."""

    resource: Resource
    columns: tuple[str, ...]

    def field(self, name: str) -> Mapping[str, Any]:
        """What the schema says of a column; one it does not know holds strings."""
        return self.resource.by_name.get(name, {"name": name})

    def missing(self, name: str) -> list[str]:
        return self.resource.missing_values(name) if name in self.resource.columns else [""]

    def meaning(self, name: str) -> tuple[object, ...]:
        """Everything on which it depends what a column's text says."""
        told = self.field(name)
        return (told.get("type", "string"), *(told.get(key) for key in READING), sorted(self.missing(name)))

    def headers(self) -> list[list[str]]:
        return [header for header, _ in self._files()]

    def _files(self) -> Iterator[tuple[list[str], Iterator[Block]]]:
        """Header and blocks of each file. Raises CannotRunError where any text would be lost."""
        for name, path in zip(self.resource.files, self.resource.paths, strict=True):
            with _naming(name):
                file = open_csv(path, self.resource.dialect, self.resource.columns, self.resource.limits)
            with file:
                with _naming(name):
                    _refuse(file.faults)
                yield file.header, _sound(name, file.blocks())

    def lines(self) -> Iterator[pa.Array]:
        """The bytes of the rows, block by block. Equal bytes are equal rows where both sides have the same form."""
        for _, blocks in self._files():
            yield from (row_bytes(block) for block in blocks)

    def cells(self, chosen: Chosen | None = None, names: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The rows (or the chosen ones) in canonical cells (of some columns), block by block, null where missing."""
        first = 0
        for header, blocks in self._files():
            for block in blocks:
                count = len(block.lines)
                wanted = range(count) if chosen is None else chosen(first, count)
                first += count
                if len(wanted):
                    rows = block if len(wanted) == count else picked(block, wanted)
                    yield self._canonical(rows, header, self.columns if names is None else names)

    def _canonical(self, block: Block, header: list[str], names: Sequence[str]) -> pa.Table:
        cells = arrow_rows(block, self.resource.dialect, len(header))
        absent = pa.chunked_array([pa.nulls(cells.num_rows, pa.string())])
        return pa.table({name: self._column(name, cells, header, absent) for name in names})

    def _column(self, name: str, cells: pa.Table, header: list[str], absent: pa.ChunkedArray) -> pa.ChunkedArray:
        if name not in header:
            return absent
        text = cells[header.index(name)]
        gone = pc.is_in(text, pa.array(self.missing(name), pa.string()))
        text = pc.if_else(gone, pa.scalar(None, pa.string()), text)
        field = self.field(name)
        return canonical(field, self.resource.schema.types.get(name) or field_type(field), text)


def _sound(name: str, blocks: Iterator[Block]) -> Iterator[Block]:
    with _naming(name):
        for block in blocks:
            _refuse(block.faults)
            yield block


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Says of which file an error speaks."""
    try:
        yield
    except CannotRunError as error:
        raise CannotRunError(f"{name}: {error}") from None


def open_side(resource: Resource) -> Side:
    """Looks at the headers of a table's files. Raises CannotRunError where one can't be read."""
    side = Side(resource, tuple(resource.columns))
    extra = [name for header in side.headers() for name in header if name not in resource.columns]
    return Side(resource, (*resource.columns, *dict.fromkeys(extra)))


def same_bytes(old: Side, new: Side) -> bool:
    """Whether the two sides can't differ: the same files, read in the same way."""
    paths = list(zip(old.resource.paths, new.resource.paths, strict=False))
    if len(old.resource.paths) != len(new.resource.paths) or not _same_reading(old, new):
        return False
    return all(_same_file(one, other) for one, other in paths)


def _same_file(one: Path, other: Path) -> bool:
    with one.open("rb") as left, other.open("rb") as right:
        while (chunk := left.read(CHUNK)) == right.read(CHUNK):
            if not chunk:
                return True
    return False


def same_form(old: Side, new: Side) -> bool:
    """Whether rows of equal bytes are equal: the same header everywhere, read in the same way."""
    headers = [*old.headers(), *new.headers()]
    return _same_reading(old, new) and all(header == headers[0] for header in headers)


def _same_reading(old: Side, new: Side) -> bool:
    if old.resource.dialect != new.resource.dialect or set(old.columns) != set(new.columns):
        return False
    if not old.resource.dialect.header and old.columns != new.columns:
        return False
    return all(old.meaning(name) == new.meaning(name) for name in old.columns)


def row_bytes(block: Block) -> pa.Array:
    """The bytes of each row of a block; those of the exact reader begin with NUL, which no line of a file holds."""
    if block.sound is None:
        return pa.array(["\0" + "\0".join(row) for row in block.rows], pa.string()).cast(pa.binary())
    ends = np.flatnonzero(np.frombuffer(block.sound, np.uint8) == ord("\n")) + 1
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    return pa.Array.from_buffers(pa.binary(), len(ends), [None, pa.py_buffer(offsets.tobytes()), block.sound])


def picked(block: Block, places: Sequence[int]) -> Block:
    """Some rows of a block as a block."""
    if block.sound is None:
        return Block(None, [block.rows[place] for place in places], places, ())
    lines = row_bytes(block).take(pa.array(places, pa.int64())).to_pylist()
    return Block(pa.py_buffer(b"".join(lines)), (), places, ())


def _refuse(faults: Sequence[Fault]) -> None:
    """Raises CannotRunError at the first fault that keeps text from being read."""
    for fault in faults:
        if fault.rule not in HARMLESS:
            place = "" if fault.line is None else f"line {fault.line}: "
            raise CannotRunError(f"{place}{fault.message} [{fault.rule}]; mend it before comparing")

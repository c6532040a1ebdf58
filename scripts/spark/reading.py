"""A run of bytes of a CSV file read on its own: the same rows, lines and faults as when the whole file is read.

A part begins where a record begins. What stands unfinished at its end belongs to the part that follows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from schemas.csv_file import PIECE, Block, is_sound
from schemas.csv_rows import Rows, read_rows
from schemas.descriptor import open_regular
from schemas.dialect import Dialect
from schemas.limits import Limits
from schemas.problems import CannotRunError
from scripts.spark.parts import Part


def read_bytes(path: Path, start: int, end: int) -> bytes:
    """The bytes of a file from `start` to `end`. Raises CannotRunError where they can't be read."""
    try:
        with open_regular(path) as file:
            file.seek(start)
            data = file.read(end - start)
    except OSError as error:
        raise CannotRunError(f"cannot be read: {error.strerror or error}") from None
    if len(data) < end - start:
        raise CannotRunError("has become shorter while it was read")
    return data


class Survey(NamedTuple):
    """What reading a part has shown: where its last record ends, the lines until there, other line ends, soundness."""

    end: int
    lines: int
    mixed: bool
    sound: bool


@dataclass
class PartReader:
    """Reads the bytes of a part. `position` is behind the last record read, `line` the line there."""

    data: bytes
    dialect: Dialect
    width: int
    limits: Limits
    line: int
    line_end: str | None
    mixed: bool
    last: bool
    position: int = 0

    def blocks(self) -> Iterator[Block]:
        """The rows in order: all at once where all lines are sound, else piece by piece."""
        if self._is_sound(self.data):
            yield self._sound(self.data)
            return
        step = PIECE
        while self.position < len(self.data):
            end = self.data.find(b"\n", self.position + step) + 1 or len(self.data)
            block = self._piece(self.data[self.position : end], end == len(self.data))
            if block is not None:
                yield block
            elif end == len(self.data):
                return
            step = PIECE if block is not None else 2 * step

    def _piece(self, head: bytes, ended: bool) -> Block | None:
        """Some rows; None where not even one ends."""
        if self._is_sound(head):
            return self._sound(head)
        rows = Rows(self.width, self.line_end, self.limits, mixed=self.mixed)
        text = head.decode("utf-8", "surrogateescape")
        last = len(head) > self.limits.row or (ended and self.last)
        read = text[: read_rows(text, self.dialect, rows, self.line, last)].encode("utf-8", "surrogateescape")
        self.line_end, self.mixed = rows.line_end, rows.mixed
        self._pass(read)
        return Block(None, rows.rows, rows.lines, rows.faults) if read else None

    def _is_sound(self, head: bytes) -> bool:
        return is_sound(head, self.dialect, self.width, self.line_end or "\n", self.limits.cell)

    def _sound(self, head: bytes) -> Block:
        line = self.line
        self._pass(head)
        return Block(pa.py_buffer(head), (), range(line, self.line), ())

    def _pass(self, read: bytes) -> None:
        self.position += len(read)
        self.line += read.count(b"\n")


def reader(part: Part, path: Path, dialect: Dialect, limits: Limits) -> PartReader:
    """Opens a part. Raises CannotRunError where it can't be read."""
    data = read_bytes(path, part.start, part.end)
    return PartReader(data, dialect, len(part.header), limits, part.line, part.line_end, part.mixed, part.last)


def survey(part: Part, path: Path, dialect: Dialect, limits: Limits) -> Survey:
    """Reads a part as if a record began at its start, for where the last one ends."""
    read = reader(part, path, dialect, limits)
    found = [block.sound is not None for block in read.blocks()]
    sound = all(found) and read.position == len(read.data)
    return Survey(part.start + read.position, read.line - part.line, read.mixed, sound)


def blocks(part: Part, path: Path, dialect: Dialect, limits: Limits) -> Iterator[Block]:
    """The rows of a part."""
    if not part.sound:
        yield from reader(part, path, dialect, limits).blocks()
        return
    data = read_bytes(path, part.start, part.end)
    yield Block(pa.py_buffer(data), (), range(part.line, part.line + data.count(b"\n")), ())

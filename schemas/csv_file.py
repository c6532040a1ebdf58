"""A CSV file in blocks: fast to say yes, exact to say where.

One regular expression that runs in linear time (RE2, inside Arrow) recognises a block in which every line is a sound
row of the right width; such a block goes to Arrow's own reader. Any other block goes to the exact reader. Memory is
bounded by the size of a block.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import SEEK_CUR
from pathlib import Path
from typing import BinaryIO, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from schemas.csv_rows import Fault, Rows, first_faults, read_rows
from schemas.descriptor import open_regular
from schemas.dialect import Dialect
from schemas.limits import DEFAULT, Limits
from schemas.problems import CannotRunError
from schemas.without_pandas import one_cell

BLOCK = 8_000_000  # bytes
PIECE = 500_000  # bytes that the exact reader is given at once: a fault costs more memory than a line
MAX_WIDTH = 1000  # columns: RE2 repeats nothing more often
_MARKS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


class Block(NamedTuple):
    """A run of rows: sound bytes for Arrow's reader, or rows from the exact reader; and the line of each row.

    `size` is the number of bytes that were read for it.
    """

    sound: pa.Buffer | None
    rows: Sequence[Sequence[str]]
    lines: Sequence[int]
    faults: Sequence[Fault]
    size: int = 0


@dataclass
class CsvFile:
    """An open file: its header and the faults of header and encoding; `blocks` reads on from there."""

    stream: BinaryIO
    dialect: Dialect
    header: list[str]
    limits: Limits = DEFAULT
    faults: list[Fault] = field(default_factory=list)
    line_end: str | None = None
    buffer: bytes = b""
    mixed: bool = False
    line: int = 1
    suspect: int = 0  # bytes of the buffer that are not sound as a whole: taken in pieces
    piece: int = PIECE

    def blocks(self) -> Iterator[Block]:
        """The rows of the file in order. Raises CannotRunError where the file can't be read on."""
        want = BLOCK
        while True:
            ended = self.fill(want)
            cut = len(self.buffer) if ended else self.buffer.rfind(b"\n") + 1
            if not cut and not ended:
                if len(self.buffer) <= self.limits.row:
                    want = max(want, self.limits.row) + 1
                    continue
                yield self._overlong()
                want = BLOCK
                continue
            if not cut:
                return
            before = len(self.buffer)
            yield self._block(cut, ended)
            want = BLOCK if len(self.buffer) < before else before + BLOCK

    def _overlong(self) -> Block:
        """Leaves out a line without an end in sight."""
        fault = Fault(self.line, None, "row-too-long", None, f"is longer than {self.limits.row} bytes")
        self.line += 1
        while b"\n" not in self.buffer:
            self.buffer = b""
            if self.fill(BLOCK):
                break
        self.buffer = self.buffer.partition(b"\n")[2]
        return Block(None, (), (), [fault])

    def __enter__(self) -> "CsvFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.stream.close()

    def fill(self, size: int) -> bool:
        """Reads until the buffer holds `size` bytes; whether the file has ended."""
        try:
            self.stream.seek(-len(self.buffer), SEEK_CUR)  # little is left; to read it again is to copy nothing
            self.buffer = b""
            self.buffer = self.stream.read(size)
        except OSError as error:
            raise CannotRunError(f"cannot be read: {error.strerror or error}") from None
        return len(self.buffer) < size

    def _block(self, cut: int, ended: bool) -> Block:
        """The next rows of the buffer, whose last line ends at `cut`: all of it if all is sound, else a piece."""
        if not self.suspect:
            if self._is_sound(cut):
                return self._sound(cut)
            self.suspect = cut
        end = self.buffer.find(b"\n", self.piece, cut) + 1 or cut
        if self._is_sound(end):
            return self._sound(end)
        return self._exact(end, last=end > self.limits.row or (ended and end == len(self.buffer)))

    def _is_sound(self, end: int) -> bool:
        return is_sound(self.buffer, self.dialect, len(self.header), self.line_end or "\n", self.limits.cell, end)

    def _sound(self, end: int) -> Block:
        head, line = pa.py_buffer(self.buffer).slice(0, end), self.line
        self._pass(end, _line_ends(self.buffer, end))
        return Block(head, (), range(line, self.line), (), end)

    def _exact(self, end: int, last: bool) -> Block:
        """Rows cell by cell; what the last record leaves unfinished stays in the buffer, for a larger piece."""
        rows = Rows(len(self.header), self.line_end, self.limits, mixed=self.mixed)
        text = self.buffer[:end].decode("utf-8", "surrogateescape")
        read = text[: read_rows(text, self.dialect, rows, self.line, last)].encode("utf-8", "surrogateescape")
        self.piece = PIECE if read else 2 * end
        self.line_end, self.mixed = rows.line_end, rows.mixed
        self._pass(len(read), read.count(b"\n"))
        return Block(None, rows.rows, rows.lines, rows.faults, len(read))

    def _pass(self, size: int, lines: int) -> None:
        self.buffer = self.buffer[size:]
        self.line += lines
        self.suspect = max(0, self.suspect - size)


def open_csv(path: Path, dialect: Dialect, columns: Sequence[str], limits: Limits = DEFAULT) -> CsvFile:
    """Opens a file and reads its header; `columns` names the columns where the dialect has none.

    Raises CannotRunError where the file can't be read.
    """
    try:
        file = CsvFile(open_regular(path), dialect, [] if dialect.header else list(columns), limits)
    except OSError as error:
        raise CannotRunError(f"cannot be read: {error.strerror or error}") from None
    file.line_end = dialect.line_end
    file.fill(PIECE)
    for mark, name in _MARKS:
        if file.buffer.startswith(mark):
            file.faults.append(Fault(None, None, "not-utf-8", None, f"is {name}; save the file as UTF-8"))
            file.stream.seek(0, 2)  # there is nothing to read as rows
            file.buffer = b""
            return file
    if file.buffer.startswith(b"\xef\xbb\xbf"):
        message = "begins with a byte order mark; save without it"
        file.faults.append(Fault(1, None, "byte-order-mark", None, message))
        file.buffer = file.buffer[3:]
    if not file.buffer:
        file.faults.append(Fault(None, None, "empty-file", None, "is empty; a table has at least its header"))
    elif dialect.header:
        _read_header(file)
    return file


def _read_header(file: CsvFile) -> None:
    rows, size = Rows(None, file.line_end, file.limits), PIECE
    end = 0
    while not end:
        last = file.fill(size) or size >= BLOCK
        text = file.buffer.decode("utf-8", "surrogateescape")
        end = read_rows(text, file.dialect, rows, 1, last, only=1)
        size = min(BLOCK, 16 * size)
    read = text[:end].encode("utf-8", "surrogateescape")
    file.header = rows.rows[0] if rows.rows else []
    file.faults += [*rows.faults, *first_faults(file.header, file.dialect)]
    file.line, file.line_end, file.buffer = 1 + read.count(b"\n"), rows.line_end, file.buffer[len(read) :]


def is_sound(block: bytes, dialect: Dialect, width: int, line_end: str, longest: int, end: int | None = None) -> bool:
    """Whether every line of a block, up to `end`, is a row of `width` sound cells, none with a line break."""
    if dialect.skip_initial_space or not 0 < width <= MAX_WIDTH or not (dialect.delimiter + dialect.quote).isascii():
        return False
    size = len(block) if end is None else end
    if _has_long_line(block, longest, size):
        return False
    try:
        text = one_cell(block, size).cast(pa.string())
    except pa.ArrowInvalid:  # not UTF-8
        return False
    return bool(pc.match_substring_regex(text, _grammar(dialect, width, line_end))[0].as_py())


def _line_ends(block: bytes, size: int) -> int:
    """How many lines end in the first bytes of a block; in pieces, so that what is made between stays small."""
    content = np.frombuffer(block, np.uint8, size)
    return sum(int(np.count_nonzero(content[at : at + PIECE] == ord("\n"))) for at in range(0, size, PIECE))


def _has_long_line(block: bytes, longest: int, size: int) -> bool:
    """Whether some line could hold a cell beyond the limit: whether no line ends between two looks."""
    step = max(1, longest // 2)
    return any(block.find(b"\n", at, at + step) < 0 for at in range(0, size - step + 1, step))


@lru_cache(maxsize=64)
def _grammar(dialect: Dialect, width: int, line_end: str) -> str:
    quote, delimiter = (f"\\x{{{ord(char):x}}}" for char in (dialect.quote, dialect.delimiter))
    quoted = f"{quote}[^{quote}\\r\\n\\x00]*(?:{quote}{quote}[^{quote}\\r\\n\\x00]*)*{quote}"
    plain = f"[^{quote}{delimiter}\\r\\n\\x00]" + ("+" if width == 1 else "*")  # alone, an empty cell is a blank row
    cell, end = f"(?:{quoted}|{plain})", "\\r\\n" if line_end == "\r\n" else "\\n"
    return f"^(?:{cell}(?:{delimiter}{cell}){{{width - 1}}}{end})*$"


def arrow_rows(block: Block, dialect: Dialect, width: int, missing: Sequence[str] = ()) -> pa.Table:
    """The cells of a block as text columns named by their position; those that stand for a missing value are null."""
    names = [str(place) for place in range(width)]
    if block.sound is None:
        columns = zip(*block.rows, strict=True) if block.rows else ([] for _ in names)
        found = {name: pa.array(cells, pa.string()) for name, cells in zip(names, columns, strict=True)}
        return pa.table({name: present(column, missing) for name, column in found.items()})
    return pa.csv.read_csv(
        pa.BufferReader(block.sound),
        pa.csv.ReadOptions(column_names=names, use_threads=False, block_size=block.sound.size + 1),
        pa.csv.ParseOptions(delimiter=dialect.delimiter, quote_char=dialect.quote, ignore_empty_lines=False),
        pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            null_values=missing,
            strings_can_be_null=True,
            check_utf8=False,  # it was, with the block
        ),
    )


def present(column: pa.ChunkedArray, missing: Sequence[str]) -> pa.ChunkedArray:
    """A column in which the texts that stand for a missing value are null."""
    if not missing:
        return column
    return pc.if_else(pc.is_in(column, pa.array(missing, pa.string())), pa.scalar(None, pa.string()), column)

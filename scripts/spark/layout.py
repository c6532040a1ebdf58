"""Where the parts of a file begin, in bytes and in lines, found in parallel.

A file is cut at line breaks, about every `SIZE` bytes. Each part is read as if a record began at its start, and tells
where its last record ends. Where that is not where the next part starts (a cut fell into a cell with a line break),
the next one is read again from there, until all agree: by induction from the header, every part then begins where a
record begins. Line numbers are the sums of the line breaks before.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from schemas.csv_file import PIECE, CsvFile, open_csv
from schemas.csv_rows import Rows, read_rows
from schemas.problems import CannotRunError, Problem
from schemas.table_file import header_problems
from scripts.spark.parts import Part, Told
from scripts.spark.reading import Survey, survey

SIZE = 16_000_000  # bytes of a part, and the rest of its last line
LOOK = 65_536  # bytes that are searched for a line break at once

Parallel = Callable[[Callable[[Any], Any], Sequence[Any]], list[Any]]  # applies a function to each item, in order


@dataclass(frozen=True)
class Opening:
    """A file's columns, what is wrong with them, and its parts as they would be if no cell held a line break."""

    header: tuple[str, ...]
    problems: list[Problem]
    parts: list[Part]


def opening(told: Told, table: int, number: int, size: int) -> Opening:
    """Opens a CSV file and cuts it. Raises CannotRunError where it can't be read."""
    name, path, resource = told.files[number], told.paths[number], told.opened()
    try:
        with open_csv(path, told.dialect, resource.columns, told.limits) as file:
            start = file.stream.tell() - len(file.buffer)
            cuts = [start, *_cuts(path, start, size)]
            problems = header_problems(resource, name, file)
            first = Part(table, number, start, start, tuple(file.header), file.line, _line_end(file))
    except CannotRunError as error:
        raise CannotRunError(f"{name}: {error}") from None
    except OSError as error:
        raise CannotRunError(f"{name}: cannot be read: {error.strerror or error}") from None
    parts = [replace(first, start=one, end=other, last=other == cuts[-1]) for one, other in pairwise(cuts)]
    return Opening(first.header, problems, parts)


def _cuts(path: Path, start: int, size: int) -> Iterator[int]:
    """Behind a line break about every `size` bytes, and the end of the file."""
    end = path.stat().st_size
    with path.open("rb") as file:
        cut = start
        while (cut := _next_line(file, cut + size)) < end:
            yield cut
    if start < end:
        yield end


def _next_line(file: Any, position: int) -> int:
    """The position behind the first line break from a position on, or the end of the file or beyond."""
    file.seek(position)
    while found := file.read(LOOK):
        if (place := found.find(b"\n")) >= 0:
            return int(position + place + 1)
        position += len(found)
    return position


def _line_end(file: CsvFile) -> str | None:
    """How the first line ends; in a file without a header that is the first record."""
    if file.line_end is None and file.buffer:
        rows = Rows(None, None, file.limits)
        read_rows(file.buffer[:PIECE].decode("utf-8", "surrogateescape"), file.dialect, rows, 1, last=False)
        return rows.line_end
    return file.line_end


def laid_out(tables: Sequence[Told], parts: Sequence[Part], parallel: Parallel) -> list[Part]:
    """The parts with the starts, ends and lines that they have, in order. Raises CannotRunError for a line too long."""
    files: dict[tuple[int, int], list[Part]] = defaultdict(list)
    for part in parts:
        _check_size(tables[part.table], part)
        files[part.table, part.file].append(part)
    surveys: dict[Part, Survey] = {}
    while unread := [part for group in files.values() for part in group if part not in surveys]:
        found = parallel(lambda part: _survey(tables[part.table], part), unread)
        surveys.update(zip(unread, found, strict=True))
        for group in files.values():
            group[:] = _joined(group, surveys)
    return [part for group in files.values() for part in _numbered(group, surveys)]


def _check_size(told: Told, part: Part) -> None:
    if part.end - part.start > SIZE + max(SIZE, told.limits.row):
        reason = f"holds a line longer than {told.limits.row} bytes; raise it with --max row=NUMBER"
        raise CannotRunError(f"{told.files[part.file]}: {reason}")


def _survey(told: Told, part: Part) -> Survey:
    try:
        return survey(part, told.paths[part.file], told.dialect, told.limits)
    except CannotRunError as error:
        raise CannotRunError(f"{told.files[part.file]}: {error}") from None


def _joined(group: Sequence[Part], surveys: dict[Part, Survey]) -> list[Part]:
    """The parts of a file, each started where the last record of the one before ends."""
    ends = [group[0].start, *(surveys[part].end for part in group[:-1])]
    return [part if part.start == end else replace(part, start=end) for part, end in zip(group, ends, strict=True)]


def _numbered(group: Sequence[Part], surveys: dict[Part, Survey]) -> Iterator[Part]:
    """The parts of a file that hold records, each with its line, and whether a line before ends otherwise."""
    line, mixed = group[0].line, False
    for part in group:
        seen = surveys[part]
        if seen.end > part.start:
            yield replace(part, line=line, mixed=mixed, sound=seen.sound)
        line, mixed = line + seen.lines, mixed or seen.mixed

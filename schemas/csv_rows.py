"""The exact CSV reader: text to rows, cell by cell, with a named fault at the place of everything doubtful.

RFC 4180 with the dialect that the package declares. Nothing is sniffed, repaired or skipped silently; a row that is
broken is left out, and reading goes on with the next line. It is as slow as it is exact: `csv_file` gives it only
what is not plainly well-formed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from schemas.dialect import Dialect
from schemas.limits import DEFAULT, Limits


class Fault(NamedTuple):
    """Something wrong in the file itself. `column` counts from 0; None: the line, or (line None) the whole file."""

    line: int | None
    column: int | None
    rule: str
    value: str | None
    message: str


@dataclass
class Rows:
    """Sound rows with their lines, and the faults of the others.

    `width` is how many cells a row has to have (None: any); `line_end` how every line ends, by the dialect or else as
    the first line of the file does; `mixed` whether it has been said that one ends otherwise.
    """

    width: int | None
    line_end: str | None = None
    limits: Limits = DEFAULT
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    mixed: bool = False

    def fault(self, line: int, column: int | None, rule: str, value: str | None, message: str) -> None:
        self.faults.append(Fault(line, column, rule, None if value is None else _visible(value), message))


def read_rows(text: str, dialect: Dialect, rows: Rows, line: int, last: bool, only: int | None = None) -> int:
    """Reads records into `rows`; `line` is that of the first. Returns the position behind the last record read.

    `last`: nothing follows the text. `only`: stop after so many records.
    """
    position = 0
    while position < len(text) and (only is None or only > 0):
        cells, place, breaks, match = _record(text, position, dialect, rows.limits.columns)
        if match is not None and (match[3] or last):
            _line_end(match[3], line + breaks, rows)
            _keep(line, cells, rows)
            position = place
        elif not last and _may_go_on(text, place, dialect, rows.limits.cell):
            return position
        else:
            rows.faults.append(_unreadable(text, place, dialect, line + breaks, len(cells), rows.limits.columns))
            position = _next_line(text, place)
        line += breaks + 1
        only = None if only is None else only - 1
    return position


def _record(text: str, position: int, dialect: Dialect, most: int) -> tuple[list[str], int, int, re.Match[str] | None]:
    """Cells from a position on, where they end, the line breaks in them, and the last match (None: unreadable)."""
    cells, breaks = list[str](), 0
    while len(cells) <= most and (match := dialect.cell.match(text, position)):
        quoted, plain, end = match.groups()
        cells.append(plain if quoted is None else quoted.replace(dialect.quote * 2, dialect.quote))
        breaks += (quoted or "").count("\n")
        if end != dialect.delimiter:
            return cells, match.end(), breaks, match
        position = match.end()
    return cells, position, breaks, None


def _may_go_on(text: str, position: int, dialect: Dialect, longest: int) -> bool:
    """Whether more text could complete the cell at a position: an open quote, or a line without its end."""
    if len(text) - position > 2 * longest + 2:  # every character a doubled quote
        return False
    return dialect.is_open(text, position) or text.find("\n", position) < 0


def _line_end(end: str, line: int, rows: Rows) -> None:
    """All lines end like the first one, and the last one ends too."""
    if not end:
        rows.fault(line, None, "no-line-end", None, "the last line has no line end; the file may be cut")
    elif rows.line_end is None:
        rows.line_end = end
    elif end != rows.line_end and not rows.mixed:
        rows.mixed = True  # said once: where the first other line end is
        message = "ends otherwise than the first line, or than the dialect says; use one kind of line end"
        rows.fault(line, None, "mixed-line-ends", None, message)


def _next_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1


def _unreadable(text: str, position: int, dialect: Dialect, line: int, column: int, most: int) -> Fault:
    """Says why no cell could be read here."""
    value = _visible(text[position : min(position + 80, _next_line(text, position))].rstrip("\r\n"))
    if column > most:
        return Fault(line, None, "too-many-columns", None, f"has more than {most} cells")
    if dialect.is_open(text, position):
        return Fault(line, column, "unclosed-quote", value, "the quote is never closed; close it or double it")
    if dialect.begins_quoted(text, position):
        return Fault(line, column, "text-after-quote", value, "text follows the closing quote; double inner quotes")
    if text.startswith(dialect.quote, dialect.plain_end(text, position)):
        return Fault(line, column, "stray-quote", value, "a quote in a cell that is not quoted; quote the cell")
    return Fault(line, column, "stray-line-end", value, "a carriage return inside a line; remove it")


def _keep(line: int, cells: list[str], rows: Rows) -> None:
    """Keeps a row that has the right number of cells, each sound."""
    if cells == [""]:
        rows.fault(line, None, "blank-row", None, "is blank; remove the line")
    elif rows.width is not None and len(cells) != rows.width:
        rule = "short-row" if len(cells) < rows.width else "long-row"
        rows.fault(line, None, rule, None, f"has {len(cells)} cells, the header {rows.width}")
    elif all(_is_sound(line, column, cell, rows) for column, cell in enumerate(cells)):
        rows.rows.append(cells)
        rows.lines.append(line)


def _is_sound(line: int, column: int, cell: str, rows: Rows) -> bool:
    if "\0" in cell:
        rows.fault(line, column, "nul-character", cell, "holds a NUL character; remove it")
    elif len(cell) > rows.limits.cell:
        rows.fault(line, column, "cell-too-long", cell, f"is longer than {rows.limits.cell} characters")
    elif not cell.isascii() and not _is_unicode(cell):
        rows.fault(line, column, "not-utf-8", cell, "holds a byte that is not UTF-8; save the file as UTF-8")
    else:
        return True
    return False


def _is_unicode(cell: str) -> bool:
    """Whether decoding left no undecodable byte behind as a surrogate."""
    return not any("\ud800" <= char <= "\udfff" for char in cell)


def _visible(cell: str) -> str:
    return cell[:80].encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def first_faults(names: list[str], dialect: Dialect) -> Iterator[Fault]:
    """Faults of a header: names are there, once each, without space around them."""
    if len(names) == 1 and (other := set(names[0]) & (set(",;\t|") - {dialect.delimiter})):
        message = f"has one column; is {min(other)!r} the delimiter? the package declares {dialect.delimiter!r}"
        yield Fault(1, None, "wrong-delimiter", names[0], message)
    seen: set[str] = set()
    for column, name in enumerate(names):
        if not name.strip():
            yield Fault(1, column, "blank-header", name, f"column {column + 1} has no name")
        elif name != name.strip():
            yield Fault(1, column, "padded-header", name, f"{name!r} has space around it")
        elif name in seen:
            yield Fault(1, column, "duplicate-header", name, f"{name!r} names two columns")
        seen.add(name)

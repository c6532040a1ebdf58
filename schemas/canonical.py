"""The one canonical form of a table's file: `\\n`, quotes only where needed, rows sorted by key."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from schemas.problems import Problem
from schemas.table_file import TableFile

NEEDS_QUOTES = re.compile('[",\r\n]')


def to_csv(header: Sequence[str], rows: Iterable[Sequence[str | None]]) -> bytes:
    """Rows of text as the bytes of a CSV file (RFC 4180 with `\n`); null is an empty cell.

    The standard library's writer leaves a carriage return unquoted where lines end in `\n`, so this is our own.
    """
    lines = [",".join(_cell(cell or "") for cell in row) for row in (header, *rows)]
    return "".join(f"{line}\n" if line else '""\n' for line in lines).encode("utf-8")


def _cell(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if NEEDS_QUOTES.search(text) else text


def canonical(table: TableFile) -> bytes:
    """The file of a table as it should be: columns and rows in order."""
    text = list(zip(*(table.text[name].to_pylist() for name in table.resource.columns), strict=True))
    return to_csv(table.resource.columns, [text[row] for row in sorted_rows(table)])


def sorted_rows(table: TableFile) -> list[int]:
    """The rows of a table by primary key: numbers by size, text by code point; a missing part goes first."""
    key = table.resource.primary_key or tuple(table.resource.columns)
    parts = [table.typed[name].to_pylist() for name in key if name in table.typed.column_names]

    def of(row: int) -> list[tuple[bool, Any]]:
        return [(part[row] is not None, part[row]) for part in parts]

    return sorted(range(table.places.rows), key=of)


def form_problems(table: TableFile) -> Iterator[Problem]:
    """The first line at which a file departs from its canonical form; one problem a file."""
    file, path = table.resource.files[0], table.resource.paths[0]
    found, right = path.read_bytes().split(b"\n"), canonical(table).split(b"\n")
    if found != right:
        pairs = enumerate(zip(found, right, strict=False), start=1)
        line = next((line for line, (one, other) in pairs if one != other), min(len(found), len(right)))
        message = "is not in canonical form from here on (order, quotes, line ends); run `make format`"
        yield Problem(table.resource.name, file, line, None, "not-canonical", None, message)

"""What one task works on: a run of bytes of a CSV file, or row groups of a Parquet file, and the table it belongs to.

Plain data that travels to the workers; what it opens is made there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.dialect import Dialect
from schemas.limits import Limits
from schemas.package import Resource
from schemas.table_schema import compile_schema

LINES = 1 << 40  # more than a file has: file and line of a row make one number, which sorts as they do


@dataclass(frozen=True)
class Part:
    """Rows of file number `file` of table number `table`, the first on `line`.

    In a CSV file `start` and `end` are bytes; a record begins at `start`, and what has not ended at `end` is left to
    the next part. `line_end` and `mixed` are what the lines before have shown (see `schemas.csv_rows`), `last`:
    nothing follows, `sound`: every line is known to be a row.
    In a Parquet file `start` and `end` are row groups, and a line is the number of a row.
    """

    table: int
    file: int
    start: int
    end: int
    header: tuple[str, ...]
    line: int = 1
    line_end: str | None = None
    last: bool = False
    mixed: bool = False
    sound: bool = False

    @property
    def first(self) -> int:
        """The number of the first row."""
        return numbered(self.file, self.line)


@dataclass(frozen=True)
class Told:
    """A resource as it travels."""

    name: str
    files: tuple[str, ...]
    paths: tuple[Path, ...]
    dialect: Dialect
    schema: Mapping[str, Any]
    descriptor: Mapping[str, Any]
    limits: Limits

    def opened(self) -> Resource:
        """The resource, its schema compiled: patterns have their time anew."""
        schema = compile_schema(self.schema, self.limits)
        return Resource(self.name, self.files, self.paths, self.dialect, schema, self.descriptor, self.limits)


def told(resource: Resource) -> Told:
    """What of a resource travels."""
    schema = resource.schema.descriptor
    about = (resource.name, resource.files, resource.paths, resource.dialect)
    return Told(*about, schema, resource.descriptor, resource.limits)


def numbered(file: int, line: int) -> int:
    """The number of the row on a line of a file."""
    return file * LINES + line


def place(number: int) -> tuple[int, int]:
    """File and line of a row."""
    return divmod(number, LINES)

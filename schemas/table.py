"""A table as the rules see it: typed rows that know their line, and the record they form together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple


@dataclass(frozen=True, slots=True)
class Row:
    """Typed cells of one row, by column: str, int, Decimal, bool, date or None."""

    line: int
    cells: Mapping[str, Any]
    raw: Mapping[str, str | None] = field(default_factory=dict)  # the text as it stands in the file

    def __getitem__(self, column: str) -> Any:
        return self.cells[column]


@dataclass(frozen=True)
class Table:
    """One table of a package. `file` is the path that problems name; `schema` its Table Schema."""

    name: str
    file: str
    schema: Mapping[str, Any]
    rows: Sequence[Row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def by(self, column: str) -> dict[Any, Row]:
        """Rows by the value of a column that identifies them; null is left out."""
        return {row[column]: row for row in self.rows if row[column] is not None}

    def grouped(self, *columns: str) -> dict[Any, list[Row]]:
        """Rows by the value of a column (or the tuple of several); null in a single column is left out."""
        groups: dict[Any, list[Row]] = {}
        for row in self.rows:
            key = row[columns[0]] if len(columns) == 1 else tuple(row[column] for column in columns)
            if key is not None:
                groups.setdefault(key, []).append(row)
        return groups


@dataclass(frozen=True)
class Record:
    """All tables of the dataset by name (a missing one is empty) and the day the package was created, its "today"."""

    tables: Mapping[str, Table]
    today: date

    def __getitem__(self, name: str) -> Table:
        return self.tables[name]


class Finding(NamedTuple):
    """What a rule yields: the cell that is wrong and a message that says what to do. The function names it."""

    table: Table
    row: Row
    column: str | None
    message: str

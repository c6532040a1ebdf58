"""The differences between two sides of a table: which rows were added, removed and changed, read from the database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import pyarrow as pa

from scripts.diff.sides import Side

FETCH = 2_000  # rows held at a time
NUMBERS = {"integer", "number", "year"}
Cells = dict[str, str | None]  # canonical text by column; None: missing


class Rename(NamedTuple):
    """Two columns that may be one: `same` of the `rows` in which either is filled agree. A guess, not a finding."""

    old: str
    new: str
    same: int
    rows: int


class Change(NamedTuple):
    """A row that both sides have, and its cells that differ: old and new by column."""

    key: Cells
    cells: dict[str, tuple[str | None, str | None]]


def cell(place: int) -> str:
    """The name of a column in the database: names of fields may differ in case alone, which SQL ignores."""
    return f"c{place}"


def join_on(cells: Sequence[str], left: str = "o", right: str = "n") -> str:
    return " AND ".join(f"{left}.{part} = {right}.{part}" for part in cells)


class TableShape:
    """The columns of both sides as one list, the old ones first, and the key by which rows are matched."""

    def __init__(self, name: str, old: Side | None, new: Side | None) -> None:
        self.name, self.old, self.new = name, old, new
        before, after = old.columns if old else (), new.columns if new else ()
        self.fields = list(dict.fromkeys([*before, *after]))
        self.removed = [field for field in before if new and field not in after]
        self.added = [field for field in after if old and field not in before]
        self.key = _shared_key(old, new, {*before} & {*after} if old and new else {*self.fields})

    def alike(self, gone: str, come: str) -> bool:
        """Whether two columns are described by the same words and conditions, whatever they are called."""
        told = (dict(side.field(name)) for side, name in ((self.old, gone), (self.new, come)) if side)
        old, new = ({key: value for key, value in one.items() if key not in ("name", "title")} for one in told)
        return old == new

    def table(self, what: str, side: str) -> str:
        return f"{self.name}_{what}_{side}"

    def cell(self, field: str) -> str:
        return cell(self.fields.index(field))

    @property
    def key_cells(self) -> list[str]:
        return [self.cell(field) for field in self.key]

    def columns(self, before: str = "", after: str = "") -> list[str]:
        return [f"{before}{cell(place)}{after}" for place in range(len(self.fields))]

    @property
    def joined(self) -> str:
        """The rows that have a partner, old beside new."""
        old, new = self.table("cells", "old"), self.table("cells", "new")
        return f"{self.table('pairs', '')} p JOIN {old} o ON o.row = p.old JOIN {new} n ON n.row = p.new"

    @staticmethod
    def of(batch: pa.Table, field: str) -> pa.ChunkedArray:
        """A column of a side; one that it lacks is missing in every row."""
        if field in batch.column_names:
            return batch[field]
        return pa.chunked_array([pa.nulls(batch.num_rows, pa.string())])

    def ordered(self, alias: str) -> str:
        """By key, numbers by size and text by code point, what is missing first; then by all other cells."""
        sides = [side for side in (self.old, self.new) if side]
        numbers = {field["name"] for side in sides for field in side.resource.fields if field.get("type") in NUMBERS}
        parts = []
        for field in [*self.key, *(field for field in self.fields if field not in self.key)]:
            if field in numbers:
                parts.append(f"TRY_CAST({alias}.{self.cell(field)} AS DOUBLE) NULLS FIRST")
            parts.append(f"{alias}.{self.cell(field)} NULLS FIRST")
        return ", ".join(parts)


def _shared_key(old: Side | None, new: Side | None, shared: set[str]) -> tuple[str, ...]:
    """The primary key; of two different ones the shorter whose columns both sides have, so that order plays no part."""
    keys = {side.resource.primary_key for side in (old, new) if side}
    usable = [key for key in keys if key and set(key) <= shared]
    return min(usable, key=lambda key: (len(key), key), default=())


@dataclass(frozen=True)
class RowDiff:
    """The rows of a table that differ. The lists are read from the database as they are gone through, by key."""

    db: Any
    shape: TableShape
    renames: Sequence[Rename]

    @property
    def key(self) -> tuple[str, ...]:
        return self.shape.key

    @cached_property
    def compared(self) -> list[str]:
        """The columns whose cells are listed: not those of a rename without a single doubt, which says it all."""
        sure = {name for one in self.renames if one.same == one.rows > 0 for name in (one.old, one.new)}
        return [field for field in self.shape.fields if field not in sure]

    @cached_property
    def changed_cells(self) -> dict[str, int]:
        """How many cells changed in each column that has any, in the columns' order."""
        counts = ", ".join(f"count(*) FILTER ({self._differs(field)})" for field in self.compared)
        row = self.db.execute(f"SELECT {counts} FROM {self.shape.joined}").fetchone() if counts else ()
        return {field: count for field, count in zip(self.compared, row, strict=True) if count}

    @cached_property
    def added(self) -> int:
        return self._count(self._alone("new"))

    @cached_property
    def removed(self) -> int:
        return self._count(self._alone("old"))

    @cached_property
    def changed(self) -> int:
        return self._count(f"FROM {self.shape.joined} WHERE {self._any_differs}")

    @cached_property
    def unpaired(self) -> int:
        """How many of the added and removed rows have no key, or one that stands in several rows of a side."""
        if not self.key:
            return 0
        empty = " OR ".join(f"o.{part} IS NULL" for part in self.shape.key_cells)
        known = f"SELECT 1 FROM {self.shape.table('repeated', '')} n WHERE {join_on(self.shape.key_cells)}"
        return sum(
            self._count(f"FROM {self.shape.table('cells', side)} o WHERE {empty} OR EXISTS ({known})")
            for side in ("old", "new")
        )

    def rows_added(self) -> Iterator[Cells]:
        return self._rows("new", list(self.shape.new.columns if self.shape.new else ()))

    def rows_removed(self) -> Iterator[Cells]:
        return self._rows("old", list(self.shape.old.columns if self.shape.old else ()))

    def rows_changed(self) -> Iterator[Change]:
        columns = ", ".join([*self.shape.columns("o."), *self.shape.columns("n.")])
        from_ = f"FROM {self.shape.joined} WHERE {self._any_differs} ORDER BY {self.shape.ordered('o')}"
        fields, width = self.shape.fields, len(self.shape.fields)
        for row in self._fetch(f"SELECT {columns} {from_}"):
            old, new = dict(zip(fields, row[:width], strict=True)), dict(zip(fields, row[width:], strict=True))
            cells = {name: (old[name], new[name]) for name in self.compared if old[name] != new[name]}
            yield Change({name: old[name] for name in self.key}, cells)

    def vanished(self) -> Iterator[str]:
        """The ids that no row has any more, in a table whose old key is one column."""
        key = self.shape.old.resource.primary_key if self.shape.old else ()
        if len(key) != 1:
            return
        id_ = self.shape.cell(key[0])
        new = self.shape.table("cells", "new")
        alone = f"{self._alone('old')} AND o.{id_} IS NOT NULL"
        for row in self._fetch(
            f"SELECT DISTINCT o.{id_} {alone} AND o.{id_} NOT IN (SELECT {id_} FROM {new} WHERE {id_} IS NOT NULL)"
            " ORDER BY 1"
        ):
            yield row[0]

    def _rows(self, side: str, columns: list[str]) -> Iterator[Cells]:
        alias = side[0]
        cells = ", ".join(f"{alias}.{self.shape.cell(name)}" for name in columns) or "NULL"  # no such side, no rows
        for row in self._fetch(f"SELECT {cells} {self._alone(side)} ORDER BY {self.shape.ordered(alias)}"):
            yield dict(zip(columns, row, strict=True))

    def _alone(self, side: str) -> str:
        """The rows of a side that have no partner."""
        table, alias = self.shape.table("cells", side), side[0]
        return f"FROM {table} {alias} WHERE {alias}.row NOT IN (SELECT {side} FROM {self.shape.table('pairs', '')})"

    def _differs(self, field: str) -> str:
        return f"o.{self.shape.cell(field)} IS DISTINCT FROM n.{self.shape.cell(field)}"

    @property
    def _any_differs(self) -> str:
        return " OR ".join(self._differs(field) for field in self.compared) or "false"

    def _count(self, from_: str) -> int:
        return int(self.db.execute(f"SELECT count(*) {from_}").fetchone()[0])

    def _fetch(self, sql: str) -> Iterator[tuple[Any, ...]]:
        cursor = self.db.cursor().execute(sql)
        while rows := cursor.fetchmany(FETCH):
            yield from rows

"""The package's tables as rows of text, with the rows that record files add, found by their cells."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from schemas.canonical import to_csv
from schemas.package import Package, Resource
from schemas.problems import CannotRunError
from schemas.scan import read_table

Row = dict[str, str | None]
SERIALS = {
    "passages": "p",
    "claims": "c",
    "agreement_milestones": "m",
    "relations": "r",
    "positions": "s",
    "evidence": "v",
}


@dataclass(frozen=True)
class NewRow:
    """A row to add: where it comes from, and for typed cells their line and key; `before` where it fills another."""

    table: str
    row: Row
    file: str
    line: int
    places: Mapping[str, tuple[int, str]]
    before: Row | None = None


@dataclass
class Store:
    """All rows by table, with those of `new`. No row is changed: one that is filled is replaced."""

    resources: Mapping[str, Resource]
    rows: dict[str, list[Row]]
    new: list[NewRow] = field(default_factory=list)
    _indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[str | None, ...], list[Row]]] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)

    def all(self, table: str, /, **cells: str | None) -> list[Row]:
        """The rows with these cells, in the order in which they came."""
        columns = tuple(sorted(cells))
        index = self._indexes.get((table, columns))
        if index is None:
            index = self._indexes[table, columns] = {}
            for row in self.rows[table]:
                index.setdefault(tuple(row[column] for column in columns), []).append(row)
        return index.get(tuple(cells[column] for column in columns), [])

    def find(self, table: str, /, **cells: str | None) -> Row | None:
        """The first row with these cells."""
        return next(iter(self.all(table, **cells)), None)

    def add(self, new: NewRow) -> None:
        self.new.append(new)
        self.rows[new.table].append(new.row)
        for (table, columns), index in self._indexes.items():
            if table == new.table:
                index.setdefault(tuple(new.row[column] for column in columns), []).append(new.row)

    def fill(self, new: NewRow) -> None:
        """Puts a row in the place of the one that it fills."""
        rows = self.rows[new.table]
        rows[next(at for at, row in enumerate(rows) if row is new.before)] = new.row
        self.new.append(new)
        self._indexes = {key: index for key, index in self._indexes.items() if key[0] != new.table}

    def next_id(self, table: str) -> str:
        """The next serial: above all that are in use or were retired."""
        if table not in self._last:
            column = self.key(table)[0]
            used = [row[column] for row in self.rows[table]]
            used += [row["id"] for row in self.rows["retired_ids"] if row["table"] == table]
            self._last[table] = max((int(value[1:]) for value in used if value and value[1:].isdecimal()), default=0)
        self._last[table] += 1
        return f"{SERIALS[table]}{self._last[table]:05}"

    def is_retired(self, table: str, slug: str) -> bool:
        return bool(self.all("retired_ids", table=table, id=slug))

    def key(self, table: str) -> tuple[str, ...]:
        return self.resources[table].primary_key

    def columns(self, table: str) -> list[str]:
        return self.resources[table].columns

    def copy(self) -> "Store":
        """The same rows, to which others can be added."""
        return Store(self.resources, {table: list(rows) for table, rows in self.rows.items()}, list(self.new))

    def ordered(self, table: str) -> list[Row]:
        """The rows in canonical order: by key, whole numbers by size."""
        numbers = {field["name"] for field in self.resources[table].fields if field["type"] == "integer"}
        return sorted(
            self.rows[table], key=lambda row: [_sort_key(row[name], name in numbers) for name in self.key(table)]
        )

    def files(self) -> dict[str, bytes]:
        """The content of each table's file that rows are added to, by table."""
        changed = dict.fromkeys(new.table for new in self.new)
        return {table: self.as_csv(table, self.ordered(table)) for table in changed}

    def as_csv(self, table: str, rows: list[Row]) -> bytes:
        columns = self.columns(table)
        return to_csv(columns, [[row[column] for column in columns] for row in rows])

    def as_line(self, table: str, row: Row) -> str:
        """A row as the file has it."""
        return self.as_csv(table, [row]).decode().splitlines()[1]


def _sort_key(cell: str | None, number: bool) -> tuple[bool, int, str]:
    if cell is None:
        return (False, 0, "")
    return (True, int(cell), "") if number and cell.isdecimal() else (True, 0, cell)


def read_store(package: Package) -> Store:
    """The tables of a package. Raises CannotRunError where one can't be read without a doubt."""
    rows = {resource.name: list(_rows(resource)) for resource in package.resources}
    return Store({resource.name: resource for resource in package.resources}, rows)


def _rows(resource: Resource) -> Iterator[Row]:
    if len(resource.files) > 1:
        raise CannotRunError(f"{resource.name}: rows can be added to a table in one file only")
    table, problems = read_table(resource)
    if problems:
        raise CannotRunError(f"{problems[0]}; mend it first (`validate` lists all)")
    yield from table.text.select(resource.columns).to_pylist()

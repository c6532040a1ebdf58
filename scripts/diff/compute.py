"""The difference of two packages: what their descriptors say differently, and the rows of each table that differ."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb

from schemas.package import Package, Resource
from schemas.problems import CannotRunError
from schemas.scan import read_table
from scripts.diff.descriptors import DescriptorChange, changes
from scripts.diff.rows import RowStore
from scripts.diff.sides import Side, open_side
from scripts.diff.tables import RowDiff

RETIRED = "retired_ids"


@dataclass(frozen=True)
class Difference:
    """How `new` differs from `old`. `tables` holds those with rows that differ, by name, in the names' order."""

    old: Package
    new: Package
    changes: Sequence[DescriptorChange]
    tables: Mapping[str, RowDiff]

    def __bool__(self) -> bool:
        return bool(self.changes or self.tables)

    def successors(self) -> dict[tuple[str, str], str | None]:
        """The retired ids of the new package, by table and id, each with the id that took its place if one did."""
        return {key: replaced for key, (replaced, _) in self.retired().items()}

    def retired(self) -> dict[tuple[str, str], tuple[str | None, str | None]]:
        """The retired ids of the new package by table and id: what took its place, and since which version."""
        found = table_of(self.new, RETIRED)
        if found is None or not {"table", "id", "replaced_by", "retired_in"} <= set(found.columns):
            return {}
        rows = read_table(found)[0].text.to_pylist()
        return {(row["table"], row["id"]): (row["replaced_by"], row["retired_in"]) for row in rows}


def table_of(package: Package, name: str) -> Resource | None:
    """A table of a package by its name."""
    return next((resource for resource in package.resources if resource.name == name), None)


@contextmanager
def compared(old: Package, new: Package) -> Iterator[Difference]:
    """The difference of two packages, to be read before the context ends.

    Raises CannotRunError where a table can't be read without loss.
    """
    names = sorted({resource.name for package in (old, new) for resource in package.resources})
    try:
        with RowStore() as store:
            found = {name: store.compare(*_sides(name, old, new)) for name in names}
            tables = {name: rows for name, rows in found.items() if rows and _differs(rows)}
            yield Difference(old, new, changes(old, new), tables)
    except duckdb.Error as error:
        raise CannotRunError(f"the comparison failed: {str(error).splitlines()[0]}") from None


def _sides(name: str, old: Package, new: Package) -> tuple[Side | None, Side | None]:
    before, after = table_of(old, name), table_of(new, name)
    return (open_side(before) if before else None), (open_side(after) if after else None)


def _differs(rows: RowDiff) -> bool:
    """Not where all that is left are cells of a column that was surely renamed."""
    return bool(rows.added or rows.removed or rows.changed or rows.renames)

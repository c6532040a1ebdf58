"""What a difference means for the version number, by the Data Package version recipe.

Source: https://datapackage.org/recipes/data-package-version/. Where this departs from it, docs/versioning.md says why.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from scripts.diff.compute import Difference
from scripts.diff.descriptors import DescriptorChange


class Level(IntEnum):
    """How far a difference raises the version; the higher one wins."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3

    def __str__(self) -> str:
        return self.name.lower()


OF_DESCRIPTORS: Mapping[str, Level] = {
    "package-renamed": Level.MAJOR,
    "license-changed": Level.MAJOR,
    "package-described": Level.PATCH,
    "version": Level.NONE,
    "table-added": Level.MINOR,
    "table-removed": Level.MAJOR,
    "table-described": Level.PATCH,
    "relocated": Level.NONE,
    "field-added": Level.MAJOR,
    "field-removed": Level.MAJOR,
    "fields-reordered": Level.MAJOR,
    "field-retyped": Level.MAJOR,
    "field-described": Level.PATCH,
    "constraint-tightened": Level.MAJOR,
    "constraint-loosened": Level.MINOR,
    "enum-reordered": Level.PATCH,
    "key-changed": Level.MAJOR,
    "reference-changed": Level.MINOR,
    "missing-values-changed": Level.MAJOR,
}
ROWS_ADDED, CELLS_CHANGED = Level.MINOR, Level.PATCH
ROWS_REMOVED = Level.PATCH  # of a table without ids, to which nothing can refer
ID_SUCCEEDED, ID_GONE = Level.MINOR, Level.MAJOR


def bump(difference: Difference) -> Level:
    """By how much the version has to rise."""
    return max(reasons(difference).values(), default=Level.NONE)


def reasons(difference: Difference) -> dict[str, Level]:
    """What raises the version, each with its level: names of changes, and what happened to the rows of a table."""
    found = {_told(change): OF_DESCRIPTORS[change.what] for change in difference.changes}
    successors = difference.successors()
    for name, rows in difference.tables.items():
        told = {
            "rows added": ROWS_ADDED if rows.added else Level.NONE,
            "rows corrected": CELLS_CHANGED if rows.changed else Level.NONE,
            "rows removed": ROWS_REMOVED if rows.removed else Level.NONE,
            "ids removed": max((_of_id(successors, name, id_) for id_ in rows.vanished()), default=Level.NONE),
        }
        found |= {f"{name}: {what}": level for what, level in told.items() if level}
    return found


def _told(change: DescriptorChange) -> str:
    place = ".".join(part for part in (change.table, change.field, change.property) if part)
    return f"{place}: {change.what.replace('-', ' ')}"


def _of_id(successors: Mapping[tuple[str, str], Any], table: str, id_: str) -> Level:
    return ID_SUCCEEDED if successors.get((table, id_)) else ID_GONE

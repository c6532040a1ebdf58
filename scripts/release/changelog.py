"""The CHANGELOG: which releases it lists, and a draft of the next one from what the difference says.

Form: Keep a Changelog (https://keepachangelog.com/en/1.1.0/), with Data and Schema above Tooling.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from schemas.problems import CannotRunError
from scripts.diff.compute import Difference
from scripts.diff.descriptors import DescriptorChange
from scripts.diff.tables import Cells, RowDiff
from scripts.release.versions import Version, parse

NAMED = 5  # rows that a line of the draft names
_HEADING = re.compile(r"##\s+\[?v?([0-9][^\]\s]*)\]?(?:\s.*)?")
_WORDS = {
    "added": "Added", "removed": "Removed", "reordered": "Moved", "renamed": "Renamed", "tightened": "Stricter",
    "loosened": "Looser",
}  # fmt: skip


def releases(path: Path) -> list[Version]:
    """The versions that a CHANGELOG lists, topmost first; what is unreleased has none.

    Raises CannotRunError where it can't be read or a heading holds what is no version.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CannotRunError(f"{path}: cannot be read: {error}") from None
    found = [match[1] for line in _outside_code(lines) if (match := _HEADING.fullmatch(line.rstrip()))]
    versions = {text: parse(text) for text in found}
    if None in versions.values():
        wrong = next(text for text, version in versions.items() if version is None)
        raise CannotRunError(f"{path}: {wrong!r} in a heading is no version of three numbers")
    return [version for version in versions.values() if version]


def _outside_code(lines: Iterable[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        inside ^= line.lstrip().startswith("```")
        if not inside:
            yield line


def draft(difference: Difference, version: Version) -> str:
    """The entry of a release, to be put into words by a person. It is dated by the package, not by a clock."""
    day = str(difference.new.descriptor.get("created") or "YYYY-MM-DD")[:10]
    told = {"Data": _data(difference), "Schema": _schema(difference)}
    parts = {title: [f"- {line}" for line in lines] for title, lines in told.items()}
    sections = [
        f"### {title}\n\n" + "\n".join(f"- {line}" for line in lines) for title, lines in parts.items() if lines
    ]
    return "\n\n".join([f"## [{version}] - {day}", *sections]) + "\n"


def _data(difference: Difference) -> Iterator[str]:
    for name, rows in difference.tables.items():
        if rows.added:
            yield f"Added: {_rows(rows.added, name)}{_named(rows.rows_added(), rows.added, rows)}."
        if rows.changed:
            columns = ", ".join(f"`{column}`" for column in rows.changed_cells)
            keys = (change.key for change in rows.rows_changed())
            yield f"Corrected: {columns} in {_rows(rows.changed, name)}{_named(keys, rows.changed, rows)}."
        if rows.removed:
            yield f"Removed: {_rows(rows.removed, name)}{_named(rows.rows_removed(), rows.removed, rows)}."
    for change in difference.changes:
        if change.table is None and change.what != "version":
            yield f"Changed: `{change.property}` of the package."


def _rows(count: int, table: str) -> str:
    return f"{count} row{'s' if count > 1 else ''} of `{table}`"


def _named(rows: Iterable[Cells], count: int, diff: RowDiff) -> str:
    """The first rows by key."""
    if not diff.key:
        return ""
    keys = ["/".join(row[name] or "" for name in diff.key) for row in islice(rows, NAMED)]
    more = f" and {count - NAMED} more" if count > NAMED else ""
    return f": {', '.join(f'`{key}`' for key in keys)}{more}"


def _schema(difference: Difference) -> Iterator[str]:
    """One line for each thing that changed, however many words of its description did."""
    lines = (_line(change) for change in difference.changes if change.table is not None)
    yield from dict.fromkeys(lines)


def _line(change: DescriptorChange) -> str:
    word = _WORDS.get(change.what.split("-")[-1], "Changed")
    place = f"`{change.table}`" if change.field is None else f"`{change.table}.{change.field}`"
    if change.what in ("table-added", "table-removed", "field-added", "field-removed"):
        return f"{word}: {'table' if change.field is None else 'column'} {place}."
    if change.what == "fields-reordered":
        return f"{word}: columns of {place}."
    return f"{word}: `{change.property}` of {place}."

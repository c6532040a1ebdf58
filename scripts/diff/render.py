"""A difference written down, piece by piece, so that a million changed rows need no more memory than one.

Cells are in canonical text; what comes from a package is escaped for the format, so that no cell can pose as
something else.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from scripts.diff.compute import Difference
from scripts.diff.descriptors import DescriptorChange
from scripts.diff.levels import OF_DESCRIPTORS, bump
from scripts.diff.tables import Cells, Change, Rename, RowDiff

MISSING = "(missing)"
ROW_KINDS = ("removed", "added", "changed")


def as_text(difference: Difference, limit: int | None = None) -> Iterator[str]:
    """A line a change, tables by name: `-` removed, `+` added, `~` changed, old before new. At most `limit` a list."""
    for change in difference.changes:
        yield f"! {_told(change, _plain)}\n"
    for name, rows in difference.tables.items():
        key = f"by {', '.join(rows.key)}" if rows.key else "without a key in common"
        yield f"{_plain(name)} ({_plain(key)}): {_counts(rows)}\n"
        yield from (f"  ? {_rename(rename, _plain)}\n" for rename in rows.renames)
        for kind in ROW_KINDS:
            yield from (f"  {line}\n" for line in _limited(_lines(rows, kind), getattr(rows, kind), limit))
    yield f"{_summary(difference)}\n"


def _lines(rows: RowDiff, kind: str) -> Iterator[str]:
    if kind == "changed":
        yield from (f"~ {_pairs(change.key, _plain)}: {_cells(change, _plain)}" for change in rows.rows_changed())
    else:
        sign = {"added": "+", "removed": "-"}[kind]
        yield from (f"{sign} {_pairs(row, _plain)}" for row in _rows_of(rows, kind))


def as_markdown(difference: Difference, limit: int | None = None) -> Iterator[str]:
    """The same for a comment on a pull request or a release page."""
    yield f"## {_marked(_versions(difference))}\n\n{_marked(_summary(difference))}\n"
    if difference.changes:
        yield "\n### Descriptor and schemas\n\n"
        yield from (f"- {_told(change, _marked)}\n" for change in difference.changes)
    for name, rows in difference.tables.items():
        yield f"\n### {_marked(name)}\n\n{_counts(rows)}\n"
        yield from (f"\n{_marked(_rename(rename, str))}\n" for rename in rows.renames)
        for kind in ROW_KINDS:
            if total := getattr(rows, kind):
                yield f"\n| {kind} | cells |\n| --- | --- |\n"
                yield from (f"{line}\n" for line in _limited(_table_lines(rows, kind), total, limit))


def _table_lines(rows: RowDiff, kind: str) -> Iterator[str]:
    if kind == "changed":
        yield from (f"| {_pairs(change.key, _marked)} | {_cells(change, _marked)} |" for change in rows.rows_changed())
    for row in _rows_of(rows, kind) if kind != "changed" else ():
        key = {name: row[name] for name in rows.key}
        rest = {name: value for name, value in row.items() if name not in key}
        yield f"| {_pairs(key, _marked)} | {_pairs(rest, _marked)} |"


def as_json(difference: Difference, limit: int | None = None) -> Iterator[str]:
    """One JSON object; a row a line. `truncated`: some list is cut at the limit, its count is not."""
    head = {
        "format_version": 1,
        "equal": not difference,
        "bump": str(bump(difference)),
        "old": _package(difference.old.descriptor),
        "new": _package(difference.new.descriptor),
        "rows": {kind: _total(difference, kind) for kind in ROW_KINDS},
        "truncated": limit is not None
        and any(getattr(rows, kind) > limit for rows in difference.tables.values() for kind in ROW_KINDS),
        "metadata": [_change(change) for change in difference.changes if _is_metadata(change)],
        "schema": [_change(change) for change in difference.changes if not _is_metadata(change)],
    }
    yield f'{_json(head, 2)[:-2]},\n  "tables": {{'
    for number, (name, rows) in enumerate(difference.tables.items()):
        yield f"{',' if number else ''}\n    {_json(name)}: {{\n"
        yield from _json_table(rows, limit)
        yield "    }"
    yield "\n  }\n}\n" if difference.tables else "}\n}\n"


def _json_table(rows: RowDiff, limit: int | None) -> Iterator[str]:
    told = {
        "key": list(rows.key),
        "counts": {kind: getattr(rows, kind) for kind in ROW_KINDS},
        "changed_fields": rows.changed_cells,
        "unpaired": rows.unpaired,
        "suggested_renames": [rename._asdict() for rename in rows.renames],
    }
    yield from (f"      {_json(key)}: {_json(value)},\n" for key, value in told.items())
    for kind in ROW_KINDS:
        yield f"      {_json(kind)}: ["
        listed = map(_changed, rows.rows_changed()) if kind == "changed" else _rows_of(rows, kind)
        number = 0
        for number, row in enumerate(islice(listed, limit), start=1):
            yield f"{',' if number > 1 else ''}\n        {_json(row)}"
        end = "" if kind == ROW_KINDS[-1] else ","
        yield f"\n      ]{end}\n" if number else f"]{end}\n"


def _changed(change: Change) -> dict[str, Any]:
    fields = [{"field": name, "old": old, "new": new} for name, (old, new) in change.cells.items()]
    return {"key": change.key, "fields": fields}


def _change(change: DescriptorChange) -> dict[str, Any]:
    return {**change._asdict(), "level": str(OF_DESCRIPTORS[change.what])}


def _is_metadata(change: DescriptorChange) -> bool:
    return change.table is None or change.what in ("relocated", "table-described", "field-described")


def _package(descriptor: Any) -> dict[str, Any]:
    return {"name": descriptor.get("name"), "version": descriptor.get("version")}


def _json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _rows_of(rows: RowDiff, kind: str) -> Iterator[Cells]:
    return rows.rows_added() if kind == "added" else rows.rows_removed()


def _limited(lines: Iterable[str], total: int, limit: int | None) -> Iterator[str]:
    yield from islice(lines, limit)
    if limit is not None and total > limit:
        yield f"… and {total - limit} more (--limit lists more)"


def _told(change: DescriptorChange, escape: Callable[[str], str]) -> str:
    """What changed and where, then old and new as JSON where there is more to say than that it came or went."""
    place = [escape(part) for part in (change.table, change.field, change.property) if part]
    words = f"{'.'.join(place)}: {change.what.replace('-', ' ')}" if place else change.what.replace("-", " ")
    if change.what in ("table-added", "table-removed", "field-added", "field-removed"):
        return words
    old, new = (MISSING if side is None else escape(_json(side)) for side in (change.old, change.new))
    return f"{words}: {old} → {new}"


def _rename(rename: Rename, escape: Callable[[str], str]) -> str:
    told = f"the same in {rename.same} of {rename.rows} rows" if rename.rows else "they are described alike"
    return f"perhaps {escape(rename.old)} was renamed to {escape(rename.new)}: {told}"


def _pairs(row: Cells, escape: Callable[[str], str]) -> str:
    return ", ".join(f"{escape(name)}={escape(value)}" for name, value in row.items() if value is not None)


def _cells(change: Change, escape: Callable[[str], str]) -> str:
    shown = {name: [MISSING if side is None else escape(side) for side in both] for name, both in change.cells.items()}
    return ", ".join(f"{escape(name)}: {old} → {new}" for name, (old, new) in shown.items())


def _counts(rows: RowDiff) -> str:
    told = f"rows: {rows.added} added, {rows.removed} removed, {rows.changed} changed"
    return f"{told}; {rows.unpaired} of them have no key of their own" if rows.unpaired else told


def _summary(difference: Difference) -> str:
    if not difference:
        return "no difference"
    added, removed, changed = (_total(difference, kind) for kind in ("added", "removed", "changed"))
    tables = "1 table" if len(difference.tables) == 1 else f"{len(difference.tables)} tables"
    rows = f"rows: {added} added, {removed} removed, {changed} changed in {tables}"
    return f"{rows}; {len(difference.changes)} changes of descriptor and schemas; version: {bump(difference)}"


def _versions(difference: Difference) -> str:
    told = (_package(side.descriptor) for side in (difference.old, difference.new))
    return " → ".join(f"{one['name']} {one['version'] or '(no version)'}" for one in told)


def _total(difference: Difference, kind: str) -> int:
    return sum(getattr(rows, kind) for rows in difference.tables.values())


def _plain(text: str) -> str:
    """Text on one line, with nothing in it that a terminal obeys."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)


def _marked(text: str) -> str:
    """Text in which Markdown and HTML find nothing to do."""
    plain = _plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{char}" if char in "\\`*_[]|~#!@" else char for char in plain)


FORMATS = {"text": as_text, "markdown": as_markdown, "json": as_json}

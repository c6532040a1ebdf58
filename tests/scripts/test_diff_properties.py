"""What holds for any two tables: nothing differs from itself, every row is told once."""

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scripts.diffing import rows_told, schema

COLUMNS = ("id", "n", "text", "note")
SHAPE = schema("id", "n:number", "text", "note")
Row = tuple[str, ...]

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)
NUMBERS = st.sampled_from(["", "0", "10", "10.0", "1e1", "-3.50", "-3.5", "x", "00.1", ".1"])
ROWS = st.tuples(st.sampled_from(["", "a", "b", "c", "d"]), NUMBERS, CELLS, st.sampled_from(["", "p", "q"]))
TABLES = st.lists(ROWS, max_size=6)
CANONICAL = {"10.0": "10", "1e1": "10", "-3.50": "-3.5", "00.1": "0.1", ".1": "0.1"}


def text_of(rows: Sequence[Row], columns: Sequence[str] = COLUMNS, quoting: Any = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n", quoting=quoting)
    writer.writerow(columns)
    writer.writerows([row[COLUMNS.index(column)] for column in columns] for row in rows)
    return out.getvalue()


def difference(old: str, new: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return rows_told(Path(folder), old, new, SHAPE)


def meant(row: Row) -> tuple[str | None, ...]:
    return (row[0] or None, CANONICAL.get(row[1], row[1]) or None, row[2] or None, row[3] or None)


def expected(old: Sequence[Row], new: Sequence[Row]) -> tuple[Counter[Any], Counter[Any], dict[str, tuple[Any, Any]]]:
    """The rows removed and added, and those changed by key: worked out from the words of docs/versioning.md."""
    before, after = [meant(row) for row in old], [meant(row) for row in new]
    removed, added = Counter(before) - Counter(after), Counter(after) - Counter(before)
    once = [{row[0]: row for row in rows if [one[0] for one in rows].count(row[0]) == 1} for rows in (before, after)]
    shared = {key for key in once[0].keys() & once[1].keys() if key is not None}
    changed = {str(key): (once[0][key], once[1][key]) for key in shared if once[0][key] != once[1][key]}
    gone, come = (Counter(pair[side] for pair in changed.values()) for side in (0, 1))
    return removed - gone, added - come, changed


def listed(found: dict[str, Any], kind: str) -> Counter[Any]:
    return Counter(tuple(row.values()) for row in found.get(kind, ()))


@settings(max_examples=25, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_and_quotes_make_no_difference(rows: list[Row], random: Any) -> None:
    other, columns = random.sample(rows, len(rows)), random.sample(COLUMNS, len(COLUMNS))
    assert difference(text_of(rows), text_of(other, columns, csv.QUOTE_ALL)) == {}


@settings(max_examples=60, deadline=None)
@given(TABLES, TABLES, st.booleans())
def test_every_row_is_told_once_and_paired_only_where_its_key_is_its_own(
    old: list[Row], new: list[Row], turned: bool
) -> None:
    found = difference(text_of(old), text_of(new, COLUMNS[::-1] if turned else COLUMNS))
    removed, added, changed = expected(old, new)
    assert (listed(found, "removed"), listed(found, "added")) == (removed, added)
    cells = {
        key: {name: pair for name, *pair in zip(COLUMNS, *rows, strict=True) if pair[0] != pair[1]}
        for key, rows in changed.items()
    }
    assert cells == {
        change["key"]["id"]: {cell["field"]: [cell["old"], cell["new"]] for cell in change["fields"]}
        for change in found.get("changed", ())
    }


@settings(max_examples=25, deadline=None)
@given(TABLES, TABLES)
def test_a_difference_turned_round_is_the_difference_of_new_and_old(old: list[Row], new: list[Row]) -> None:
    one, other = difference(text_of(old), text_of(new)), difference(text_of(new), text_of(old))
    assert (one.get("added"), one.get("removed")) == (other.get("removed"), other.get("added"))
    assert one.get("unpaired") == other.get("unpaired")
    assert [
        (change["key"], [(cell["field"], cell["new"], cell["old"]) for cell in change["fields"]])
        for change in one.get("changed", ())
    ] == [
        (change["key"], [(cell["field"], cell["old"], cell["new"]) for cell in change["fields"]])
        for change in other.get("changed", ())
    ]

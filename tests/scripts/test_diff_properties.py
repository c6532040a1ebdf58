"""What holds for any two tables: nothing differs from itself, a difference can be applied, and turned round."""

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


def applied(found: dict[str, Any], rows: Sequence[Row], new: Sequence[Row]) -> Counter[tuple[str | None, ...]]:
    """The rows after the difference has been applied to them.

    Where several rows share a key and fit a change, it is meant for one that the new rows no longer have.
    """
    staying = Counter(meant(row) for row in new)
    result = Counter(meant(row) for row in rows)
    removed = Counter(tuple(row.values()) for row in found.get("removed", ()))
    assert removed <= result
    result -= removed
    for change in found.get("changed", ()):
        old = [one for one in result if one[0] == change["key"]["id"] and fits(change, one)]
        old.sort(key=lambda one: staying[one] - result[one])
        cells = dict(zip(COLUMNS, old[0], strict=True)) | {one["field"]: one["new"] for one in change["fields"]}
        result[old[0]] -= 1
        result[tuple(cells.values())] += 1
    return +result + Counter(tuple(row.values()) for row in found.get("added", ()))


def fits(change: dict[str, Any], row: tuple[str | None, ...]) -> bool:
    cells = dict(zip(COLUMNS, row, strict=True))
    return all(cells[one["field"]] == one["old"] for one in change["fields"])


@settings(max_examples=25, deadline=None)
@given(TABLES, st.randoms(use_true_random=False))
def test_order_of_rows_and_columns_and_quotes_make_no_difference(rows: list[Row], random: Any) -> None:
    other, columns = random.sample(rows, len(rows)), random.sample(COLUMNS, len(COLUMNS))
    assert difference(text_of(rows), text_of(other, columns, csv.QUOTE_ALL)) == {}


@settings(max_examples=40, deadline=None)
@given(TABLES, TABLES)
def test_a_difference_applied_to_the_old_rows_gives_the_new_ones(old: list[Row], new: list[Row]) -> None:
    assert applied(difference(text_of(old), text_of(new)), old, new) == Counter(meant(row) for row in new)


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

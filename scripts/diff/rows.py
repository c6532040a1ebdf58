"""Rows of two sides of a table compared by key, in DuckDB, in bounded memory: what does not fit goes to disk.

Rows of equal bytes are struck out first, on digests alone; only what is left is read into cells. There a row is its
digest too, each struck out as often as it occurs on both sides, so that neither repeated keys nor a table without a
key can hide a row. What is left is a changed row where its key stands in one row of each side, counting those struck
out; the rest was added or removed.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from scripts.diff.sides import Side, same_bytes, same_form
from scripts.diff.tables import Rename, RowDiff, TableShape, cell, join_on

MEMORY = "400MB"  # of DuckDB; a block of each side is held beside it
SIGNS = {"old": 1, "new": -1}


class RowStore:
    """A database beside the comparison. Close it when the differences have been read."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._db = duckdb.connect(":memory:")
        self._db.execute(f"SET threads = 2; SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = false")
        self._db.execute("SET temp_directory = ?", [self._folder.name])
        self._tables = 0

    def __enter__(self) -> "RowStore":
        return self

    def __exit__(self, *_: object) -> None:
        self._db.close()
        self._folder.cleanup()

    def compare(self, old: Side | None, new: Side | None) -> RowDiff | None:
        """The rows that differ; None where the files are the same. A side that is None has no such table."""
        if old and new and same_bytes(old, new):
            return None
        self._tables += 1
        shape = TableShape(f"t{self._tables}", old, new)
        sides = {name: side for name, side in (("old", old), ("new", new)) if side}
        if old and new and same_form(old, new):
            self._each(self._load_lines, shape, sides)
            self._even(shape, "lines")
            self._each(self._load_left, shape, sides)
        else:
            self._each(self._load_all, shape, sides)
        self._even(shape, "cells")
        self._strike(shape)
        return self._paired(shape)

    def _each(self, load: Any, shape: TableShape, sides: Mapping[str, Side]) -> None:
        """Both sides at once, each with a connection of its own."""
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda name: load(self._db.cursor(), shape, name, sides.get(name)), SIGNS))

    def _load_lines(self, db: Any, shape: TableShape, name: str, side: Side) -> None:
        db.execute(f"CREATE TABLE {shape.table('lines', name)} (row BIGINT, digest UHUGEINT)")
        first = 0
        for lines in side.lines():
            self._insert(db, shape.table("lines", name), first, pa.table({"text": lines}), "md5_number(text)")
            first += len(lines)

    def _load_left(self, db: Any, shape: TableShape, name: str, side: Side) -> None:
        """The cells of the rows whose bytes the other side has not."""
        left = f"SELECT row FROM {shape.table('lines_left', name)} WHERE row >= ? AND row < ? ORDER BY row"

        def chosen(first: int, count: int) -> Sequence[int]:
            rows = db.execute(left, [first, first + count]).fetchnumpy()["row"]
            return [int(row) - first for row in rows]

        self._load(db, shape, name, side.cells(chosen))
        db.execute(f"DROP TABLE {shape.table('lines', name)}; DROP TABLE {shape.table('lines_left', name)}")

    def _load_all(self, db: Any, shape: TableShape, name: str, side: Side | None) -> None:
        self._load(db, shape, name, side.cells() if side else iter(()))

    def _load(self, db: Any, shape: TableShape, name: str, batches: Iterator[pa.Table]) -> None:
        target = shape.table("cells", name)
        db.execute(f"CREATE TABLE {target} (row BIGINT, digest UHUGEINT, {', '.join(shape.columns('', ' VARCHAR'))})")
        first = 0
        for batch in batches:
            cells = [shape.of(batch, field) for field in shape.fields]
            names = [cell(place) for place in range(len(cells))]
            rows = pa.table([*cells, _whole_row(cells)], [*names, "text"])
            self._insert(db, target, first, rows, f"md5_number(text), {', '.join(names)}")
            first += batch.num_rows

    def _insert(self, db: Any, target: str, first: int, rows: pa.Table, values: str) -> None:
        numbered = rows.append_column("row", pa.array(np.arange(first, first + rows.num_rows)))
        db.register("batch", numbered)
        db.execute(f"INSERT INTO {target} SELECT row, {values} FROM batch")
        db.unregister("batch")

    def _even(self, shape: TableShape, what: str) -> None:
        """Finds the rows that one side has more often than the other; which of several equal ones doesn't matter."""
        signed = (f"SELECT digest, {sign} AS sign FROM {shape.table(what, name)}" for name, sign in SIGNS.items())
        self._db.execute(
            "CREATE OR REPLACE TEMP TABLE uneven AS SELECT digest, sum(sign) AS surplus"
            f" FROM ({' UNION ALL '.join(signed)}) GROUP BY digest HAVING sum(sign) <> 0"
        )
        for name, sign in SIGNS.items():
            self._db.execute(
                f"CREATE TABLE {shape.table(f'{what}_left', name)} AS SELECT row FROM (SELECT row, {sign} * surplus AS"
                f" times, row_number() OVER (PARTITION BY digest ORDER BY row) AS nth FROM {shape.table(what, name)}"
                f" JOIN uneven USING (digest) WHERE {sign} * surplus > 0) WHERE nth <= times"
            )

    def _strike(self, shape: TableShape) -> None:
        """Leaves only the rows of which one side has more."""
        for name in SIGNS:
            cells, left = shape.table("cells", name), shape.table("cells_left", name)
            self._db.execute(f"DELETE FROM {cells} WHERE row NOT IN (SELECT row FROM {left}); DROP TABLE {left}")

    def _paired(self, shape: TableShape) -> RowDiff:
        pairs = shape.table("pairs", "")
        self._db.execute(f"CREATE TABLE {pairs} (old BIGINT, new BIGINT)")
        if shape.key:
            self._find_repeated(shape)
            old, new, repeated = shape.table("cells", "old"), shape.table("cells", "new"), shape.table("repeated", "")
            self._db.execute(
                f"INSERT INTO {pairs} SELECT o.row, n.row FROM {old} o JOIN {new} n ON {join_on(shape.key_cells)}"
                f" ANTI JOIN {repeated} r ON {join_on(shape.key_cells, 'o', 'r')}"
            )
        return RowDiff(self._db, shape, self._renames(shape))

    def _find_repeated(self, shape: TableShape) -> None:
        """The keys of rows that are left which stand in several rows of a side.

        What was struck out stands on both sides, so that only the old one is read again to find it.
        """
        key = ", ".join(shape.key_cells)
        filled = " AND ".join(f"{part} IS NOT NULL" for part in shape.key_cells)
        rows = (
            f"SELECT {key}, {sign} AS sign FROM {shape.table('cells', name)} WHERE {filled}"
            for name, sign in SIGNS.items()
        )
        self._db.execute(
            "CREATE OR REPLACE TEMP TABLE keys AS"
            f" SELECT {key}, sum(sign) AS surplus FROM ({' UNION ALL '.join(rows)}) GROUP BY {key};"
            f"CREATE OR REPLACE TEMP TABLE found AS SELECT {key} FROM keys LIMIT 0"
        )
        self._find_keys(shape)
        self._db.execute(
            f"CREATE TABLE {shape.table('repeated', '')} AS SELECT {key} FROM keys"
            f" LEFT JOIN (SELECT {key}, count(*) AS times FROM found GROUP BY {key}) USING ({key})"
            " WHERE coalesce(times, 0) + greatest(0, -surplus) > 1"  # in old, and what new has more of
        )

    def _find_keys(self, shape: TableShape) -> None:
        """Every place in the old rows at which one of the keys stands."""
        if shape.old is None or not self._db.execute("SELECT 1 FROM keys LIMIT 1").fetchall():
            return
        for batch in shape.old.cells(names=shape.key):
            self._db.register("batch", batch.rename_columns(shape.key_cells))
            key = ", ".join(shape.key_cells)
            self._db.execute(f"INSERT INTO found SELECT {key} FROM batch SEMI JOIN keys USING ({key})")
            self._db.unregister("batch")

    def _renames(self, shape: TableShape) -> list[Rename]:
        """Columns that one side lacks, each with the column of the other whose cells agree in most rows.

        Where no row tells, columns that are described alike.
        """
        lone = [(gone, come) for gone in shape.removed for come in shape.added]
        if not lone:
            return []
        agree = [f"o.{shape.cell(gone)} = n.{shape.cell(come)}" for gone, come in lone]
        filled = [f"coalesce(o.{shape.cell(gone)}, n.{shape.cell(come)}) IS NOT NULL" for gone, come in lone]
        counts = ", ".join(f"count(*) FILTER ({test})" for pair in zip(agree, filled, strict=True) for test in pair)
        row = self._db.execute(f"SELECT {counts} FROM {shape.joined}").fetchone()
        found = [Rename(*pair, row[2 * place], row[2 * place + 1]) for place, pair in enumerate(lone)]
        return _each_once([one for one in found if (2 * one.same >= one.rows if one.rows else shape.alike(*one[:2]))])


def _each_once(renames: Sequence[Rename]) -> list[Rename]:
    """The likeliest renames such that no column is in two; the order of old and new plays no part."""
    kept: list[Rename] = []
    for rename in sorted(renames, key=_likeliest):
        if not any(rename.old == one.old or rename.new == one.new for one in kept):
            kept.append(rename)
    return kept


def _likeliest(rename: Rename) -> tuple[object, ...]:
    return -rename.same / (rename.rows or 1), -rename.same, sorted((rename.old, rename.new))


def _whole_row(cells: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """All cells of a row in one text; NUL, which no cell holds, parts them, and `=` tells an empty one from none."""
    marked = [pc.binary_join_element_wise("=", column, "") for column in cells]
    return pc.binary_join_element_wise(*marked, "\0", null_handling="replace", null_replacement="")

"""Rows kept until a whole package is read: in memory, or in files of a folder where they are many."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa


class Kept:
    """Rows of one table, kept batch by batch. `folder` is an own folder for them, or None: they stay in memory."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._tables: list[pa.Table] = []
        self._files = 0
        if folder:
            folder.mkdir()

    def add(self, rows: pa.Table) -> None:
        """Keeps the next rows. Their types may be wider than those before."""
        if self._folder is None:
            self._tables.append(rows)
            return
        with pa.ipc.new_file(str(self._folder / str(self._files)), rows.schema) as file:
            file.write_table(rows)
        self._files += 1

    def table(self) -> pa.Table:
        """All rows. From files only what is looked at comes into memory, and leaves it with the table."""
        return pa.concat_tables([*self._tables, *self._read()], promote_options="permissive")

    def _read(self) -> Iterator[pa.Table]:
        for number in range(self._files):
            with pa.memory_map(str(self._folder / str(number))) as file:  # type: ignore[operator]
                yield pa.ipc.open_file(file).read_all()

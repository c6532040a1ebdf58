"""Large tables written as Parquet while later rows are still read and checked, so that no core waits for the other."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.keys import rising
from schemas.package import Package, Resource
from schemas.problems import CannotRunError
from schemas.table_file import Batch
from scripts.export.descriptor import without_resources
from scripts.export.parquet import GROUP, open_parquet, write_groups
from scripts.export.tables import base_table


class Ahead:
    """The files begun, one a table of more rows than a row group has, in a folder of their own below `parent`.

    A table whose rows don't stand in the order of an export, or need other types than its schema says, is not begun or
    given up. What is written is what `write_parquet` would write.
    """

    def __init__(self, parent: Path) -> None:
        self._parent = parent
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._pool = ThreadPoolExecutor(1)
        self._begun: dict[str, _Begun] = {}
        self._under_way: list[Future[None]] = []
        self._wanted = True

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown(cancel_futures=True)
        for begun in self._begun.values():
            begun.close()
        if self._folder:
            self._folder.cleanup()

    def add(self, package: Package, resource: Resource, batch: Batch) -> None:
        """Takes the next rows of a table; after a problem nothing more is written: there will be no export."""
        self._wanted = self._wanted and not batch.problems
        if self._wanted:
            self._under_way.append(self._pool.submit(self._write, package, resource, batch.typed))

    def _write(self, package: Package, resource: Resource, rows: pa.Table) -> None:
        if resource.name not in self._begun:
            self._begun[resource.name] = _Begun(resource, without_resources(package.descriptor))
        begun = self._begun[resource.name]
        begun.add(rows)
        if begun.waiting >= GROUP:
            begun.write(self._path(resource.name), last=False)

    def _path(self, name: str) -> Path:
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(dir=self._parent if self._parent.is_dir() else None)
        return Path(self._folder.name) / name

    def take(self, name: str, path: Path) -> bool:
        """Puts the file of a table in its place; whether there is one. Raises OSError where it can't be written."""
        for one in tuple(self._under_way):
            one.result()
        begun = self._begun.get(name)
        if begun is None or begun.writer is None:
            return False
        begun.write(self._path(name), last=True)
        begun.close()
        shutil.move(self._path(name), path)
        return True


class _Begun:
    """A table of which a part is written. `waiting` is the number of its rows that are not."""

    def __init__(self, resource: Resource, package: Mapping[str, Any]) -> None:
        self._resource, self._package = resource, package
        self._rows: list[pa.Table] = []
        self._last: Sequence[Any] | None = ()
        self.waiting = 0
        self.writer: pq.ParquetWriter | None = None

    def add(self, rows: pa.Table) -> None:
        if self._last is None:
            return
        key, types = self._resource.primary_key, self._resource.schema.types
        self._last = rising(rows, key, self._last) if key else ()
        if self._last is None or any(rows[name].type != types[name].arrow for name in rows.column_names):
            self._give_up()
        else:
            self._rows.append(rows)
            self.waiting += rows.num_rows

    def _give_up(self) -> None:
        self._last = None
        self._rows.clear()
        self.waiting = 0
        self.close()
        self.writer = None

    def write(self, path: Path, *, last: bool) -> None:
        """Writes what waits, as far as it fills row groups, or all of it."""
        waiting = pa.concat_tables(self._rows, promote_options="default")
        try:
            table = base_table(self._resource, waiting)
        except CannotRunError:  # a date that is none, of which the export tells
            self._give_up()
            return
        if self.writer is None:
            self.writer = open_parquet(path, table, self._package)
        written = write_groups(self.writer, table, last=last)
        self._rows = [waiting.slice(written)]
        self.waiting -= written

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()

"""The verb `export` on Spark: each table as a folder of Parquet files, sorted by primary key over all of them.

Types, metadata and rows are those of the local export. Where the rows stand in order already each task writes the rows
that it reads; else Spark sorts them. There is no SQLite file, no workbook and no derived table: each is made of whole
tables on one machine.
"""

import hashlib
import json
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.package import Package, open_package
from schemas.problems import CannotRunError, Findings
from scripts.export.descriptor import PARQUET, without_resources
from scripts.export.folder import DESCRIPTOR, MARK, check_replaceable, replaced
from scripts.export.parquet import write_parquet
from scripts.export.tables import ExportTable, base_table, unsafe_names
from scripts.spark.checking import batches
from scripts.spark.keys import Batches, rises
from scripts.spark.parts import Told
from scripts.spark.session import session
from scripts.spark.tables import OnSpark, works
from scripts.spark.validate import FORMATS, check, report, summed_up
from scripts.validate import LIMIT, Report, descriptor_path

FILES = "file string, hash string"


@dataclass(frozen=True)
class Target:
    """Where the rows of a table go, and what each file is to tell of the package."""

    told: Told
    folder: Path
    package: dict[str, Any]


def export(datapackage: Path, to: Path, master: str) -> Report:
    """Checks a package on Spark and, where it has no problems, writes it to the folder `to`, whole or not at all.

    The folder then holds `datapackage.json` and `parquet/<table>/part-<number>.parquet`; workers write there too.
    Raises CannotRunError where the package can't be checked or written, or `to` holds anything that no export made.
    """
    check_replaceable(to)
    findings = Findings(LIMIT)
    package, problems = open_package(descriptor_path(datapackage), formats=FORMATS)
    findings.add(problems)
    if package is None:
        return report(datapackage, None, {}, findings, {}, [])
    with session(master) as spark:
        found, frame = check(spark, package, findings)
        counts, kept = summed_up(frame, LIMIT)
        if not counts and not findings.total:
            with replaced(to) as folder:
                _write(spark, folder, package, found)
    return report(datapackage, package, {table.told.name: table.rows for table in found}, findings, counts, kept)


def _write(spark: Any, folder: Path, package: Package, found: Sequence[OnSpark]) -> None:
    tables = [base_table(table.resource, _no_rows(table)) for table in found]
    for fault in unsafe_names(tables):
        raise CannotRunError(f"{fault}, so the package can't be exported")
    about = without_resources(package.descriptor)
    resources = []
    for table, empty in zip(found, tables, strict=True):
        target = Target(table.told, folder / "parquet" / empty.name, about)
        target.folder.mkdir(parents=True)
        target.folder.chmod(0o777)  # workers may be other users; it is narrowed when all is written
        files = sorted(_files(spark, table, target)) or [_written(empty, target, 0)]
        _tidy(target.folder, {file for file, _ in files})
        resources.append(_resource(empty, files))
    document = {**about, **MARK, "files": [], "resources": resources}
    (folder / DESCRIPTOR).write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")


def _tidy(folder: Path, files: set[str]) -> None:
    """Removes what workers left that died while they wrote."""
    for path in folder.iterdir():
        if path.name not in files:
            path.unlink()


def _no_rows(table: OnSpark) -> pa.Table:
    text = pa.table({name: pa.array([], pa.string()) for name in table.resource.columns})
    return table.resource.schema.check(text)[0]


def _resource(table: ExportTable, files: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """What the descriptor says of a table: its files in the order of their rows, and a hash of each."""
    paths = [f"parquet/{table.name}/{file}" for file, _ in files]
    told = {**table.about, "path": paths, "format": "parquet", "mediatype": PARQUET}
    return {**told, "hashes": [digest for _, digest in files], "schema": table.schema}


def _files(spark: Any, table: OnSpark, target: Target) -> list[tuple[str, str]]:
    """The files written, each with its hash."""
    key = table.resource.primary_key
    if not table.parts:
        return []
    if not key or rises(key, [one.ends for one in table.done if one.rows]):
        numbered = list(enumerate(table.parts))
        done = works(spark, numbered).mapInArrow(_as_read(target), FILES)
    else:
        sortable = _sortable(table)
        columns = ", ".join(f"{name} {kind}" for name, kind in sortable.items())
        texts = ", ".join(f"v{place} string" for place in range(len(table.resource.columns)))
        rows = works(spark, table.parts).mapInArrow(_rows(table.told, list(sortable.values())), f"{columns}, {texts}")
        ordered = rows.repartitionByRange(len(table.parts), *sortable).sortWithinPartitions(*sortable)
        done = ordered.drop(*sortable).mapInArrow(_sorted(target), FILES)
    return [(row["file"], row["hash"]) for row in done.collect()]


def _sortable(table: OnSpark) -> dict[str, str]:
    """A column for each of the primary key that sorts as it does, and its type in Spark."""
    types = [table.resource.schema.types[name].arrow for name in table.resource.primary_key]
    sorts = [_SORTS.get(kind) or f"decimal({kind.precision},{kind.scale})" for kind in types]
    return {f"k{place}": kind for place, kind in enumerate(sorts)}


_SORTS = {
    pa.string(): "string",
    pa.int64(): "decimal(38,0)",
    pa.decimal128(38, 0): "decimal(38,0)",
    pa.float64(): "double",
    pa.bool_(): "boolean",
    pa.date32(): "bigint",
    pa.time32("s"): "bigint",
    pa.time64("us"): "bigint",
    pa.timestamp("s"): "bigint",
    pa.timestamp("us"): "bigint",
}


def _sorting(column: pa.ChunkedArray, kind: str) -> pa.ChunkedArray:
    """A column of a key as Spark sorts it."""
    if kind == "decimal(38,0)":
        return column.cast(pa.string()).cast(pa.decimal128(38, 0))
    if kind != "bigint":
        return column
    if pa.types.is_timestamp(column.type):
        return column.cast(pa.timestamp("us")).cast(pa.int64())
    return column.cast(pa.int32()).cast(pa.int64()) if column.type.bit_width == 32 else column.cast(pa.int64())


def _rows(told: Told, kinds: Sequence[str]) -> Callable[[Batches], Batches]:
    """The function that reads parts: what to sort by, then the cells as text."""

    def read(works: Batches) -> Batches:
        key = told.opened().primary_key
        for part in _unpacked(works):
            for batch in batches(part, told):
                first = [_sorting(batch.typed[name], kind) for name, kind in zip(key, kinds, strict=True)]
                names = [f"k{place}" for place in range(len(key))]
                names += [f"v{place}" for place in range(batch.text.num_columns)]
                yield from pa.table([*first, *batch.text.columns], names=names).combine_chunks().to_batches()

    return read


def _unpacked(works: Batches) -> Iterator[Any]:
    for work in works:
        yield from (pickle.loads(item) for item in work.column("part").to_pylist())


def _as_read(target: Target) -> Callable[[Batches], Batches]:
    """The function that writes the rows of each part as they stand."""

    def write(works: Batches) -> Batches:
        resource = target.told.opened()
        for number, part in _unpacked(works):
            typed = [batch.typed for batch in batches(part, target.told)]
            rows = pa.concat_tables(typed, promote_options="permissive")
            yield _told(_written(base_table(resource, rows), target, number))

    return write


def _sorted(target: Target) -> Callable[[Batches], Batches]:
    """The function that writes the rows of a partition, which arrive as sorted text."""

    def write(found: Batches) -> Batches:
        from pyspark import TaskContext

        resource, context = target.told.opened(), TaskContext.get()
        rows = list(found)
        if context is not None and sum(batch.num_rows for batch in rows):
            text = pa.Table.from_batches(rows).rename_columns(resource.columns)
            typed, _ = resource.schema.check(text)
            yield _told(_written(base_table(resource, typed), target, context.partitionId()))

    return write


def _told(file: tuple[str, str]) -> pa.RecordBatch:
    return pa.RecordBatch.from_pydict({"file": [file[0]], "hash": [file[1]]})


def _written(table: ExportTable, target: Target, number: int) -> tuple[str, str]:
    """Writes a file, under its name only when it is whole: a task may be tried again, or run twice at once."""
    name = f"part-{number:06d}.parquet"
    own = target.folder / f".{name}.{os.getpid()}.{os.urandom(4).hex()}"
    try:
        write_parquet(own, table, target.package)
        digest = hashlib.sha256(own.read_bytes()).hexdigest()
        own.replace(target.folder / name)
    except OSError as error:
        raise CannotRunError(f"{target.folder.name}/{name}: cannot be written: {error.strerror or error}") from None
    finally:
        own.unlink(missing_ok=True)
    return name, f"sha256:{digest}"

"""The tables of a package on Spark: opened, laid out in parts, and checked by one task a part."""

import pickle
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import pyarrow as pa

from schemas.integrity import integrity_problems
from schemas.keys import ROW, key_columns
from schemas.package import Package, Resource
from schemas.problems import CannotRunError, Problem
from scripts.spark import layout, parquet_file
from scripts.spark.checking import OF_PART, Keys, checker, schema
from scripts.spark.layout import Opening
from scripts.spark.parts import Part, Told, numbered, told
from scripts.spark.session import TASKS, parallel

DDL = {pa.int64(): "bigint", pa.string(): "string", pa.binary(): "binary"}
END = 1 << 62  # behind every row


@dataclass(frozen=True)
class Done:
    """What a part came to: its first row, its number of rows, the ends of its keys if they rise, and why it stopped."""

    row: int
    rows: int
    ends: bytes | None
    stopped: str | None


@dataclass(frozen=True)
class OnSpark:
    """One table: `stream` holds what its tasks found (see `checking`) and is kept on the workers' disks.

    `there` are the columns that stand in its files; `done` tells of its parts, in order.
    """

    told: Told
    resource: Resource
    keys: Keys
    there: frozenset[str]
    parts: Sequence[Part]
    stream: Any
    done: Sequence[Done] = ()

    @property
    def rows(self) -> int:
        return sum(part.rows for part in self.done)


def expanded(package: Package) -> list[Resource]:
    """The tables of a package, folders of Parquet files by their files. Raises CannotRunError: too many files."""
    found = [_expanded(package, resource) for resource in package.resources]
    most = found[0].limits.files if found else 0
    if sum(len(resource.files) for resource in found) > most:
        raise CannotRunError(f"names more than {most} files; raise it with --max files=NUMBER")
    return found


def _expanded(package: Package, resource: Resource) -> Resource:
    return parquet_file.with_parts(package.root, resource) if parquet_file.is_parquet(resource) else resource


def stated_otherwise(spark: Any, package: Package) -> list[Problem]:
    """Files that are not as the descriptor says, by bytes or hash: a task for each of them."""
    stated = [told(resource) for resource in package.resources if {"bytes", "hash"} & set(resource.descriptor)]
    found = parallel(spark)(
        lambda one: list(integrity_problems(one.name, one.files[0], one.paths[0], one.descriptor)), stated
    )
    return [problem for problems in found for problem in problems]


@dataclass(frozen=True)
class Opened:
    """All parts of all tables in order, the columns that each table has in some file, and faults of headers."""

    parts: Sequence[Part]
    there: Sequence[frozenset[str]]
    problems: Sequence[Problem]


def opened(spark: Any, resources: Sequence[Resource]) -> Opened:
    """Every file opened and cut. Raises CannotRunError where one can't be read."""
    tables, size = [told(resource) for resource in resources], layout.SIZE
    files = [(table, number) for table, one in enumerate(tables) for number in range(len(one.files))]
    found = parallel(spark)(lambda file: _opening(tables[file[0]], file[0], file[1], size), files)
    there: list[set[str]] = [set() for _ in tables]
    for (table, _), one in zip(files, found, strict=True):
        there[table].update(one.header)
    cut = [part for one in found for part in one.parts if not parquet_file.is_parquet(tables[part.table])]
    whole = [part for one in found for part in one.parts if parquet_file.is_parquet(tables[part.table])]
    parts = [*layout.laid_out(tables, cut, parallel(spark)), *whole]
    in_order = sorted(parts, key=lambda part: (part.table, part.file, part.start))
    return Opened(in_order, [frozenset(names) for names in there], [fault for one in found for fault in one.problems])


def _opening(one: Told, table: int, number: int, size: int) -> Opening:
    if parquet_file.is_parquet(one):
        return parquet_file.opening(one, table, number)
    return layout.opening(one, table, number, size)


def tables(spark: Any, resources: Sequence[Resource], files: Opened) -> list[OnSpark]:
    """Every table, checked."""
    found = [_on_spark(spark, number, resources, files) for number in range(len(resources))]
    done = _done(found)
    return [replace(table, done=done.get(number, ())) for number, table in enumerate(found)]


def _on_spark(spark: Any, number: int, resources: Sequence[Resource], files: Opened) -> OnSpark:
    from pyspark import StorageLevel

    resource, own = resources[number], [part for part in files.parts if part.table == number]
    texts = [name for name, kind in resource.schema.types.items() if kind.arrow == pa.string()]
    keys = Keys(key_columns(resource, resources), frozenset(texts))
    stream = works(spark, own).mapInArrow(checker(told(resource), keys), ddl(schema(keys)))
    return OnSpark(told(resource), resource, keys, files.there[number], own, stream.persist(StorageLevel.DISK_ONLY))


def works(spark: Any, parts: Sequence[Any]) -> Any:
    """Parts, or what holds them, as rows, a task each as long as there are not too many."""
    if not parts:
        return spark.createDataFrame([], "part binary")
    packed = spark.sparkContext.parallelize([(pickle.dumps(part),) for part in parts], min(len(parts), TASKS))
    return spark.createDataFrame(packed, "part binary")


def ddl(types: dict[str, pa.DataType]) -> str:
    """Columns as Spark declares them."""
    return ", ".join(f"`{name}` {DDL[kind]}" for name, kind in types.items())


def _done(found: Sequence[OnSpark]) -> dict[int, list[Done]]:
    """What the parts of each table came to. With this every stream is made, all in one job."""
    frames = [
        table.stream.where(f"kind = '{OF_PART}'").selectExpr(f"{number} AS number", ROW, "rows", "ends", "stopped")
        for number, table in enumerate(found)
    ]
    rows = sorted(row for row in union(frames).collect())
    return {number: [Done(*row[1:]) for row in group] for number, group in groupby(rows, key=lambda row: row["number"])}


def union(frames: Sequence[Any]) -> Any:
    """The rows of all frames."""
    whole = frames[0]
    for frame in frames[1:]:
        whole = whole.unionByName(frame)
    return whole


def stopped(table: OnSpark) -> tuple[OnSpark, list[Problem]]:
    """A table up to where it may be read, and why it is not read on: too slow a pattern, too many rows."""
    cuts: list[tuple[int, int]] = []
    problems: list[Problem] = []
    done: list[Done] = []
    rows = 0
    for part in table.done:
        file = part.row // numbered(1, 0)
        if any(first <= part.row < end for first, end in cuts):
            continue
        done.append(part)
        rows += part.rows
        if part.stopped is not None:
            cuts.append((part.row + 1, numbered(file + 1, 0)))
            problems.append(_why(table, file, "pattern-too-slow", part.stopped))
        if rows > table.told.limits.rows:
            cuts.append((part.row + 1, END))
            message = f"has more than {table.told.limits.rows} rows; not read on"
            problems.append(_why(table, file, "too-many-rows", message))
    if not cuts:
        return table, []
    return replace(table, done=done, stream=_without(table, done)), problems


def _why(table: OnSpark, file: int, rule: str, message: str) -> Problem:
    return Problem(table.told.name, table.told.files[file], None, None, rule, None, message)


def _without(table: OnSpark, done: Sequence[Done]) -> Any:
    """The stream without what was found in parts that are not counted."""
    starts = [part.row for part in table.done]
    counted = {part.row for part in done}
    spans = [(start, end) for start, end in zip(starts, [*starts[1:], END], strict=True) if start not in counted]
    gone = " OR ".join(f"({ROW} >= {first} AND {ROW} < {end})" for first, end in spans)
    return table.stream.where(f"NOT ({gone})") if spans else table.stream

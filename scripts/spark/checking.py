"""What a task does: its parts read, typed and checked by the compiled schema, and what of them goes on to Spark.

One stream of rows, each of one `kind`: the keys of a row, a problem, or what a part comes to. The columns of the other
kinds are null; `row` is the number of the row, of the problem's row, or of the part's first.
"""

import io
import pickle
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from schemas.keys import ROW, TEXT, compared, rising
from schemas.package import Resource
from schemas.patterns import TooSlow
from schemas.problems import CannotRunError, Problem
from schemas.table_file import Batch, Work
from scripts.spark import parquet_file
from scripts.spark.parts import Part, Told, numbered
from scripts.spark.reading import blocks

ROWS = 50_000  # of a batch on its way to Spark
PROBLEM = {"line": pa.int64()} | dict.fromkeys(("file", "column", "rule", "value", "message"), pa.string())
PART = {"rows": pa.int64(), "ends": pa.binary(), "stopped": pa.string()}
OF_KEY, OF_PROBLEM, OF_PART = "key", "problem", "part"  # the kinds


class Keys(NamedTuple):
    """The columns of a table that take part in keys by name: what each is called in SQL, and whether it is text."""

    names: Mapping[str, str]
    texts: frozenset[str]

    @property
    def types(self) -> dict[str, pa.DataType]:
        """The columns that go to Spark: keys as they compare and, where those are no text, as they are written."""
        own = list(self.names.values())
        beside = [name + TEXT for column, name in self.names.items() if column not in self.texts]
        return dict.fromkeys([*own, *beside], pa.string())


def schema(keys: Keys) -> dict[str, pa.DataType]:
    """The columns of the stream and their types."""
    return {"kind": pa.string(), ROW: pa.int64(), **keys.types, **PROBLEM, **PART}


def checker(told: Told, keys: Keys) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """The function that Spark applies to batches of parts, pickled."""

    def check(works: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for work in works:
            for item in work.column("part").to_pylist():
                yield from _checked(told, keys, pickle.loads(item))

    return check


def batches(part: Part, told: Told) -> Iterator[Batch]:
    """The rows of a part, typed and checked. Raises CannotRunError where they can't be read."""
    if parquet_file.is_parquet(told):
        yield from parquet_file.batches(part, told)
        return
    resource, name = told.opened(), told.files[part.file]
    work = Work(resource, name, list(part.header), resource.schema)
    try:
        for block in blocks(part, told.paths[part.file], told.dialect, told.limits):
            yield work(block)
    except CannotRunError as error:
        raise CannotRunError(f"{name}: {error}") from None


def _checked(told: Told, keys: Keys, part: Part) -> Iterator[pa.RecordBatch]:
    resource, wanted = told.opened(), schema(keys)
    rows, ends, stopped = 0, _Ends(resource.primary_key), None
    try:
        for batch in batches(part, told):
            rows += len(batch.lines)
            ends.add(batch.typed)
            if keys.names:
                yield from _filled(OF_KEY, key_rows(resource, keys, part.file, batch), wanted)
            yield from _filled(OF_PROBLEM, _placed(batch.problems, part.file), wanted)
    except TooSlow as error:
        stopped = str(error)
    about = {ROW: part.first, "rows": rows, "ends": ends.packed(), "stopped": stopped}
    columns = {name: pa.array([value], wanted[name]) for name, value in about.items()}
    yield from _filled(OF_PART, pa.table(columns), wanted)


def key_rows(resource: Resource, keys: Keys, file: int, batch: Batch) -> pa.Table:
    """The keys of a batch, all as text that is equal where they are."""
    first = numbered(file, 0)
    found = {ROW: pc.add(pa.array(batch.lines, pa.int64()), first)}
    for column, name in keys.names.items():
        if column in batch.typed.column_names:
            found[name] = _text(compared(resource, batch, column))
            if column not in keys.texts:
                found[name + TEXT] = batch.text[column]
    return pa.table(found)


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Values as text: the same for wide and narrow types, and as DuckDB writes them."""
    if not pa.types.is_timestamp(column.type):
        return column.cast(pa.string())
    text = column.cast(pa.timestamp("us")).cast(pa.string())
    return pc.replace_substring_regex(pc.replace_substring_regex(text, r"(\.[0-9]*?)0+$", r"\1"), r"\.$", "")


def problem_rows(problems: Sequence[Problem]) -> pa.Table:
    """Problems as the stream has them."""
    columns = {name: [getattr(problem, name) for problem in problems] for name in PROBLEM}
    return pa.table({name: pa.array(columns[name], kind) for name, kind in PROBLEM.items()})


def _placed(problems: Sequence[Problem], file: int) -> pa.Table:
    """Problems of a part, with the numbers of their rows."""
    rows = [None if problem.line is None else numbered(file, problem.line) for problem in problems]
    return problem_rows(problems).append_column(ROW, pa.array(rows, pa.int64()))


class _Ends:
    """The first and the last primary key of a part whose keys rise, for the driver to compare with its neighbours'."""

    def __init__(self, key: Sequence[str]) -> None:
        self._key = key
        self._last: Sequence[Any] | None = ()
        self._keys: list[pa.Table] = []  # the first, and the last where it is another

    def add(self, typed: pa.Table) -> None:
        self._last = rising(typed, self._key, self._last)
        if self._last is not None and typed.num_rows:
            keys = typed.select(list(self._key))
            ends = [keys.slice(0, 1), keys.slice(max(1, typed.num_rows - 1))]
            self._keys = [*self._keys[:1], *[end for end in ends if end.num_rows][-1 if self._keys else -2 :]]

    def packed(self) -> bytes | None:
        """The ends as a table in Arrow's format; None where the keys don't rise."""
        if self._last is None or not self._keys:
            return None
        ends = pa.concat_tables(self._keys, promote_options="permissive")
        out = io.BytesIO()
        with pa.ipc.new_stream(out, ends.schema) as stream:
            stream.write_table(ends)
        return out.getvalue()


def _filled(kind: str, found: pa.Table, wanted: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    """Rows of a kind with every column of the stream, in batches."""
    count = found.num_rows
    found = found.append_column("kind", pa.array([kind] * count, pa.string()))
    columns = [found[name] if name in found.column_names else pa.nulls(count, wanted[name]) for name in wanted]
    yield from pa.table(columns, names=list(wanted)).combine_chunks().to_batches(max_chunksize=ROWS)

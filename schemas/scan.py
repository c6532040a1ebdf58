"""Tables read, typed and checked block by block, in order, on two threads: while one table ends the next has begun."""

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib import import_module

import pyarrow as pa

from schemas.csv_file import Block, open_csv
from schemas.package import Resource
from schemas.patterns import TooSlow
from schemas.problems import CannotRunError, Problem
from schemas.table_file import Batch, TableFile, Work, header_problems, join
from schemas.table_schema import TableSchema, compile_schema

WORKERS = 2
AHEAD = 8  # blocks under way: bounds the memory
LATER = ("schemas.with_pandera", "duckdb")  # what the rows need once they are read; both take their time to load


@dataclass(frozen=True)
class _Part:
    """A block of a file and what it takes to check it. `schemas` are compiled ones that no thread uses just now."""

    resource: Resource
    file: str
    header: list[str]
    problems: Sequence[Problem]
    block: Block
    schemas: list[TableSchema]

    def check(self) -> Batch:
        schema = self._schema()
        try:
            batch = Work(self.resource, self.file, self.header, schema)(self.block)
        finally:
            self.schemas.append(schema)
        return replace(batch, problems=[*self.problems, *batch.problems]) if self.problems else batch

    def _schema(self) -> TableSchema:
        """One for this thread alone: pandera's schemas change while they check."""
        try:
            return self.schemas.pop()
        except IndexError:
            return compile_schema(self.resource.schema.descriptor, self.resource.limits)


def read_table(resource: Resource) -> tuple[TableFile, list[Problem]]:
    """Reads, types and checks a whole table. Raises CannotRunError where a file can't be read."""
    batches = [batch for _, batch in scan([resource])]
    return join(resource, batches), [problem for batch in batches for problem in batch.problems]


def scan(resources: Sequence[Resource]) -> Iterator[tuple[Resource, Batch]]:
    """Reads, types and checks tables, one after the other; each file yields at least one batch.

    Raises CannotRunError where a file can't be read.
    """
    ended: set[tuple[str, str]] = set()  # table and file that are not read on
    rows: Counter[str] = Counter()
    for part, checked in _in_parallel(_parts(resources, ended)):
        if (part.resource.name, part.file) not in ended:
            yield from ((part.resource, batch) for batch in _batches(part, checked, ended, rows))


def _batches(part: _Part, checked: Future[Batch], ended: set[tuple[str, str]], rows: Counter[str]) -> Iterator[Batch]:
    """The batch of a part, and where its table goes over a limit the one that says so."""
    table, most = part.resource.name, part.resource.limits.rows
    try:
        batch = checked.result()
    except TooSlow as error:
        ended.add((table, part.file))
        yield _stopped(part, "pattern-too-slow", str(error))
        return
    rows[table] += len(batch.lines)
    yield batch
    if rows[table] > most:
        ended.update((table, file) for file in part.resource.files)
        yield _stopped(part, "too-many-rows", f"has more than {most} rows; not read on")


def _in_parallel(parts: Iterator[_Part]) -> Iterator[tuple[_Part, Future[Batch]]]:
    """The parts in order, each with its batch, a few ahead."""
    under_way: deque[tuple[_Part, Future[Batch]]] = deque()
    with ThreadPoolExecutor(WORKERS) as pool, ThreadPoolExecutor(1) as loader:
        for module in LATER:
            loader.submit(import_module, module)
        for part in parts:
            under_way.append((part, pool.submit(part.check)))
            if len(under_way) >= AHEAD:
                yield under_way.popleft()
        yield from under_way


def _parts(resources: Sequence[Resource], ended: set[tuple[str, str]]) -> Iterator[_Part]:
    for resource in resources:
        schemas = [resource.schema]
        for place, file in enumerate(resource.files):
            if (resource.name, file) not in ended:
                yield from _parts_of_file(resource, place, schemas, ended)


def _parts_of_file(
    resource: Resource, place: int, schemas: list[TableSchema], ended: set[tuple[str, str]]
) -> Iterator[_Part]:
    name, rest = resource.files[place], [Block(None, (), (), ())]
    try:
        with open_csv(resource.paths[place], resource.dialect, resource.columns, resource.limits) as file:
            problems = header_problems(resource, name, file)
            for block in file.blocks():
                yield _Part(resource, name, file.header, problems, block, schemas)
                problems, rest = [], []
                if (resource.name, name) in ended:
                    return
            for block in rest:  # a file without rows still has columns
                yield _Part(resource, name, file.header, problems, block, schemas)
    except CannotRunError as error:
        raise CannotRunError(f"{name}: {error}") from None


def _stopped(part: _Part, rule: str, message: str) -> Batch:
    """An empty batch that says why the table is not read on."""
    types = part.resource.schema.types
    text = pa.table({name: pa.array([], pa.string()) for name in types})
    typed = pa.table({name: pa.array([], kind.arrow) for name, kind in types.items()})
    problem = Problem(part.resource.name, part.file, None, None, rule, None, message)
    return Batch(part.file, (), text, typed, [problem])

"""Primary, unique and foreign keys across tables, as SQL that is generated from the schemas.

The SQL is plain enough for any engine; here DuckDB runs it over the key columns alone, which are kept as Arrow has
them, on disk where a package is large. Columns get names of our own there, since DuckDB takes `A` and `a` for one.
Numbers are compared by exact text, never as binary floats. A key with a null in it takes no part: a null in a primary
key is reported where the cell is.
A primary key whose rows stand in strictly rising order has no duplicates, which is cheaper to see than to search.
"""

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.kept import Kept
from schemas.numbers import exact_text
from schemas.package import ForeignKey, Resource
from schemas.problems import Problem
from schemas.table_file import Batch, Places, problem_at
from schemas.table_schema import Failure

if TYPE_CHECKING:
    import duckdb

ROW = "row"
TEXT = "_text"  # after the name of a column: its cells as they are written, where they are no strings
_NARROW = {pa.decimal128(38, 0): pa.int64(), pa.timestamp("us"): pa.timestamp("s")}  # of each wide type
IN_MEMORY = 500_000_000  # bytes of CSV files up to which the keys are kept in memory
FETCH = 10_000
THREADS = 2


class _Search(NamedTuple):
    """A query for rows that break a key, the tables it is over, and the problem that each row of its answer tells."""

    sql: str
    tables: Sequence[str]
    problem: Callable[[tuple[Any, ...]], Problem]


class KeyStore:
    """The key columns of a package's tables, filled batch by batch; then every row that breaks a key."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._resources = {resource.name: resource for resource in resources}
        self._tables = {name: f"t{number}" for number, name in enumerate(self._resources)}
        self._columns = {resource.name: key_columns(resource, resources) for resource in resources}
        self._places = {name: Places() for name in self._resources}
        self._rising: dict[str, Sequence[Any] | None] = dict.fromkeys(self._resources, ())
        large = sum(resource.size for resource in resources) > IN_MEMORY
        self._folder = tempfile.TemporaryDirectory() if large else None
        self._kept = {name: Kept(self._own_folder(name)) for name in self._resources}
        self._types: dict[str, dict[str, pa.DataType]] = {name: {} for name in self._resources}
        self._filled: dict[str, set[str]] = {name: set() for name in self._resources}

    @cached_property
    def _db(self) -> "duckdb.DuckDBPyConnection":
        import duckdb  # late: the first tables are read meanwhile

        found = duckdb.connect(f"{self._folder.name}/spilled" if self._folder else ":memory:")
        found.execute(f"SET threads = {THREADS}; SET memory_limit = '1GB'; SET preserve_insertion_order = false")
        return found

    def _own_folder(self, name: str) -> Path | None:
        return Path(self._folder.name) / self._tables[name] if self._folder else None

    def __enter__(self) -> "KeyStore":
        return self

    def __exit__(self, *_: object) -> None:
        if "_db" in vars(self):
            self._db.close()
        if self._folder:
            self._folder.cleanup()

    def add(self, resource: Resource, batch: Batch) -> None:
        """Takes the keys of the next batch of a table."""
        name, places = resource.name, self._places[resource.name]
        first = places.rows
        places.add(batch.file, batch.lines)
        columns = [column for column in self._columns[name] if column in batch.typed.column_names]
        if not columns:
            return
        self._rising[name] = rising(batch.typed, resource.primary_key, self._rising[name])
        keys = self._key_table(resource, batch, columns)
        self._kept[name].add(keys.append_column(ROW, pa.array(np.arange(first, places.rows))))
        self._types[name] = {column: keys[self._columns[name][column]].type for column in columns}
        self._filled[name] |= {column for column in columns if batch.typed[column].null_count < batch.typed.num_rows}

    def _key_table(self, resource: Resource, batch: Batch, columns: Sequence[str]) -> pa.Table:
        """Keys as they compare, and beside those that are no strings the cells as they are written."""
        found = {}
        for column in columns:
            name = self._columns[resource.name][column]
            found[name] = compared(resource, batch, column)
            if batch.typed[column].type != pa.string():
                found[name + TEXT] = batch.text[column]
        return pa.table(found)

    def problems(self) -> Iterator[Problem]:
        """Every row that repeats a key of an earlier row, and every cell that points to a row which does not exist."""
        searches = [one for resource in self._resources.values() for one in self._searches(resource)]
        if not searches:
            return
        db = self._db  # made before threads ask for it
        with ThreadPoolExecutor(THREADS) as pool:
            found = list(pool.map(self._finds, searches))
        for search in (search for search, any_found in zip(searches, found, strict=True) if any_found):
            yield from map(search.problem, self._rows(db, f"{search.sql} ORDER BY 1", search.tables))

    def _searches(self, resource: Resource) -> Iterator[_Search]:
        rises = self._rising[resource.name] is not None
        for rule, key, foreign in keys_to_check(resource, self._filled[resource.name], self._types, rises):
            yield self._for_unknown(resource, foreign) if foreign else self._for_repeated(resource, rule, key)

    def _for_repeated(self, resource: Resource, rule: str, key: Sequence[str]) -> _Search:
        def problem(row: tuple[Any, ...]) -> Problem:
            first = self._places[resource.name][row[2]][1]
            return self._problem(resource, row[0], row[1], repeated(rule, key, first))

        shown = self._written(resource, key[-1])
        sql = duplicates_sql(self._tables[resource.name], self._own(resource.name, key), shown)
        return _Search(sql, (resource.name,), problem)

    def _for_unknown(self, resource: Resource, key: ForeignKey) -> _Search:
        def problem(row: tuple[Any, ...]) -> Problem:
            return self._problem(resource, row[0], row[1], unknown(key))

        own, other = self._types[resource.name], self._types[key.table]
        same = all(_base(own[a]) == _base(other[b]) for a, b in zip(key.columns, key.referenced, strict=True))
        columns, referenced = self._own(resource.name, key.columns), self._own(key.table, key.referenced)
        here = ForeignKey(columns, self._tables[key.table], referenced)
        sql = unknown_sql(self._tables[resource.name], here, self._written(resource, key.columns[-1]), same)
        return _Search(sql, (resource.name, key.table), problem)

    def _own(self, table: str, columns: Sequence[str]) -> tuple[str, ...]:
        return tuple(self._columns[table][column] for column in columns)

    def _written(self, resource: Resource, column: str) -> str:
        """The column that holds a column's cells as they are written."""
        text = resource.schema.types[column].arrow == pa.string()
        return self._columns[resource.name][column] + ("" if text else TEXT)

    def _finds(self, search: _Search) -> bool:
        """Whether a search finds anything; nearly none does, and two can look at once."""
        with self._db.cursor() as cursor:
            return any(self._rows(cursor, f"{search.sql} LIMIT 1", search.tables))

    def _rows(self, db: "duckdb.DuckDBPyConnection", sql: str, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """What a query over some tables finds."""
        for name in set(names):
            db.register(self._tables[name], self._kept[name].table())
        db.execute(sql)
        while rows := db.fetchmany(FETCH):
            yield from rows
        for name in set(names):
            db.unregister(self._tables[name])

    def _problem(self, resource: Resource, row: int, value: Any, failure: Failure) -> Problem:
        file, line = self._places[resource.name][row]
        return problem_at(resource, file, line, None if value is None else str(value), failure)


def key_columns(resource: Resource, resources: Sequence[Resource]) -> dict[str, str]:
    """Columns of a table that take part in a key of its own or of another table, and their names in the SQL."""
    keys = [resource.primary_key, *resource.unique_keys, *(key.columns for key in resource.foreign_keys)]
    keys += [key.referenced for other in resources for key in other.foreign_keys if key.table == resource.name]
    used = set().union(*keys)
    return {name: f"c{number}" for number, name in enumerate(resource.columns) if name in used}


def keys_to_check(
    resource: Resource, own: Set[str], there: Mapping[str, Collection[str]], rises: bool
) -> Iterator[tuple[str, tuple[str, ...], ForeignKey | None]]:
    """The keys of a table that rows can break, in order: the rule of a repeated one, its columns, what it points to.

    `own` are the table's columns that hold values, `there` the columns that each table has; `rises`: the primary key
    is known to be unique.
    """
    unique = [] if rises else [("primary-key", resource.primary_key)]
    for rule, key in [*unique, *(("unique", key) for key in resource.unique_keys)]:
        if key and set(key) <= own:
            yield rule, key, None
    for foreign in resource.foreign_keys:
        if set(foreign.columns) <= own and set(foreign.referenced) <= set(there[foreign.table]):
            yield "", foreign.columns, foreign


def compared(resource: Resource, batch: Batch, column: str) -> pa.ChunkedArray:
    """The values of a column as keys compare them."""
    values, field = batch.typed[column], resource.by_name[column]
    if field.get("type") != "number":
        return values
    return exact_text(field, pc.if_else(pc.is_valid(values), batch.text[column], pa.scalar(None, pa.string())))


def repeated(rule: str, key: Sequence[str], first: int) -> Failure:
    """What is wrong with a row whose key stands in an earlier line of the table, `first`."""
    return Failure(0, key[-1], rule, f"repeats {' + '.join(key)} of line {first}; keep one")


def unknown(key: ForeignKey) -> Failure:
    """What is wrong with a cell that points to a row which does not exist."""
    message = f"is no {' + '.join(key.referenced)} in {key.table}; add it there or mend it here"
    return Failure(0, key.columns[-1], unknown_rule(key.referenced), message)


def _base(kind: pa.DataType) -> pa.DataType:
    return _NARROW.get(kind, kind)


def unknown_rule(referenced: Sequence[str]) -> str:
    """The name of the rule that a foreign key breaks: `unknown-entity` where it points to `entity_id`."""
    return "unknown-" + "-".join(name.removesuffix("_id").replace("_", "-") for name in referenced)


def rising(batch: pa.Table, key: Sequence[str], last: Sequence[Any] | None) -> Sequence[Any] | None:
    """The last key of a batch whose keys rise strictly from the one before (`()`: none yet); None where they don't."""
    if last is None or not key or not set(key) <= set(batch.column_names) or not batch.num_rows:
        return None if batch.num_rows or last is None else last
    columns = [batch[name].combine_chunks() for name in key]
    if any(column.null_count for column in columns):
        return None
    more = pa.array([False] * (batch.num_rows - 1), pa.bool_())
    for column in reversed(columns):
        before, after = column[:-1], column[1:]
        more = pc.or_(pc.less(before, after), pc.and_(pc.equal(before, after), more))
    first = [column[0].as_py() for column in columns]
    if pc.all(more, min_count=0).as_py() and (not last or list(last) < first):
        return [column[-1].as_py() for column in columns]
    return None


def duplicates_sql(table: str, key: Sequence[str], shown: str) -> str:
    """Rows that repeat an earlier row's key: row, what a column shows of it, first row with that key."""
    filled = " AND ".join(f"{name} IS NOT NULL" for name in key)
    names = ", ".join(key)
    return (
        f"SELECT c.{ROW}, c.{shown}, r.first FROM {table} c JOIN"
        f" (SELECT {names}, min({ROW}) AS first FROM {table} WHERE {filled} GROUP BY {names} HAVING count(*) > 1) r"
        f" ON {' AND '.join(f'c.{name} = r.{name}' for name in key)} WHERE c.{ROW} > r.first"
    )


def unknown_sql(table: str, key: ForeignKey, shown: str, same_types: bool) -> str:
    """Rows whose foreign key is filled and stands nowhere in the table it points to: row, what a column shows of it."""
    form = "{}" if same_types else "CAST({} AS VARCHAR)"
    pairs = zip(key.columns, key.referenced, strict=True)
    equal = " AND ".join(f"{form.format(f'c.{own}')} = {form.format(f'p.{to}')}" for own, to in pairs)
    filled = " AND ".join(f"c.{name} IS NOT NULL" for name in key.columns)
    return f"SELECT c.{ROW}, c.{shown} FROM {table} c ANTI JOIN {key.table} p ON {equal} WHERE {filled}"

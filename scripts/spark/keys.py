"""Keys on Spark: the SQL of the local engine over views of the key columns.

What moves between nodes is small: a primary key whose parts rise, each and one after the other, is not searched at
all; a referenced table below 16 MB goes to every node (spark.sql.autoBroadcastJoinThreshold); a key of many bytes
stands for itself by its SHA-256; and a cell's own text is fetched for the rows that break a key alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from schemas.keys import ROW, TEXT, duplicates_sql, keys_to_check, repeated, rising, unknown, unknown_sql
from schemas.package import ForeignKey, Resource
from schemas.problems import Problem
from schemas.table_file import problem_at
from schemas.table_schema import Failure
from scripts.spark.checking import OF_KEY, Keys, problem_rows
from scripts.spark.parts import Told, place

Batches = Iterator[pa.RecordBatch]
WIDE = 48  # bytes; a SHA-256 in base 64 has 44
FEW = 100_000  # rows that every node may be sent


@dataclass(frozen=True)
class KeyCheck:
    """One key to check: its table by number, and its columns; the first row that has it, or the table it points to."""

    table: int
    rule: str
    columns: tuple[str, ...]
    foreign: ForeignKey | None = None

    def failure(self, first: int | None) -> Failure:
        return unknown(self.foreign) if self.foreign else repeated(self.rule, self.columns, place(first or 0)[1])


def checks(resources: Sequence[Resource], there: Sequence[set[str]], rising_: Sequence[bool]) -> Iterator[KeyCheck]:
    """The keys to check, in the order in which the local engine does.

    `there` are the columns that stand in the files of each table; `rising_`: the primary key is known to be unique.
    """
    columns = dict(zip((resource.name for resource in resources), there, strict=True))
    for table, resource in enumerate(resources):
        for found in keys_to_check(resource, there[table], columns, rising_[table]):
            yield KeyCheck(table, *found)


def rises(key: Sequence[str], ends: Sequence[bytes | None]) -> bool:
    """Whether the keys of a whole table rise, by the first and last of each of its parts."""
    if not key or any(end is None for end in ends):
        return False
    tables = [pa.ipc.open_stream(end).read_all() for end in ends]
    return not tables or rising(pa.concat_tables(tables, promote_options="permissive"), key, ()) is not None


def view(rows: Any, keys: Keys) -> Any:
    """The key columns as the SQL compares them: wide ones by their hash, which no text can be taken for."""
    hashed = "concat('\\u0000', base64(unhex(sha2({0}, 256))))"
    form = f"CASE WHEN octet_length({{0}}) > {WIDE} THEN {hashed} ELSE {{0}} END AS {{0}}"
    return rows.where(f"kind = '{OF_KEY}'").selectExpr(ROW, *(form.format(name) for name in keys.names.values()))


def broken(spark: Any, check: KeyCheck, resources: Sequence[Resource], keys: Sequence[Keys]) -> Any:
    """The rows that break a key, and the first row with the same key."""
    names = keys[check.table].names
    own = tuple(names[column] for column in check.columns)
    if check.foreign is None:
        return spark.sql(duplicates_sql(f"t{check.table}", own, ROW)).toDF(ROW, "again", "first").drop("again")
    to = next(number for number, one in enumerate(resources) if one.name == check.foreign.table)
    referenced = tuple(keys[to].names[column] for column in check.foreign.referenced)
    sql = unknown_sql(f"t{check.table}", ForeignKey(own, f"t{to}", referenced), ROW, same_types=True)
    return spark.sql(sql).toDF(ROW, "again").selectExpr(ROW, "CAST(NULL AS BIGINT) AS first")


def teller(told: Told, checks_: Sequence[KeyCheck]) -> Callable[[Batches], Batches]:
    """The function that makes problems of number of the check, row, first row, and the cell as it is written."""

    def tell(batches: Batches) -> Batches:
        resource = told.opened()
        for batch in batches:
            yield from problem_rows([_problem(resource, checks_, row) for row in batch.to_pylist()]).to_batches()

    return tell


def _problem(resource: Resource, checks_: Sequence[KeyCheck], row: Mapping[str, Any]) -> Problem:
    file, line = place(row[ROW])
    failure = checks_[row["number"]].failure(row["first"])
    return problem_at(resource, resource.files[file], line, row["value"], failure)


def unreported(offences: Any, checks_: Sequence[KeyCheck], reported: Any) -> Any:
    """Of the rows that break keys, one for each cell on which nothing is reported yet: by the first key that it breaks.

    Adds the columns `at`, the number of the table, and `column`.
    """
    tables = ", ".join(str(check.table) for check in checks_)
    columns = ", ".join(quoted(check.columns[-1]) for check in checks_)
    placed = offences.selectExpr(
        "*", f"element_at(array({tables}), number + 1) AS at", f"element_at(array({columns}), number + 1) AS `column`"
    )
    new = placed.join(reported, ["at", ROW, "column"], "left_anti")
    earlier = f"row_number() OVER (PARTITION BY at, {ROW}, `column` ORDER BY number) AS place"
    return new.selectExpr("*", earlier).where("place = 1").drop("place")


def value(checks_: Sequence[KeyCheck], table: int, keys: Keys) -> str:
    """The expression for a cell as it is written, by the number of the check that it breaks."""
    own = [(number, check.columns[-1]) for number, check in enumerate(checks_) if check.table == table]
    cases = [f"WHEN {number} THEN {keys.names[name]}{'' if name in keys.texts else TEXT}" for number, name in own]
    return f"CASE number {' '.join(cases)} END"


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

"""The verb `validate` on Spark: the report that the local engine gives."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas.keys import ROW
from schemas.limits import DEFAULT, Limits
from schemas.own_tables import is_own
from schemas.package import CSV, Package, open_package
from schemas.problems import Findings, Problem, in_order
from scripts.spark.checking import OF_KEY, OF_PROBLEM, PROBLEM
from scripts.spark.keys import FEW, KeyCheck, broken, checks, quoted, rises, teller, unreported, value, view
from scripts.spark.session import TASKS, session
from scripts.spark.tables import OnSpark, ddl, expanded, opened, stated_otherwise, stopped, tables, union
from scripts.validate import LIMIT, Report, descriptor_path, place

FORMATS = (*CSV, "parquet")


def validate(path: Path, master: str, limit: int = LIMIT, limits: Limits = DEFAULT) -> Report:
    """Checks a package against its schemas and keys on the Spark at `master`; see `scripts.validate.validate`.

    Raises CannotRunError where the package can't be read, Spark can't be started, or it gives up a task.
    """
    findings = Findings(limit)
    package, problems = open_package(descriptor_path(path), limits, FORMATS)
    findings.add(problems)
    if package is None:
        return report(path, None, {}, findings, {}, [])
    with session(master) as spark:
        found, frame = check(spark, package, findings)
        counts, kept = summed_up(frame, limit)
    return report(path, package, {table.told.name: table.rows for table in found}, findings, counts, kept)


def report(
    path: Path,
    package: Package | None,
    rows: Mapping[str, int],
    findings: Findings,
    counts: Mapping[str, int],
    kept: Sequence[Problem],
) -> Report:
    """What the driver found and what Spark found, as one report."""
    whole = dict(sorted((findings.counts + Counter(counts)).items()))
    of_rules: dict[str, list[Problem]] = {rule: [] for rule in whole}
    for problem in in_order([*findings.kept(), *kept]):
        of_rules[problem.rule].append(problem)
    first = in_order(problem for found in of_rules.values() for problem in found[: findings.limit])
    return Report(package, {}, rows, first, whole, place(path), not_run(package))


def not_run(package: Package | None) -> list[str]:
    """The rules of this dataset's own tables: they need the whole record in memory."""
    if package is None or not any(is_own(resource.name, resource.columns) for resource in package.resources):
        return []
    from schemas.rules import RULES  # heavy, and only for this dataset's own tables

    return [*(rule.__name__.replace("_", "-") for rule in RULES), "not-canonical"]


def check(spark: Any, package: Package, findings: Findings) -> tuple[list[OnSpark], Any]:
    """The checked tables, and all problems of rows as a frame; adds those of files and headers to the findings."""
    resources = expanded(package)
    findings.add(stated_otherwise(spark, package))
    files = opened(spark, resources)
    findings.add(files.problems)
    size = max(2, min(len(files.parts), TASKS))  # a partition of keys is then smaller than a part of a file
    spark.conf.set("spark.sql.shuffle.partitions", size)
    found = []
    for whole in tables(spark, resources, files):
        table, why = stopped(whole)
        findings.add(why)
        found.append(table)
    return found, problems_of(spark, found)


def problems_of(spark: Any, found: Sequence[OnSpark]) -> Any:
    """The problems of all rows: those of cells, then those of keys on cells that have none yet."""
    cells = [_of_cells(table).selectExpr(*_named(table)) for table in found]
    resources, keys = [table.resource for table in found], [table.keys for table in found]
    rising = [rises(table.resource.primary_key, [one.ends for one in table.done if one.rows]) for table in found]
    wanted = list(checks(resources, [set(table.there) for table in found], rising))
    for number, table in enumerate(found):
        view(table.stream, table.keys).createOrReplaceTempView(f"t{number}")
    frames = [broken(spark, check, resources, keys) for check in wanted]
    numbers = [frame.selectExpr(f"{number} AS number", ROW, "first") for number, frame in enumerate(frames)]
    return union([*cells, *(_of_keys(kept(union(numbers)), wanted, found) if wanted else ())])


def _of_cells(table: OnSpark) -> Any:
    return table.stream.where(f"kind = '{OF_PROBLEM}'")


def _named(table: OnSpark) -> list[str]:
    return [f"{quoted(table.told.name)} AS `table`", *(f"`{column}`" for column in PROBLEM)]


def _of_keys(offences: Any, wanted: Sequence[KeyCheck], found: Sequence[OnSpark]) -> list[Any]:
    """The problems of keys, a frame for each table that has any: one problem a cell, with the cell as it is written."""
    from pyspark.sql import functions as F  # noqa: N812  as everyone calls it

    counts = {row["number"]: row["count"] for row in offences.groupBy("number").count().collect()}
    with_any = sorted({wanted[number].table for number in counts})
    if not with_any:
        return []
    reported = [_of_cells(found[table]).selectExpr(f"{table} AS at", ROW, "`column`") for table in with_any]
    new = kept(unreported(offences, wanted, union(reported)))
    near = F.broadcast if sum(counts.values()) < FEW else (lambda frame: frame)
    frames = []
    for table in with_any:
        cells = found[table].stream.where(f"kind = '{OF_KEY}'")
        shown = cells.join(near(new.where(f"at = {table}")), ROW).selectExpr(
            "number", ROW, "first", f"{value(wanted, table, found[table].keys)} AS value"
        )
        told = shown.mapInArrow(teller(found[table].told, wanted), ddl(PROBLEM))
        frames.append(told.selectExpr(*_named(found[table])))
    return frames


def kept(frame: Any) -> Any:
    from pyspark import StorageLevel

    return frame.persist(StorageLevel.DISK_ONLY)


def summed_up(frame: Any, limit: int) -> tuple[dict[str, int], list[Problem]]:
    """How many problems of each rule there are, and the first `limit` of each in order."""
    problems = kept(frame)
    problems.createOrReplaceTempView("problems")
    counts = {row["rule"]: row["count"] for row in problems.groupBy("rule").count().collect()}
    if not counts:
        return {}, []
    order = "`table`, line NULLS FIRST, `column` NULLS FIRST, message, file"
    numbered = f"SELECT *, row_number() OVER (PARTITION BY rule ORDER BY {order}) AS number FROM problems"
    first = problems.sparkSession.sql(f"SELECT * FROM ({numbered}) WHERE number <= {limit}").drop("number")
    return counts, [Problem(**row.asDict()) for row in first.collect()]

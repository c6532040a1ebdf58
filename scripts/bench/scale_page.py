"""docs/scale.md: what was measured, and what it comes to at sizes that were not."""
# ruff: noqa: E501  the page is wider than code

from collections.abc import Mapping, Sequence
from statistics import linear_regression

from scripts.bench.scale import Run

LARGE = (10**9, 10**10)  # rows
NODES = (4, 16, 64)
THREADS = 2  # of the local engine
CORES = 16  # of a node of the model
NETWORK = 1.25e9  # bytes a second of a node: 10 Gbit
Line = tuple[float, float]  # seconds of a processor at the start, and for each million rows


def page(runs: Sequence[Run], machine: str) -> str:
    """The whole page."""
    lines = {engine: _line([run for run in runs if run.engine == engine]) for engine in dict.fromkeys(_engines(runs))}
    model = {"measured": _measured(runs), "costs": _costs(lines), "large": _large(runs, lines), "machine": machine}
    return _PAGE.format(**model, crossover=crossover(lines), cores=CORES, **_facts(runs))


def _engines(runs: Sequence[Run]) -> list[str]:
    return [run.engine for run in runs]


def _line(runs: Sequence[Run]) -> Line:
    """Seconds of processors as a line over million rows."""
    slope, start = linear_regression([run.rows / 1e6 for run in runs], [run.cpu for run in runs])
    return max(0.0, start), slope


def _table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _measured(runs: Sequence[Run]) -> str:
    header = [
        "rows",
        "input, MB",
        "engine",
        "s",
        "CPU s",
        "CPU s per million rows",
        "peak memory, MB",
        "shuffled, MB",
        "disk, MB",
    ]
    rows = [
        [f"{run.rows:,}", f"{run.size / 1e6:,.0f}", run.engine, f"{run.seconds:.0f}", f"{run.cpu:.0f}", f"{run.cpu / run.rows * 1e6:.1f}",
         f"{run.memory / 1e6:,.0f}", f"{run.shuffled / 1e6:,.1f}", f"{run.disk / 1e6:,.0f}"]
        for run in runs
    ]  # fmt: skip
    return _table(header, rows)


def _costs(lines: Mapping[str, Line]) -> str:
    rows = [[engine, f"{start:.0f}", f"{slope:.1f}"] for engine, (start, slope) in lines.items()]
    return _table(["engine", "CPU s to start", "CPU s for each million rows"], rows)


def crossover(lines: Mapping[str, Line]) -> str:
    """From how many rows on, and with how many cores, Spark ends before the local engine, which has two threads."""
    (start, slope), (own_start, own) = lines["Spark local[1]"], lines["local engine"]
    least = THREADS * slope / own
    rows = {n: (start - own_start / THREADS) / (own / THREADS - slope / n) for n in (8, 16, 32, 64) if n > least}
    found = "; ".join(f"with {n} cores, from {max(0, count):,.0f} million rows on" for n, count in rows.items())
    return f"more than {least:.0f} cores to be as fast at all: {found}"


def _large(runs: Sequence[Run], lines: Mapping[str, Line]) -> str:
    start, slope = lines["Spark local[1]"]
    last = [run for run in runs if run.engine == "Spark local[2]"][-1]
    rows = []
    for count in LARGE:
        times = count / last.rows
        shuffle = last.shuffled * times
        for nodes in NODES:
            seconds = start + slope * count / 1e6 / (nodes * CORES) + shuffle / nodes / NETWORK
            rows.append(
                [f"{count:.0e}".replace("e+", "e"), str(nodes), _span(seconds), _bytes(last.size * times), _bytes(shuffle),
                 _bytes(last.disk * times / nodes)]
            )  # fmt: skip
    local_start, local = lines["local engine"]
    alone = [
        [
            f"{count:.0e}".replace("e+", "e"),
            "local engine",
            _span((local_start + local * count / 1e6) / THREADS),
            "",
            "",
            "",
        ]
        for count in LARGE
    ]
    header = ["rows", "nodes", "time", "input", "shuffled", "disk a node"]
    return _table(header, [*rows, *alone])


def _span(seconds: float) -> str:
    return f"{seconds / 60:,.0f} min" if seconds < 7200 else f"{seconds / 3600:,.1f} h"


def _bytes(size: float) -> str:
    return f"{size / 1e12:,.1f} TB" if size >= 1e12 else f"{size / 1e9:,.0f} GB"


def _facts(runs: Sequence[Run]) -> dict[str, str]:
    last = [run for run in runs if run.engine == "Spark local[2]"][-1]
    return {
        "a_row": f"{last.size / last.rows:.0f}",
        "disk_row": f"{last.disk / last.rows:.0f}",
        "shuffled_row": f"{last.shuffled / last.rows:.1f}",
        "parts": f"{10**10 * last.size / last.rows / 16e6:,.0f}",
    }


_PAGE = """# Beyond one machine

What validation costs on one machine and on Apache Spark, and what larger inputs would need. Measured by
`python -m scripts bench --spark --write` on {machine}, one run each; the package is that of
[performance.md](performance.md), grown. **Extrapolated** figures, from a straight line through the measured ones, are
marked so; nobody has run them.

## Measured

{measured}

Whole processes: the start of the JVM, and of Python in each worker, is in the seconds; *CPU s* are the seconds that all of
them had of processors. Compare those: the machine does other work too, and what ran beside lengthens *s* by several times and
*CPU s* by little. Memory is the JVM, the workers and the driver together; disk is what was kept beside the input meanwhile.

{costs}

## When to change

The local engine runs wherever the input, and its keys beside it, fit one machine's disk; it needs no cluster, and
of each row it makes a fraction of the work. On this machine Spark is never ahead: there is no crossover up to what was measured.
By the lines above (**extrapolated**) Spark needs {crossover}.
So: the local engine up to what it does in the time you have; Spark beyond, or where the data lies on a cluster already, or
where no disk holds it.

## What larger inputs need

**Extrapolated**, all of it: nodes of {cores} cores, the CPU seconds of `local[1]` divided by their number, the shuffle
at 10 Gbit a node in addition, nothing lost to slow nodes or a shared disk.

{large}

## Where the work is, and where the shuffle

1. *Opening*: a task a file reads its header and cuts it at line breaks, about every 16 MB.
2. *Lines*: a task a part counts line breaks and sees whether each line is a row. The driver sums: so every part knows its
   first line, though the file is split. Where it is not plain that lines are rows, the part is read exactly as if a
   record began at its start, and says where its last record ends; where that is not where the next part begins, the next
   one is read again from there, until all meet. No cell with line breaks is cut in two, and line numbers are exact.
3. *Cells*: a task a part reads, types and checks its rows with the schema that the local engine has. Nothing is
   shuffled. Problems and keys go to the workers' own disks ({disk_row} bytes a row here, {a_row} of input).
4. *Keys*: the SQL of the local engine. This is the only shuffle of a sound package: {shuffled_row} bytes a row here.
5. *Report*: problems are counted by rule, and of each rule the first in order are taken on each worker before they meet:
   the driver holds as many as are listed.

What was done about the shuffle:

- A primary key whose rows stand in rising order is not searched: a part gives its first and last key, and the driver
  compares neighbours. Sort large tables by their key.
- A referenced table below 16 MB goes to every node, and the large one stays where it is.
- Of a key of more than 48 bytes its SHA-256 is shuffled. Two keys taken for one would be a collision of SHA-256.
- The text of a cell is fetched for those rows alone that break a key.

What breaks first, as the input grows:

- *Disk of the workers*: keys and problems of all rows are kept there until the report is made. Name a large disk in
  `spark.local.dir`.
- *A foreign key between two large tables*: both are shuffled and joined by sorting; skew is left to Spark (adaptive
  execution splits what is skewed).
- *The driver*: small tables pass through it on their way to every node (`spark.driver.memory`; 2 GB on a local master). It holds a line for each part, {parts} of them at 10^10 rows (**extrapolated**), and twice the listed
  problems of each rule.
- *A limit of ours*: a table may have 10^9 rows unless `--max rows=NUMBER` says more.

## On a cluster

- Every node has to see the package's folder under the same path, and so for the folder of an export.
- Every node needs the environment of `scripts/spark/requirements.lock` and `requirements.lock`; name its interpreter in
  `PYSPARK_PYTHON`. The code itself is sent along.
- What fails is tried again, four times by default (`spark.task.maxFailures`). The report is whole, or there is none:
  the command then ends with one line and exit 2.
- Rules of this dataset's own tables need the whole record in memory. They are named in the report as not run.
- A table may be Parquet: `"format": "parquet"`, a file, several, or a folder of them. Columns have to have the types that
  `export` gives them; values are checked like cells. Such a file has no lines: a problem's line is the number of the row.
- `export --engine spark` writes each table as a folder of Parquet files, sorted by primary key over all of them, with a
  descriptor that it can read again. It makes no SQLite file, no workbook and no derived table.
- The pattern of a column has its seconds (`--max seconds=NUMBER`) in each part, not in the whole table; where a table has
  too many rows, it is read on to the end of a part.
"""

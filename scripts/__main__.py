"""python -m scripts VERB: wires the verbs; each imports what it needs when it is called."""

import gc
import os
import sys
import warnings
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from schemas.problems import CannotRunError

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

Descriptor = Annotated[Path, typer.Argument(help="A data package: its datapackage.json or the folder that holds it.")]
Texts = Annotated[
    Path | None,
    typer.Option(envvar="PACTS_TEXTS", file_okay=False, exists=True, help="A folder of source texts, SOURCE_ID.txt."),
]


class ReportFormat(StrEnum):
    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"


class Engine(StrEnum):
    LOCAL = "local"
    SPARK = "spark"


class CiteFormat(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"


class DiffFormat(StrEnum):
    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


OnEngine = Annotated[Engine, typer.Option("--engine", help="This machine, or Apache Spark; docs/scale.md says when.")]
Master = Annotated[str, typer.Option(metavar="URL", help="Where Spark runs, with --engine spark.")]


def _is_typed(context: typer.Context, option: str) -> bool:
    """Whether an option was given in the command; an environment variable is meant for whoever can use it."""
    source = context.get_parameter_source(option)
    return source is not None and source.name == "COMMANDLINE"


@app.command()
def validate(
    context: typer.Context,
    datapackage: Descriptor = Path("datapackage.json"),
    output: Annotated[ReportFormat, typer.Option("--format", help="How findings are printed.")] = ReportFormat.TEXT,
    with_frictionless: Annotated[
        bool, typer.Option("--with-frictionless", help="Ask frictionless for a second opinion.")
    ] = False,
    texts: Texts = None,
    limit: Annotated[int, typer.Option(min=1, help="Problems listed for each rule; all are counted.")] = 1000,
    maximum: Annotated[
        list[str] | None,
        typer.Option(
            "--max",
            metavar="NAME=NUMBER",
            help="A limit, once for each: descriptor, files, columns, row, cell, rows, pattern, seconds.",
        ),
    ] = None,
    engine: OnEngine = Engine.LOCAL,
    master: Master = "local[*]",
) -> None:
    """Check a tabular data package; exit 1 where anything is wrong, 2 where it can't be checked."""
    from schemas.limits import limits_of
    from scripts import validate as verb

    _use_quick_memory()
    limits = limits_of(maximum or ())
    if engine is Engine.SPARK:
        if with_frictionless or (texts and _is_typed(context, "texts")):
            raise CannotRunError("--with-frictionless and --texts need the local engine")
        from scripts.spark import validate as on_spark

        report = on_spark.validate(datapackage, master, limit, limits)
    else:
        report = verb.validate(datapackage, texts, with_frictionless, limit, keep=False, limits=limits)
    typer.echo(verb.FORMATS[output](report))
    raise typer.Exit(1 if report.problems else 0)


@app.command("format")
def format_(
    datapackage: Descriptor = Path("datapackage.json"),
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where a file would change.")] = False,
) -> None:
    """Put the tables into canonical form: order of rows and columns, quotes, line ends."""
    from scripts.format import format_package

    changed = format_package(datapackage, write=not check)
    for file in changed:
        typer.echo(f"{file}: {'is not in canonical form' if check else 'formatted'}")
    raise typer.Exit(1 if check and changed else 0)


@app.command(context_settings={"ignore_unknown_options": True})  # a figure may begin with a minus
def figure(
    text: Annotated[str, typer.Argument(help='A figure as printed: "$5.43 billion".')],
    unit_as_written: Annotated[str | None, typer.Option(help="Scale and unit where they are printed apart.")] = None,
) -> None:
    """Show how a printed figure is read; exit 1 with a reason where it can't be."""
    from scripts.figure import figure as verb

    verb(text, unit_as_written)


@app.command("verify-evidence")
def verify_evidence(
    texts: Annotated[
        Path,
        typer.Option(
            envvar="PACTS_TEXTS",
            file_okay=False,
            exists=True,
            help="A folder of your own copies of sources: SOURCE_ID.txt, SOURCE_ID.html.",
        ),
    ],
    datapackage: Descriptor = Path("datapackage.json"),
    source: Annotated[str | None, typer.Option(help="Check this source only.")] = None,
    output: Annotated[ReportFormat, typer.Option("--format", help="How findings are printed.")] = ReportFormat.TEXT,
    limit: Annotated[int, typer.Option(min=1, help="Problems listed for each rule; all are counted.")] = 1000,
) -> None:
    """Prove the record against copies of its sources; exit 1 where they don't bear it out."""
    from scripts import verify_evidence as verb

    verification, strangers = verb.verify_evidence(datapackage, texts, source, limit)
    for line in verb.asides(verification, strangers):
        typer.echo(line, err=True)
    typer.echo(verb.FORMATS[output](verification))
    raise typer.Exit(1 if verification.report.problems else 0)


@app.command()
def cite(
    claim_id: Annotated[str, typer.Argument(help="A claim of the package: c00001.")],
    datapackage: Descriptor = Path("datapackage.json"),
    output: Annotated[CiteFormat, typer.Option("--format", help="How the claim is cited.")] = CiteFormat.TEXT,
) -> None:
    """Cite one claim: what is claimed, by whom, where, and who agrees."""
    from scripts import cite as verb

    typer.echo(verb.FORMATS[output](verb.citation(datapackage, claim_id)))


@app.command()
def record(
    files: Annotated[list[Path], typer.Argument(help="Record files (YAML); CONTRIBUTING.md says what they hold.")],
    datapackage: Annotated[Path, typer.Option(help="The package to which rows are added.")] = Path("datapackage.json"),
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing; show the rows.")] = False,
    texts: Texts = None,
) -> None:
    """Add what sources say to the tables; exit 1 where a file is refused: nothing of it is recorded then."""
    from datetime import date

    from scripts import record as verb

    outcome = verb.record(files, datapackage, date.today(), texts, dry_run)  # when a source was read, by default
    typer.echo(verb.render(outcome, files, dry_run))
    raise typer.Exit(1 if outcome.refused else 0)


@app.command()
def dictionary(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where it is not current.")] = False,
) -> None:
    """Write docs/data-dictionary.md from the descriptor and the schemas."""
    from scripts.dictionary import write

    current = write(check)
    raise typer.Exit(1 if check and not current else 0)


@app.command()
def metadata(
    check: Annotated[bool, typer.Option("--check", help="Change nothing; exit 1 where it is not current.")] = False,
) -> None:
    """Write CITATION.cff from the descriptor; a release makes Croissant, schema.org and dataset card itself."""
    from scripts.metadata import write

    current = write(check)
    raise typer.Exit(1 if check and not current else 0)


@app.command()
def export(
    to: Annotated[Path, typer.Option(metavar="DIR", help="The folder to write; an earlier export is replaced.")],
    datapackage: Descriptor = Path("datapackage.json"),
    parquet_only: Annotated[bool, typer.Option("--parquet-only", help="No SQLite file and no workbook.")] = False,
    engine: OnEngine = Engine.LOCAL,
    master: Master = "local[*]",
) -> None:
    """Write a package as Parquet, SQLite and a workbook; exit 1, with nothing written, where it has problems."""
    from scripts import validate as report_of
    from scripts.export import export as verb

    _use_quick_memory()
    if engine is Engine.SPARK:
        from scripts.spark.export import export as on_spark

        report = on_spark(datapackage, to, master)
    else:
        report = verb(datapackage, to, parquet_only)
    typer.echo(report_of.as_text(report))
    raise typer.Exit(1 if report.problems else 0)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="A folder, descriptor, zip, or git revision of the current folder.")],
    new: Annotated[str, typer.Argument(help="The same; old comes first.")],
    output: Annotated[DiffFormat, typer.Option("--format", help="How differences are printed.")] = DiffFormat.TEXT,
    limit: Annotated[int | None, typer.Option(min=0, help="Rows listed in each list; all are counted.")] = None,
) -> None:
    """Show how one package differs from another; exit 0: it does not, 1: it does, 2: it can't be told."""
    from scripts.diff import diff as verb
    from scripts.diff.render import FORMATS

    differs = verb(
        old, new, lambda difference: FORMATS[output](difference, limit), lambda text: typer.echo(text, nl=False)
    )
    raise typer.Exit(1 if differs else 0)


@app.command()
def release(
    datapackage: Descriptor = Path("datapackage.json"),
    to: Annotated[Path, typer.Option(metavar="DIR", help="Where folder, zip and wheel are put.")] = Path("dist"),
    check: Annotated[
        bool, typer.Option("--check", help="Make nothing; exit 1 where version, CHANGELOG and data disagree.")
    ] = False,
    since: Annotated[str | None, typer.Option(metavar="REF|ZIP", help="The last release, if not the last tag.")] = None,
    verify: Annotated[
        Path | None, typer.Option(metavar="ZIP|FOLDER", help="Make nothing; prove a release from its own files.")
    ] = None,
) -> None:
    """Make a release: every form of the data, a zip and a wheel. Or check that one may be made, or verify one."""
    if verify is not None:
        raise typer.Exit(_verify_release(verify))
    raise typer.Exit(_check_release(datapackage, since) if check else _make_release(datapackage, to))


def _make_release(datapackage: Path, to: Path) -> int:
    from scripts import validate as report_of
    from scripts.release.build import release as verb

    report, made = verb(datapackage, to)
    typer.echo(report_of.as_text(report))
    for path in (made.folder, made.zip, made.wheel, made.sums) if made else ():
        typer.echo(f"{path}")
    return 1 if report.problems else 0


def _check_release(datapackage: Path, since: str | None) -> int:
    """Version, CHANGELOG and what changed since the last release."""
    from scripts.release.check import as_text
    from scripts.release.check import check as verb

    verdict = verb(datapackage, since)
    typer.echo(as_text(verdict))
    return 1 if verdict.problems else 0


def _verify_release(path: Path) -> int:
    from scripts.release.verify import as_text
    from scripts.release.verify import verify as verb

    proof = verb(path)
    typer.echo(as_text(path, proof))
    return 1 if proof.faults else 0


@app.command()
def bench(
    claims: Annotated[int, typer.Option(min=100, help="Claims in the package that is made to measure with.")] = 10_000,
    runs: Annotated[int, typer.Option(min=1, help="Counted runs of each command.")] = 3,
    only: Annotated[str, typer.Option(help="Only the cases whose title begins so: diff.")] = "",
    write: Annotated[bool, typer.Option("--write", help="Write the page in docs/, and its picture.")] = False,
    spark: Annotated[bool, typer.Option("--spark", help="Measure what larger packages cost, on Spark too.")] = False,
) -> None:
    """Measure validation, export and diff beside other tools, which get an environment of their own."""
    from scripts import bench as verb

    if spark:
        typer.echo(verb.bench_scale(write))
        return
    results = verb.bench(claims, runs, only)
    typer.echo(verb.as_markdown(results))
    if write:
        verb.write(results, verb.DOCS, whole=not only)


def _use_quick_memory() -> None:
    """Gives Arrow the allocator that hands back least to the system in between, where it was built with it."""
    import pyarrow as pa

    with suppress(NotImplementedError):
        pa.set_memory_pool(pa.jemalloc_memory_pool())


def main() -> None:
    """Runs a verb; what can't be run ends in one line on stderr and exit 2."""
    warnings.filterwarnings("ignore", "PySpark does not yet")  # said on import by pandera, which looks for PySpark
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy's, which wait busily, and nothing here is theirs to do
    gc.set_threshold(100_000, 20, 20)  # a short process that imports much: collecting garbage is a tenth of its time
    try:
        app()
    except CannotRunError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone; say nothing more
        sys.exit(1)
    except OSError as error:  # a full disk behind stdout, say
        typer.echo(f"error: cannot be read or written: {error.strerror or error}", err=True)
        sys.exit(2)


def _leave(status: int) -> NoReturn:
    """Ends the process at once: to take modules and memory apart, piece by piece, takes a tenth of a second."""
    with suppress(OSError):  # it has been told
        sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    try:
        main()
    except SystemExit as ended:
        _leave(ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1)

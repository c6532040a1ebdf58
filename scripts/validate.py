"""The verb `validate`: every problem of a package in one run, and the report in its formats."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from schemas.canonical import form_problems
from schemas.integrity import integrity_problems
from schemas.keys import KeyStore
from schemas.limits import DEFAULT, Limits
from schemas.own_tables import is_own, own_record
from schemas.package import Package, Resource, open_package
from schemas.problems import CannotRunError, Findings, Problem
from schemas.scan import scan
from schemas.table_file import Batch, TableFile, join
from scripts.progress import progress
from scripts.sarif import sarif

LIMIT = 1000  # problems listed for each rule
Watch = Callable[[Package, Resource, Batch], None]


def _nobody(package: Package, resource: Resource, batch: Batch) -> None:
    """Watches nothing."""


@dataclass(frozen=True)
class Report:
    """What was checked and found. `package` is None where none could be opened; `tables` where they were to be kept.

    `problems` is sorted and holds the first of each rule up to the limit; `counts` is complete.
    """

    package: Package | None
    tables: Mapping[str, TableFile]
    rows: Mapping[str, int]
    problems: Sequence[Problem]
    counts: Mapping[str, int]
    place: str = ""  # the package's folder from where the command runs, with a slash; for tools that look files up
    not_run: Sequence[str] = ()  # rules that the engine could not run

    @property
    def hidden(self) -> int:
        """How many problems are counted and not listed."""
        return sum(self.counts.values()) - len(self.problems)


def descriptor_path(path: Path) -> Path:
    """The descriptor that a user means by a file or a folder. Raises CannotRunError for a table."""
    if path.suffix.lower() in (".csv", ".tsv"):
        raise CannotRunError(f"{path}: is a table; name the datapackage.json that describes it")
    return path / "datapackage.json" if path.is_dir() else path


def place(path: Path) -> str:
    """The folder of a package below the current one, with a slash; nothing where it lies here or elsewhere."""
    folder, here = descriptor_path(path).parent.absolute(), Path.cwd()
    return f"{folder.relative_to(here).as_posix()}/" if here in folder.parents else ""


def validate(
    path: Path,
    texts: Path | None = None,
    with_frictionless: bool = False,
    limit: int = LIMIT,
    keep: bool = True,
    limits: Limits = DEFAULT,
    watch: Watch = _nobody,
) -> Report:
    """Checks a package against its schemas, its keys and, where its tables are this dataset's own, the rules.

    `texts` is a folder of source texts, `<source_id>.txt`, against which passages and wording are checked too;
    `limit` is how many problems of each rule are listed; `keep` whether the report holds the tables; `limits` what a
    file may not outgrow; `watch` is given each batch when it is checked.
    Raises CannotRunError where the package can't be read or needs what is not supported.
    """
    findings = Findings(limit)
    package, problems = open_package(descriptor_path(path), limits)
    findings.add(problems)
    tables: dict[str, TableFile] = {}
    rows: dict[str, int] = {}
    if package:
        tables = read_tables(package, findings, rows, keep, watch)
        findings.add(_rule_problems(package, tables, findings, texts))
        findings.add(_second_opinion(package) if with_frictionless else ())
    counts = dict(sorted(findings.counts.items()))
    return Report(package, tables, rows, findings.kept(), counts, place(path))


def read_tables(
    package: Package, findings: Findings, rows: dict[str, int], keep: bool = True, watch: Watch = _nobody
) -> dict[str, TableFile]:
    """The tables of a package, without `keep` only this dataset's own; adds to the findings and the numbers of rows."""
    kept: dict[str, list[Batch]] = {}
    for one in package.resources:
        findings.add(integrity_problems(one.name, one.files[0], one.paths[0], one.descriptor))
    size = sum(resource.size for resource in package.resources)
    with KeyStore(package.resources) as keys, progress(size) as told:
        for resource, batch in scan(package.resources):
            told(resource.name, batch.size)
            rows[resource.name] = rows.get(resource.name, 0) + len(batch.lines)
            findings.add(batch.problems)
            keys.add(resource, batch)
            watch(package, resource, batch)
            if keep or is_own(resource.name, resource.columns):
                kept.setdefault(resource.name, []).append(batch)
        findings.add(keys.problems())
    return {
        resource.name: join(resource, kept[resource.name]) for resource in package.resources if resource.name in kept
    }


def _rule_problems(
    package: Package, tables: Mapping[str, TableFile], findings: Findings, texts: Path | None
) -> Iterator[Problem]:
    """The dataset's own rules. A row that is already reported is left alone: its cells can't be trusted yet."""
    record = own_record(package, tables)
    if record is None:
        return
    from schemas.rules import check, check_texts  # heavy, and only for this dataset's own tables

    found = [*check(record), *(check_texts(record, read_texts(texts)) if texts else ())]
    yield from [problem for problem in found if not findings.on_row(problem)]
    sound = [table for name, table in tables.items() if name in record.tables and not findings.of_table(name)]
    yield from (problem for table in sound for problem in form_problems(table))


def read_texts(folder: Path) -> dict[str, str]:
    """The texts at hand by source id: files named `<source_id>.txt`. CannotRunError: one is not UTF-8 or unreadable."""
    texts = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            texts[path.stem] = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CannotRunError(f"{path}: cannot be read: {error}") from None
    return texts


class _NoNetwork:
    """In place of frictionless' HTTP session."""

    def get(self, address: str, **_: Any) -> None:
        raise OSError(f"{address}: nothing is fetched")


def _second_opinion(package: Package) -> Iterator[Problem]:
    """What frictionless finds, each with its own name for the error. It sees no profile that it would fetch."""
    from frictionless import FrictionlessException, system
    from frictionless import Package as FrictionlessPackage

    descriptor = {key: value for key, value in package.descriptor.items() if key != "profile"}
    descriptor["resources"] = [
        {key: value for key, value in resource.descriptor.items() if key not in ("profile", "$schema")}
        for resource in package.resources
    ]
    with system.use_context(http_session=_NoNetwork()):
        try:
            report = FrictionlessPackage(descriptor, basepath=str(package.root)).validate()
        except FrictionlessException as error:
            reasons = "; ".join(reason.message for reason in error.reasons or [error.error])
            yield Problem(None, "datapackage.json", None, None, f"frictionless-{error.error.type}", None, reasons)
            return
    yield from (Problem(None, "datapackage.json", *_frictionless(error)) for error in report.errors)
    for task in report.tasks:
        yield from (Problem(task.name, task.place, *_frictionless(error)) for error in task.errors)


def _frictionless(error: Any) -> tuple[int | None, str | None, str, str | None, str]:
    """Line, column, rule, value and message of an error of frictionless."""
    line, column = getattr(error, "row_number", None), getattr(error, "field_name", None)
    return line, column, f"frictionless-{error.type}", getattr(error, "cell", None), error.message


def document(report: Report) -> dict[str, Any]:
    """The report as JSON has it."""
    descriptor: Mapping[str, Any] = report.package.descriptor if report.package else {}
    return {
        "format_version": 1,
        "valid": not report.counts,
        "package": {"name": descriptor.get("name"), "version": descriptor.get("version")},
        "rows": report.rows,
        "problems": [asdict(problem) for problem in report.problems],
        "counts": report.counts,
        "truncated": report.hidden > 0,
        "not_run": list(report.not_run),
    }


def as_json(report: Report) -> str:
    """The report as JSON."""
    return json.dumps(document(report), ensure_ascii=False, indent=2)


def listed(report: Report) -> list[str]:
    """A line a problem, and one that tells of those that are not listed."""
    lines = [str(problem) for problem in report.problems]
    return lines + (
        [f"… and {report.hidden} more problems of these rules (--limit lists more)"] if report.hidden else []
    )


def as_text(report: Report) -> str:
    """A line a problem, then one line that sums up."""
    rows = f"{sum(report.rows.values())} rows in {len(report.rows)} tables"
    counts = ", ".join(f"{count} {rule}" for rule, count in report.counts.items())
    total = sum(report.counts.values())
    verdict = f"{total} {'problem' if total == 1 else 'problems'} ({counts})" if counts else "valid"
    missed = [f"not run: {', '.join(report.not_run)}"] if report.not_run else []
    return "\n".join([*listed(report), *missed, f"{rows}: {verdict}"])


def as_github(report: Report) -> str:
    """Workflow commands that annotate the lines of a pull request."""
    return "\n".join(_annotation(problem, report.place) for problem in report.problems)


def _annotation(problem: Problem, folder: str) -> str:
    file = None if problem.file is None else folder + problem.file
    place = {"file": file, "line": problem.line, "title": problem.rule}
    properties = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in place.items() if value is not None)
    column = f"{problem.column}: " if problem.column else ""
    return f"::error {properties}::{_escaped(column + problem.message)}"


def _escaped(text: str, more: str = "") -> str:
    for char in "%\r\n" + more:
        text = text.replace(char, f"%{ord(char):02X}")
    return text


def as_sarif(report: Report) -> str:
    """The report for code scanning."""
    return sarif(report.problems, report.place)


FORMATS = {"text": as_text, "json": as_json, "github": as_github, "sarif": as_sarif}

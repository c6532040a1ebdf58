"""The verb `record`: readable files that say what sources say become rows, if the package stays valid with them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from schemas.own_tables import own_schemas
from schemas.package import Package, open_package
from schemas.problems import CannotRunError, Problem
from scripts.record.draft import Draft
from scripts.record.reading import read_file
from scripts.record.review import review
from scripts.record.staging import by_file, check, locked, write
from scripts.record.store import NewRow, Store, read_store
from scripts.validate import descriptor_path, validate

# What follows from a fault that is reported already: the record that the faulty key would have supported.
_CONSEQUENCES = {"rests-on-no-passage", "agreement-of-fewer-than-two", "unseen-source-without-a-copy"}


@dataclass
class Outcome:
    """The files that were accepted, in order, with what they add; and what is wrong with the others, by file."""

    store: Store
    accepted: list[Draft] = field(default_factory=list)
    refused: dict[str, list[Problem]] = field(default_factory=dict)

    def added_by(self, draft: Draft) -> list[NewRow]:
        return [new for new in self.store.new if new.file == draft.file]


def record(
    files: Sequence[Path], datapackage: Path, today: date, texts: Path | None = None, dry_run: bool = False
) -> Outcome:
    """Adds what the files say to the package: of each file everything, or nothing.

    `today` is when a source was retrieved that doesn't say; `texts` holds source texts for the checks of prose. Raises
    CannotRunError where the package or a file can't be read, the package isn't valid as it is, or it can't be written.
    """
    package, problems = open_package(descriptor_path(datapackage))
    if package is None:
        raise CannotRunError(str(problems[0]))
    if missing := own_schemas().keys() - {resource.name for resource in package.resources}:
        raise CannotRunError(f"the package lacks the table {min(missing)}; record adds to this dataset only")
    with locked(package):
        outcome = settle(list(dict.fromkeys(files)), package, read_store(package), today, texts)
        if not dry_run:
            write(package, outcome.store)
    return outcome


def settle(files: list[Path], package: Package, base: Store, today: date, texts: Path | None) -> Outcome:
    """The files that can be accepted together. Those with problems are set aside, the rest is tried again."""
    refused: dict[str, list[Problem]] = {}
    while True:
        store = base.copy()
        drafts = [read_file(path, store, today) for path in files]
        bad, others = _problems(drafts, package, store, texts)
        if others and not bad:
            _refuse_invalid(package, texts)
            if len(files) > 1:
                return _one_by_one(files, package, base, today, texts, refused)
            bad = {str(files[0]): [_elsewhere(problem, str(files[0])) for problem in others]}
        refused |= bad
        if not bad:
            return Outcome(store, drafts, refused)
        files = [path for path in files if str(path) not in bad]


def _problems(
    drafts: list[Draft], package: Package, store: Store, texts: Path | None
) -> tuple[dict[str, list[Problem]], list[Problem]]:
    """What is wrong with each file, in itself or in the rows it makes; and problems of rows that no file adds."""
    found = {draft.file: list(draft.problems) for draft in drafts if draft.problems}
    if not store.new:
        return found, []
    in_rows, others = by_file(check(package, store, drafts, texts), store)
    for file, problems in in_rows.items():
        lines = {problem.line for problem in found.get(file, ())}
        if file in found:
            problems = [one for one in problems if one.line not in lines and one.rule not in _CONSEQUENCES]
        found[file] = sorted([*found.get(file, ()), *problems], key=lambda problem: problem.sort_key)
    return found, others


def _one_by_one(
    files: list[Path], package: Package, base: Store, today: date, texts: Path | None, refused: dict[str, list[Problem]]
) -> Outcome:
    """Each file on top of those before it, where it can't be told which of them breaks a row that no file adds."""
    outcome = Outcome(base, [], refused)
    for path in files:
        one = settle([path], package, outcome.store, today, texts)
        outcome.refused |= one.refused
        outcome.accepted += one.accepted
        outcome.store = one.store
    return outcome


def _refuse_invalid(package: Package, texts: Path | None) -> None:
    """Raises CannotRunError where the package has problems without any file."""
    report = validate(package.root / "datapackage.json", texts)
    if report.problems:
        count = len(report.problems)
        raise CannotRunError(f"the package is not valid as it is ({count} problems, first {report.problems[0]})")


def _elsewhere(problem: Problem, file: str) -> Problem:
    """A problem that a file causes in a row that stands elsewhere."""
    place = f"{problem.table}{'.' + problem.column if problem.column else ''}"
    message = f"{problem.message} (in {place}, recorded before; this file contradicts it)"
    return Problem(None, file, None, None, problem.rule, problem.value, message)


def render(outcome: Outcome, files: Sequence[Path], dry_run: bool) -> str:
    """What was added by each file, in the order given, or why it was refused; then what to look at."""
    by_name = {draft.file: draft for draft in outcome.accepted}
    lines: list[str] = []
    for file in dict.fromkeys(map(str, files)):
        lines += [str(problem) for problem in outcome.refused.get(file, ())]
        if file in by_name:
            added = outcome.added_by(by_name[file])
            lines += _rows(outcome.store, added) if dry_run else []
            lines += [f"review: {line}" for line in review(by_name[file])]
            lines.append(f"{file}: {_count(added)}{' would be added' if dry_run and added else ''}")
        else:
            lines.append(f"{file}: refused, nothing of it was recorded")
    return "\n".join(lines)


def _rows(store: Store, new: list[NewRow]) -> list[str]:
    """The rows as lines of CSV, under the table and its columns; a row that is filled also as it was."""
    lines = []
    for table in dict.fromkeys(row.table for row in new):
        lines.append(f"  {table}: {','.join(store.columns(table))}")
        for row in new:
            if row.table == table:
                lines += [f"- {store.as_line(table, row.before)}"] if row.before else []
                lines.append(f"+ {store.as_line(table, row.row)}")
    return lines


def _count(new: list[NewRow]) -> str:
    """How many rows of each table are added and filled."""
    counts = Counter((row.table, " (filled)" if row.before else "") for row in new)
    return ", ".join(f"{count} {table}{filled}" for (table, filled), count in counts.items()) or "nothing new"

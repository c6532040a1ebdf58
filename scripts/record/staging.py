"""The package as it would be: checked in a temporary copy, then written whole or not at all."""

import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from schemas.package import Package
from schemas.problems import CannotRunError, Problem
from scripts.files import write_whole
from scripts.record.draft import Draft
from scripts.record.store import NewRow, Store
from scripts.validate import Report, read_texts, validate

BETWEEN_PASSAGES = " \ue000 "  # a word that no text has, so that no run of words crosses from one passage to the next


def check(package: Package, store: Store, drafts: Iterable[Draft], texts: Path | None) -> Report:
    """Validates the package with the new rows, and its prose against what the record files quote."""
    with TemporaryDirectory(prefix="record-") as name:
        root, copies = Path(name) / "package", Path(name) / "texts"
        _copy(package, store.files(), root)
        copies.mkdir()
        for source_id, text in {**(read_texts(texts) if texts else {}), **_quoted(drafts)}.items():
            (copies / f"{source_id}.txt").write_text(text, "utf-8")
        return validate(root / "datapackage.json", copies)


def _copy(package: Package, changed: Mapping[str, bytes], root: Path) -> None:
    names = ["datapackage.json"]
    for resource in package.resources:
        parts = (resource.descriptor.get(key) for key in ("schema", "dialect"))
        names += [*resource.files, *(part for part in parts if isinstance(part, str))]
    for name in dict.fromkeys(names):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(package.root / name, root / name)
    for resource in package.resources:
        if resource.name in changed:
            (root / resource.files[0]).write_bytes(changed[resource.name])


def _quoted(drafts: Iterable[Draft]) -> dict[str, str]:
    """What is at hand of each source: its text, else the passages that are quoted from it."""
    found: dict[str, str] = {}
    for draft in drafts:
        if draft.source is not None and (draft.text is not None or draft.said):
            source_id = str(draft.source["source_id"])
            said = draft.text if draft.text is not None else BETWEEN_PASSAGES.join(draft.said)
            found[source_id] = BETWEEN_PASSAGES.join(part for part in (found.get(source_id), said) if part)
    return found


def by_file(report: Report, store: Store) -> tuple[dict[str, list[Problem]], list[Problem]]:
    """The report's problems by the record file whose row has them, at the key at fault; and the other problems."""
    own = {id(new.row): new for new in store.new}
    rows = {problem.table: store.ordered(problem.table) for problem in report.problems if problem.table in store.rows}
    found: dict[str, list[Problem]] = {}
    others = []
    for problem in report.problems:
        at = (problem.line or 1) - 2  # the header is line 1, and no cell holds a line break
        new = own.get(id(rows[problem.table][at])) if problem.table in rows and at >= 0 else None
        if new is None:
            others.append(problem)
        else:
            found.setdefault(new.file, []).append(_at_key(problem, new))
    return found, others


def _at_key(problem: Problem, new: NewRow) -> Problem:
    line, key = new.places.get(problem.column or "", (new.line, None))
    place = f"{new.table}.{problem.column}" if problem.column else new.table
    return Problem(None, new.file, line, key, problem.rule, problem.value, f"{problem.message} ({place})")


def write(package: Package, store: Store) -> None:
    """Writes the tables to which rows are added; all of them, or none."""
    paths = {resource.name: resource.paths[0] for resource in package.resources}
    new = {paths[table]: content for table, content in store.files().items()}
    old = {path: path.read_bytes() for path in new}
    written = []
    try:
        for path, content in new.items():
            written.append(path)
            write_whole(path, content)
    except BaseException as error:
        for path in written:
            write_whole(path, old[path])
        if isinstance(error, OSError):
            message = (
                f"{error.filename or 'a table'}: cannot be written: {error.strerror or error}; nothing was changed"
            )
            raise CannotRunError(message) from None
        raise


@contextmanager
def locked(package: Package) -> Iterator[None]:
    """Keeps other recordings out of a package until this one is done; they wait."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - not on Windows, where nobody else may record meanwhile
        yield
        return
    with (package.root / "datapackage.json").open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield

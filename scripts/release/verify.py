"""Whether a release is what it says: `release --verify FILE`, from the files alone."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from schemas.descriptor import DescriptorError, inside, read_json
from schemas.problems import CannotRunError
from scripts.diff.archive import Archive
from scripts.export.folder import DESCRIPTOR
from scripts.release.layout import (
    CROISSANT,
    MANIFEST,
    PARQUET,
    PROVENANCE,
    SCHEMA_ORG,
    SUMS,
    files_in,
    listed_sums,
    sha256,
)
from scripts.release.manifest import listed_tables
from scripts.release.verify_content import content_faults

Claimed = Iterator[tuple[str, str, Any]]  # a file, its digest by some document, and its size where one is told


@dataclass(frozen=True)
class Proof:
    """What was verified: how many files and tables, the digest of the whole record, and every fault, a line each."""

    files: int
    tables: int
    content: str
    faults: list[str]


def verify(path: Path) -> Proof:
    """Verifies a release, a folder or a zip. Raises CannotRunError where it can't be read or is no release."""
    with _opened(path) as folder:
        document = _json(folder, MANIFEST)
        try:
            tables = listed_tables(document)
        except ValueError as error:
            raise CannotRunError(f"{path}: {MANIFEST} {error}") from None
        faults = [fault for check in _CHECKS for fault in check(folder)]
        faults += content_faults(folder, document)
        files = len(files_in(folder))
    return Proof(files, len(tables), str(document.get("content_sha256")), list(dict.fromkeys(faults)))


@contextmanager
def _opened(path: Path) -> Iterator[Path]:
    """The folder of a release; a zip is unpacked first."""
    if path.is_dir():
        yield _with_sums(path, path)
        return
    if not path.is_file():
        raise CannotRunError(f"{path}: is no file or folder")
    with tempfile.TemporaryDirectory(prefix="release-") as name, Archive(path) as archive:
        folder = Path(name)
        tops = sorted((PurePosixPath(one) for one in archive.names if PurePosixPath(one).name == SUMS), key=_depth)
        for one in archive.names:
            _unpack(archive, one, folder, path)
        yield _with_sums(folder / tops[0].parent if tops else folder, path)


def _depth(path: PurePosixPath) -> tuple[int, str]:
    return len(path.parts), str(path)


def _with_sums(folder: Path, path: Path) -> Path:
    for name in (SUMS, MANIFEST):
        if not (folder / name).is_file():
            raise CannotRunError(f"{path}: is no release: it holds no {name}")
    return folder


def _unpack(archive: Archive, name: str, folder: Path, path: Path) -> None:
    try:
        target = inside(folder, name)
    except DescriptorError as error:
        raise CannotRunError(f"{path}: {error}") from None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:  # a file is named as a folder is
        raise CannotRunError(f"{path}: {name} cannot be unpacked: {error.strerror}") from None
    archive.copy(name, target)


def _json(folder: Path, name: str) -> dict[str, Any]:
    try:
        return read_json(folder / name)
    except DescriptorError as error:
        raise CannotRunError(f"{name}: {error}") from None


def _of_sums(folder: Path) -> Iterator[str]:
    """Every file is listed with the digest it has, and every listed file is there."""
    try:
        listed = listed_sums((folder / SUMS).read_text("utf-8"))
    except ValueError as error:
        yield f"{SUMS}: {error}"
        return
    present = set(files_in(folder)) - {SUMS}
    yield from (f"{name}: is missing" for name in sorted(listed.keys() - present))
    yield from (f"{name}: is not listed in {SUMS}" for name in sorted(present - listed.keys()))
    for name in sorted(present):
        if (folder / name).is_symlink():
            yield f"{name}: is a symbolic link; a release has none"
        elif name in listed and sha256(folder / name) != listed[name]:
            yield f"{name}: its bytes are not those that {SUMS} lists"


def _of_documents(folder: Path) -> Iterator[str]:
    """What the documents of a release say of its files' bytes."""
    for document, claimed in _DOCUMENTS.items():
        if not (folder / document).is_file():
            continue  # the list of files tells it
        try:
            claims = [
                (_text(name), _text(digest), size) for name, digest, size in claimed(read_json(folder / document))
            ]
        except DescriptorError as error:
            yield f"{document}: {error}"
            continue
        except (LookupError, TypeError, AttributeError):
            yield f"{document}: does not say what each file has to be"
            continue
        for name, digest, size in claims:
            yield from _false(folder, document, name, digest, size)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _false(folder: Path, document: str, name: str, digest: str, size: Any) -> Iterator[str]:
    try:
        path = inside(folder, (PurePosixPath(document).parent / name).as_posix())
    except DescriptorError as error:
        yield f"{document}: {error}"
        return
    if not path.is_file():
        yield f"{document}: names {name}, which is missing"
        return
    told = path.relative_to(folder).as_posix()
    if digest.removeprefix("sha256:") != sha256(path):
        yield f"{told}: its bytes are not those that {document} tells"
    if size is not None and str(size).removesuffix(" B") != str(path.stat().st_size):
        yield f"{told}: is not as long as {document} tells"


def _resources(document: Mapping[str, Any]) -> Claimed:
    yield from ((item["path"], item["hash"], item.get("bytes")) for item in document["resources"])


def _distribution(document: Mapping[str, Any]) -> Claimed:
    yield from ((item["contentUrl"], item["sha256"], item["contentSize"]) for item in document["distribution"])


def _subjects(document: Mapping[str, Any]) -> Claimed:
    yield from ((item["name"], item["digest"]["sha256"], None) for item in document["subject"])


def _tables(document: Mapping[str, Any]) -> Claimed:
    for table in document["tables"].values():
        yield from ((name, digest, None) for name, digest in table["files"].items())


_DOCUMENTS: Mapping[str, Callable[[Mapping[str, Any]], Claimed]] = {
    DESCRIPTOR: _resources,
    f"{PARQUET}/{DESCRIPTOR}": _resources,
    CROISSANT: _distribution,
    SCHEMA_ORG: _distribution,
    PROVENANCE: _subjects,
    MANIFEST: _tables,
}
_CHECKS = (_of_sums, _of_documents)


def as_text(path: Path, proof: Proof) -> str:
    """A line a fault, and one that sums up."""
    count = len(proof.faults)
    verdict = f"{count} {'fault' if count == 1 else 'faults'}"
    if not count:
        verdict = f"all as listed; CSV, Parquet and SQLite say the same (content {proof.content})"
    return "\n".join([*proof.faults, f"{path}: {proof.files} files, {proof.tables} tables: {verdict}"])

"""The release of this dataset: a folder of every form of it, its zip, and a wheel; the same bytes each time."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from schemas.own_tables import today
from schemas.package import Package, Resource
from schemas.problems import CannotRunError
from scripts.export import package_name, write_export
from scripts.export.folder import DESCRIPTOR, MARK, check_replaceable, replaced
from scripts.export.tables import ExportTable, export_tables
from scripts.files import write_whole
from scripts.metadata import citation, croissant, hugging_face, schema_org
from scripts.metadata.described import Described, FileFacts
from scripts.release.archive import zipped
from scripts.release.layout import (
    CARD,
    CITATION,
    CROISSANT,
    CSV,
    DOCUMENTS,
    MANIFEST,
    PARQUET,
    PROVENANCE,
    SCHEMA_ORG,
    SUMS,
    files_in,
    listed_sums,
    sha256,
    sums_of,
)
from scripts.release.manifest import manifest
from scripts.release.provenance import provenance
from scripts.release.versions import parse
from scripts.release.wheel import wheel, wheel_name
from scripts.validate import Report, descriptor_path, validate


@dataclass(frozen=True)
class Release:
    """What was made: the folder, its zip, the wheel, and the digests of those two."""

    folder: Path
    zip: Path
    wheel: Path
    sums: Path


def release(datapackage: Path, to: Path) -> tuple[Report, Release | None]:
    """Checks a package and, where it has no problems, writes its release into the folder `to`.

    Of an earlier release of the same version the folder is replaced whole, then zip and wheel. Raises CannotRunError
    where the package can't be checked, is not this dataset, lacks a document, or where the folder holds anything else.
    """
    _check_documents(descriptor_path(datapackage).parent)
    report = validate(datapackage)
    if report.package is None or report.problems:
        return report, None
    name = _name(report.package.descriptor)
    tables = export_tables(report.package, report.tables)
    if not any(table.is_derived for table in tables):
        raise CannotRunError("the package lacks tables of this dataset, so no release can be made of it")
    folder = to / name
    with replaced(folder, check_release) as new:
        write_release(new, report.package, tables)
    return report, _packed(folder, report.package)


def _name(descriptor: Mapping[str, Any]) -> str:
    if parse(descriptor.get("version")) is None:
        raise CannotRunError(f"datapackage.json: version {descriptor.get('version')!r} is not three numbers")
    return f"{package_name(descriptor)}-{descriptor['version']}"


def _check_documents(root: Path) -> None:
    for name in DOCUMENTS:
        if not (root / name).is_file():
            raise CannotRunError(f"{name}: is missing; a release holds it")


def check_release(target: Path) -> None:
    """Raises CannotRunError unless the target is absent, empty, or an earlier release with nothing added."""
    check_replaceable(target, _files_of_release)


def _files_of_release(target: Path) -> set[str]:
    """The files that a release lists, its list among them; none where there is no list."""
    try:
        return {SUMS, *listed_sums((target / SUMS).read_text("utf-8"))}
    except (OSError, ValueError):
        return set()


def write_release(folder: Path, package: Package, tables: Sequence[ExportTable]) -> None:
    """Writes every file of a release into an empty folder: tables, documents, metadata, then what vouches for them."""
    _write_tables(folder, package, tables)
    for name in DOCUMENTS:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes((package.root / name).read_bytes())
    facts = {name: FileFacts((folder / name).stat().st_size, sha256(folder / name)) for name in files_in(folder)}
    described = Described(package.descriptor, tables, facts)
    for name, render in _METADATA.items():
        (folder / name).write_text(render(described), "utf-8", newline="\n")
    _write_json(folder / MANIFEST, manifest(folder, package, tables))
    subjects = {name: sha256(folder / name) for name in files_in(folder)}
    _write_json(folder / PROVENANCE, provenance(package.descriptor, package.root, subjects))
    (folder / SUMS).write_text(sums_of(folder, files_in(folder)), "utf-8", newline="\n")


_METADATA: Mapping[str, Callable[[Described], str]] = {
    CARD: hugging_face.card,
    CITATION: lambda described: citation.cff(described.package),
    CROISSANT: croissant.croissant,
    SCHEMA_ORG: schema_org.dataset,
}


def _write_tables(folder: Path, package: Package, tables: Sequence[ExportTable]) -> None:
    """The export as `export` makes it, its Parquet files with a descriptor beside them, and the CSV files."""
    write_export(folder, package.descriptor, tables)
    exported = json.loads((folder / DESCRIPTOR).read_text("utf-8"))
    for key in (*MARK, "files"):
        del exported[key]
    for resource in exported["resources"]:
        resource["path"] = resource["path"].removeprefix(f"{PARQUET}/")
    _write_json(folder / PARQUET / DESCRIPTOR, exported)
    (folder / CSV).mkdir()
    resources = [_csv(folder, resource) for resource in package.resources]
    _write_json(folder / DESCRIPTOR, {**package.descriptor, "resources": resources})


def _csv(folder: Path, resource: Resource) -> dict[str, Any]:
    """Copies a table's file; its description with the schema in place, and what its bytes have to be."""
    if len(resource.paths) > 1:
        raise CannotRunError(f"{resource.name}: a table in several files is not supported in a release")
    path = f"{CSV}/{resource.name}.csv"
    content = resource.paths[0].read_bytes()
    (folder / path).write_bytes(content)
    facts = {"bytes": len(content), "hash": f"sha256:{sha256(folder / path)}"}
    return {**resource.descriptor, "path": path, **facts, "schema": dict(resource.schema.descriptor)}


def _write_json(path: Path, document: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8", newline="\n")


def _packed(folder: Path, package: Package) -> Release:
    """The zip of a release, its wheel, and the digests of both, beside the folder."""
    to, name, day = folder.parent, folder.name, _day(package)
    files = {f"{name}/{path}": (folder / path).read_bytes() for path in files_in(folder)}
    made = Release(folder, to / f"{name}.zip", to / wheel_name(package.descriptor), to / f"{name}.sha256")
    try:
        write_whole(made.zip, zipped(files, day))
        write_whole(made.wheel, wheel(package.descriptor, folder, day))
        write_whole(made.sums, sums_of(to, sorted([made.zip.name, made.wheel.name])).encode("utf-8"))
    except OSError as error:
        raise CannotRunError(f"{to}: cannot be written: {error.strerror or error}") from None
    return made


def _day(package: Package) -> date:
    """The day of the release; the package says it, no clock does."""
    return min(today(package), date(2107, 12, 31))  # the last that a zip can tell

"""What each form of a release says, read again and held against the content digests of its manifest."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from schemas.descriptor import DescriptorError, check_schema, read_json
from schemas.package import Resource, open_package
from schemas.problems import CannotRunError
from schemas.scan import read_table
from schemas.table_schema import arrow_schema
from scripts.export.folder import DESCRIPTOR
from scripts.export.tables import SAFE_NAME
from scripts.release.content import Columns, content_digest, of_arrow, package_digest, record_fields
from scripts.release.layout import CSV, PARQUET
from scripts.release.manifest import listed_tables, table_files

_UNREADABLE = (
    OSError, sqlite3.Error, pa.ArrowException, CannotRunError, ValueError, LookupError, TypeError, ArithmeticError
)  # fmt: skip


def content_faults(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Every form of a table that says otherwise than the manifest, or can't be read."""
    tables = listed_tables(manifest)
    resources, problems = _csv_tables(folder)
    exported, faults = _exported_tables(folder)
    yield from (*problems, *faults)
    record = {name for name, table in tables.items() if not table["derived"]}
    yield from _differing(f"{DESCRIPTOR}: the tables", record, set(resources))
    yield from _differing(f"{PARQUET}/{DESCRIPTOR}: the tables", set(tables), set(exported))
    digests = {name: tables[name]["content_sha256"] for name in record}
    if package_digest(digests) != manifest.get("content_sha256"):
        yield "MANIFEST.json: the content digest of the package is not that of its tables"
    for name in sorted(tables.keys() & exported.keys()):
        yield from _table_faults(folder, manifest, name, exported[name], resources.get(name))


def _differing(what: str, wanted: set[str], found: set[str]) -> Iterator[str]:
    if wanted != found:
        yield f"{what} are not those of MANIFEST.json: {', '.join(sorted(wanted ^ found))}"


def _csv_tables(folder: Path) -> tuple[dict[str, Resource], list[str]]:
    """The tables of the CSV descriptor by name, and the faults of one that can't be opened."""
    package, problems = open_package(folder / DESCRIPTOR) if (folder / DESCRIPTOR).is_file() else (None, [])
    tables = {resource.name: resource for resource in package.resources} if package else {}
    return tables, [str(problem) for problem in problems]


def _exported_tables(folder: Path) -> tuple[dict[str, Mapping[str, Any]], list[str]]:
    """The schemas of the Parquet descriptor by table, and the fault of one that can't be read."""
    path = folder / PARQUET / DESCRIPTOR
    try:
        items = read_json(path)["resources"] if path.is_file() else []
        for item in items:
            check_schema(item["schema"])
        return {item["name"]: item["schema"] for item in items if SAFE_NAME.fullmatch(item["name"])}, []
    except (DescriptorError, LookupError, TypeError, AttributeError) as error:
        return {}, [f"{PARQUET}/{DESCRIPTOR}: cannot be read: {error}"]


def _table_faults(
    folder: Path, manifest: Mapping[str, Any], name: str, schema: Mapping[str, Any], resource: Resource | None
) -> Iterator[str]:
    told = listed_tables(manifest)[name]
    if table_files(name, resource is None) != list(told["files"]):
        yield f"MANIFEST.json: the files of {name} are not those of a release"
    for file, read in _readers(folder, str(manifest["name"]), name, schema, resource).items():
        if not (folder / file).is_file():
            continue  # the list of files tells it
        try:
            columns = read()
            digest, rows = content_digest(columns, schema), len(next(iter(columns.values())))
        except _UNREADABLE as error:
            yield f"{file}: {name} cannot be read: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
            continue
        if digest != told["content_sha256"]:
            yield f"{file}: the content of {name} is not what MANIFEST.json tells"
        if rows != told["rows"]:
            yield f"{file}: {name} has not as many rows as MANIFEST.json tells"


def _readers(
    folder: Path, package: str, name: str, schema: Mapping[str, Any], resource: Resource | None
) -> Mapping[str, Callable[[], Columns]]:
    """How each form of a table is read, by its file."""
    parquet, sqlite = f"{PARQUET}/{name}.parquet", f"{package}.sqlite"
    readers: dict[str, Callable[[], Columns]] = {
        parquet: lambda: of_arrow(pq.read_table(folder / parquet, columns=record_fields(schema))),
        sqlite: lambda: of_sqlite(folder / sqlite, name, schema),
    }
    if resource is not None:
        readers[f"{CSV}/{name}.csv"] = lambda: _of_csv(resource)
    return readers


def _of_csv(resource: Resource) -> Columns:
    table, problems = read_table(resource)
    if problems:
        raise ValueError(str(problems[0]))
    return of_arrow(table.typed)


def of_sqlite(path: Path, name: str, schema: Mapping[str, Any]) -> Columns:
    """A table of a database in the types of its schema. Nothing is written, not even a journal beside the file."""
    names = record_fields(schema)
    kinds = {field.name: field.type for field in arrow_schema(schema)}
    columns = ", ".join('"' + column.replace('"', '""') + '"' for column in names)
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        rows = connection.execute(f'SELECT {columns} FROM "{name}" ORDER BY rowid').fetchall()
    cells = zip(*rows, strict=True) if rows else [() for _ in names]
    return {
        column: [_typed(kinds[column], cell) for cell in values] for column, values in zip(names, cells, strict=True)
    }


def _typed(kind: pa.DataType, cell: Any) -> Any:
    """A cell of SQLite, which has no booleans and no decimals, as its type has it; days are text in both."""
    if cell is None:
        return None
    if pa.types.is_boolean(kind):
        return {0: False, 1: True}[cell]
    return Decimal(repr(cell)) if pa.types.is_decimal(kind) else cell

"""The second descriptor: it describes the exported files, with a hash of each."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.export.folder import MARK
from scripts.export.tables import ExportTable

PARQUET = "application/vnd.apache.parquet"
# The files that hold all tables at once, by ending: title and media type.
WHOLE = {
    ".sqlite": ("All tables as one SQLite database", "application/vnd.sqlite3"),
    ".xlsx": ("All tables as one workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
_OF_TABLES = ("resources", "profile")  # a package with other files is no tabular-data-package


def without_resources(descriptor: Mapping[str, Any]) -> dict[str, Any]:
    """What a descriptor says of the package as a whole."""
    return {key: value for key, value in descriptor.items() if key not in _OF_TABLES}


def export_descriptor(folder: Path, package: Mapping[str, Any], tables: Sequence[ExportTable]) -> bytes:
    """The descriptor of what stands in the folder: each table's Parquet file, then the files that hold them all.

    Those are no resources: a reader that opens every resource as a table would stumble over them.
    """
    resources = [_table(folder, table) for table in tables]
    files = [_whole(path) for path in sorted(folder.iterdir()) if path.is_file()]
    document = {**without_resources(package), **MARK, "files": files, "resources": resources}
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _table(folder: Path, table: ExportTable) -> dict[str, Any]:
    """Without `bytes`: frictionless counts none in a Parquet file and would report each as a wrong count."""
    path = parquet_path(table.name)
    derived = {"derived": True} if table.is_derived else {}
    told = {**table.about, **derived, "path": path, "format": "parquet", "mediatype": PARQUET}
    return {**told, "hash": _hash(folder / path), "schema": table.schema}


def parquet_path(table: str) -> str:
    """Where a table's file stands in an export."""
    return f"parquet/{table}.parquet"


def _whole(path: Path) -> dict[str, Any]:
    title, mediatype = WHOLE[path.suffix]
    told = {"path": path.name, "title": title, "format": path.suffix.removeprefix("."), "mediatype": mediatype}
    return {**told, "bytes": path.stat().st_size, "hash": _hash(path)}


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"

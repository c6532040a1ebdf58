"""MANIFEST.json: for each table its rows, the digests of its files' bytes, and the digest of what it says."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas.package import Package
from scripts.export.tables import SAFE_NAME, ExportTable
from scripts.release.content import content_digest, of_arrow, package_digest
from scripts.release.layout import CSV, PARQUET, sha256

FORMAT = 1


def manifest(folder: Path, package: Package, tables: Sequence[ExportTable]) -> dict[str, Any]:
    """The manifest of the release in a folder. The package's digest is that of the record, without derived tables."""
    listed = {table.name: _table(folder, table) for table in tables}
    record = {name: table["content_sha256"] for name, table in listed.items() if not table["derived"]}
    told = {key: package.descriptor.get(key) for key in ("name", "version", "created")}
    return {"format_version": FORMAT, **told, "content_sha256": package_digest(record), "tables": listed}


def _table(folder: Path, table: ExportTable) -> dict[str, Any]:
    files = table_files(table.name, table.is_derived)
    return {
        "rows": table.rows.num_rows,
        "derived": table.is_derived,
        "content_sha256": content_digest(of_arrow(table.rows), table.schema),
        "files": {name: sha256(folder / name) for name in files},
    }


def table_files(table: str, derived: bool) -> list[str]:
    """The files of a table's own; derived tables have no CSV file."""
    parquet = f"{PARQUET}/{table}.parquet"
    return [parquet] if derived else [f"{CSV}/{table}.csv", parquet]


def listed_tables(document: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    """The tables of a manifest. Raises ValueError where it is none."""
    if document.get("format_version") != FORMAT:
        raise ValueError(f"is no manifest of format_version {FORMAT}")
    if not SAFE_NAME.fullmatch(str(document.get("name"))):
        raise ValueError("does not say which package it is of")
    tables = document.get("tables")
    if not isinstance(tables, dict) or not tables or not all(map(_is_table, tables.values())):
        raise ValueError("does not list tables with their rows, files and digests")
    return tables


def _is_table(table: Any) -> bool:
    if not isinstance(table, dict) or not isinstance(table.get("files"), dict):
        return False
    kinds = {"rows": int, "derived": bool, "content_sha256": str}
    told = all(isinstance(table.get(key), kind) for key, kind in kinds.items())
    return told and all(isinstance(digest, str) for digest in table["files"].values())

"""The verb `export`: a package that has no problems as Parquet, SQLite and a workbook, with a descriptor of its own."""

from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from schemas.scan import WORKERS
from scripts.export.folder import DESCRIPTOR, check_replaceable, replaced
from scripts.export.tables import SAFE_NAME, ExportTable, export_tables
from scripts.validate import Report, validate


def export(datapackage: Path, to: Path, parquet_only: bool = False) -> Report:
    """Checks a package and, where it has no problems, writes it to the folder `to`, whole or not at all.

    The folder then holds `datapackage.json`, `parquet/<table>.parquet` and, unless `parquet_only`, `<package>.sqlite`
    and `<package>.xlsx`, and nothing of an earlier export. Raises CannotRunError where the package can't be checked,
    where a format can't hold it, or where `to` holds anything that no export made.
    """
    from scripts.export.ahead import Ahead

    check_replaceable(to)
    with Ahead(to.absolute().parent) as ahead:
        report = validate(datapackage, watch=ahead.add)
        if report.package is None or report.problems:
            return report
        tables = export_tables(report.package, report.tables)
        with replaced(to) as folder:
            write_export(folder, report.package.descriptor, tables, parquet_only, ahead.take)
    return report


def write_export(
    folder: Path,
    package: Mapping[str, Any],
    tables: Sequence[ExportTable],
    parquet_only: bool = False,
    take: Callable[[str, Path], bool] = lambda name, path: False,
) -> None:
    """Writes every file of an export into an empty folder; `package` is the descriptor of the package.

    `take` puts a table's Parquet file there, if it has been written already.
    """
    from scripts.export.descriptor import export_descriptor, parquet_path, without_resources
    from scripts.export.parquet import write_parquet

    (folder / "parquet").mkdir()

    def write(table: ExportTable) -> None:
        path = folder / parquet_path(table.name)
        if not take(table.name, path):
            write_parquet(path, table, without_resources(package))

    with ThreadPoolExecutor(WORKERS) as pool:
        deque(pool.map(write, sorted(tables, key=lambda table: -table.rows.nbytes)), maxlen=0)
    if not parquet_only:
        _write_whole(folder, package, tables)
    (folder / DESCRIPTOR).write_bytes(export_descriptor(folder, package, tables))


def _write_whole(folder: Path, package: Mapping[str, Any], tables: Sequence[ExportTable]) -> None:
    """The files that hold all tables at once."""
    from scripts.export.sqlite import write_sqlite
    from scripts.export.xlsx import write_xlsx

    name = package_name(package)
    write_sqlite(folder / f"{name}.sqlite", package, tables)
    write_xlsx(folder / f"{name}.xlsx", package, tables)


def package_name(package: Mapping[str, Any]) -> str:
    """The package's name where it can name a file."""
    name = str(package.get("name") or "")
    return name if SAFE_NAME.fullmatch(name) else "data"

"""The first sheet of the workbook: what the package is, and what each of the other sheets holds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.export.tables import ExportTable

_HOW_TO_READ = (
    "Each table has a sheet. Hold the pointer over a column's name for what the column means.",
    "Dates of varying precision are text (EDTF); beside each stand the first and the last day that it can mean.",
    "To change the record, edit the tables of the package: this workbook is made from them.",
)
_KINDS = {False: "record", True: "derived"}
Sheet = tuple[ExportTable, str, str | None]  # a table, the name of its sheet, and why it has none


def write_about(workbook: Any, sheet: Any, package: Mapping[str, Any], sheets: Sequence[Sheet]) -> None:
    """Fills the sheet; the name of each table leads to its sheet."""
    title, head, text = (workbook.add_format(told) for told in _FORMATS)
    for place, width in enumerate((26, 100, 10, 10)):
        sheet.set_column(place, place, width)
    sheet.write_string(0, 0, str(package.get("title") or package.get("name") or "About"), title)
    row = 2
    for name, content in _facts(package):
        sheet.write_string(row, 0, name, text)
        sheet.write_string(row, 1, content, text)
        row += 1
    for place, name in enumerate(("Sheet", "What it holds", "Rows", "Kind")):
        sheet.write_string(row + 1, place, name, head)
    for place, (table, name, why_not) in enumerate(sheets, start=row + 2):
        _write_sheet(sheet, place, table, name, why_not, text)


_FORMATS: Sequence[Mapping[str, Any]] = (
    {"bold": True, "font_size": 16},
    {"bold": True, "bg_color": "#DCE6F1", "bottom": 1},
    {"text_wrap": True, "valign": "top"},
)


def _write_sheet(sheet: Any, row: int, table: ExportTable, name: str, why_not: str | None, text: Any) -> None:
    what = table.description or table.title
    if why_not is None:
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=table.name)
    else:
        sheet.write_string(row, 0, table.name, text)
        what = f"{what} Not in this workbook: {why_not}; see the Parquet or SQLite file."
    sheet.write_string(row, 1, what, text)
    sheet.write_number(row, 2, table.rows.num_rows, text)
    sheet.write_string(row, 3, _KINDS[table.is_derived], text)


def _facts(package: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the descriptor tells of the package, a line of label and text each."""
    told = {"What it is": package.get("description"), "Version": package.get("version")}
    told |= {"As of": str(package.get("created") or "")[:10], "Homepage": package.get("homepage")}
    yield from ((name, str(value)) for name, value in told.items() if value)
    yield from (("Licence", _licence(item)) for item in package.get("licenses") or [])
    yield from (("By", str(person.get("title") or "")) for person in package.get("contributors") or [])
    yield from (("How to read it", line) for line in _HOW_TO_READ)


def _licence(item: Mapping[str, Any]) -> str:
    return ", ".join(str(item[key]) for key in ("title", "name", "path") if item.get(key))

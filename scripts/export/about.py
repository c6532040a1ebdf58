"""The first sheet of the workbook: what the package is, and what each of the other sheets holds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scripts.export.heights import lines, set_height
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
    formats = {name: workbook.add_format(dict(told)) for name, told in _FORMATS.items()}
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_string(0, 0, str(package.get("title") or package.get("name") or "About"), formats["title"])
    row = 2
    for name, content in _facts(package):
        sheet.write_string(row, 0, name, formats["text"])
        sheet.write_string(row, 1, content, formats["text"])
        set_height(sheet, row, lines(content, _WIDTHS[1]))
        row += 1
    for place, (name, form) in enumerate(_HEAD.items()):
        sheet.write_string(row + 1, place, name, formats[form])
    for place, (table, name, why_not) in enumerate(sheets, start=row + 2):
        _write_sheet(sheet, place, table, name, why_not, formats)


_BAR = {"bold": True, "bg_color": "#DCE6F1", "bottom": 1}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "head": _BAR,
    "head of numbers": {**_BAR, "align": "right"},
    "head of kind": {**_BAR, "indent": 1},
    "text": {"text_wrap": True, "valign": "top"},
    "link": {"font_color": "#0563C1", "underline": 1, "valign": "top"},
    "kind": {"valign": "top", "align": "left", "indent": 1},
}
_HEAD = {"Sheet": "head", "What it holds": "head", "Rows": "head of numbers", "Kind": "head of kind"}
_WIDTHS = (26, 100, 10, 12)


def _write_sheet(sheet: Any, row: int, table: ExportTable, name: str, why_not: str | None, formats: Any) -> None:
    what = table.description or table.title
    if why_not is None:
        sheet.write_url(row, 0, f"internal:'{name}'!A1", cell_format=formats["link"], string=table.name)
    else:
        sheet.write_string(row, 0, table.name, formats["text"])
        what = f"{what} Not in this workbook: {why_not}; see the Parquet or SQLite file."
    sheet.write_string(row, 1, what, formats["text"])
    set_height(sheet, row, lines(what, _WIDTHS[1]))
    sheet.write_number(row, 2, table.rows.num_rows, formats["text"])
    sheet.write_string(row, 3, _KINDS[table.is_derived], formats["kind"])


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

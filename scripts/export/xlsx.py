"""All tables as one workbook for people: a sheet a table, each column explained in a note; the same bytes each time.

Text is always written as text: no cell becomes a formula or a link. What does not fit a sheet is named on the first.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from scripts.export.about import write_about
from scripts.export.heights import lines, set_height, wraps
from scripts.export.tables import EXACT_DIGITS, ExportTable, codes_of

MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 1_048_576, 16_384, 32_767  # of the format
MAX_CELLS = 1_000_000  # of a sheet that a person can still work with; about 15 s and 300 MB to write
MIN_WIDTH, MAX_WIDTH = 9, 50  # of a column, in characters
FIRST_DAY = date(1900, 3, 1)  # before it spreadsheets disagree about what day a number is
NO_DATE = datetime(2000, 1, 1)  # of the workbook, where the package tells none
FORMULA = tuple("=+-@\t\r")  # what may start a formula once a cell is edited

_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "header": {"bold": True, "bg_color": "#DCE6F1", "bottom": 1, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "word": {"valign": "top"},
    "quoted": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "integer": {"num_format": "0", "valign": "top"},
    "whole": {"num_format": "#,##0", "valign": "top"},
    "decimal": {"num_format": "#,##0.0#####", "valign": "top"},
    "number": {"valign": "top"},
    "date": {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"},
    "datetime": {"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top", "align": "left"},
    "time": {"num_format": "hh:mm:ss", "valign": "top", "align": "left"},
}
_WRAPPED = {"text", "quoted"}
Formats = Mapping[str, Any]


def write_xlsx(path: Path, package: Mapping[str, Any], tables: Sequence[ExportTable]) -> None:
    """Writes a new workbook; its first sheet, About, says what the others are."""
    import xlsxwriter

    # In memory, since then every part of the file has the same time stamp and permissions wherever it is made.
    with xlsxwriter.Workbook(str(path), {"in_memory": True}) as workbook:
        workbook.set_properties(_properties(package))
        formats = {name: workbook.add_format(dict(told)) for name, told in _FORMATS.items()}
        about = workbook.add_worksheet("About")
        sheets = sheet_names([table.name for table in tables])
        left_out = {table.name: why for table in tables if (why := _why_not(table))}
        write_about(
            workbook, about, package, [(table, sheets[table.name], left_out.get(table.name)) for table in tables]
        )
        for table in tables:
            if table.name not in left_out:
                _write_table(workbook.add_worksheet(sheets[table.name]), table, formats)


def _properties(package: Mapping[str, Any]) -> dict[str, Any]:
    try:
        created = datetime.fromisoformat(str(package.get("created"))).replace(tzinfo=None)
    except ValueError:
        created = NO_DATE
    return {"title": str(package.get("title") or package.get("name") or ""), "created": created}


def sheet_names(names: Sequence[str]) -> dict[str, str]:
    """A sheet's name has at most 31 characters, none of []:*?/\\, and differs from others in more than case."""
    taken, found = {"about", "history"}, {}
    for name in names:
        number, sheet = 1, name[:31]
        while sheet.casefold() in taken:
            number += 1
            sheet = f"{name[: 30 - len(str(number))]}~{number}"
        taken.add(sheet.casefold())
        found[name] = sheet
    return found


def _why_not(table: ExportTable) -> str | None:
    """Why a table has no sheet."""
    rows, columns = table.rows.num_rows, table.rows.num_columns
    if rows >= MAX_ROWS or columns > MAX_COLUMNS or rows * columns > MAX_CELLS:
        return "too large for a sheet"
    return "a text is too long for a cell" if any(map(_has_long_text, table.rows.columns)) else None


def _has_long_text(column: pa.ChunkedArray) -> bool:
    return pa.types.is_string(column.type) and (pc.max(pc.utf8_length(column)).as_py() or 0) > MAX_TEXT


def _write_table(sheet: Any, table: ExportTable, formats: Formats) -> None:
    """A frozen row of names with notes and filters, then the rows; the first column stays in view too."""
    tall = [1] * (1 + table.rows.num_rows)
    for place, field in enumerate(table.fields):
        values = table.rows[field["name"]].to_pylist()
        width = _width(field["name"], values)
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, field["name"], formats["header"])
        if note := _note(field):
            sheet.write_comment(0, place, note, _size(note))
        for row, value in enumerate(values, start=1):
            if value is not None:
                method, content, form = _CELLS[type(value)](value)
                getattr(sheet, method)(row, place, content, formats[form])
                if form in _WRAPPED:
                    tall[row] = max(tall[row], lines(content, width))
    for row, count in enumerate(tall):
        set_height(sheet, row, count)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, table.rows.num_rows, len(table.fields) - 1)
    sheet.set_landscape()
    sheet.repeat_rows(0)


def _width(name: str, values: Sequence[Any]) -> int:
    """Wide enough for the name with its filter button and for the values, up to a limit where text wraps."""
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(len(name) + 4, longest + 2, MIN_WIDTH), MAX_WIDTH)


def _note(field: Mapping[str, Any]) -> str:
    """What a column means: title, description, unit, and the meaning of each code."""
    codes = [f"{code}: {meaning}" if meaning else code for code, meaning in codes_of(field).items()]
    unit = f"Unit: {field['unit']}" if field.get("unit") else None
    return "\n".join(line for line in (field.get("title"), field.get("description"), unit, *codes) if line)[:MAX_TEXT]


def _size(note: str) -> dict[str, Any]:
    """A note shows what fits its box and has no scroll bar. Its author is nobody, not the user who made the file."""
    lines = sum(1 + len(line) // 50 for line in note.split("\n"))
    return {"width": 340, "height": 16 * lines + 14, "author": ""}


Cell = tuple[str, Any, str]  # the writer's method, the value for it, the format


def _text(value: str) -> Cell:
    return "write_string", value, "quoted" if value.startswith(FORMULA) else "text" if wraps(value) else "word"


def _integer(value: int) -> Cell:
    """A number of more digits than a spreadsheet keeps is an id rather than an amount, and is kept as text."""
    return ("write_number", value, "integer") if len(str(abs(value))) <= EXACT_DIGITS else _text(str(value))


def _decimal(value: Decimal) -> Cell:
    return "write_number", float(value), "whole" if value == value.to_integral_value() else "decimal"


def _float(value: float) -> Cell:
    return ("write_number", value, "number") if isfinite(value) else _text(str(value))


def _date(value: date) -> Cell:
    return ("write_datetime", value, "date") if value >= FIRST_DAY else _text(value.isoformat())


def _datetime(value: datetime) -> Cell:
    return ("write_datetime", value, "datetime") if value.date() >= FIRST_DAY else _text(value.isoformat())


_CELLS: Mapping[type, Callable[[Any], Cell]] = {
    str: _text,
    bool: lambda value: ("write_boolean", value, "word"),
    int: _integer,
    Decimal: _decimal,
    float: _float,
    date: _date,
    datetime: _datetime,
    time: lambda value: ("write_datetime", value, "time"),
}

"""The workbook: a sheet a table, explained, with text as text, numbers as numbers and days as days."""

import zipfile
from collections.abc import Callable
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from schemas.fields import NUMBER
from scripts.export import export, heights, xlsx
from tests.export.conftest import ROOT
from tests.tiny import tiny


@pytest.fixture(scope="session")
def things(small: Path) -> Any:
    return openpyxl.load_workbook(small / "tiny.xlsx")


@pytest.fixture(scope="session")
def record(own: Path) -> Any:
    return openpyxl.load_workbook(own / "pacts-and-figures.xlsx")


def column(sheet: Any, name: str) -> list[Any]:
    return next(cells[1:] for cells in sheet.iter_cols() if cells[0].value == name)


def values(sheet: Any, name: str) -> list[Any]:
    return [cell.value for cell in column(sheet, name)]


def test_about_comes_first_then_a_sheet_a_table(record: Any, own: Path) -> None:
    assert record.sheetnames[0] == "About"
    assert set(record.sheetnames[1:]) == {path.stem for path in (own / "parquet").iterdir()}


def test_about_says_title_version_licence_and_what_each_sheet_holds(record: Any) -> None:
    rows = [[cell.value for cell in row] for row in record["About"]]
    assert rows[0][0] == "Pacts & Figures"
    told = [row[:2] for row in rows]
    assert ["Version", "0.1.0"] in told
    assert any(name == "Licence" and "CC-BY-4.0" in text for name, text in told)
    sheets = {row[0]: row[1:] for row in rows if row[0] in record.sheetnames}
    assert sheets.keys() == set(record.sheetnames[1:])
    assert all(what.endswith(".") and rows is not None for what, rows, _ in sheets.values())
    assert (sheets["claims"][2], sheets["bounds"][2]) == ("record", "derived")


def test_names_of_columns_stay_in_view_and_filter(record: Any) -> None:
    for sheet in record.worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_names_of_columns_stand_on_each_page_that_is_printed(record: Any) -> None:
    assert {sheet.print_title_rows for sheet in record.worksheets[1:]} == {"$1:$1"}
    assert {sheet.page_setup.orientation for sheet in record.worksheets} == {"landscape"}


def test_a_row_is_tall_enough_for_its_texts_in_every_program(record: Any) -> None:
    sheet = record["agreement_milestones"]
    notes = column(sheet, "note")
    longest = max((cell for cell in notes if cell.value), key=lambda cell: len(cell.value))
    assert sheet.row_dimensions[longest.row].height == 15 * 3  # 122 letters in a column of 50
    short = next(cell for cell in notes if not cell.value or len(cell.value) < 50)
    assert sheet.row_dimensions[short.row].height is None
    assert record["About"].row_dimensions[3].height > 15


def test_what_has_no_place_to_break_at_stays_on_one_line(record: Any) -> None:
    texts = [cell for name in ("source_id", "url", "title") for cell in column(record["sources"], name) if cell.value]
    assert {(" " in cell.value, bool(cell.alignment.wrap_text)) for cell in texts} == {(True, True), (False, False)}


@pytest.mark.parametrize(
    ("text", "width", "count"),
    [("short text", 50, 1), ("word " * 30, 50, 3), ("a\n\nb", 50, 3), ("x" * 400, 50, 1), ("", 9, 1)],
)
def test_lines_of_a_text_are_counted(text: str, width: int, count: int) -> None:
    assert heights.lines(text, width) == count


def test_each_column_has_a_note(record: Any) -> None:
    for sheet in record.worksheets[1:]:
        assert all(len(cell.comment.text) > len("title") for cell in sheet[1])


def test_a_note_gives_title_description_unit_and_codes(things: Any) -> None:
    notes = {cell.value: cell.comment and cell.comment.text for cell in things["things"][1]}
    assert notes["thing_id"] == "Thing\nPermanent name of the thing."
    assert notes["count"] == "How many there are.\nUnit: 1"
    assert notes["kind"] == "large: Does not fit a hand\na b's\nsmall: Fits"
    assert notes["weight"] is None


def test_no_cell_is_a_formula_or_an_unasked_link(things: Any, record: Any) -> None:
    cells = [cell for book in (things, record) for sheet in book for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    linked = [cell for cell in cells if cell.hyperlink]
    assert all(cell.parent.title == "About" and cell.hyperlink.location for cell in linked)


def test_text_that_would_run_when_edited_is_quoted(things: Any) -> None:
    cells = column(things["things"], "note")
    assert [cell.value for cell in cells] == ["two\nlines", "=1+1", "@home", "http://example.org"]
    assert [bool(cell.quotePrefix) for cell in cells] == [False, True, True, False]
    assert [cell.data_type for cell in cells] == ["s"] * 4


def test_numbers_are_numbers_and_read_back_as_written(things: Any) -> None:
    prices = values(things["things"], "price")
    written = ["123456789012345", "0.1", "-0.000001", "999999999.999999"]
    assert [Decimal(repr(price)) for price in prices] == [Decimal(price) for price in written]
    assert values(things["things"], "weight") == [1e300, 0.25, None, None]
    assert values(things["things"], "whole") == [False, True, True, True]


def test_an_integer_of_more_digits_than_a_spreadsheet_keeps_is_text(things: Any) -> None:
    assert values(things["things"], "count") == [None, 3, "1234567890123456", 0]


def test_days_are_days_and_those_before_1900_are_text(things: Any) -> None:
    sheet = things["things"]
    assert values(sheet, "bought") == ["1899-12-31", datetime(2021, 12, 6), None, None]
    assert values(sheet, "made_latest") == [None, datetime(2021, 12, 31), None, None]
    assert values(sheet, "made") == ["1999/..", "2021-12~", None, None]
    assert values(sheet, "seen")[1] == datetime(2021, 12, 6, 10)
    assert values(sheet, "opens")[1] == time(9, 30)
    assert column(sheet, "bought")[1].number_format == "yyyy-mm-dd"


def test_figures_of_the_record_read_back_as_decimals(record: Any, own: Path) -> None:
    for path in sorted((own / "parquet").iterdir()):
        table = pq.read_table(path)
        for name, right in table.to_pydict().items():
            read = AS_READ.get(table.schema.field(name).type, lambda value: value)
            found = [value if value is None else read(value) for value in values(record[path.stem], name)]
            assert found == right


# What openpyxl gives, a float or a moment, as what was written.
AS_READ: dict[Any, Callable[[Any], Any]] = {NUMBER: lambda value: Decimal(repr(value)), pa.date32(): datetime.date}


def test_every_part_has_the_same_time_stamp_and_the_day_is_the_package_s(own: Path) -> None:
    with zipfile.ZipFile(own / "pacts-and-figures.xlsx") as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    created = openpyxl.load_workbook(own / "pacts-and-figures.xlsx").properties.created
    assert f'"created": "{created:%Y-%m-%d}' in (ROOT / "datapackage.json").read_text("utf-8")


def test_a_table_that_fits_no_sheet_is_named_on_the_first(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a", "type": "string"}]}
    package = tiny(tmp_path, {"long": (schema, f"a\n{'x' * 40_000}\n"), "short": (schema, "a\nx\n")})
    export(package, tmp_path / "out")
    book = openpyxl.load_workbook(tmp_path / "out" / "tiny.xlsx")
    assert book.sheetnames == ["About", "short"]
    told = [cell.value for cell in book["About"]["B"] if cell.value]
    assert any("Not in this workbook: a text is too long for a cell" in text for text in told)


def test_names_too_long_or_too_alike_for_sheets_are_told_apart() -> None:
    names = ["about", "a" * 40, "a" * 41, "b"]
    assert xlsx.sheet_names(names) == {"about": "about~2", "a" * 40: "a" * 31, "a" * 41: "a" * 29 + "~2", "b": "b"}

"""The strict reader: what is doubtful is a named fault at its line and column, and reading goes on."""

import csv
import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas import csv_file
from schemas.canonical import to_csv
from schemas.csv_file import arrow_rows, open_csv
from schemas.csv_rows import Fault
from schemas.dialect import Dialect, read_dialect
from schemas.problems import CannotRunError


@dataclass
class Read:
    """A file as it was read, block by block."""

    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    faults: list[Fault]


@pytest.fixture(params=[16_000_000, 7], ids=["one block", "tiny blocks"], autouse=True)
def _block_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "BLOCK", request.param)


def read(data: str | bytes, dialect: Dialect | None = None, columns: Sequence[str] = ("a", "b")) -> Read:
    dialect = dialect or Dialect()
    with tempfile.NamedTemporaryFile() as target:
        Path(target.name).write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
        with open_csv(Path(target.name), dialect, columns) as file:
            found = Read(file.header, [], [], list(file.faults))
            for block in file.blocks():
                cells = arrow_rows(block, dialect, len(file.header)).to_pylist()
                found.rows += [list(row.values()) for row in cells]
                found.lines += block.lines
                found.faults += block.faults
    return found


def faults(data: str | bytes, **dialect: object) -> list[tuple[int | None, int | None, str]]:
    return [(fault.line, fault.column, fault.rule) for fault in read(data, read_dialect(dialect)).faults]


def rows(data: str) -> list[list[str]]:
    return read(data).rows


FAULTS = [
    ("a,b\n1,2", [(2, None, "no-line-end")]),
    ("", [(None, None, "empty-file")]),
    ("a,b\n1\n3,4\n", [(2, None, "short-row")]),
    ("a,b\n1,2,3\n3,4\n", [(2, None, "long-row")]),
    ("a,b\n\n3,4\n", [(2, None, "blank-row")]),
    ("a,\n1,2\n", [(1, 1, "blank-header")]),
    ("a,a\n1,2\n", [(1, 1, "duplicate-header")]),
    ("a, b\n1,2\n", [(1, 1, "padded-header")]),
    ("a;b\n1;2\n", [(1, None, "wrong-delimiter")]),
    ("a\tb\n1\t2\n", [(1, None, "wrong-delimiter")]),
    ('a,b\n1,"2\n3,4\n', [(2, 1, "unclosed-quote")]),
    ('a,b\n1,x"2\n3,4\n', [(2, 1, "stray-quote")]),
    ('a,b\n"1"x,2\n3,4\n', [(2, 0, "text-after-quote")]),
    ("a,b\r\n1,2\n", [(2, None, "mixed-line-ends")]),
    ("a,b\n1,2\r\n", [(2, None, "mixed-line-ends")]),
    ("a,b\n1,2\r3\n", [(2, 1, "stray-line-end")]),
    ('a,b\n1,"2\r\n"\n', []),
    ("a,b\n1,\0\n", [(2, 1, "nul-character")]),
    (b"\xef\xbb\xbfa,b\n1,2\n", [(1, None, "byte-order-mark")]),
    (b"\xff\xfea\0", [(None, None, "not-utf-8")]),
    (b"a,b\n1,\xe9\n", [(2, 1, "not-utf-8")]),
]


@pytest.mark.parametrize(("data", "expected"), FAULTS)
def test_fault_is_named_at_its_place(data: str | bytes, expected: list[object]) -> None:
    assert faults(data) == expected


def test_reading_goes_on_after_a_broken_row() -> None:
    assert rows('a,b\n1,x"2\n3\n5,6\n') == [["5", "6"]]


def test_line_is_the_files_also_after_a_cell_with_a_line_break() -> None:
    text = read('a,b\n"one\ntwo",2\n3,4\n')
    assert text.lines == [2, 4]


def test_quotes_and_delimiters_inside_quotes_are_text() -> None:
    assert rows('a,b\n"x ""y"", z","\r\n"\n') == [['x "y", z', "\r\n"]]


def test_header_may_be_longer_than_what_is_read_first() -> None:
    names = ["a" * csv_file.PIECE, "b\nc" * 100_000]
    found = read(",".join(f'"{name}"' for name in names) + "\n1,2\n")
    if len(names[0]) < csv_file.BLOCK:  # which bounds how far the header is looked for
        assert found.header == names
        assert (found.rows, found.lines, found.faults) == ([["1", "2"]], [100_002], [])
    else:
        assert found.faults[0].rule == "unclosed-quote"


def test_without_a_header_the_columns_are_the_schemas() -> None:
    text = read("1;2\n", read_dialect({"header": False, "delimiter": ";"}))
    assert (text.header, text.rows) == (["a", "b"], [["1", "2"]])


@pytest.mark.parametrize(
    "dialect",
    [{"escapeChar": "\\"}, {"doubleQuote": False}, {"commentChar": "#"}, {"headerRows": [1, 2]}, {"delimiter": "::"}],
)
def test_unsupported_dialect_is_refused_by_name(dialect: dict[str, object]) -> None:
    with pytest.raises(CannotRunError, match=next(iter(dialect))):
        read_dialect(dialect)


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), max_size=5))
def test_what_the_writer_writes_the_reader_reads(table: list[list[str]]) -> None:
    text = read(to_csv(["a", "b"], table))
    assert text.rows == table
    assert text.header == ["a", "b"]
    assert text.faults == []


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_named_faulty(data: bytes) -> None:
    read(data)


@given(st.lists(st.lists(st.text("ab\"',; \n", max_size=4), min_size=2, max_size=2), min_size=1, max_size=4))
def test_agrees_with_the_standard_library_on_what_both_accept(table: list[list[str]]) -> None:
    data = to_csv(["a", "b"], table)
    assert [["a", "b"], *read(data).rows] == list(csv.reader(io.StringIO(data.decode("utf-8"))))

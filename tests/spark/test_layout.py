"""Parts of a file: wherever it is cut, rows, lines and faults are those of reading it whole."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.limits import DEFAULT
from schemas.package import open_package
from schemas.problems import CannotRunError, Problem
from schemas.scan import scan
from scripts.spark import layout, reading
from scripts.spark.checking import batches
from scripts.spark.parts import told
from tests.tiny import tiny

FIELDS = {"fields": [{"name": "a"}, {"name": "b"}]}
Read = tuple[list[int], list[Any], list[Problem]]


def in_turn(function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
    return [function(item) for item in items]


def whole(path: Path) -> Read:
    """Lines, cells and problems, as the local engine reads them."""
    package, _ = open_package(path)
    assert package
    return summed([batch for _, batch in scan(package.resources)], [])


def in_parts(path: Path, size: int) -> Read:
    package, _ = open_package(path)
    assert package
    table = told(package.resources[0])
    first = layout.opening(table, 0, 0, size)
    parts = layout.laid_out([table], first.parts, in_turn)
    return summed([batch for part in parts for batch in batches(part, table)], first.problems)


def summed(found: list[Any], header: list[Problem]) -> Read:
    lines = [line for batch in found for line in batch.lines]
    rows = [row for batch in found for row in batch.text.to_pylist()]
    return lines, rows, [*header, *(problem for batch in found for problem in batch.problems)]


PIECES = ["a", "é", ",", ",", '"', '""', "\n", "\n", "\r\n", "\r", "\0", "x,y\n", '"p\nq",r\n', '"1",2\n', " "]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60), st.integers(1, 25), st.integers(1, 25), st.booleans())
def test_cut_anywhere_a_file_reads_as_it_does_whole(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[str], size: int, piece: int, windows: bool
) -> None:
    text = "a,b\r\n" if windows else "a,b\n"
    path = tiny(tmp_path_factory.mktemp("parts"), {"t": (FIELDS, text + "".join(pieces))})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "PIECE", piece)
        found = in_parts(path, size)
    assert found == whole(path)


def test_cell_longer_than_many_parts_is_one_cell(tmp_path: Path) -> None:
    text = "a,b\n1,2\n" + f'"{"line, of text" * 9}' + "\n" * 90 + '",4\n5,6\n'
    path = tiny(tmp_path, {"t": (FIELDS, text)})
    assert in_parts(path, 20) == whole(path)
    lines, _, problems = in_parts(path, 20)
    assert (lines, problems) == ([2, 3, 94], [])


def test_other_line_end_is_said_once_over_all_parts(tmp_path: Path) -> None:
    path = tiny(tmp_path, {"t": (FIELDS, "a,b\n" + "1,2\r\n" * 20)})
    _, _, problems = in_parts(path, 10)
    assert [(problem.rule, problem.line) for problem in problems] == [("mixed-line-ends", 2)]


def test_file_without_a_header_is_cut_from_its_first_byte(tmp_path: Path) -> None:
    path = tiny(tmp_path, {"t": (FIELDS, "1,2\r\n" * 9)})
    path.write_text(path.read_text().replace('"schema"', '"dialect": {"header": false}, "schema"'))
    assert in_parts(path, 10) == whole(path)


def test_line_beyond_every_limit_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layout, "SIZE", 10)
    path = tiny(tmp_path, {"t": (FIELDS, "a,b\n" + "x" * 500 + ",2\n")})
    package, _ = open_package(path, DEFAULT.__class__(row=100))
    assert package
    table = told(package.resources[0])
    with pytest.raises(CannotRunError, match=r"t\.csv: holds a line longer than 100 bytes"):
        layout.laid_out([table], layout.opening(table, 0, 0, 10).parts, in_turn)

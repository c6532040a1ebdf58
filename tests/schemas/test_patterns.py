"""Patterns on whole columns: the quick look at all cells at once says what a look at each cell says."""

import re

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.patterns import is_supported, whole_match

PATTERNS = [
    "[ab]+",
    "^a|b$",
    "a.b",
    "a*",
    "(?:a|bb)?",
    "[^x]{3}",
    r"a\sb",
    r"[\t-z]+",
    "[[:space:]a]+",
    "(?s)a.b",
    r"a\x0ab",
    "",
]


@pytest.mark.parametrize("pattern", PATTERNS)
@given(cells=st.lists(st.none() | st.text(alphabet="abx\n\t ", max_size=4), max_size=6))
def test_column_matches_as_each_of_its_cells_does(pattern: str, cells: list[str | None]) -> None:
    python = re.compile(pattern.replace("[[:space:]a]", r"[\sa]").replace("$", r"\Z"))
    expected = [None if cell is None else python.fullmatch(cell) is not None for cell in cells]
    found = whole_match(pattern)(pa.chunked_array([pa.array(cells, pa.string())]))
    assert found.to_pylist() == expected


@pytest.mark.parametrize("pattern", [r"\p{L}{300}", r"[^\p{L}]{300}"])
def test_pattern_may_be_too_large_to_look_at_all_cells_at_once(pattern: str) -> None:
    assert is_supported(pattern)
    cells = ["a" * 300, "1" * 300, "a"]
    expected = [re.fullmatch(pattern.replace(r"\p{L}", "a"), cell) is not None for cell in cells]
    assert whole_match(pattern)(pa.chunked_array([cells])).to_pylist() == expected

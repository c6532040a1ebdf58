"""Regular expressions of Table Schema on whole Arrow columns: RE2, which runs in time linear in the cell.

The specification wants XML Schema's syntax, and everybody writes Python's or JavaScript's. What the two share is
supported, with Unicode's digits and letters, as both have it; what only one has, or what RE2 lacks, is refused by name.
"""

import re
import time
import warnings
from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from schemas.without_pandas import one_list, text_column

_UNKNOWN = pa.nulls(1, pa.bool_())[0]
_LINE_END = text_column(["\n"])[0]
SLICE = 1_000_000  # bytes between two looks at the clock

# Syntax that never takes a line break for part of a match: printable, no negated or named class, no flag, no \s.
_WITHIN_A_LINE = re.compile(
    r"(?:[ -'*-Z^-~]|\\(?:[dw.^$*+?(){}|/\\\[\]-]|p\{[LMN][a-z]?\})|\[(?![\^:])|\]|\((?!\?)|\(\?:|\))*"
)
_TOKEN = re.compile(r"\\.|\[\^?\]?|\]|.", re.S)
_LETTERS = r"\p{L}\p{M}\p{N}_"  # \w; XML Schema has symbols and no underscore, Python no marks
_OF_XML_ALONE = re.compile(r"(?:^|[^\\])(?:\\\\)*(?:\\[icIC]|\[[^\]]*-\[)")


class TooSlow(BaseException):
    """A regular expression has taken more time than it may."""

    def __init__(self, pattern: str, seconds: int) -> None:
        super().__init__(f"the pattern {pattern[:80]} took more than {seconds} seconds; the table is not read on")


def whole_match(pattern: str) -> Callable[[pa.ChunkedArray], pa.ChunkedArray]:
    """True where the whole cell matches a pattern in RE2's syntax."""
    anchored, lines = _anchored(pattern), _of_lines(pattern)
    if not _WITHIN_A_LINE.fullmatch(pattern) or not _compiles(lines):  # being longer, it may be too large
        return lambda column: pc.match_substring_regex(column, anchored)

    def run(column: pa.ChunkedArray) -> pa.ChunkedArray:
        return _all_true(column) if _all_match(column, lines) else pc.match_substring_regex(column, anchored)

    return run


def _anchored(pattern: str) -> str:
    return rf"^(?:{pattern})$"


def _of_lines(pattern: str) -> str:
    return rf"^(?m:{pattern})(?:\n(?m:{pattern}))*$"


def _all_match(column: pa.ChunkedArray, lines: str) -> bool:
    """Whether the filled cells of a column, set one below the other, are what a pattern of whole lines describes.

    One long text is looked through several times as fast as many short ones; False says nothing yet.
    """
    filled = column.drop_null().combine_chunks()
    if not len(filled) or not isinstance(filled, pa.StringArray):
        return False
    text = pc.binary_join(one_list(filled), _LINE_END)
    line_ends = np.count_nonzero(np.frombuffer(text[0].as_buffer(), np.uint8) == ord("\n"))
    alone = line_ends == len(filled) - 1  # no cell has a line break of its own
    return alone and bool(pc.match_substring_regex(text, lines)[0].as_py())


def _all_true(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.or_kleene(pc.is_valid(column), _UNKNOWN)


def timed_match(pattern: str, seconds: int) -> Callable[[pa.ChunkedArray], pa.ChunkedArray]:
    """True where the whole cell matches; raises TooSlow where all cells together take too long."""
    matches, spent = whole_match(translated(pattern)), 0.0

    def run(column: pa.ChunkedArray) -> pa.ChunkedArray:
        nonlocal spent
        found = []
        for part in _slices(column):
            started = time.monotonic()
            found.append(matches(part))
            spent += time.monotonic() - started
            if spent > seconds:
                raise TooSlow(pattern, seconds)
        return pa.chunked_array([chunk for part in found for chunk in part.chunks], pa.bool_())

    return run


def _slices(column: pa.ChunkedArray) -> list[pa.ChunkedArray]:
    rows = max(1, len(column) * SLICE // max(1, column.nbytes))
    return [column.slice(first, rows) for first in range(0, len(column), rows)]


def translated(pattern: str) -> str:
    r"""A pattern with \\d and \\w as Unicode has them."""
    depth, parts = 0, []
    for token in _TOKEN.findall(pattern):
        if token in (r"\d", r"\D"):
            token = r"\p{Nd}" if token == r"\d" else r"\P{Nd}"
        elif token == r"\w":
            token = _LETTERS if depth else f"[{_LETTERS}]"
        elif token == r"\W" and not depth:
            token = f"[^{_LETTERS}]"
        depth = 1 if token.startswith("[") and len(token) < 4 else 0 if token == "]" else depth
        parts.append(token)
    return "".join(parts)


def fault(pattern: str) -> str | None:
    """Why a pattern is no regular expression; None where it is one, in whatever dialect."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        return None if _OF_XML_ALONE.search(pattern) or r"\p" in pattern.lower() else str(error)
    return None


def is_supported(pattern: str) -> bool:
    """Whether RE2 reads a pattern, and reads it as XML Schema and Python do."""
    if _OF_XML_ALONE.search(pattern):
        return False
    return _compiles(_anchored(translated(pattern)))


def _compiles(pattern: str) -> bool:
    try:
        pc.match_substring_regex(text_column([""]), pattern)
    except pa.ArrowInvalid:
        return False
    return True

"""How tall the rows of a sheet have to be to show their texts: not every program works that out as it opens a file."""

from math import ceil
from typing import Any

LINE, TALLEST = 15, 400  # points: of a line of text, of a row
NARROWER = 1.1  # letters to a digit, in whose widths a column is measured


def wraps(text: str) -> bool:
    """Whether a text breaks into lines. Ids and addresses, which have no place to break at, stay on one."""
    return " " in text or "\n" in text


def lines(text: str, width: int) -> int:
    """How many lines a text takes in a column of so many characters."""
    return sum(max(1, ceil(len(part) / (width * NARROWER))) for part in text.split("\n")) if wraps(text) else 1


def set_height(sheet: Any, row: int, count: int) -> None:
    """Makes room in a row for so many lines; one line needs no telling."""
    if count > 1:
        sheet.set_row(row, min(LINE * count, TALLEST))

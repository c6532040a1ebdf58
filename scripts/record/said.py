"""What a source says, as people type it: its words, with a bracket around each figure.

`[Rs 5,200 crore]` is a figure; `[=$600 million]` one that the source itself made from another. `\\[` is a bracket of
the source's own.
"""

import re
from typing import NamedTuple

from schemas.passages import normalise, occurrences, words

FEWEST, MOST = 4, 60  # words of a passage, as in the schema of passages
_MARK = re.compile(r"\\[\[\]]|\[=?|\]")


class Figure(NamedTuple):
    """A figure as printed; `made` where the source made it from another one."""

    as_written: str
    made: bool


class Said(NamedTuple):
    """The words of a passage and its figures in order."""

    plain: str
    figures: tuple[Figure, ...]


def read_said(text: str) -> Said:
    """Takes the brackets out. Raises ValueError where they don't pair or a bracket cuts a longer number."""
    plain, figures, opened = "", [], None
    for piece, mark in _pieces(text):
        plain += piece
        if mark.startswith("\\"):
            plain += mark[1]
        elif mark.startswith("["):
            if opened is not None:
                raise ValueError("has a bracket inside a bracket")
            opened = (len(plain), mark == "[=")
        elif mark == "]":
            if opened is None:
                raise ValueError("has a ] without its [")
            start, made = opened
            figures.append((start, Figure(plain[start:], made)))
            opened = None
    if opened is not None:
        raise ValueError("has a [ without its ]")
    for start, figure in figures:
        _check(plain, start, figure.as_written)
    return Said(plain, tuple(figure for _, figure in figures))


def _pieces(text: str) -> list[tuple[str, str]]:
    """The text cut at its marks: what stands before each, and the mark; the last one is empty."""
    at, pieces = 0, []
    for match in _MARK.finditer(text):
        pieces.append((text[at : match.start()], match[0]))
        at = match.end()
    return [*pieces, (text[at:], "")]


def _check(plain: str, start: int, as_written: str) -> None:
    """The bracket holds a figure that stands by itself where the bracket is."""
    if not as_written.strip() or as_written != as_written.strip():
        raise ValueError("has a bracket that is empty or has a space at an edge")
    at = len(normalise(f"{plain[:start]}x")) - 1
    if at not in (begin for begin, _ in occurrences(as_written, plain)):
        raise ValueError(f'has a bracket that cuts a longer figure at "{as_written}"; take in all of it')


def check_length(plain: str) -> None:
    """Raises ValueError where a passage is too short or too long."""
    count = len(words(plain))
    if not FEWEST <= count <= MOST:
        raise ValueError(f"has {count} words; a passage has {FEWEST} to {MOST}")

"""Rules on the text of every column of type string; codes of an enum are checked as codes."""

import re
import unicodedata
from collections.abc import Callable, Iterator

from schemas.table import Finding, Record, Table

# What pandas, R and spreadsheets take for a missing value (compared without regard to case).
_NULLS = {"na", "n/a", "#n/a", "#na", "<na>", "nan", "-nan", "null", "none", "#null!"}
_NUMBER = re.compile(r"[+-]?(?:\d[\d,]*)?\.?\d+ ?%?")
_FORMULA = "=+-@＝＋－＠"
_JOINERS = "\u200c\u200d"  # Devanagari and others cannot be written without them


def reads_as_null(record: Record) -> Iterator[Finding]:
    """No cell holds a word that other software reads as a missing value."""
    message = "{!r} reads as a missing value elsewhere; leave the cell empty or use another word"
    yield from _cells_where(record, lambda text: text.casefold() in _NULLS, message)


def space_at_an_end(record: Record) -> Iterator[Finding]:
    """No cell begins or ends with white space."""
    yield from _cells_where(record, lambda text: text != text.strip(), "{!r} begins or ends with a space; remove it")


def control_or_bidi_character(record: Record) -> Iterator[Finding]:
    """No cell holds control, line-breaking, bidirectional or other invisible characters."""
    message = "{!r} holds a control or invisible character; remove it"
    yield from _cells_where(record, lambda text: not text.isprintable() and any(map(_is_invisible, text)), message)


def begins_like_a_formula(record: Record) -> Iterator[Finding]:
    """No cell begins with a character that starts a spreadsheet's formula, unless it is a number."""
    message = "{!r} begins like a spreadsheet's formula; begin with another character"
    yield from _cells_where(record, lambda text: text[0] in _FORMULA and not _NUMBER.fullmatch(text), message)


def text_columns(table: Table) -> list[str]:
    """The columns of type string that hold text and not the codes of an enum."""
    fields = table.schema.get("fields", ())
    texts = [field for field in fields if field.get("type", "string") == "string"]
    return [field["name"] for field in texts if "enum" not in (field.get("constraints") or {})]


def _cells_where(record: Record, wrong: Callable[[str], bool], message: str) -> Iterator[Finding]:
    for table in record.tables.values():
        for column in text_columns(table):
            for row in table:
                text = row.raw.get(column)
                if text and wrong(text):
                    yield Finding(table, row, column, message.format(text))


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Zl", "Zp"} and character not in _JOINERS


RULES = (reads_as_null, space_at_an_end, control_or_bidi_character, begins_like_a_formula)

"""What rules ask of single cells, so that a cell which failed its type is not called missing as well."""

from decimal import Decimal
from typing import Any

from schemas.numbers import decimal_text
from schemas.table import Row


def filled(row: Row, column: str) -> bool:
    """True where something stands in the cell, even if it is not of the column's type."""
    return row[column] is not None or bool(row.raw.get(column))


def failed(row: Row, column: str) -> bool:
    """True where something stands in the cell that is not of the column's type: that is reported already."""
    return row[column] is None and bool(row.raw.get(column))


def identity(row: Row, columns: tuple[str, ...]) -> tuple[Any, ...]:
    """The cells of several columns, equal where the rows are equal; empty equals empty, failed cells by their text."""
    return tuple(row[column] if row[column] is not None else row.raw.get(column) or None for column in columns)


def shown(value: Any) -> str:
    """A value as messages name it: decimals in full without trailing zeros, nothing as "empty"."""
    if value is None or isinstance(value, Decimal):
        return decimal_text(value) or "empty"
    return str(value)

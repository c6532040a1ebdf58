"""Rules that the cells of a claim are what its print says, as the figure parser reads it."""

from collections.abc import Iterator
from functools import lru_cache

from schemas import figures
from schemas.rules.cells import failed, shown
from schemas.rules.sources import sources_of_passages
from schemas.table import Finding, Record, Row


def print_cannot_be_read(record: Record) -> Iterator[Finding]:
    """Every printed figure in a language that the parser lists can be read, in one way only."""
    for row in _in_a_language_that_is_read(record):
        figure = _figure(row["as_written"], row["unit_as_written"])
        if isinstance(figure, str):
            yield Finding(record["claims"], row, "as_written", figure)


def claim_value_differs_from_print(record: Record) -> Iterator[Finding]:
    """The value is what is printed."""
    yield from _differences(record, "value")


def claim_value_upper_differs_from_print(record: Record) -> Iterator[Finding]:
    """The upper value is what is printed."""
    yield from _differences(record, "value_upper")


def claim_date_differs_from_print(record: Record) -> Iterator[Finding]:
    """The date is what is printed."""
    yield from _differences(record, "date")


def claim_qualifier_differs_from_print(record: Record) -> Iterator[Finding]:
    """The qualifier is how the print hedges the figure."""
    yield from _differences(record, "qualifier")


def claim_unit_differs_from_print(record: Record) -> Iterator[Finding]:
    """The unit is what is printed; where none is printed, that of the quantity."""
    claims, units = record["claims"], {row["quantity_id"]: row["unit"] for row in record["quantities"]}
    for row, figure in _readings(record):
        unit = figure.unit or units.get(row["quantity_id"])
        if unit is not None and row["unit"] is not None and row["unit"] != unit:
            says = "says" if figure.unit else "says, which names none; its quantity has"
            yield Finding(claims, row, "unit", f"{row['unit']} is not what {_print(row)} {says} ({unit})")


def _differences(record: Record, column: str) -> Iterator[Finding]:
    for row, figure in _readings(record):
        printed = getattr(figure, column)
        if row[column] != printed and not failed(row, column):
            message = f"{shown(row[column])} is not what {_print(row)} says ({shown(printed)})"
            yield Finding(record["claims"], row, column, message)


def _readings(record: Record) -> Iterator[tuple[Row, figures.Figure]]:
    for row in _in_a_language_that_is_read(record):
        figure = _figure(row["as_written"], row["unit_as_written"])
        if not isinstance(figure, str):
            yield row, figure


def _in_a_language_that_is_read(record: Record) -> Iterator[Row]:
    """Claims whose source is in a language of the parser's; the others are exempt."""
    read = {
        passage
        for passage, source in sources_of_passages(record).items()
        if (source["language"] or "").partition("-")[0] in figures.LANGUAGES
    }
    for row in record["claims"]:
        if row["passage_id"] in read and row["as_written"] is not None and not failed(row, "unit_as_written"):
            yield row


@lru_cache(maxsize=1 << 19)  # six rules read each print, and most figures are printed more than once
def _figure(as_written: str, unit_as_written: str | None) -> figures.Figure | str:
    """The figure as read, or the reason why it is refused."""
    try:
        return figures.read_figure(as_written, unit_as_written)
    except ValueError as error:
        return str(error)


def _print(row: Row) -> str:
    apart = f' with "{row["unit_as_written"]}"' if row["unit_as_written"] else ""
    return f'"{row["as_written"]}"{apart}'


RULES = (
    print_cannot_be_read,
    claim_value_differs_from_print,
    claim_value_upper_differs_from_print,
    claim_date_differs_from_print,
    claim_qualifier_differs_from_print,
    claim_unit_differs_from_print,
)

"""The verb `figure`: how the parser reads a printed figure."""

import json
from typing import Annotated

import typer

from schemas.figures import Figure, read_figure
from schemas.numbers import decimal_text


def render(figure: Figure) -> dict[str, str | None]:
    """A figure as JSON has it: decimals as strings without exponent or trailing zeros; `date` only for a date."""
    cells = {
        "value": decimal_text(figure.value),
        "value_upper": decimal_text(figure.value_upper),
        "qualifier": figure.qualifier,
        "unit": figure.unit,
    }
    return cells if figure.date is None else {**cells, "date": figure.date}


def figure(
    text: Annotated[str, typer.Argument(help='A figure as printed: "$5.43 billion".')],
    unit_as_written: Annotated[str | None, typer.Option(help="Scale and unit where they are printed apart.")] = None,
) -> None:
    """Show how a printed figure is read; exit 1 with a reason where it can't be."""
    try:
        found = read_figure(text, unit_as_written)
    except ValueError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(json.dumps(render(found), ensure_ascii=False))

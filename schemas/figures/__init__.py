"""Printed figures: what they say, and where a text has them."""

from schemas.figures.figure import Figure
from schemas.figures.numerals import numerals
from schemas.figures.reader import read_figure
from schemas.figures.vocabulary import LANGUAGES

__all__ = ["LANGUAGES", "Figure", "numerals", "read_figure"]

"""How a CSV file is written, as Table Dialect (v2) and CSV Dialect (v1) declare it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from schemas.descriptor import DescriptorError, profile_faults
from schemas.problems import CannotRunError

_UNSUPPORTED = (
    "escapeChar", "nullSequence", "commentChar", "commentRows",
    "sheetName", "sheetNumber", "table", "property", "itemType", "itemKeys",  # of other formats than CSV
    "csv", "excel", "json", "sql",  # frictionless' own form, which nests the dialect
)  # fmt: skip
_BOOLEANS = ("header", "doubleQuote", "skipInitialSpace", "caseSensitiveHeader")


@dataclass(frozen=True)
class Dialect:
    """How the cells of a file are separated and quoted. `header` False: the columns are those of the schema.

    `line_end` is how lines have to end, where it is declared.
    """

    delimiter: str = ","
    quote: str = '"'
    header: bool = True
    skip_initial_space: bool = False
    line_end: str | None = None

    @cached_property
    def cell(self) -> re.Pattern[str]:
        """A cell and what ends it: group 1 the text inside quotes, 2 the plain text, 3 the end."""
        quote, delimiter = re.escape(self.quote), re.escape(self.delimiter)
        inside = f"{quote}([^{quote}]*(?:{quote}{quote}[^{quote}]*)*){quote}"
        return re.compile(f"{self._space}(?:{inside}|([^{quote}{delimiter}\r\n]*))({delimiter}|\r\n|\n|\\Z)")

    @cached_property
    def _closed(self) -> re.Pattern[str]:
        quote = re.escape(self.quote)
        return re.compile(f"{self._space}{quote}[^{quote}]*(?:{quote}{quote}[^{quote}]*)*{quote}(?!{quote})")

    @cached_property
    def _quoted(self) -> re.Pattern[str]:
        return re.compile(self._space + re.escape(self.quote))

    @cached_property
    def _plain(self) -> re.Pattern[str]:
        return re.compile(f"[^{re.escape(self.quote + self.delimiter)}\r\n]*")

    @property
    def _space(self) -> str:
        return " *" if self.skip_initial_space else ""

    def begins_quoted(self, text: str, position: int) -> bool:
        """Whether the cell at a position begins with a quote."""
        return self._quoted.match(text, position) is not None

    def is_open(self, text: str, position: int) -> bool:
        """Whether the cell at a position begins with a quote that the text does not close."""
        return self.begins_quoted(text, position) and not self._closed.match(text, position)

    def plain_end(self, text: str, position: int) -> int:
        """Where the plain text that begins at a position ends."""
        match = self._plain.match(text, position)
        return match.end() if match else position


def read_dialect(descriptor: Mapping[str, Any] | None) -> Dialect:
    """The dialect of a resource. Raises CannotRunError for an unsupported feature, DescriptorError for a fault."""
    given = dict(descriptor or {})
    for fault in profile_faults(given, "the dialect"):
        raise fault
    for name in _UNSUPPORTED:
        if given.get(name) not in (None, []):
            raise CannotRunError(f"dialect: {name} is not supported")
    for name in _BOOLEANS:
        if not isinstance(given.get(name, True), bool):
            raise DescriptorError("bad-dialect", f"dialect: {name} has to be true or false", repr(given[name]))
    if given.get("doubleQuote", True) is not True:
        raise CannotRunError("dialect: doubleQuote false is not supported")
    if given.get("headerRows", [1]) != [1]:
        raise CannotRunError("dialect: headerRows other than [1] are not supported")
    if given.get("lineTerminator", "\n") not in ("\n", "\r\n"):
        raise CannotRunError("dialect: a lineTerminator other than \\n and \\r\\n is not supported")
    delimiter, quote = (_character(given, *default) for default in (("delimiter", ","), ("quoteChar", '"')))
    if delimiter == quote:
        raise DescriptorError("bad-dialect", "dialect: delimiter and quoteChar have to differ", delimiter)
    skip = given.get("skipInitialSpace", False)
    return Dialect(delimiter, quote, given.get("header", True), skip, given.get("lineTerminator"))


def _character(given: Mapping[str, Any], name: str, default: str) -> str:
    char = given.get(name, default)
    if not isinstance(char, str) or not char or set(char) & set("\r\n\0"):
        raise DescriptorError("bad-dialect", f"dialect: {name} has to be a character", repr(char))
    if len(char) > 1:
        raise CannotRunError(f"dialect: a {name} of more than one character is not supported")
    return char

"""One record file on its way into the tables: what is read from its keys, what it adds, and what is wrong with it."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from schemas.problems import Problem
from schemas.table_file import shown
from scripts.record.nodes import Entries, Fault, Items, Node, Text
from scripts.record.store import SERIALS, NewRow, Row, Store


class Cell(NamedTuple):
    """A typed cell: its value, and the line and key at which it was typed."""

    value: str
    line: int
    key: str


@dataclass
class Draft:
    """A record file and the store that its rows go to; `said` holds the words of its passages."""

    file: str
    folder: Path
    store: Store
    today: date
    problems: list[Problem] = field(default_factory=list)
    source: Row | None = None
    text: str | None = None
    fill: bool = False
    said: list[str] = field(default_factory=list)
    labels: dict[str, tuple[str, str]] = field(default_factory=dict)

    def fault(self, fault: Fault) -> None:
        message = fault.message if fault.value is None else f"{shown(fault.value)} {fault.message}"
        self.problems.append(Problem(None, self.file, fault.line, fault.key, fault.rule, fault.value, message))

    def refuse(self, text: Text | Cell, key: str, rule: str, message: str) -> None:
        """Reports a typed text."""
        self.fault(Fault(text.line, key, rule, text.value, message))

    def put(
        self,
        table: str,
        identity: Iterable[str],
        given: Mapping[str, Cell],
        derived: Mapping[str, str | None],
        line: int,
    ) -> Row:
        """The row with the identity: the recorded one if its cells are the given ones, else a new one.

        A recorded row is not compared with what is derived: it may have been corrected since.
        """
        cells = {**derived, **{column: cell.value for column, cell in given.items()}}
        known = self.store.find(table, **{column: cells.get(column) for column in identity})
        if known is not None:
            return self.compare(table, known, given, line)
        row: Row = dict.fromkeys(self.store.columns(table))
        row.update(cells)
        if table in SERIALS:
            row[self.store.key(table)[0]] = self.store.next_id(table)
        places = {column: (cell.line, cell.key) for column, cell in given.items()}
        self.store.add(NewRow(table, row, self.file, line, places))
        return row

    def compare(self, table: str, known: Row, given: Mapping[str, Cell], line: int) -> Row:
        """The recorded row; reports each cell that is recorded otherwise, unless it is empty and may be filled."""
        fills = {column: cell for column, cell in given.items() if known[column] is None and self.fill}
        name = known[self.store.key(table)[0]]
        for column, cell in given.items():
            if known[column] != cell.value and column not in fills:
                recorded = (
                    "empty, which `fill: yes` allows to fill" if known[column] is None else shown(known[column] or "")
                )
                message = f"is not the {column} of {name} in {table} ({recorded}); correct one of them"
                self.refuse(cell, cell.key, "recorded-otherwise", message)
        if not fills:
            return known
        row = {**known, **{column: cell.value for column, cell in fills.items()}}
        places = {column: (cell.line, cell.key) for column, cell in fills.items()}
        self.store.fill(NewRow(table, row, self.file, line, places, known))
        return row

    def codes(self, table: str, column: str) -> list[str]:
        """The codes that a column takes."""
        field = next(field for field in self.store.resources[table].fields if field["name"] == column)
        return list(field["constraints"]["enum"])

    def entries(self, node: Node | None, allowed: Iterable[str], what: str) -> Mapping[str, Node]:
        """The entries of a map, without those whose key means nothing there, which are reported."""
        if not isinstance(node, Entries):
            if node is not None:
                self.fault(Fault(node.line, what, "not-a-map", _value(node), "stands where a map of keys is needed"))
            return {}
        known = list(allowed)
        for key in node.entries.keys() - set(known):
            near = difflib.get_close_matches(key, known, 1)
            hint = f"; is `{near[0]}` meant?" if near else f"; there are {', '.join(known)}"
            self.fault(Fault(node.entries[key].line, key, "unknown-key", key, f"is no key of {what}{hint}"))
        return {key: value for key, value in node.entries.items() if key in known}

    def text_of(self, entries: Mapping[str, Node], key: str) -> Text | None:
        """The text of a key; None where there is none."""
        node = entries.get(key)
        if isinstance(node, Items | Entries):
            message = "has to be one text; quote it where it begins with a bracket or a brace"
            self.fault(Fault(node.line, key, "not-a-text", None, message))
            return None
        return node if node is not None and node.value else None

    def is_yes(self, entries: Mapping[str, Node], key: str) -> bool:
        """Whether a key says yes; it says nothing else."""
        text = self.text_of(entries, key)
        if text is not None and text.value != "yes":
            self.refuse(text, key, "not-a-code", "has to be yes, or be left out")
        return text is not None

    def texts(self, entries: Mapping[str, Node], key: str, gaps: bool = False) -> list[Text]:
        """The texts of a key that takes one or a list; empty ones are left out unless `gaps`."""
        node = entries.get(key)
        found = [self.text_of({key: item}, key) or Text("", item.line) for item in self.nodes(node)]
        return [text for text in found if gaps or text.value]

    def nodes(self, node: Node | None) -> tuple[Node, ...]:
        """The items of a list; a single node as a list of one, an empty text as none."""
        if node is None or (isinstance(node, Text) and not node.value):
            return ()
        return node.items if isinstance(node, Items) else (node,)

    def cells(self, entries: Mapping[str, Node], columns: Mapping[str, str]) -> dict[str, Cell]:
        """The cells that are typed, by column; `columns` gives the column of each key."""
        texts = {key: self.text_of(entries, key) for key in columns if key in entries}
        return {columns[key]: Cell(text.value, text.line, key) for key, text in texts.items() if text}


def _value(node: Node) -> str | None:
    return node.value if isinstance(node, Text) else None

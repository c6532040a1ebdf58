"""The one shape in which every check reports, and the one error for what cannot be checked at all."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


class CannotRunError(Exception):
    """The work could not be started or finished: unreadable input, or a feature that is not supported (exit 2)."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where to go to mend it.

    `line` is the line in the file (the header is line 1) and is None where the whole table or package is meant;
    `value` is the raw text of the cell; `message` says what is wrong and what to do.
    """

    table: str | None
    file: str | None
    line: int | None
    column: str | None
    rule: str
    value: str | None
    message: str

    @property
    def sort_key(self) -> tuple[object, ...]:
        """Table, line, column, rule, then what tells apart what else would be equal; what is null sorts first."""
        return (
            (self.table is not None, self.table or ""),
            (self.line is not None, self.line or 0),
            (self.column is not None, self.column or ""),
            self.rule,
            self.message,
            self.file or "",
        )

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file or "datapackage.json", self.line) if part is not None)
        column = f" {self.column}:" if self.column else ""
        return f"{place}:{column} {self.message} [{self.rule}]"


class Findings:
    """Problems as they are found: all counted, one for each cell, and of each rule the first `limit` in order kept.

    What is found first, at the most basic level, explains a cell; later findings on it are dropped. Memory grows with
    the lines of the tables that have problems, by a byte, and not with the problems.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.counts: Counter[str] = Counter()
        self._kept: defaultdict[str, list[Problem]] = defaultdict(list)
        self._last: dict[str, tuple[object, ...]] = {}  # behind which a problem of a rule is not among the first
        self._marks: dict[tuple[str | None, str | None, str | None], bytearray] = {}

    def add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            if problem.line is not None and not self._is_new(problem, problem.line):
                continue
            self.counts[problem.rule] += 1
            self._keep(problem)

    def _keep(self, problem: Problem) -> None:
        """Keeps a problem that may be among the first of its rule."""
        kept, last = self._kept[problem.rule], self._last.get(problem.rule)
        if last is not None and problem.sort_key > last:
            return
        kept.append(problem)
        if len(kept) > 2 * self.limit:
            kept[:] = in_order(kept)[: self.limit]
            self._last[problem.rule] = kept[-1].sort_key

    def _is_new(self, problem: Problem, line: int) -> bool:
        """Marks a cell and its row as reported; whether the cell was not yet. A row as a whole is always new."""
        self._mark(problem.table, problem.file, None, line)
        return problem.column is None or self._mark(problem.table, problem.file, problem.column, line)

    def _mark(self, table: str | None, file: str | None, column: str | None, line: int) -> bool:
        marks = self._marks.setdefault((table, file, column), bytearray())
        if len(marks) <= line:
            marks.extend(bytes(max(line + 1, 2 * len(marks)) - len(marks)))
        new = not marks[line]
        marks[line] = 1
        return new

    def on_row(self, problem: Problem) -> bool:
        """Whether anything has been found on the row of a problem."""
        marks = self._marks.get((problem.table, problem.file, None), b"")
        return problem.line is not None and problem.line < len(marks) and bool(marks[problem.line])

    def of_table(self, table: str) -> bool:
        """Whether anything has been found in the lines of a table."""
        return any(marked == table for marked, _, _ in self._marks)

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def kept(self) -> list[Problem]:
        """The problems that were kept, by table, line, column and rule."""
        return in_order(problem for kept in self._kept.values() for problem in in_order(kept)[: self.limit])


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Problems by table, line, column and rule."""
    return sorted(problems, key=lambda problem: problem.sort_key)

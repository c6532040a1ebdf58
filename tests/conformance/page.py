"""docs/conformance.md, rendered from what was measured."""

import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tests.conformance import measure
from tests.conformance.cases import Case, cases

STRUCTURE = "Bytes and structure"
INTRODUCTION = """# Conformance

{cases} cases: what the specifications say of a tabular data package, what frictionless {frictionless} makes of it, and
what `validate` makes of it. Every cell is measured: `make conformance` (`python -m tests.conformance`) writes this page
from `tests/conformance/cases.py`, and a test compares the two.

*valid* and *invalid* are verdicts on the package; *refused* is exit 2 with the name of a feature that is not
supported, so that nothing is half-checked; *open* is what a specification leaves open. A verdict that departs from the
specification's stands in **bold**. Types, constraints, keys and fieldsMatch are those of
[Table Schema](https://datapackage.org/standard/table-schema/), dialects those of
[Table Dialect](https://datapackage.org/standard/table-dialect/), descriptors those of
[Data Package](https://datapackage.org/standard/data-package/) and its security chapter, bytes and structure those of
RFC 4180 in UTF-8. Frictionless sees each package from a folder of its own, without network.

Read against them: lengths count code points; `\\d` and `\\w` in patterns are Unicode's digits and letters (with `_`);
a moment without an offset is compared as one in UTC; a group of digits has three, or two before the last three, as
India groups them; a field without a type is `any`.
"""


class Measured(NamedTuple):
    """A case and what was measured: frictionless' verdict, ours, and what the readers do, if they were asked."""

    case: Case
    frictionless: str
    ours: str
    readers: list[str]


def measured() -> list[Measured]:
    """Every case, measured."""
    with tempfile.TemporaryDirectory() as folder:
        return [_measured(case, Path(folder)) for case in cases()]


def _measured(case: Case, folder: Path) -> Measured:
    readers = measure.readers(case, folder) if case.part == STRUCTURE else []
    return Measured(case, measure.frictionless(case, folder), measure.ours(case, folder), readers)


def page(found: list[Measured]) -> str:
    """The page as Markdown."""
    parts = [INTRODUCTION.format(frictionless=version("frictionless"), cases=len(found))]
    for part, group in groupby(found, key=lambda one: one.case.part):
        parts += [f"\n## {part}\n", *_table(list(group), list(measure.READERS) if part == STRUCTURE else [])]
    return "\n".join(parts) + "\n"


def _table(found: list[Measured], readers: list[str]) -> Iterator[str]:
    yield _line(["feature", "case", "specification", "frictionless", "us", *readers])
    yield _line(["---"] * (5 + len(readers)))
    for case, *verdicts, accepts in found:
        marked = [verdict if case.spec in (None, verdict) else f"**{verdict}**" for verdict in verdicts]
        yield _line([case.feature, case.shown, case.spec or "open", *marked, *accepts])


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", "\\n") for cell in cells) + " |"

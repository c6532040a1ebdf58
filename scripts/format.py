"""The verb `format`: tables into canonical form, each file written whole or not at all."""

from dataclasses import replace
from pathlib import Path

from schemas.canonical import canonical
from schemas.dialect import Dialect
from schemas.package import Resource, open_package
from schemas.problems import CannotRunError
from schemas.scan import read_table
from scripts.files import write_whole
from scripts.validate import descriptor_path

# Faults of form that writing the file anew mends without touching a cell.
MENDED = {"mixed-line-ends", "no-line-end", "byte-order-mark", "column-order"}


def format_package(path: Path, write: bool) -> list[str]:
    """The files that are not in canonical form, after writing them so if `write`.

    Raises CannotRunError where a row can't be read: formatting would lose it.
    """
    package, problems = open_package(descriptor_path(path))
    if package is None:
        raise CannotRunError(str(problems[0]))
    changed = {}
    for resource in package.resources:
        if reason := _no_canonical_form(resource):
            raise CannotRunError(f"{resource.name}: only tables {reason} can be formatted")
        table, problems = read_table(resource)
        if lost := [problem for problem in problems if _would_be_lost(problem.column, problem.rule)]:
            raise CannotRunError(f"{lost[0]}; mend it before formatting")
        content = canonical(table)
        if resource.paths[0].read_bytes() != content:
            changed[resource.files[0]] = (resource.paths[0], content)
    for target, content in changed.values() if write else ():
        write_whole(target, content)
    return list(changed)


def _would_be_lost(column: str | None, rule: str) -> bool:
    """Whether a problem stands for text that is not among the rows that were read."""
    in_the_header = rule in {"missing-column", "extra-column", "duplicate-header", "blank-header", "padded-header"}
    return rule not in MENDED and (
        column is None or in_the_header or rule.endswith(("-quote", "-line-end", "character", "utf-8", "too-long"))
    )


def _no_canonical_form(resource: Resource) -> str | None:
    """What a table would have to be for its canonical form to say the same; None where it is."""
    if len(resource.files) > 1:
        return "in one file"
    if replace(resource.dialect, line_end=None) != Dialect() or resource.dialect.line_end == "\r\n":
        return "with a header, commas, double quotes and \\n"
    if any(resource.missing_values(column) != [""] for column in resource.columns):
        return "in which a missing value is an empty cell"
    if resource.fields_match not in ("exact", "equal"):
        return "with all the columns of their schema and no others"
    return None

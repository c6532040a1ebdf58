"""What JSON cannot say: one named function a rule, one file a theme.

A rule is named as the fact that is wrong. It takes the record and yields a `Finding` for each cell that breaks it;
its docstring is the rule in plain words. It stands bad input: what does not parse or leads nowhere is reported once,
elsewhere, and skipped.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from schemas.problems import Problem
from schemas.rules import (
    agreements,
    chronology,
    claims,
    cycles,
    dates,
    entities,
    evidence,
    passages,
    printed,
    prose,
    quantities,
    relations,
    retired,
    sources,
    text,
    totals,
    units,
)
from schemas.table import Finding, Record

Rule = Callable[[Record], Iterator[Finding]]
TextRule = Callable[[Record, Mapping[str, str]], Iterator[Finding]]

RULES: tuple[Rule, ...] = (
    *text.RULES,
    *dates.RULES,
    *cycles.RULES,
    *sources.RULES,
    *passages.RULES,
    *entities.RULES,
    *relations.RULES,
    *agreements.RULES,
    *chronology.RULES,
    *quantities.RULES,
    *units.RULES,
    *claims.RULES,
    *printed.RULES,
    *totals.RULES,
    *evidence.RULES,
    *retired.RULES,
)
TEXT_RULES: tuple[TextRule, ...] = (*passages.TEXT_RULES, *prose.TEXT_RULES)


def check(record: Record) -> Iterator[Problem]:
    """Everything that breaks a rule, in no order."""
    for rule in RULES:
        yield from _problems(rule.__name__, rule(record))


def check_texts(record: Record, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Everything that breaks a rule for which the text of a source has to be at hand; texts by source_id."""
    for rule in TEXT_RULES:
        yield from _problems(rule.__name__, rule(record, texts))


def _problems(name: str, findings: Iterable[Finding]) -> Iterator[Problem]:
    rule = name.replace("_", "-")
    for table, row, column, message in findings:
        value = row.raw.get(column) if column else None
        yield Problem(table.name, table.file, row.line, column, rule, value, message)


RULE_IDS = tuple(rule.__name__.replace("_", "-") for rule in (*RULES, *TEXT_RULES))

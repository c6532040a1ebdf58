"""Rules on relations and positions."""

from collections.abc import Iterator
from typing import Any

from schemas.rules.cells import identity
from schemas.table import Finding, Record, Row

_SYMMETRIC = ("rival_of", "disputes_border_with", "partner_of")


def symmetric_relation_turned_round(record: Record) -> Iterator[Finding]:
    """A relation that holds both ways stands once, with the id that sorts first as its subject."""
    relations = record["relations"]
    for row in relations:
        subject, object_ = row["subject_id"], row["object_id"]
        if row["predicate"] in _SYMMETRIC and subject is not None and object_ is not None and object_ < subject:
            message = f"{subject} sorts after {object_}, and {row['predicate']} holds both ways; exchange the two"
            yield Finding(relations, row, "subject_id", message)


def relation_with_itself(record: Record) -> Iterator[Finding]:
    """Nothing stands in a relation to itself."""
    relations = record["relations"]
    for row in relations:
        if row["subject_id"] is not None and row["subject_id"] == row["object_id"]:
            yield Finding(relations, row, "object_id", f"{row['object_id']} is its own subject; name the other side")


def relation_stated_twice(record: Record) -> Iterator[Finding]:
    """One relation of one period is one row, whatever passages it rests on."""
    relations = record["relations"]
    first: dict[Any, Row] = {}
    for row in relations:
        subject, predicate, object_, period = identity(row, ("subject_id", "predicate", "object_id", "period"))
        ends = frozenset((subject, object_)) if predicate in _SYMMETRIC else (subject, object_)
        known = first.setdefault((ends, predicate, period), row)
        repeated = period is not None and subject == known["subject_id"]  # the schema's unique key says so already
        if known is not row and not repeated:
            message = (
                f"says the same as {known['relation_id']} (line {known.line}); keep one and give both passages to it"
            )
            yield Finding(relations, row, "relation_id", message)


def attributed_to_the_holder(record: Record) -> Iterator[Finding]:
    """Who says that somebody holds a position is named only where it is not the holder."""
    positions = record["positions"]
    for row in positions:
        if row["attributed_to_id"] is not None and row["attributed_to_id"] == row["holder_id"]:
            message = f"{row['attributed_to_id']} is the holder as well; leave the cell empty"
            yield Finding(positions, row, "attributed_to_id", message)


RULES = (symmetric_relation_turned_round, relation_with_itself, relation_stated_twice, attributed_to_the_holder)

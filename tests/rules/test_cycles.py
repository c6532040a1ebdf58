"""Chains of references."""

import pytest

from schemas.rules.cycles import on_a_cycle

from .record import broken, edit, edited

RULE = "reference-leads-back-to-itself"
SELF = [
    ("sources", 2, "origin_id", "courier"),
    ("entities", 2, "part_of_id", "arvonia"),
    ("events", 2, "part_of_id", "talks"),
    ("agreements", 2, "part_of_id", "radar-contract"),
    ("agreements", 2, "extends_id", "radar-contract"),
    ("agreements", 2, "amends_id", "radar-contract"),
    ("quantities", 2, "part_of_id", "radars"),
    ("quantities", 7, "base_id", "coast-share"),
    ("claims", 2, "superseded_by_id", "c00001"),
    ("claims", 2, "derived_from_id", "c00001"),
]


@pytest.mark.parametrize(("table", "line", "column", "own"), SELF)
def test_reference_to_oneself_is_reported(table: str, line: int, column: str, own: str) -> None:
    assert broken(edited(table, line, **{column: own})) >= {(RULE, table, line, column)}


def test_every_row_of_a_circle_is_reported_and_no_other() -> None:
    record = edited("events", line=2, part_of_id="signing")  # signing is a part of talks already
    record = edit(record, "events", line=4, part_of_id="talks")
    assert broken(record) == {(RULE, "events", 2, "part_of_id"), (RULE, "events", 3, "part_of_id")}


def test_reference_to_nothing_is_no_circle() -> None:
    assert broken(edited("events", line=2, part_of_id="nothing")) == set()


def test_long_chains_take_one_look_at_each_node() -> None:
    chain = {str(number): str(number + 1) for number in range(100_000)}
    assert on_a_cycle(chain) == set()
    assert on_a_cycle({**chain, "100000": "99998"}) == {"99998", "99999", "100000"}

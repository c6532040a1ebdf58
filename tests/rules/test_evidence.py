"""The rule that every record rests on a passage."""

import pytest

from .record import broken, edit, edited

RULE = "rests-on-no-passage"


@pytest.mark.parametrize(
    ("evidence", "table", "line", "column"),
    [
        (2, "agreements", 3, "agreement_id"),
        (6, "agreement_milestones", 2, "milestone_id"),
        (11, "events", 2, "event_id"),
        (14, "relations", 2, "relation_id"),
        (16, "positions", 2, "position_id"),
    ],
)
def test_record_without_evidence_is_reported(evidence: int, table: str, line: int, column: str) -> None:
    assert broken(edited("evidence", evidence, **{column: "other"})) == {(RULE, table, line, column)}


def test_agreement_may_rest_on_a_claim_about_its_figures() -> None:
    record = edited("evidence", line=2, agreement_id="other")
    assert broken(edit(record, "quantities", line=6, agreement_id="frame")) == set()

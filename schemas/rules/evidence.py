"""The rule that every record rests on a passage."""

from collections.abc import Iterator

from schemas.table import Finding, Record

_RESTING = (
    ("agreements", "agreement_id"),
    ("agreement_milestones", "milestone_id"),
    ("events", "event_id"),
    ("relations", "relation_id"),
    ("positions", "position_id"),
)


def rests_on_no_passage(record: Record) -> Iterator[Finding]:
    """Every agreement, milestone, event, relation and position has a row in evidence, or a claim on its figures."""
    for name, key in _RESTING:
        known = {row[key] for row in record["evidence"]}
        if name == "agreements":
            known |= _agreements_with_claims(record)
        for row in record[name]:
            if row[key] is not None and row[key] not in known:
                yield Finding(record[name], row, key, f"{row[key]} rests on no passage; add one for it to evidence")


def _agreements_with_claims(record: Record) -> set[str]:
    claimed = {row["quantity_id"] for row in record["claims"]}
    return {row["agreement_id"] for row in record["quantities"] if row["quantity_id"] in claimed}


RULES = (rests_on_no_passage,)

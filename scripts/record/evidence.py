"""Which records a passage bears out: those written inside it, and those it refers to."""

from scripts.record.draft import Cell, Draft
from scripts.record.nodes import Node
from scripts.record.sections import put_agreement, put_event
from scripts.record.serials import Target, find_target, put_record
from scripts.record.store import Row

STANCES = {"supports": "supports", "refutes": "refutes", "context": "context"}
INSIDE = {"milestones": "agreement_milestones", "relations": "relations", "positions": "positions"}
_COLUMNS = {
    "agreements": "agreement_id",
    "agreement_milestones": "milestone_id",
    "events": "event_id",
    "relations": "relation_id",
    "positions": "position_id",
}


def put_named_inside(draft: Draft, passage: Row | None, entries: dict[str, Node]) -> None:
    """Events and agreements that a passage tells of."""
    for key, put in (("events", put_event), ("agreements", put_agreement)):
        for node in draft.nodes(entries.get(key)):
            put_evidence(draft, passage, put(draft, node), Cell("supports", node.line, key))


def put_serials_inside(draft: Draft, passage: Row | None, entries: dict[str, Node]) -> None:
    """Milestones, relations and positions that a passage tells of."""
    for key, table in INSIDE.items():
        for node in draft.nodes(entries.get(key)):
            target = put_record(draft, table, node, str(passage["passage_id"]) if passage else "")
            put_evidence(draft, passage, target, Cell("supports", node.line, key))


def put_references(draft: Draft, passage: Row | None, entries: dict[str, Node]) -> None:
    """What a passage supports, refutes or gives the context of, although it is written elsewhere."""
    for key, stance in STANCES.items():
        for text in draft.texts(entries, key):
            target = find_target(draft, text, key)
            put_evidence(draft, passage, target, Cell(stance, text.line, key))


def put_evidence(draft: Draft, passage: Row | None, target: Target | None, stance: Cell) -> None:
    """The row that ties a passage to a record; none where either of them could not be read."""
    if passage is None or target is None:
        return
    column = _COLUMNS[target[0]]
    derived = {"passage_id": passage["passage_id"], column: target[1]}
    draft.put("evidence", ("passage_id", column), {"stance": stance}, derived, stance.line)

"""No chain of references within a table comes back to where it began."""

from collections.abc import Iterator, Mapping

from schemas.table import Finding, Record

_LINKS = (
    ("sources", "source_id", "origin_id"),
    ("entities", "entity_id", "part_of_id"),
    ("events", "event_id", "part_of_id"),
    ("agreements", "agreement_id", "part_of_id"),
    ("agreements", "agreement_id", "extends_id"),
    ("agreements", "agreement_id", "amends_id"),
    ("quantities", "quantity_id", "part_of_id"),
    ("quantities", "quantity_id", "base_id"),
    ("claims", "claim_id", "superseded_by_id"),
    ("claims", "claim_id", "derived_from_id"),
)


def reference_leads_back_to_itself(record: Record) -> Iterator[Finding]:
    """No part_of, extends, amends, origin, superseded_by, derived_from or base comes back to its own row."""
    for name, key, column in _LINKS:
        table = record[name]
        circular = on_a_cycle({row[key]: row[column] for row in table if row[column] is not None})
        for row in table:
            if row[key] in circular and row[column] is not None:
                message = f"{row[column]} leads back to {row[key]} along {column}; break the circle"
                yield Finding(table, row, column, message)


def on_a_cycle(next_of: Mapping[str, str]) -> set[str]:
    """The nodes that lie on a cycle, where each node has at most one next one. Looks at each node once."""
    seen: set[str] = set()
    circular: set[str] = set()
    for start in next_of:
        path: dict[str, int] = {}
        node: str | None = start
        while node is not None and node not in seen:
            seen.add(node)
            path[node] = len(path)
            node = next_of.get(node)
        if node in path:
            circular.update(list(path)[path[node] :])
    return circular


RULES = (reference_leads_back_to_itself,)

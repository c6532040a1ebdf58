"""The sections of a record file that name rows cell by cell: entities, events, agreements, quantities and the rest.

Keys are the column names; the ending `_id` is left out where no other column has the shorter name, and a row's own slug
is `id`. So a new optional column is a new key without a word here.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from schemas.numbers import decimal_text
from scripts.record.draft import Cell, Draft
from scripts.record.nodes import Entries, Fault, Node, Text
from scripts.record.store import SERIALS, Row

# What stands in a cell that nobody types.
DEFAULTS: Mapping[str, Mapping[str, str]] = {
    "events": {"basis": "stated"},
    "agreement_milestones": {"modality": "actual", "basis": "stated"},
    "relations": {"basis": "stated"},
}


def keys_of(draft: Draft, table: str) -> dict[str, str]:
    """The column behind each key of a section."""
    columns = draft.store.columns(table)
    own = draft.store.key(table)[0] if len(draft.store.key(table)) == 1 else None
    short = {column: column.removesuffix("_id") for column in columns if column != own}
    keys = {name if name == column or name not in columns else column: column for column, name in short.items()}
    return keys if own is None or table in SERIALS else {"id": own, **keys}


def put_slugged(
    draft: Draft, table: str, node: Node, extra: tuple[str, ...] = ()
) -> tuple[Row | None, Mapping[str, Node]]:
    """The row of an entity, event or agreement and the entries it was read from; None where its id is missing."""
    keys = keys_of(draft, table)
    entries = draft.entries(node, [*keys, *extra], table)
    cells = draft.cells(entries, keys)
    return put_cells(draft, table, cells, DEFAULTS.get(table, {}), node) if entries else None, entries


def put_cells(
    draft: Draft, table: str, cells: Mapping[str, Cell], defaults: Mapping[str, str], node: Node
) -> Row | None:
    """The row of these cells under the id that is among them."""
    own = draft.store.key(table)[0]
    if own not in cells:
        draft.fault(Fault(node.line, "id", "id-missing", None, f"what stands in {table} needs an id"))
        return None
    if draft.store.is_retired(table, cells[own].value):
        draft.refuse(cells[own], "id", "id-retired", "is a retired id, and ids are never used again; choose another")
    return draft.put(table, (own,), cells, defaults, node.line)


def put_entity(draft: Draft, node: Node) -> None:
    row, entries = put_slugged(draft, "entities", node, ("names",))
    if row is not None and "names" in entries:
        put_names(draft, str(row["entity_id"]), entries["names"])


def put_names(draft: Draft, entity_id: str, node: Node) -> None:
    """Names by kind: `{acronym: HAL, alias: [A, B], native: {ru: C}}`, in English where no language is given."""
    for kind, names in draft.entries(node, draft.codes("entity_names", "kind"), "names").items():
        by_language = names.entries if isinstance(names, Entries) else {"en": names}
        for language, group in by_language.items():
            for text in draft.texts({kind: group}, kind):
                cells = {"name": Cell(text.value, text.line, kind), "kind": Cell(kind, text.line, kind)}
                cells["language"] = Cell(language, text.line, kind)
                entity = {"entity_id": entity_id}
                draft.put("entity_names", ("entity_id", "name"), cells, entity, text.line)


def put_event(draft: Draft, node: Node) -> tuple[str, str] | None:
    row, entries = put_slugged(draft, "events", node, ("participants",))
    if row is None:
        return None
    _put_roles(draft, "event_participants", "event_id", str(row["event_id"]), entries.get("participants"))
    return "events", str(row["event_id"])


def put_agreement(draft: Draft, node: Node) -> tuple[str, str] | None:
    row, entries = put_slugged(draft, "agreements", node, ("parties",))
    if row is None:
        return None
    _put_roles(draft, "agreement_parties", "agreement_id", str(row["agreement_id"]), entries.get("parties"))
    return "agreements", str(row["agreement_id"])


def _put_roles(draft: Draft, table: str, column: str, owner: str, node: Node | None) -> None:
    """Who takes part, by role: `{host: india, guest: vladimir-putin for russia}`."""
    for role, names in draft.entries(node, draft.codes(table, "role"), table).items():
        for text in draft.texts({role: names}, role):
            entity, _, state = text.value.partition(" for ")
            cells = {"entity_id": Cell(entity, text.line, role), "role": Cell(role, text.line, role)}
            if state:
                cells["representing_id"] = Cell(state, text.line, role)
            draft.put(table, (column, "entity_id", "role"), cells, {column: owner}, text.line)


def put_rate(draft: Draft, node: Node) -> None:
    """An exchange rate, in dollars per unit or (`per_usd`) in units per dollar."""
    keys = {key: column for key, column in keys_of(draft, "exchange_rates").items() if key != "source"}
    entries = draft.entries(node, [*keys, "per_usd"], "exchange_rates")
    cells = draft.cells(entries, keys)
    if (inverse := draft.text_of(entries, "per_usd")) and (rate := _inverse(draft, inverse)):
        cells["usd_per_unit"] = rate
    if not {"currency", "period"} <= cells.keys():
        draft.fault(Fault(node.line, "exchange_rates", "rate-incomplete", None, "a rate needs currency and period"))
    elif draft.source is not None:
        source = {"source_id": draft.source["source_id"]}
        known = draft.store.find("exchange_rates", currency=cells["currency"].value, period=cells["period"].value)
        if known is not None and known["source_id"] != source["source_id"]:
            draft.refuse(cells["period"], "period", "rate-known", f"has a rate already, from {known['source_id']}")
        draft.put("exchange_rates", ("currency", "period"), cells, source, node.line)


def _inverse(draft: Draft, text: Text) -> Cell | None:
    """Dollars per unit, to six decimals, from units per dollar."""
    try:
        rate = (1 / Decimal(text.value)).quantize(Decimal("0.000001"))
    except (InvalidOperation, ZeroDivisionError):
        draft.refuse(text, "per_usd", "not-a-rate", "is no number of units that one dollar buys")
        return None
    return Cell(decimal_text(rate) or "", text.line, "per_usd")

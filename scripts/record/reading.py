"""A record file read into the store: one source, what it says, and the rows that this makes."""

from datetime import date
from pathlib import Path

from schemas.passages import fingerprint, locate, occurs, read, words
from schemas.problems import CannotRunError
from scripts.record.claims import KEYS as CLAIM_KEYS
from scripts.record.claims import Passage, put_claims
from scripts.record.draft import Draft
from scripts.record.evidence import INSIDE, STANCES, put_named_inside, put_references, put_serials_inside
from scripts.record.nodes import Entries, Fault, Node, RefusedError, Text, read_yaml
from scripts.record.quantities import put_quantity
from scripts.record.said import Said, check_length, read_said
from scripts.record.sections import put_agreement, put_entity, put_event, put_names, put_rate
from scripts.record.sources import COLUMNS, put_copy, put_source
from scripts.record.store import Row, Store
from scripts.record.waivers import put_waivers

KEYS = (
    *COLUMNS,
    *("text", "origin", "copies", "claims", "entities", "names", "events", "agreements", "quantities"),
    *("exchange_rates", "waived", "fill"),
)
PASSAGE_KEYS = ("says", *CLAIM_KEYS, *STANCES, *INSIDE, "events", "agreements", "quantities")


def read_file(path: Path, store: Store, today: date) -> Draft:
    """Puts what a file says into the store. Raises CannotRunError where it can't be read at all."""
    draft = Draft(str(path), path.parent, store, today)
    try:
        root, faults = read_yaml(path.read_bytes())
    except OSError as error:
        raise CannotRunError(f"{path}: cannot be read: {error.strerror or error}") from None
    except RefusedError as error:
        draft.fault(error.fault)
        return draft
    for fault in faults:
        draft.fault(fault)
    _put_all(draft, dict(draft.entries(root, KEYS, "a record file")), root)
    return draft


def _put_all(draft: Draft, entries: dict[str, Node], root: Entries) -> None:
    """All rows of a file, each after those that it refers to."""
    draft.fill = draft.is_yes(entries, "fill")
    for node in draft.nodes(entries.get("entities")):
        put_entity(draft, node)
    _put_more_names(draft, entries.get("names"))
    if entries.keys() & {*COLUMNS, "text", "origin"}:
        draft.source = put_source(draft, entries, root.line)
    for node in draft.nodes(entries.get("copies")):
        put_copy(draft, node)
    _refuse_without_source(draft, entries)
    passages = [found for node in draft.nodes(entries.get("claims")) if (found := _passage(draft, node))]
    _put_records(draft, entries, passages)
    put_claims(draft, passages)
    for passage in passages:
        put_references(draft, passage.row, passage.entries)
    for node in draft.nodes(entries.get("exchange_rates")):
        put_rate(draft, node)
    if "waived" in entries:
        put_waivers(draft, entries["waived"])


def _put_records(draft: Draft, entries: dict[str, Node], passages: list[Passage]) -> None:
    """Events, agreements and what belongs to them; quantities last, since they point to all of these."""
    for key, put in (("events", put_event), ("agreements", put_agreement)):
        for node in draft.nodes(entries.get(key)):
            put(draft, node)
    for passage in passages:
        put_named_inside(draft, passage.row, passage.entries)
    for passage in passages:
        put_serials_inside(draft, passage.row, passage.entries)
    for holder in (entries, *(passage.entries for passage in passages)):
        for node in draft.nodes(holder.get("quantities")):
            put_quantity(draft, node)


def _put_more_names(draft: Draft, node: Node | None) -> None:
    """Further names of entities, by the entity's id."""
    if node is not None and not isinstance(node, Entries):
        draft.fault(Fault(node.line, "names", "not-a-map", None, "stands where a map of entities is needed"))
    for entity, names in node.entries.items() if isinstance(node, Entries) else ():
        put_names(draft, entity, names)


def _refuse_without_source(draft: Draft, entries: dict[str, Node]) -> None:
    """Without a source a file may describe entities, events, agreements and quantities only."""
    given = bool(entries.keys() & set(COLUMNS))
    for key in ("claims", "copies", "exchange_rates", "waived"):
        if key in entries and not given:
            message = "rests on a source: say which one under url and title, or source"
            draft.fault(Fault(entries[key].line, key, "source-missing", None, message))


def _passage(draft: Draft, node: Node) -> Passage | None:
    """A passage with its row; without one where it can't be told which words it has."""
    entries = dict(draft.entries(node, PASSAGE_KEYS, "claims"))
    says = draft.text_of(entries, "says")
    if says is None:
        if entries:
            draft.fault(
                Fault(node.line, "says", "says-missing", None, "give the exact words of the source under `says`")
            )
        return None
    try:
        said = read_said(says.value)
        check_length(said.plain)
    except ValueError as error:
        draft.refuse(says, "says", "not-a-passage", str(error))
        return None
    draft.said.append(said.plain)
    return Passage(says.line, entries, said, _put_passage(draft, says, said))


def _put_passage(draft: Draft, says: Text, said: Said) -> Row | None:
    if draft.source is None:
        return None
    found = words(said.plain)
    cells: dict[str, str | None] = {"source_id": draft.source["source_id"], "start": None, "end": None}
    cells |= {"words": str(len(found)), "fingerprint": fingerprint(found)}
    identity: tuple[str, ...] = ("source_id", "fingerprint")
    if draft.text is not None:
        span = _located(draft, says, said)
        if span is None:
            return None
        cells |= {"start": str(span[0]), "end": str(span[1])}
        identity = ("source_id", "start", "end")
    return draft.put("passages", identity, {}, cells, says.line)


def _located(draft: Draft, says: Text, said: Said) -> tuple[int, int] | None:
    """Offsets of the passage in the source's text, in which its figures have to be printed."""
    try:
        start, end = locate(draft.text or "", said.plain)
    except ValueError as error:
        draft.refuse(says, "says", "passage-not-found", f"can't be placed: {error}")
        return None
    inside = read(draft.text or "").normalised[start:end]
    for figure in said.figures:
        if occurs(figure.as_written, inside) is None:
            message = f'has the figure "{figure.as_written}", which is printed otherwise in the text'
            draft.refuse(says, "says", "figure-not-in-text", message)
    return start, end

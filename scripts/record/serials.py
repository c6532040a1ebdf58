"""What has a serial number and no name: milestones, relations and positions, written in a line, and referred to.

`ind-rus-s-400 signed 2018-10-05` is a milestone, `india rival_of pakistan` a relation; words may follow that say
otherwise than the defaults (`planned`, `inferred`). Each rests on the passage in which it stands.
"""

from collections.abc import Callable, Mapping

from scripts.record.draft import Cell, Draft
from scripts.record.nodes import Fault, Node, Text
from scripts.record.sections import DEFAULTS, keys_of
from scripts.record.store import Row

Target = tuple[str, str]  # a table and an id in it
OWN = {"label", "another"}  # a name for this file alone; that it is another one than the recorded one it resembles
_IDENTITY = {
    "agreement_milestones": ("agreement_id", "kind", "part", "modality", "date"),
    "relations": ("subject_id", "predicate", "object_id", "period"),
}


def read_record(draft: Draft, table: str, node: Node) -> tuple[dict[str, Cell], str | None, bool]:
    """The cells of a milestone, relation or position, its label, and whether it is another than one it resembles."""
    if isinstance(node, Text):
        read = _LINES.get(table)
        if read is None or (cells := read(draft, node)) is None:
            draft.refuse(node, table, "not-a-record", f"can't be read as one of {table}; write it as a map of keys")
            return {}, None, False
        return {name: cell for name, cell in cells.items() if name != "another"}, None, "another" in cells
    keys = keys_of(draft, table)
    entries = draft.entries(node, [*keys, *OWN], table)
    label = draft.text_of(entries, "label")
    return draft.cells(entries, keys), label.value if label else None, draft.is_yes(entries, "another")


def _milestone_line(draft: Draft, text: Text) -> dict[str, Cell] | None:
    """AGREEMENT KIND [DATE] [planned] [inferred] [another]."""
    words = text.value.split()
    if len(words) < 2 or words[1] not in draft.codes("agreement_milestones", "kind"):
        return None
    columns = {"agreement_id": words[0], "kind": words[1]}
    for word in words[2:]:
        column = _MILESTONE_WORDS.get(word, "date")
        if column in columns:
            return None
        columns[column] = word
    return _as_cells(columns, text, "milestones")


def _relation_line(draft: Draft, text: Text) -> dict[str, Cell] | None:
    """SUBJECT PREDICATE OBJECT [PERIOD] [inferred]."""
    words = text.value.split()
    if len(words) < 3 or words[1] not in draft.codes("relations", "predicate"):
        return None
    columns = {"subject_id": words[0], "predicate": words[1], "object_id": words[2]}
    for word in words[3:]:
        column = {"stated": "basis", "inferred": "basis"}.get(word, "period")
        if column in columns:
            return None
        columns[column] = word
    return _as_cells(columns, text, "relations")


def _as_cells(columns: Mapping[str, str], text: Text, key: str) -> dict[str, Cell]:
    return {column: Cell(value, text.line, key) for column, value in columns.items()}


_MILESTONE_WORDS = {
    **dict.fromkeys(("planned", "actual"), "modality"),
    **dict.fromkeys(("stated", "inferred"), "basis"),
    "another": "another",
}
_LINES: Mapping[str, Callable[[Draft, Text], dict[str, Cell] | None]] = {
    "agreement_milestones": _milestone_line,
    "relations": _relation_line,
}


def put_record(draft: Draft, table: str, node: Node, passage_id: str) -> Target | None:
    """The row of a milestone, relation or position; None where it can't be told."""
    cells, label, another = read_record(draft, table, node)
    if not cells:
        return None
    defaults = dict(DEFAULTS.get(table, {}))
    own = draft.store.key(table)[0]
    identity = _IDENTITY.get(table) or tuple(column for column in draft.store.columns(table) if column != own)
    wanted = {column: cells[column].value if column in cells else defaults.get(column) for column in identity}
    if draft.store.find(table, **wanted) is None and not another:
        alike = _resembles(draft, table, wanted, passage_id)
        if alike is not None:
            _refuse_alike(draft, table, node, alike)
            return None
    row = draft.put(table, identity, cells, {**dict.fromkeys(identity), **defaults}, node.line)
    if label:
        draft.labels[label] = (table, str(row[own]))
    return table, str(row[own])


def _resembles(draft: Draft, table: str, wanted: Mapping[str, str | None], passage_id: str) -> Row | None:
    """A milestone of the same step with another date, or a position in the same passage with another summary."""
    if table == "agreement_milestones":
        return draft.store.find(table, **{column: wanted[column] for column in wanted if column != "date"})
    if table == "positions":
        alike = draft.store.all(table, **{column: wanted[column] for column in wanted if column != "summary"})
        supported = {row["position_id"] for row in draft.store.all("evidence", passage_id=passage_id)}
        return next((row for row in alike if row["position_id"] in supported), None)
    return None


def _refuse_alike(draft: Draft, table: str, node: Node, alike: Row) -> None:
    own = draft.store.key(table)[0]
    differs = "date" if table == "agreement_milestones" else "summary"
    recorded = alike[differs] or "empty"
    message = (
        f"differs from {alike[own]} in its {differs} only ({recorded}): put `{alike[own]}` under `supports` if it "
    )
    message += "is the same one, or say `another: yes` (in a line: another)"
    draft.fault(
        Fault(node.line, table, "resembles-a-recorded-one", node.value if isinstance(node, Text) else None, message)
    )


def find_target(draft: Draft, text: Text, key: str) -> Target | None:
    """What a reference means: a label of this file, an id, or a line as above; reports none and several."""
    found = list(dict.fromkeys(_targets(draft, text)))
    if len(found) == 1:
        return found[0]
    if not found:
        message = "is no agreement, event, label, or recorded milestone, relation or position"
        draft.refuse(text, key, "unknown-reference", message)
    else:
        choices = ", ".join(f"{table}/{row}" if "-" in row or not row[1:].isdecimal() else row for table, row in found)
        draft.refuse(text, key, "ambiguous-reference", f"may be {choices}; write the one that is meant")
    return None


def _targets(draft: Draft, text: Text) -> list[Target]:
    if text.value in draft.labels:
        return [draft.labels[text.value]]
    named, _, slug = text.value.rpartition("/")
    tables = ("agreements", "events", "agreement_milestones", "relations", "positions")
    direct = [
        (table, slug)
        for table in tables
        if named in ("", table) and draft.store.find(table, **{draft.store.key(table)[0]: slug})
    ]
    if direct:
        return direct
    for table, read in _LINES.items():
        cells = read(draft, text)
        if cells is not None and "another" not in cells:
            own = draft.store.key(table)[0]
            rows = draft.store.all(table, **{column: cell.value for column, cell in cells.items()})
            return [(table, str(row[own])) for row in rows]
    return []

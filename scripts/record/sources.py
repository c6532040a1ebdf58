"""The source of a record file, what it copies, and its copies."""

import re
import unicodedata
from collections.abc import Mapping
from hashlib import sha256

from schemas.passages import normalise
from scripts.record.draft import Cell, Draft
from scripts.record.nodes import Fault, Node
from scripts.record.publishers import Publisher, place_of, publisher_of, read_publishers
from scripts.record.store import Row

COLUMNS = {
    "source": "source_id",
    "url": "url",
    "archive_url": "archive_url",
    "title": "title",
    "author": "author",
    "published": "published_on",
    "retrieved": "retrieved_on",
    "language": "language",
    "kind": "kind",
    "publisher": "publisher_id",
    "extent": "read_extent",
    "reliability": "reliability",
    "reason": "reliability_reason",
}
_PASSED_OVER = frozenset(
    ("a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with")
)
_TITLE_WORDS = 5


def put_source(draft: Draft, entries: Mapping[str, Node], line: int) -> Row | None:
    """The source that the file is about, with its text if that is at hand; None where the file names none."""
    cells = draft.cells(entries, COLUMNS)
    if "origin" in entries:
        cells |= put_origin(draft, entries["origin"])
    _read_text(draft, entries)
    derived: dict[str, str | None] = {"read_extent": "opening"}
    if draft.text is not None:
        digest = sha256(normalise(draft.text).encode()).hexdigest()
        derived = {"read_extent": "full_text", "text_sha256": digest}
    known = _known(draft, cells)
    if known is not None and draft.text is not None and known["text_sha256"] != derived["text_sha256"]:
        message = f"is not the text of which {known['source_id']} has the digest; use that one"
        draft.fault(Fault(entries["text"].line, "text", "another-text", None, message))
    if known is not None and draft.text is None and known["read_extent"] == "full_text":
        message = f"{known['source_id']} was read in full: name its text under `text`, so that passages get offsets"
        draft.fault(Fault(line, "text", "text-missing", None, message))
    return _put(draft, cells, derived, line)


def put_origin(draft: Draft, node: Node) -> dict[str, Cell]:
    """The source that this one copies, recorded before or described here; its cells in the copy's row."""
    entries = draft.entries(node, [*COLUMNS, "relation"], "origin")
    cells = draft.cells(entries, COLUMNS)
    relation = draft.cells(entries, {"relation": "origin_relation"})
    if not entries:
        return {}
    if not relation:
        draft.fault(
            Fault(node.line, "relation", "relation-missing", None, "say how it was copied: verbatim, rewrite, …")
        )
    row = _put(draft, cells, {"read_extent": "opening" if "url" in cells else "unseen"}, node.line)
    return {"origin_id": Cell(str(row["source_id"]), node.line, "origin"), **relation} if row else {}


def put_copy(draft: Draft, node: Node) -> None:
    """A source that copies the file's own."""
    entries = draft.entries(node, [*COLUMNS, "relation"], "copies")
    cells = draft.cells(entries, {**COLUMNS, "relation": "origin_relation"})
    if draft.source is None or not entries:
        return
    if "origin_relation" not in cells:
        draft.fault(
            Fault(node.line, "relation", "relation-missing", None, "say how it was copied: verbatim, rewrite, …")
        )
    cells["origin_id"] = Cell(str(draft.source["source_id"]), node.line, "copies")
    _put(draft, cells, {"read_extent": "opening"}, node.line)


def _read_text(draft: Draft, entries: Mapping[str, Node]) -> None:
    path = draft.text_of(entries, "text")
    if path is None:
        return
    try:
        draft.text = (draft.folder / path.value).read_text("utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        draft.refuse(path, "text", "text-unreadable", f"cannot be read: {reason}")


def _known(draft: Draft, cells: Mapping[str, Cell]) -> Row | None:
    """The recorded source with the address, else with the id."""
    for key, column in (("url", "url"), ("source_id", "source_id")):
        if key in cells and (row := draft.store.find("sources", **{column: cells[key].value})):
            return row
    return None


def _put(draft: Draft, cells: dict[str, Cell], derived: dict[str, str | None], line: int) -> Row | None:
    """A source's row; what is not typed comes from the publisher table, the id from publisher, date and title."""
    known = _known(draft, cells)
    if known is not None:
        return draft.compare("sources", known, cells, line)
    if "title" not in cells:
        name = next(iter(cells.values()), None)
        message = "is not recorded yet: give it a title, and a url if it has one"
        draft.fault(
            Fault(name.line if name else line, "title", "source-unknown", name.value if name else None, message)
        )
        return None
    _check_address(draft, cells)
    publisher = _publisher(draft, cells, line)
    if publisher is not None:
        _put_publisher(draft, publisher, line)
    derived = {**derived, "retrieved_on": draft.today.isoformat(), **_from_table(publisher, cells)}
    derived["source_id"] = _derived_id(cells, derived)
    if "url" in cells and "source_id" not in cells:
        taken = draft.store.find("sources", source_id=derived["source_id"])
        if taken or draft.store.is_retired("sources", str(derived["source_id"])):
            message = f"would get the id {derived['source_id']}, which is taken; type another one under `source`"
            draft.refuse(cells["url"], "url", "source-id-taken", message)
            return None
    return draft.put("sources", ("source_id",), cells, derived, line)


def _check_address(draft: Draft, cells: Mapping[str, Cell]) -> None:
    for key in ("url", "archive_url"):
        if key in cells and not place_of(cells[key].value):
            draft.refuse(cells[key], key, "not-an-address", "is no address that begins with https:// or http://")


def _publisher(draft: Draft, cells: Mapping[str, Cell], line: int) -> Publisher | None:
    """The row of the publisher table; reports where there is none and something depends on it."""
    url, typed = cells.get("url"), cells.get("publisher_id")
    found = publisher_of(url.value if url else None, typed.value if typed else None, read_publishers())
    needed = ("publisher_id", "kind", "language", "reliability", "reliability_reason")
    missing = [key for key, column in COLUMNS.items() if column in needed and column not in cells]
    if found is None and missing:
        host = place_of(url.value).partition("/")[0] if url else ""
        message = (
            f"add a line for {host or 'its publisher'} to scripts/record/publishers.csv, or type {', '.join(missing)}"
        )
        where = typed or url or Cell("", line, "publisher")
        draft.fault(
            Fault(where.line, where.key, "publisher-unknown", where.value or None, f"has no publisher: {message}")
        )
    return found


def _put_publisher(draft: Draft, publisher: Publisher, line: int) -> None:
    """The publisher's entity, unless it is recorded already."""
    if draft.store.find("entities", entity_id=publisher.publisher_id) is None:
        cells = {"entity_id": publisher.publisher_id, "kind": publisher.entity_kind, "name": publisher.name}
        draft.put("entities", ("entity_id",), {}, {**cells, "description": publisher.description}, line)


def _from_table(publisher: Publisher | None, cells: Mapping[str, Cell]) -> dict[str, str | None]:
    """The cells that the publisher table gives; its reason goes with its own grade only."""
    if publisher is None:
        return {}
    columns = ["publisher_id", "kind", "language"]
    columns += ["reliability", "reliability_reason"] if "reliability" not in cells else []
    return {column: getattr(publisher, column) for column in columns}


def _derived_id(cells: Mapping[str, Cell], derived: Mapping[str, str | None]) -> str:
    """Publisher, date and first words of the title: `example-news-2025-07-19-plant-deliver-7000-rifles`."""
    typed = {column: cell.value for column, cell in cells.items()}
    publisher = typed.get("publisher_id") or derived.get("publisher_id") or "unknown"
    day = re.match(r"[0-9]{4}(-[0-9]{2}){0,2}", typed.get("published_on", ""))
    title = [word for word in slug(typed["title"]).split("-") if word not in _PASSED_OVER]
    parts = [publisher.removeprefix("the-"), day[0] if day else "", *title[:_TITLE_WORDS]]
    return "-".join(part for part in parts if part)


def slug(text: str) -> str:
    """Lower-case letters and digits joined by hyphens; accents are dropped, and commas inside numbers."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"(?<=[0-9]),(?=[0-9])|'", "", plain)
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")

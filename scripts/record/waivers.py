"""Numerals of a fully read source that give no claim, and those that are in neither list yet.

`designation: [S-400]` waives every place where S-400 stands by itself outside the figures of claims; a bracket inside a
quote (`trivial: ["between the [two] towns"]`) waives that place alone.
"""

from collections.abc import Iterator

from schemas.figures import numerals
from schemas.passages import Span, locate, occurrences, read
from scripts.record.draft import Cell, Draft
from scripts.record.nodes import Fault, Node, Text
from scripts.record.said import read_said


def put_waivers(draft: Draft, node: Node) -> None:
    """Waivers by reason. Single places go first, then the longer texts, so that "2" can't take a part of "2 May"."""
    by_reason = draft.entries(node, draft.codes("waived_numerals", "reason"), "waived")
    if draft.source is None or draft.text is None:
        message = "numerals are waived in a source that was read in full; name its text under `text`"
        draft.fault(Fault(node.line, "waived", "text-missing", None, message))
        return
    texts = [(reason, text) for reason in by_reason for text in draft.texts(by_reason, reason)]
    for reason, text in sorted(texts, key=lambda pair: ("[" not in pair[1].value, -len(pair[1].value))):
        for start, end in _places(draft, text, reason):
            _put(draft, text, reason, start, end)


def _places(draft: Draft, text: Text, reason: str) -> list[Span]:
    """Where a waiver applies; reports one that applies nowhere."""
    whole = read(draft.text or "").normalised
    try:
        if "[" in text.value:
            return [_single(whole, text.value)]
    except ValueError as error:
        draft.refuse(text, reason, "numeral-not-found", f"can't be placed: {error}")
        return []
    places = list(occurrences(text.value, whole))
    if not places:
        draft.refuse(text, reason, "numeral-not-found", "does not stand in the text by itself")
    taken = [*_claimed(draft), *_waived(draft)]
    return [place for place in places if place in _waived(draft) or not any(_overlap(place, other) for other in taken)]


def _single(whole: str, quote: str) -> Span:
    said = read_said(quote)
    if len(said.figures) != 1:
        raise ValueError("it takes one bracket, around the numeral")
    start, end = locate(whole, said.plain)
    found = list(occurrences(said.figures[0].as_written, whole[start:end]))
    if len(found) != 1:
        raise ValueError("the numeral has to stand once in the quote; quote less of it")
    return start + found[0][0], start + found[0][1]


def _put(draft: Draft, text: Text, reason: str, start: int, end: int) -> None:
    whole = read(draft.text or "").normalised
    source = draft.source["source_id"] if draft.source else None
    derived = {"source_id": source, "start": str(start), "end": str(end), "as_written": whole[start:end]}
    cells = {"reason": Cell(reason, text.line, reason)}
    draft.put("waived_numerals", ("source_id", "start"), cells, derived, text.line)


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _waived(draft: Draft) -> list[Span]:
    rows = draft.store.all("waived_numerals", source_id=draft.source["source_id"] if draft.source else None)
    return [(int(row["start"] or 0), int(row["end"] or 0)) for row in rows]


def _claimed(draft: Draft) -> Iterator[Span]:
    """Where the figures of the source's claims stand in the text."""
    whole = read(draft.text or "").normalised
    for passage in draft.store.all("passages", source_id=draft.source["source_id"] if draft.source else None):
        start, end = int(passage["start"] or 0), int(passage["end"] or 0)
        for claim in draft.store.all("claims", passage_id=passage["passage_id"]):
            for begin, stop in occurrences(claim["as_written"] or "", whole[start:end]):
                yield start + begin, start + stop


def unaccounted(draft: Draft) -> list[str]:
    """The numerals of the text, with some words around each, that are neither claimed nor waived."""
    if draft.text is None or draft.source is None:
        return []
    whole, known = read(draft.text).normalised, [*_claimed(draft), *_waived(draft)]
    open_ = [(start, end) for start, end in numerals(whole) if not any(a <= start and end <= b for a, b in known)]
    return [f"{whole[max(0, start - 30) : start]}[{whole[start:end]}]{whole[end : end + 30]}" for start, end in open_]

"""Claims: one a bracket, with what the figure parser reads there and who says it where, on what occasion."""

import difflib
from typing import NamedTuple

from schemas.figures import LANGUAGES, Figure, read_figure
from schemas.numbers import decimal_text
from scripts.record.draft import Cell, Draft
from scripts.record.nodes import Fault, Node, Text
from scripts.record.said import Said
from scripts.record.store import Row

SHARED = {"by": "attributed_to_id", "via": "via_id", "at": "said_at_id", "on": "stated_on", "edition": "vintage"}
EACH = {  # one for all figures of a passage, or one for each
    "unit": "unit_as_written",
    "error": "error_kind",
    "grade": "credibility",
    "note": "note",
    "match": "match",
    "superseded_by": "superseded_by_id",
    "reads": "reads",
}
KEYS = (*SHARED, *EACH, "is", "derivation", "from")
_IDENTITY = ("quantity_id", "passage_id", "as_written", "attributed_to_id", "stated_on", "vintage")
_OFFICIAL = {"official_statement", "official_statistic", "parliamentary_answer", "legislation", "agreement_text"}
_DOUBTFUL = {"D": "4", "E": "5", "F": "6"}


class Passage(NamedTuple):
    """A passage of the file: its entries, its words with their figures, and its row if it has one."""

    line: int
    entries: dict[str, Node]
    said: Said
    row: Row | None


class Task(NamedTuple):
    """A claim to be made: the place of its figure in the passage, the quantity, and the cells that are typed."""

    passage: Passage
    number: int
    quantity: Row
    given: dict[str, Cell]

    @property
    def made(self) -> bool:
        return self.passage.said.figures[self.number].made


def put_claims(draft: Draft, passages: list[Passage]) -> None:
    """The claims of all passages: first what the source states, then what it made from that."""
    tasks = [task for passage in passages for task in _tasks(draft, passage)]
    stated = {(task.passage.line, task.number): _put(draft, task, {}) for task in tasks if not task.made}
    for task in tasks:
        if task.made and (origin := _origin(draft, task, stated)):
            _put(draft, task, origin)


def _tasks(draft: Draft, passage: Passage) -> list[Task]:
    figures, named = passage.said.figures, draft.texts(passage.entries, "is")
    if not figures:
        for key in KEYS:
            if key in passage.entries:
                message = "belongs to a figure, and `says` has none in brackets"
                draft.fault(Fault(passage.entries[key].line, key, "no-figure", None, message))
        return []
    plain = [number for number, figure in enumerate(figures) if not figure.made]
    numbers = {len(plain): plain, len(figures): list(range(len(figures)))}.get(len(named))
    if numbers is None or not named:
        message = f"`says` has {len(plain)} figures in brackets, and `is` names {len(named)} quantities: one for each"
        draft.fault(Fault(passage.line, "is", "figures-and-quantities", None, message))
        return []
    quantity = dict(zip(numbers, named, strict=True))
    for number in range(len(figures)):  # what the source made is of the quantity of the figure it stands beside
        quantity.setdefault(number, quantity.get(_beside(plain, number), named[0]))
    return [task for number in range(len(figures)) if (task := _task(draft, passage, number, quantity[number]))]


def _beside(plain: list[int], number: int) -> int:
    """The figure before one, else the first after it."""
    return max((other for other in plain if other < number), default=plain[0] if plain else number)


def _task(draft: Draft, passage: Passage, number: int, named: Text) -> Task | None:
    row = draft.store.find("quantities", quantity_id=named.value)
    given = draft.cells(passage.entries, SHARED)
    for key, column in EACH.items():
        if cell := _own(draft, passage, number, key):
            given[column] = cell
    if row is None:
        known = [quantity["quantity_id"] or "" for quantity in draft.store.rows["quantities"]]
        near = difflib.get_close_matches(named.value, known, 3)
        hint = f"; near are {', '.join(near)}" if near else ""
        draft.refuse(named, "is", "unknown-quantity", f"is no quantity; describe it under `quantities`{hint}")
        return None
    given["quantity_id"] = Cell(named.value, named.line, "is")
    return Task(passage, number, row, given)


def _own(draft: Draft, passage: Passage, number: int, key: str) -> Cell | None:
    """What a key says of one figure."""
    texts, count = draft.texts(passage.entries, key, gaps=True), len(passage.said.figures)
    if len(texts) not in (0, 1, count):
        if number == 0:
            message = f"gives {len(texts)} values to {count} figures: one for all, or one for each (`~` for none)"
            draft.fault(Fault(texts[0].line, key, "figures-and-values", None, message))
        return None
    text = texts[number if len(texts) > 1 else 0] if texts else None
    return Cell(text.value, text.line, key) if text and text.value else None


def _put(draft: Draft, task: Task, origin: dict[str, Cell | None]) -> Row | None:
    """The claim's row; None where its figure is refused or its passage has no row."""
    given = dict(task.given)
    as_written = task.passage.said.figures[task.number].as_written
    figure = _read(draft, task, as_written, given.pop("reads", None), given.get("unit_as_written"))
    if figure is None or task.passage.row is None:
        return None
    given["as_written"] = Cell(as_written, task.passage.line, "says")
    given |= {column: cell for column, cell in origin.items() if cell}
    derived = {
        **dict.fromkeys(_IDENTITY),
        "passage_id": task.passage.row["passage_id"],
        "value": decimal_text(figure.value),
        "value_upper": decimal_text(figure.value_upper),
        "date": figure.date,
        "qualifier": figure.qualifier,
        "unit": figure.unit or task.quantity["unit"],
        "credibility": default_grade(draft.source or {}, "attributed_to_id" in given, "error_kind" in given),
        "match": "stated",
    }
    return draft.put("claims", _IDENTITY, given, derived, task.passage.line)


def _read(draft: Draft, task: Task, as_written: str, reads: Cell | None, unit: Cell | None) -> Figure | None:
    """The figure as the parser reads it; in a language that it doesn't, as `reads` has it in English."""
    language = (draft.source or {}).get("language") or "en"
    listed = language.partition("-")[0] in LANGUAGES
    if listed == (reads is not None):
        message = "is for languages that the figure parser doesn't read; leave it out" if listed else "is missing"
        where = reads or Cell(as_written, task.passage.line, "says")
        missing = f"is in {language}, which the figure parser doesn't read: say it in English under `reads`"
        draft.refuse(where, where.key, "figure-in-another-language", message if listed else missing)
        return None
    try:
        return read_figure(reads.value if reads else as_written, unit.value if unit else None)
    except ValueError as error:
        where = reads or Cell(as_written, task.passage.line, "says")
        draft.refuse(where, where.key, "figure-cannot-be-read", f"can't be read: {error}")
        return None


def default_grade(source: Row, attributed: bool, wrong: bool) -> str:
    """The credibility (Admiralty, 1 to 6) of a claim for which nobody typed one.

    Wrong figures get 5; those of doubtful sources the grade of the source; official ones, and those for which a usually
    reliable source names its speaker, 2; all others 3. Nothing gets 1 before another source confirms it.
    """
    reliability = source.get("reliability") or ""
    if wrong:
        return "5"
    if reliability in _DOUBTFUL:
        return _DOUBTFUL[reliability]
    return "2" if source.get("kind") in _OFFICIAL or (attributed and reliability in ("A", "B")) else "3"


def _origin(draft: Draft, task: Task, stated: dict[tuple[int, int], Row | None]) -> dict[str, Cell | None] | None:
    """From which claim a figure was made: `from`, else the one beside it, else the source's own on its quantity."""
    line, entries = task.passage.line, task.passage.entries
    beside = _beside([number for at, number in stated if at == line], task.number)
    named, kind = draft.text_of(entries, "from"), draft.text_of(entries, "derivation")
    if named is None and (line, beside) in stated:
        row = stated[line, beside]
    else:
        row = _only_claim(draft, named or Text(str(task.quantity["quantity_id"]), line))
    if row is None:
        return None
    derivation = Cell(kind.value, kind.line, "derivation") if kind else Cell("conversion", line, "says")
    return {"derived_from_id": Cell(str(row["claim_id"]), line, "says"), "derivation": derivation}


def _only_claim(draft: Draft, quantity: Text) -> Row | None:
    """The one claim that the source states on a quantity; reports none and several."""
    claims = draft.store.all("claims", quantity_id=quantity.value)
    own = draft.source["source_id"] if draft.source else None
    passages = {row["passage_id"] for row in draft.store.all("passages", source_id=own)}
    found = [row for row in claims if row["passage_id"] in passages and row["derived_from_id"] is None]
    if len(found) != 1:
        message = f"has {len(found)} claims of this source from which the figure may be made; name another under `from`"
        draft.refuse(quantity, "from", "origin-of-figure-unknown", message)
        return None
    return found[0]

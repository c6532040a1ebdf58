"""What a copy of a source proves: its passages found, the figures in them read again, its numerals accounted for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from schemas.ledger import Block, Ledger, Printed, Waiver, blocks, ledger, places
from schemas.passages import Passage, Span, find_all, read
from schemas.table import Record, Row
from scripts.verify_evidence.copies import Copy


@dataclass(frozen=True)
class Dossier:
    """A source and the rows that rest on it. Claims and evidence stand by passage_id, units by quantity_id."""

    record: Record
    source: Row
    passages: Sequence[Row]
    claims: Mapping[str, Sequence[Row]]
    evidence: Mapping[str, Sequence[Row]]
    waived: Sequence[Row]
    units: Mapping[str, str]

    @property
    def source_id(self) -> str:
        return str(self.source["source_id"])

    @property
    def read_whole(self) -> bool:
        return bool(self.source["read_extent"] == "full_text")


def dossiers(record: Record) -> Iterator[Dossier]:
    """One for each source, by source_id; rows without a cell that is needed here are reported elsewhere."""
    passages, waived = record["passages"].grouped("source_id"), record["waived_numerals"].grouped("source_id")
    claims, evidence = record["claims"].grouped("passage_id"), record["evidence"].grouped("passage_id")
    units = {row["quantity_id"]: row["unit"] for row in record["quantities"]}
    for source_id, source in sorted(record["sources"].by("source_id").items()):
        own = _with(passages.get(source_id, ()), "passage_id", "words", "fingerprint")
        ids = [row["passage_id"] for row in own]
        yield Dossier(
            record,
            source,
            own,
            {name: _with(claims.get(name, ()), "claim_id", "as_written") for name in ids},
            {name: evidence.get(name, ()) for name in ids},
            _with(waived.get(source_id, ()), "start", "end", "as_written"),
            units,
        )


def _with(rows: Sequence[Row], *columns: str) -> list[Row]:
    return [row for row in rows if all(row[column] is not None for column in columns)]


@dataclass(frozen=True)
class Proof:
    """A copy held against a dossier.

    `text` is the copy, normalised; `same_text` whether it is, to the letter, what the coder read. `spans` are the
    places of the passages that it has, by passage_id; `spots` those of the claims' figures, by claim_id, None where a
    figure is not in its passage. There is a ledger where the source was read whole.
    """

    dossier: Dossier
    copy: Copy
    text: str
    same_text: bool
    spans: Mapping[str, Span]
    spots: Mapping[str, Span | None]
    ledger: Ledger | None

    def at_offsets(self, row: Row) -> bool:
        """Whether a passage stands where the record says."""
        return self.spans.get(row["passage_id"]) == (row["start"], row["end"])


def prove(dossier: Dossier, copy: Copy) -> Proof:
    """Looks everything up in a copy that rests on its source."""
    text = read(copy.text).normalised
    same_text = sha256(text.encode()).hexdigest() == dossier.source["text_sha256"]
    keys = {row["passage_id"]: _passage(row) for row in dossier.passages}
    found = find_all(copy.text, keys.values())
    spans = {name: found[key] for name, key in keys.items() if key in found}
    claims = [(row, spans[name]) for name, rows in dossier.claims.items() if name in spans for row in rows]
    printed = [Printed(row["as_written"], span) for row, span in claims]
    spots = {row["claim_id"]: spot for (row, _), spot in zip(claims, places(text, printed), strict=True)}
    book = _ledger(dossier, text, same_text, spans, spots) if dossier.read_whole else None
    return Proof(dossier, copy, text, same_text, spans, spots, book)


def _passage(row: Row) -> Passage:
    return Passage(row["words"], row["fingerprint"], row["start"], row["end"])


def _ledger(
    dossier: Dossier, text: str, same_text: bool, spans: Mapping[str, Span], spots: Mapping[str, Span | None]
) -> Ledger:
    rows = _with(dossier.passages, "start", "end")
    found = [((row["start"], row["end"]), spans[row["passage_id"]]) for row in rows if row["passage_id"] in spans]
    lost = [(row["start"], row["end"]) for row in rows if row["passage_id"] not in spans]
    shared = [Block(0, len(text), 0, len(text))] if same_text else blocks(found)
    return ledger(text, filter(None, spots.values()), map(waiver, dossier.waived), shared, lost)


def waiver(row: Row) -> Waiver:
    """A row of waived_numerals as the ledger takes it."""
    return Waiver(row["start"], row["end"], row["as_written"])

"""Rules on the order of things: signed before delivered, done before reported, said before published."""

from collections.abc import Collection, Iterator

from schemas.rules.dates import before, readable
from schemas.rules.sources import sources_of_passages
from schemas.table import Finding, Record, Row

_DELIVERED = ("delivery_started", "delivered", "completed")
_CONCLUDED = ("signed", "ratified", "in_force", "extended")


def delivered_before_signed(record: Record) -> Iterator[Finding]:
    """Nothing is delivered under an agreement before it is signed."""
    yield from _before_signing(record, _DELIVERED)


def extended_before_signed(record: Record) -> Iterator[Finding]:
    """Nothing is extended before it is signed."""
    yield from _before_signing(record, ("extended",))


def extension_before_what_it_extends(record: Record) -> Iterator[Finding]:
    """An agreement that extends or amends another one is not concluded before the other one is signed."""
    milestones, signed = record["agreement_milestones"], _signed(record)
    agreements = record["agreements"].by("agreement_id")
    for row in milestones:
        agreement = agreements.get(row["agreement_id"])
        if agreement is None or row["modality"] != "actual" or row["kind"] not in _CONCLUDED:
            continue
        for column in ("extends_id", "amends_id"):
            if _before_all(row["date"], signed.get(agreement[column], [])):
                message = f"{row['date']} is before {agreement[column]}, which it {column[:-3]}, was signed"
                yield Finding(milestones, row, "date", f"{message}; correct one of the dates")


def reported_done_before_it_happened(record: Record) -> Iterator[Finding]:
    """Nothing is reported as done by a source that was published before it."""
    sources = sources_of_passages(record)
    for name, key in (("agreement_milestones", "milestone_id"), ("events", "event_id")):
        support = record["evidence"].grouped(key)
        for row in record[name]:
            rows = [one for one in support.get(row[key], ()) if one["stance"] == "supports"]
            published = [sources[one["passage_id"]]["published_on"] for one in rows if one["passage_id"] in sources]
            early = [day for day in published if before(day, row["date"])]
            if _has_happened(row) and early:
                message = f"{row['date']} is after a source that reports it was published ({min(early)})"
                yield Finding(record[name], row, "date", f"{message}; mark it planned, or correct the date")


def figure_reported_before_its_period(record: Record) -> Iterator[Finding]:
    """An actual figure is not reported by a source that was published before the period it covers."""
    claims, sources = record["claims"], sources_of_passages(record)
    periods = {row["quantity_id"]: row["period"] for row in record["quantities"] if _is_actual_figure(row)}
    for row in claims:
        source, period = sources.get(row["passage_id"]), periods.get(row["quantity_id"])
        if source and row["error_kind"] is None and before(source["published_on"], period):
            message = f"counts what happened in {period}, after {source['source_id']} was published"
            yield Finding(claims, row, "quantity_id", f"{message} ({source['published_on']}); correct stage or period")


def said_after_published(record: Record) -> Iterator[Finding]:
    """What a source relays was said before the source was published."""
    claims, sources = record["claims"], sources_of_passages(record)
    for row in claims:
        source = sources.get(row["passage_id"])
        if source and before(source["published_on"], row["stated_on"]):
            message = f"{row['stated_on']} is after its source was published ({source['published_on']})"
            yield Finding(claims, row, "stated_on", f"{message}; correct one of the dates")


def _before_signing(record: Record, kinds: Collection[str]) -> Iterator[Finding]:
    milestones, signed = record["agreement_milestones"], _signed(record)
    for row in milestones:
        days = signed.get(row["agreement_id"], [])
        if row["modality"] == "actual" and row["kind"] in kinds and _before_all(row["date"], days):
            message = f"{row['date']} is before {row['agreement_id']} was signed ({', '.join(days)})"
            yield Finding(milestones, row, "date", f"{message}; correct one of the dates")


def _signed(record: Record) -> dict[str, list[str]]:
    """The days on which each agreement was signed; parts of one are signed on several."""
    signed: dict[str, list[str]] = {}
    for row in record["agreement_milestones"]:
        if row["kind"] == "signed" and row["modality"] == "actual" and readable(row["date"]):
            signed.setdefault(row["agreement_id"], []).append(row["date"])
    return signed


def _before_all(day: str | None, days: list[str]) -> bool:
    return bool(days) and all(before(day, other) for other in days)


def _has_happened(row: Row) -> bool:
    """Milestones say so by their modality, events by their basis."""
    return row["modality"] == "actual" if "modality" in row.cells else row["basis"] in ("stated", "inferred")


def _is_actual_figure(quantity: Row) -> bool:
    return quantity["stage"] in ("actual", "delivery") and quantity["period"] is not None


RULES = (
    delivered_before_signed,
    extended_before_signed,
    extension_before_what_it_extends,
    reported_done_before_it_happened,
    figure_reported_before_its_period,
    said_after_published,
)

"""Rules on dates: each can be read, intervals run forwards, and what has happened has happened by today."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from schemas import edtf
from schemas.fields import is_edtf
from schemas.rules.cells import shown
from schemas.table import Finding, Record, Row, Table

_HAPPENED: dict[tuple[str, str], Callable[[Row], bool]] = {
    ("agreement_milestones", "date"): lambda row: row["modality"] == "actual",
    ("events", "date"): lambda row: row["basis"] not in ("planned", None),
    ("positions", "date"): lambda row: True,
    ("sources", "published_on"): lambda row: True,
    ("sources", "retrieved_on"): lambda row: True,
}


def edtf_cannot_be_read(record: Record) -> Iterator[Finding]:
    """Every date can be read by the EDTF reader, which refuses intervals that run backwards as well."""
    for table in record.tables.values():
        for column in _edtf_columns(table):
            for row in table:
                reason = _fault(row[column])
                if reason:
                    yield Finding(table, row, column, reason)


def dated_after_today(record: Record) -> Iterator[Finding]:
    """Nothing that has happened is dated after the day the package was created."""
    for (name, column), happened in _HAPPENED.items():
        for row in record[name]:
            if happened(row) and _earliest(row, column) > record.today:
                message = f"{shown(row[column])} is after today ({record.today}); correct it, or mark it planned"
                yield Finding(record[name], row, column, message)


def entity_ended_before_it_started(record: Record) -> Iterator[Finding]:
    """An entity does not end before it starts."""
    for row in record["entities"]:
        if before(row["ended_on"], row["started_on"]):
            message = f"{row['ended_on']} is before it started ({row['started_on']}); correct one of them"
            yield Finding(record["entities"], row, "ended_on", message)


@lru_cache(maxsize=1 << 16)
def readable(text: str | None) -> edtf.Edtf | None:
    """A date as read, or None where there is none or it cannot be read (which is reported by one rule only)."""
    try:
        return None if text is None else edtf.parse(text)
    except ValueError:
        return None


def before(earlier: str | None, later: str | None) -> bool:
    """True where both dates can be read and the first lies wholly before the second."""
    first, second = readable(earlier), readable(later)
    return first is not None and second is not None and (first.latest or date.max) < (second.earliest or date.min)


def _earliest(row: Row, column: str) -> date:
    value = row[column]
    if isinstance(value, date):
        return value
    known = readable(value)
    return known.earliest if known and known.earliest else date.min


def _edtf_columns(table: Table) -> list[str]:
    return [field["name"] for field in table.schema.get("fields", ()) if is_edtf(field)]


@lru_cache(maxsize=1 << 16)
def _fault(text: str | None) -> str | None:
    try:
        if text is not None:
            edtf.parse(text)
    except ValueError as error:
        return str(error)
    return None


RULES = (edtf_cannot_be_read, dated_after_today, entity_ended_before_it_started)

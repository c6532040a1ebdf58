"""Rules on the cells of a claim among each other and with its quantity and source."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from schemas.rules.cells import filled, identity, shown
from schemas.rules.sources import sources_of_passages
from schemas.table import Finding, Record, Row

_COUNTED = ("units", "count", "casualties", "rank")
_SAME = ("quantity_id", "passage_id", "as_written", "attributed_to_id", "stated_on", "vintage")


def claim_date_contradicts_unit(record: Record) -> Iterator[Finding]:
    """A claim has a date exactly when the unit of its quantity is date."""
    claims = record["claims"]
    for row, quantity in _with_quantity(record):
        dated = quantity["unit"] == "date"
        if quantity["unit"] is not None and dated != filled(row, "date"):
            want = "its claims need the date as printed" if dated else "its claims have no date; see stated_on"
            yield Finding(claims, row, "date", f"{row['quantity_id']} is measured in {quantity['unit']}: {want}")


def claim_value_contradicts_qualifier(record: Record) -> Iterator[Finding]:
    """A claim has a value unless it is unquantified, or claims a date."""
    claims = record["claims"]
    for row, quantity in _with_quantity(record):
        if quantity["unit"] is None or row["qualifier"] is None:
            continue
        valued = quantity["unit"] != "date" and row["qualifier"] != "unquantified"
        if valued != filled(row, "value"):
            want = "the value is missing" if valued else "the value has to be empty"
            yield Finding(claims, row, "value", f"{want}: qualifier {row['qualifier']}, unit {quantity['unit']}")


def claim_value_upper_contradicts_qualifier(record: Record) -> Iterator[Finding]:
    """A claim has an upper value exactly when it is a range, and not of dates."""
    claims = record["claims"]
    for row, quantity in _with_quantity(record):
        ranges = quantity["unit"] != "date" and row["qualifier"] == "range"
        if row["qualifier"] is not None and ranges != filled(row, "value_upper"):
            want = "a range needs an upper value" if ranges else f"{row['qualifier']} has no upper value"
            yield Finding(claims, row, "value_upper", f"{want}; correct it or the qualifier")


def claim_value_upper_not_above_value(record: Record) -> Iterator[Finding]:
    """The upper value of a range is above its value."""
    claims = record["claims"]
    for row in claims:
        if row["value"] is not None and row["value_upper"] is not None and row["value_upper"] <= row["value"]:
            message = f"{shown(row['value_upper'])} is not above the value ({shown(row['value'])})"
            yield Finding(claims, row, "value_upper", message)


def share_outside_0_to_100(record: Record) -> Iterator[Finding]:
    """A share lies between 0 and 100 per cent, unless error_kind says what is wrong in print."""
    claims = record["claims"]
    for row, quantity in _with_quantity(record):
        for column, value in _values(row) if quantity["measure"] == "share" else ():
            if not 0 <= value <= 100:
                yield Finding(claims, row, column, f"{shown(value)} % is no share; it has to lie between 0 and 100")


def count_not_whole(record: Record) -> Iterator[Finding]:
    """What is counted comes in whole numbers, unless error_kind says what is wrong in print."""
    claims = record["claims"]
    for row, quantity in _with_quantity(record):
        for column, value in _values(row) if quantity["measure"] in _COUNTED else ():
            if value != int(value):
                yield Finding(claims, row, column, f"{shown(value)} is not whole, and {row['quantity_id']} is counted")


def claim_made_twice(record: Record) -> Iterator[Finding]:
    """A figure that one passage gives for one quantity, from one speaker, day and edition, is one claim."""
    claims = record["claims"]
    first: dict[tuple[Any, ...], Row] = {}
    for row in claims:
        known = first.setdefault(identity(row, _SAME), row)
        if known is not row:
            message = f"says the same as {known['claim_id']} (line {known.line}); keep one of them"
            yield Finding(claims, row, "claim_id", message)


def claim_derived_from_another_source(record: Record) -> Iterator[Finding]:
    """A figure is derived from one of the same source: what another source made of it is a claim of its own."""
    claims, sources = record["claims"], sources_of_passages(record)
    by_id = claims.by("claim_id")
    for row in claims:
        origin = by_id.get(row["derived_from_id"])
        own, other = sources.get(row["passage_id"]), sources.get(origin["passage_id"]) if origin else None
        if own and other and own["source_id"] != other["source_id"]:
            message = f"{row['derived_from_id']} is a claim of {other['source_id']}, this one of {own['source_id']}"
            yield Finding(claims, row, "derived_from_id", f"{message}; leave it empty")


def stated_on_repeats_publication(record: Record) -> Iterator[Finding]:
    """The day of speaking is given only where it is not the day of publication."""
    claims, sources = record["claims"], sources_of_passages(record)
    for row in claims:
        source = sources.get(row["passage_id"])
        if source and row["stated_on"] is not None and row["stated_on"] == source["published_on"]:
            message = f"{row['stated_on']} is when {source['source_id']} was published; leave the cell empty"
            yield Finding(claims, row, "stated_on", message)


def _with_quantity(record: Record) -> Iterator[tuple[Row, Row]]:
    quantities = record["quantities"].by("quantity_id")
    for row in record["claims"]:
        if row["quantity_id"] in quantities:
            yield row, quantities[row["quantity_id"]]


def _values(row: Row) -> list[tuple[str, Decimal]]:
    """The values of a claim that has to be right."""
    if filled(row, "error_kind"):
        return []
    return [(column, row[column]) for column in ("value", "value_upper") if row[column] is not None]


RULES = (
    claim_date_contradicts_unit,
    claim_value_contradicts_qualifier,
    claim_value_upper_contradicts_qualifier,
    claim_value_upper_not_above_value,
    share_outside_0_to_100,
    count_not_whole,
    claim_made_twice,
    claim_derived_from_another_source,
    stated_on_repeats_publication,
)

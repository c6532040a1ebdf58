"""Rules on quantities: what makes two of them one, which cells go with a measure, and which side comes first."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.rules.agreements import BUYING, SELLING
from schemas.rules.cells import filled, identity
from schemas.rules.dates import readable
from schemas.table import Finding, Record, Row

IDENTITY = (
    "measure",
    "subject_id",
    "counterparty_id",
    "agreement_id",
    "event_id",
    "milestone_id",
    "counted_id",
    "stage",
    "flow",
    "scope",
    "period",
    "period_id",
    "slice",
)
_WITH_BASE = ("share", "change", "ratio", "rank")
_WITHOUT_FLOW = ("share", "tariff_rate", "duration")
_TWO_WAY = ("trade", "trade_balance")
_BETWEEN_TWO = (*_TWO_WAY, "exports", "imports", "investment", "tariff_rate", "arms_volume")
_FROM_SIDE_TO_SIDE = ("units", "value", "unit_price", "volume", "arms_volume", "count", "tariff_rate")
_SIDES = (
    ("agreement_id", "agreement_parties", BUYING, SELLING),
    ("event_id", "event_participants", ("imposer",), ("target",)),
)


def quantity_stated_twice(record: Record) -> Iterator[Finding]:
    """Two quantities differ in a cell of their identity; empty equals empty, and the unit is no such cell."""
    quantities = record["quantities"]
    first: dict[tuple[Any, ...], Row] = {}
    for row in quantities:
        known = first.setdefault(identity(row, IDENTITY), row)
        if known is not row:
            message = f"is the same quantity as {known['quantity_id']} (line {known.line}); merge them, or fill slice"
            yield Finding(quantities, row, "quantity_id", message)


def milestone_contradicts_measure(record: Record) -> Iterator[Finding]:
    """milestone_id is filled exactly when the measure is date."""
    quantities = record["quantities"]
    for row in quantities:
        if row["measure"] is not None and (row["measure"] == "date") != filled(row, "milestone_id"):
            want = "needs the milestone that it dates" if row["measure"] == "date" else "belongs to no milestone"
            yield Finding(quantities, row, "milestone_id", f"a quantity of measure {row['measure']} {want}")


def base_of_what_compares_nothing(record: Record) -> Iterator[Finding]:
    """Only shares, changes, ratios and ranks have a base."""
    quantities = record["quantities"]
    for row in quantities:
        if row["base_id"] is not None and row["measure"] not in (*_WITH_BASE, None):
            message = f"a quantity of measure {row['measure']} is compared with nothing; leave the base empty"
            yield Finding(quantities, row, "base_id", message)


def flow_of_what_does_not_flow(record: Record) -> Iterator[Finding]:
    """The flow of shares, rates and durations is unspecified."""
    quantities = record["quantities"]
    for row in quantities:
        if row["measure"] in _WITHOUT_FLOW and row["flow"] not in ("unspecified", None):
            message = f"{row['flow']} does not go with the measure {row['measure']}; use unspecified"
            yield Finding(quantities, row, "flow", message)


def two_way_trade_turned_round(record: Record) -> Iterator[Finding]:
    """The subject of two-way trade and of its balance is the id that sorts first."""
    quantities = record["quantities"]
    for row in quantities:
        subject, counterparty = row["subject_id"], row["counterparty_id"]
        if row["measure"] in _TWO_WAY and subject and counterparty and counterparty < subject:
            sign = ", and the sign of its claims" if row["measure"] == "trade_balance" else ""
            yield Finding(
                quantities, row, "subject_id", f"{subject} sorts after {counterparty}; exchange the two{sign}"
            )


def quantity_between_one(record: Record) -> Iterator[Finding]:
    """Nobody trades with, invests in or taxes themselves."""
    quantities = record["quantities"]
    for row in quantities:
        counterparty = row["counterparty_id"]
        if row["measure"] in _BETWEEN_TWO and counterparty and counterparty == row["subject_id"]:
            yield Finding(quantities, row, "counterparty_id", f"{counterparty} is the subject as well; name the other")


def quantity_from_the_wrong_side(record: Record) -> Iterator[Finding]:
    """What is bought runs from buyer or lessee to supplier, a tariff from imposer to target."""
    quantities, wrong = record["quantities"], _wrong_places(record)
    for row in quantities:
        if row["measure"] not in _FROM_SIDE_TO_SIDE:
            continue
        for key, *_ in _SIDES:
            for column in ("subject_id", "counterparty_id"):
                role = wrong.get((row[key], row[column], column))
                if role:
                    message = f"{row[column]} is the {role} of {row[key]}; exchange subject and counterparty"
                    yield Finding(quantities, row, column, message)


def inferred_period_without_mark(record: Record) -> Iterator[Finding]:
    """A period that was inferred carries a question mark."""
    quantities = record["quantities"]
    for row in quantities:
        period = readable(row["period"])
        if row["period_basis"] == "inferred" and period and not period.uncertain:
            message = f"{row['period']} is inferred; put ? after the date that is, or call the period stated"
            yield Finding(quantities, row, "period", message)


def _wrong_places(record: Record) -> Mapping[tuple[str, str, str], str]:
    """The role of each party by what it takes part in, its id, and the column in which it must not stand."""
    places: dict[tuple[str, str, str], str] = {}
    for key, name, front, back in _SIDES:
        fronts = {(row[key], row["entity_id"]): row["role"] for row in record[name] if row["role"] in front}
        backs = {(row[key], row["entity_id"]): row["role"] for row in record[name] if row["role"] in back}
        one_sided = fronts.keys() ^ backs.keys()  # who stands on both sides breaks a rule of its own
        places |= {(*who, "counterparty_id"): role for who, role in fronts.items() if who in one_sided}
        places |= {(*who, "subject_id"): role for who, role in backs.items() if who in one_sided}
    return places


RULES = (
    quantity_stated_twice,
    milestone_contradicts_measure,
    base_of_what_compares_nothing,
    flow_of_what_does_not_flow,
    two_way_trade_turned_round,
    quantity_between_one,
    quantity_from_the_wrong_side,
    inferred_period_without_mark,
)

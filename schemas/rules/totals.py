"""Rules on parts and totals: what one source says of them fits together, within the rounding of its print.

A printed figure stands for an interval: half a unit of its last printed place to either side, 5 % where it is hedged
with about, near or estimated, and open on one side after "more than", "up to" and the like. What several claims of a
source say of one quantity is taken together. Figures in different units are not added up.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from schemas.rules.cells import shown
from schemas.rules.sources import sources_of_passages
from schemas.table import Finding, Record, Row

INFINITE = Decimal("Infinity")
_TOLERANCE = Decimal("0.05")
_OPEN_ABOVE = ("more_than", "at_least")
_OPEN_BELOW = ("less_than", "up_to")
_HEDGED = ("about", "near", "estimated")
_SIGNED = ("trade_balance", "change")  # a part of these may exceed the whole, as others are below zero
_NUMERAL = re.compile(r"\d[\d,]*(?:\.(\d+))?")


class Interval(NamedTuple):
    """What a figure can mean, both ends included."""

    low: Decimal
    high: Decimal


Said = dict[tuple[str, str], dict[str, Interval]]  # by source and unit, then by quantity


def parts_do_not_sum_to_total(record: Record) -> Iterator[Finding]:
    """One source's claims on all parts of a total sum to its claim on the total, or the total has an error_kind."""
    parts = {total: [row["quantity_id"] for row in rows] for total, rows in _parts(record).items() if len(rows) > 1}
    said = _said(record)
    for row, key in _counting_claims(record):
        of_source = said[key]
        if row["quantity_id"] in parts and all(part in of_source for part in parts[row["quantity_id"]]):
            intervals = [of_source[part] for part in parts[row["quantity_id"]]]
            low, high = _sum(part.low for part in intervals), _sum(part.high for part in intervals)
            total = meaning(row)
            if total.high < low or high < total.low:
                message = f"{shown(row['value'])} is not the sum of its parts in {key[0]} ({_between(low, high)})"
                yield Finding(
                    record["claims"], row, "value", f"{message}; correct one, or set error_kind to arithmetic"
                )


def part_exceeds_its_whole(record: Record) -> Iterator[Finding]:
    """What one source says of a part is not more than what it says of the whole."""
    quantities = record["quantities"]
    wholes = {row["quantity_id"]: row["part_of_id"] for row in quantities if row["measure"] not in _SIGNED}
    said = _said(record)
    for row, key in _counting_claims(record):
        whole = said[key].get(wholes.get(row["quantity_id"]) or "")
        if whole is not None and meaning(row).low > whole.high:
            message = f"{shown(row['value'])} is more than the whole, {wholes[row['quantity_id']]}, in {key[0]}"
            yield Finding(record["claims"], row, "value", f"{message} ({_between(*whole)}); correct one of them")


def meaning(claim: Row) -> Interval:
    """The interval for which a quantified claim stands."""
    value, qualifier = claim["value"], claim["qualifier"]
    upper = claim["value_upper"] if claim["value_upper"] is not None else value
    lower_slack, upper_slack = _slack(claim, value, 0), _slack(claim, upper, -1)
    low = -INFINITE if qualifier in _OPEN_BELOW else value - lower_slack
    high = INFINITE if qualifier in _OPEN_ABOVE else upper + upper_slack
    return Interval(low, high)


def last_place(as_written: str, value: Decimal, which: int = 0) -> Decimal:
    """What one unit of the last printed place is worth: 0.01 billion for "$5.43 billion".

    `which` picks the numeral, 0 the first and -1 the last. A number in words counts down to its last digit but zero.
    """
    numerals = list(_NUMERAL.finditer(as_written))
    printed = Decimal(numerals[which][0].replace(",", "")) if numerals else Decimal(0)
    if not printed:
        exponent = value.normalize().as_tuple().exponent
        return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return abs(value / printed).scaleb(-len(numerals[which][1] or ""))


def _slack(claim: Row, value: Decimal, which: int) -> Decimal:
    rounding = last_place(claim["as_written"] or "", value, which) / 2
    return max(rounding, abs(value) * _TOLERANCE) if claim["qualifier"] in _HEDGED else rounding


def _parts(record: Record) -> dict[str, list[Row]]:
    return record["quantities"].grouped("part_of_id")


def _counting_claims(record: Record) -> Iterator[tuple[Row, tuple[str, str]]]:
    """Claims on parts and totals that have a value and no error, each with its source and unit."""
    parts, sources = _parts(record), sources_of_passages(record)
    concerned = {row["quantity_id"] for rows in parts.values() for row in rows} | parts.keys()
    for row in record["claims"]:
        counts = row["quantity_id"] in concerned and row["value"] is not None and row["passage_id"] in sources
        if counts and row["error_kind"] is None and row["superseded_by_id"] is None:
            yield row, (sources[row["passage_id"]]["source_id"], row["unit"])


def _said(record: Record) -> Said:
    said: Said = {}
    for row, key in _counting_claims(record):
        new = meaning(row)
        old = said.setdefault(key, {}).get(row["quantity_id"], new)
        said[key][row["quantity_id"]] = Interval(min(old.low, new.low), max(old.high, new.high))
    return said


def _sum(values: Iterable[Decimal]) -> Decimal:
    return sum(values, start=Decimal(0))


def _between(low: Decimal, high: Decimal) -> str:
    """An interval as messages name it."""
    if high == INFINITE:
        return f"{shown(low)} or more"
    return f"{shown(high)} or less" if low == -INFINITE else f"{shown(low)} to {shown(high)}"


RULES = (parts_do_not_sum_to_total, part_exceeds_its_whole)

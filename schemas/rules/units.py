"""Rules on units: currencies exist, a measure has a unit that suits it, and a claim the unit of its quantity."""

from collections.abc import Callable, Iterator
from functools import cache

from schemas.rules.cells import filled
from schemas.table import Finding, Record

_TIME = frozenset({"a", "mo", "wk", "d", "h", "min", "s"})
_NO_AMOUNT = frozenset({"%", "1", "date"})


def is_money(unit: str | None) -> bool:
    """Whether a unit is the code of a currency in ISO 4217."""
    return unit in _currencies()


def comparable(unit: str | None, other: str | None) -> bool:
    """Whether figures in the two units can be compared: the same unit, or money both."""
    return unit == other or (is_money(unit) and is_money(other))


def _one_of(*units: str) -> Callable[[str], bool]:
    return frozenset(units).__contains__


_SUITS: dict[str, tuple[Callable[[str], bool], str]] = {
    **dict.fromkeys(("units", "count", "casualties", "rank"), (_one_of("1"), "1")),
    **dict.fromkeys(
        ("value", "unit_price", "trade", "exports", "imports", "trade_balance", "investment"),
        (is_money, "an ISO 4217 currency"),
    ),
    **dict.fromkeys(("share", "tariff_rate"), (_one_of("%"), "%")),
    "volume": (lambda unit: unit not in _NO_AMOUNT and not is_money(unit), "a UCUM unit of an amount"),
    "arms_volume": (_one_of("{TIV}"), "{TIV}"),
    "duration": (_TIME.__contains__, "a unit of time"),
    "frequency": (lambda unit: unit[:1] == "/" and unit[1:] in _TIME, "one over a unit of time, as /a"),
    "ratio": (_one_of("1", "%"), "1 or %"),
    **dict.fromkeys(("change", "limit"), (lambda unit: unit != "date", "any unit but date")),
    "date": (_one_of("date"), "date"),
}
_FLOWS_BY_VOLUME = ("trade", "exports", "imports", "trade_balance")


def unit_does_not_suit_measure(record: Record) -> Iterator[Finding]:
    """Money is measured in a currency, a share in per cent, what is counted in ones, a date in dates."""
    quantities = record["quantities"]
    for row in quantities:
        by_volume = row["scope"] == "by_volume" and row["measure"] in _FLOWS_BY_VOLUME
        suits, expected = _SUITS["volume" if by_volume else row["measure"]] if row["measure"] in _SUITS else _ANY
        if row["unit"] is not None and not suits(row["unit"]):
            message = f"{row['unit']} does not suit the measure {row['measure']}, which takes {expected}"
            yield Finding(quantities, row, "unit", message)


def currency_unknown(record: Record) -> Iterator[Finding]:
    """The currency of an exchange rate, and of a claim in three capital letters, exists in ISO 4217."""
    for name, column in (("exchange_rates", "currency"), ("claims", "unit")):
        for row in record[name]:
            code = row[column]
            if code is not None and len(code) == 3 and code.isalpha() and code.isupper() and not is_money(code):
                yield Finding(record[name], row, column, f"{code} is no currency code of ISO 4217")


def claim_unit_differs_from_quantity(record: Record) -> Iterator[Finding]:
    """A claim without error_kind has the unit of its quantity, or is money where the quantity is money."""
    claims, units = record["claims"], {row["quantity_id"]: row["unit"] for row in record["quantities"]}
    for row in claims:
        unit = units.get(row["quantity_id"])
        known = unit and row["unit"] and not filled(row, "error_kind")
        if known and not comparable(row["unit"], unit):
            message = f"{row['unit']} is not the unit of {row['quantity_id']} ({unit})"
            yield Finding(claims, row, "unit", f"{message}; correct it, or say in error_kind what is wrong in print")


def part_measured_unlike_its_total(record: Record) -> Iterator[Finding]:
    """A part and its total are measured in the same unit, or both in money."""
    quantities = record["quantities"]
    units = {row["quantity_id"]: row["unit"] for row in quantities}
    for row in quantities:
        unit = units.get(row["part_of_id"])
        if unit and row["unit"] and not comparable(row["unit"], unit):
            message = f"{row['quantity_id']} is in {row['unit']} and its total in {unit}; they cannot be added up"
            yield Finding(quantities, row, "part_of_id", message)


def _anything(unit: str) -> bool:
    return True


_ANY = (_anything, "any unit")  # a measure that does not exist is reported as such


@cache
def _currencies() -> frozenset[str]:
    import pycountry  # slow to load, and needed by these rules only

    return frozenset(currency.alpha_3 for currency in pycountry.currencies)


RULES = (
    unit_does_not_suit_measure,
    currency_unknown,
    claim_unit_differs_from_quantity,
    part_measured_unlike_its_total,
)

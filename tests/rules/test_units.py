"""Rules on units."""

import pytest

from schemas.rules.units import _SUITS

from .record import broken, edit, edited, valid

SUITS = "unit-does-not-suit-measure"


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        *(("units", "USD"), ("value", "%"), ("value", "ZZZ"), ("trade", "1"), ("share", "1"), ("tariff_rate", "USD")),
        *(("volume", "USD"), ("volume", "1"), ("arms_volume", "USD"), ("duration", "%"), ("frequency", "a")),
        *(("rank", "%"), ("ratio", "USD"), ("change", "date"), ("date", "a"), ("casualties", "kg")),
    ],
)
def test_unit_that_does_not_suit_its_measure_is_reported(measure: str, unit: str) -> None:
    assert (SUITS, "quantities", 9, "unit") in broken(edited("quantities", line=9, measure=measure, unit=unit))


@pytest.mark.parametrize(
    ("measure", "unit"),
    [
        *(("value", "INR"), ("volume", "t"), ("volume", "[bbl_us]/d"), ("arms_volume", "{TIV}"), ("duration", "mo")),
        *(("frequency", "/a"), ("ratio", "1"), ("change", "%"), ("change", "USD"), ("limit", "km"), ("limit", "%")),
    ],
)
def test_unit_that_suits_its_measure_is_no_problem(measure: str, unit: str) -> None:
    found = broken(edited("quantities", line=9, measure=measure, unit=unit))
    assert SUITS not in {rule for rule, *_ in found}


def test_every_measure_has_its_units() -> None:
    fields = {field["name"]: field for field in valid()["quantities"].schema["fields"]}
    assert set(fields["measure"]["constraints"]["enum"]) == set(_SUITS)


def test_trade_by_volume_is_no_money() -> None:
    found = broken(edited("quantities", line=9, scope="by_volume"))
    assert found == {(SUITS, "quantities", 9, "unit")}
    assert broken(edited("quantities", line=9, scope="by_volume", unit="t")) == set()


def test_currency_that_does_not_exist_is_reported() -> None:
    found = broken(edited("exchange_rates", currency="ABC"))
    assert found == {("currency-unknown", "exchange_rates", 2, "currency")}
    found = broken(edited("claims", line=10, unit="ABC"))
    assert ("currency-unknown", "claims", 10, "unit") in found


def test_unit_other_than_the_quantity_s_is_reported() -> None:
    found = broken(edited("claims", line=10, unit="%"))
    assert found == {("claim-unit-differs-from-quantity", "claims", 10, "unit")}


def test_other_currency_and_a_unit_that_error_kind_explains_are_no_problem() -> None:
    record = edited("claims", line=11, as_written="Rs 900 million", unit="INR")
    assert broken(record) == set()
    assert broken(edited("claims", line=10, unit="%", error_kind="unit_slip")) == set()


def test_part_measured_unlike_its_total_is_reported() -> None:
    record = edited("quantities", line=6, part_of_id="radars")
    assert broken(record) == {("part-measured-unlike-its-total", "quantities", 6, "part_of_id")}
    record = edit(record, "quantities", line=6, part_of_id="")
    assert broken(edit(record, "quantities", line=8, part_of_id="calm-trade")) == set()

"""Rules on quantities."""

import pytest

from .record import added, broken, edited


def rules(**cells: str) -> set[str]:
    """What is wrong with one more quantity that is like the trade of 2020."""
    found = broken(added("quantities", like=8, quantity_id="more-trade", **cells))
    assert {problem[1:3] for problem in found} <= {("quantities", 12)}
    return {problem[0] for problem in found}


def test_quantity_stated_twice_is_reported() -> None:
    assert rules() == {"quantity-stated-twice"}


def test_unit_sets_no_quantities_apart() -> None:
    assert rules(unit="EUR") == {"quantity-stated-twice"}


@pytest.mark.parametrize(
    "cells",
    [{"slice": "by-sea"}, {"period": "2019?"}, {"flow": "one_time"}, {"scope": "goods"}, {"stage": "target"}],
)
def test_quantity_that_differs_in_one_cell_is_another(cells: dict[str, str]) -> None:
    assert rules(**cells) == set()


def test_date_without_its_milestone_is_reported() -> None:
    found = broken(edited("quantities", line=11, milestone_id=""))
    assert found == {("milestone-contradicts-measure", "quantities", 11, "milestone_id")}


def test_milestone_of_what_is_no_date_is_reported() -> None:
    found = broken(edited("quantities", line=2, milestone_id="m00001"))
    assert found == {("milestone-contradicts-measure", "quantities", 2, "milestone_id")}


def test_base_of_what_compares_nothing_is_reported() -> None:
    found = broken(edited("quantities", line=5, base_id="radars"))
    assert found == {("base-of-what-compares-nothing", "quantities", 5, "base_id")}


def test_flow_of_a_share_is_reported() -> None:
    found = broken(edited("quantities", line=7, flow="annual"))
    assert found == {("flow-of-what-does-not-flow", "quantities", 7, "flow")}


@pytest.mark.parametrize("measure", ["trade", "trade_balance"])
def test_two_way_trade_with_the_higher_id_first_is_reported(measure: str) -> None:
    cells = {"measure": measure, "subject_id": "belmark", "counterparty_id": "arvonia"}
    found = broken(edited("quantities", line=8, **cells))
    assert found == {("two-way-trade-turned-round", "quantities", 8, "subject_id")}


def test_exports_may_run_either_way() -> None:
    cells = {"measure": "exports", "subject_id": "belmark", "counterparty_id": "arvonia"}
    assert broken(edited("quantities", line=8, **cells)) == set()


def test_trade_with_oneself_is_reported() -> None:
    found = broken(edited("quantities", line=8, counterparty_id="arvonia"))
    assert found == {("quantity-between-one", "quantities", 8, "counterparty_id")}


def test_supplier_as_the_subject_of_a_purchase_is_reported() -> None:
    rule = "quantity-from-the-wrong-side"
    found = broken(edited("quantities", line=5, subject_id="belmark", counterparty_id=""))
    assert found == {(rule, "quantities", 5, "subject_id")}
    found = broken(edited("quantities", line=5, subject_id="", counterparty_id="arvonia"))
    assert found == {(rule, "quantities", 5, "counterparty_id")}


def test_target_as_the_subject_of_a_tariff_is_reported() -> None:
    found = broken(edited("quantities", line=10, subject_id="arvonia", counterparty_id="belmark"))
    assert {problem[0] for problem in found} == {"quantity-from-the-wrong-side"}


def test_inferred_period_without_its_mark_is_reported() -> None:
    found = broken(edited("quantities", line=8, period="2020"))
    assert found == {("inferred-period-without-mark", "quantities", 8, "period")}
    assert broken(edited("quantities", line=8, period="2020", period_basis="stated")) == set()

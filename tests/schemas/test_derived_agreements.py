"""Targets beside what was reached, and how far agreements have come: worked out by hand, on invented records."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from small_record import Cells, Rows, one, record, reported, rows_of

AFTER = date(2026, 6, 1)
BEFORE = date(2025, 6, 1)
TRADE: Cells = {"measure": "trade", "subject_id": "ind", "counterparty_id": "rus", "flow": "annual", "unit": "USD"}
TARGET: Cells = TRADE | {"quantity_id": "target", "stage": "target", "period": "../2025-12-31"}
ACTUAL: Cells = TRADE | {"quantity_id": "actual", "stage": "actual", "period": "2025"}


def compared(*claims: Cells, target: Cells | None = None, actual: Cells | None = None, **options: Any) -> Rows:
    """Rows of targets: claims on `actual` unless they say otherwise, and a target of 30 unless one of them sets it."""
    tables = options.pop("tables", {})
    given = [{"quantity_id": "actual", **claim} for claim in claims]
    if all(claim["quantity_id"] != "target" for claim in given):
        given.append({"quantity_id": "target", "value": 30})
    quantities = [TARGET | (target or {}), ACTUAL | (actual or {})]
    return rows_of(reported(*given, quantities=quantities, **tables), "targets", **({"today": AFTER} | options))


def verdict(*claims: Cells, **options: Any) -> str:
    (row,) = compared(*claims, **options)
    return str(row["verdict"])


def test_target_stands_beside_what_was_reached() -> None:
    (row,) = compared({"value": 66}, {"value": 68}, actual={"scope": "goods"})
    assert row["comparison_id"] == "target.calendar_year.actual"
    assert (row["target"], row["due_on"], row["target_year"]) == (30, date(2025, 12, 31), 2025)
    assert (row["actual_low"], row["actual_median"], row["actual_high"]) == (66, 67, 68)
    assert (row["actual_period"], row["actual_scope"], row["target_scope"]) == ("2025", "goods", None)
    assert (row["ratio"], row["verdict"]) == (Decimal("2.233333"), "met")


@pytest.mark.parametrize(
    ("period", "basis"),
    [
        ("2025", "calendar_year"),
        ("2024-04/2025-03", "fiscal_year"),
        ("2025-04/2026-03", "no_figure"),
        ("2024", "no_figure"),
        ("2025-01/2025-06", "no_figure"),
        ("../2025-12", "no_figure"),
    ],
)
def test_year_that_ends_within_the_target_year_is_compared(period: str, basis: str) -> None:
    (row,) = compared({"value": 66}, actual={"period": period})
    assert row["basis"] == basis


def test_both_years_have_a_row() -> None:
    quantities = [TARGET, ACTUAL, ACTUAL | {"quantity_id": "fiscal", "period": "2024-04/2025-03"}]
    claims = [{"quantity_id": name, "value": value} for name, value in (("target", 30), ("actual", 31), ("fiscal", 29))]
    rows = rows_of(reported(*claims, quantities=quantities), "targets", today=AFTER)
    assert [(row["basis"], row["verdict"]) for row in rows] == [("calendar_year", "met"), ("fiscal_year", "missed")]


def test_running_total_counts_when_it_ends_with_the_year() -> None:
    total = {"flow": "cumulative"}
    (row,) = compared({"value": 66}, target=total, actual=total | {"period": "../2025-03"})
    assert (row["basis"], row["verdict"]) == ("fiscal_year", "met")


@pytest.mark.parametrize(
    "other",
    [
        {"measure": "exports"},
        {"subject_id": "usa"},
        {"counterparty_id": None},
        {"counted_id": "rifles"},
        {"scope": "services"},
        {"flow": "cumulative"},
        {"slice": "textiles"},
        {"stage": "estimate"},
    ],
)
def test_figure_of_something_else_is_not_compared(other: Cells) -> None:
    (row,) = compared({"value": 66}, target={"scope": "goods"}, actual=other)
    assert (row["basis"], row["actual_quantity_id"], row["verdict"]) == ("no_figure", None, "unknown")


def test_figures_without_parties_need_the_same_agreement() -> None:
    nobody = {"subject_id": None, "counterparty_id": None}
    assert (
        verdict({"value": 66}, target=nobody | {"agreement_id": "a"}, actual=nobody | {"agreement_id": "b"})
        == "unknown"
    )
    assert verdict({"value": 66}, target=nobody | {"agreement_id": "a"}, actual=nobody | {"agreement_id": "a"}) == "met"


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ([{"value": 30}], "met"),
        ([{"value": "29.999999"}], "missed"),
        ([{"value": 29}, {"value": 31}], "unknown"),
        ([{"value": 30, "qualifier": "more_than"}], "met"),
        ([{"value": 29, "qualifier": "more_than"}], "unknown"),
        ([{"value": 30, "qualifier": "less_than"}], "missed"),
        ([{"value": 30, "qualifier": "up_to"}], "unknown"),
        ([{"value": 31, "qualifier": "about"}], "unknown"),
        ([{"value": 32, "qualifier": "about"}], "met"),
        ([{"value": 28, "qualifier": "near"}], "missed"),
        ([{"value": 31}, {"value": 32, "qualifier": "up_to"}], "unknown"),
        ([{"value": 29}, {"value": 28, "qualifier": "more_than"}], "unknown"),
        ([{"value": 31, "unit": "EUR"}], "unknown"),
    ],
)
def test_target_is_met_or_missed_by_every_reading(claims: list[Cells], expected: str) -> None:
    assert verdict(*claims) == expected


@pytest.mark.parametrize(
    ("qualifier", "value", "expected"),
    [
        ("more_than", 30, "missed"),
        ("more_than", 31, "met"),
        ("at_least", 30, "met"),
        ("about", 29, "missed"),
        ("up_to", 30, "met"),
        ("up_to", 31, "missed"),
        ("less_than", 30, "missed"),
        ("less_than", 29, "met"),
    ],
)
def test_ceiling_is_not_to_be_passed_and_a_floor_is(qualifier: str, value: int, expected: str) -> None:
    goal = {"quantity_id": "target", "value": 30, "qualifier": qualifier}
    assert verdict({"value": value}, goal) == expected


def test_more_than_the_target_passes_it() -> None:
    goal = {"quantity_id": "target", "value": 30, "qualifier": "more_than"}
    assert verdict({"value": 30, "qualifier": "more_than"}, goal) == "met"
    assert verdict({"value": 30, "qualifier": "at_least"}, goal) == "unknown"


def test_less_than_the_ceiling_stays_below_it() -> None:
    goal = {"quantity_id": "target", "value": 30, "qualifier": "less_than"}
    assert verdict({"value": 30, "qualifier": "less_than"}, goal) == "met"
    assert verdict({"value": 30, "qualifier": "up_to"}, goal) == "unknown"
    assert verdict({"value": 30, "qualifier": "at_least"}, goal) == "missed"


@pytest.mark.parametrize("flows", [("annual", "unspecified"), ("unspecified", "annual")])
def test_flow_left_open_by_one_of_the_two_is_no_obstacle(flows: tuple[str, str]) -> None:
    assert verdict({"value": 66}, target={"flow": flows[0]}, actual={"flow": flows[1]}) == "met"


def test_actual_figure_in_another_unit_is_shown_but_not_compared() -> None:
    (row,) = compared({"value": 66, "unit": "INR"}, {"quantity_id": "target", "value": 30, "unit": "USD"},
                      actual={"unit": "INR"})  # fmt: skip
    assert (row["unit"], row["actual_unit"], row["ratio"], row["verdict"]) == ("USD", "INR", None, "unknown")


def test_target_before_its_day_is_met_or_not_yet_due() -> None:
    fiscal = {"period": "2024-04/2025-03"}
    assert verdict({"value": 66}, actual=fiscal, today=BEFORE) == "met"
    assert verdict({"value": 29}, actual=fiscal, today=BEFORE) == "not_yet_due"
    assert verdict(today=BEFORE) == "not_yet_due"
    assert verdict(today=date(2025, 12, 31)) == "unknown"


def test_target_without_a_number_is_unknown() -> None:
    goal = {"quantity_id": "target", "qualifier": "unquantified"}
    (row,) = compared({"value": 66}, goal)
    assert (row["target"], row["target_claim_id"], row["ratio"], row["verdict"]) == (None, None, None, "unknown")


def test_milestone_says_when_a_target_without_a_period_is_due() -> None:
    due = {"milestone_id": "m00001", "kind": "target_due", "date": "2025", "modality": "planned"}
    tables = {"agreements": [{"agreement_id": "a"}], "agreement_milestones": [due]}
    target = {"period": None, "agreement_id": "a"}
    (row,) = compared({"value": 66}, target=target, tables=tables)
    assert (row["due_on"], row["basis"], row["verdict"]) == (date(2025, 12, 31), "calendar_year", "met")
    (row,) = compared({"value": 66}, target=target)
    assert (row["due_on"], row["basis"], row["verdict"]) == (None, "no_figure", "unknown")


# Status


def status(*milestones: Cells, today: date = AFTER) -> Cells:
    rows = [{"milestone_id": f"m0000{number}", **milestone} for number, milestone in enumerate(milestones, 1)]
    tables = record(agreements=[{"agreement_id": "a"}], agreement_milestones=rows)
    return one(tables, "agreement_status", today=today)


def step(kind: str, day: str | None, **cells: Any) -> Cells:
    return {"kind": kind, "date": day, **cells}


def test_status_is_the_latest_step_taken() -> None:
    row = status(step("delivered", "2022-05", part="1 of 5"), step("signed", "2018-10-05"))
    assert (row["status"], row["since"], row["part"], row["milestone_id"]) == (
        "delivered",
        "2022-05",
        "1 of 5",
        "m00001",
    )
    assert (row["since_earliest"], row["since_latest"]) == (date(2022, 5, 1), date(2022, 5, 31))


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([], "unknown"),
        ([step("signed", "2018", modality="planned")], "unknown"),
        ([step("signed", "2026-06-02")], "unknown"),
        ([step("signed", "2026-06-01")], "signed"),
        ([step("signed", "2026")], "signed"),
        ([step("signed", "2018"), step("cancelled", "2027")], "signed"),
        ([step("suspended", "2020"), step("in_force", "2021")], "in_force"),
        ([step("signed", "2021-12-06"), step("announced", "2021-12-06")], "signed"),
        ([step("announced", "2021"), step("signed", "2021-12-06")], "signed"),
        ([step("signed", "2021"), step("announced", "2021-12-06")], "signed"),
        ([step("signed", "2021-12-06"), step("approved", "2021-12-06/..")], "signed"),
        ([step("proposed", None), step("signed", "2021")], "signed"),
        ([step("proposed", None)], "proposed"),
        ([step("delivered", None), step("signed", "2021")], "delivered"),
        ([step("signed", "2019"), step("in_force", "2021-12-06/..")], "in_force"),
        ([step("delivered", "../2019")], "delivered"),
        ([step("delivered", "../2019"), step("revised", "2020")], "revised"),
    ],
)
def test_status(steps: list[Cells], expected: str) -> None:
    assert status(*steps)["status"] == expected
    assert status(*reversed(steps))["status"] == expected


def test_agreement_without_a_step_has_no_milestone() -> None:
    assert status() == {"agreement_id": "a", "status": "unknown", "since": None, "since_earliest": None,
                        "since_latest": None, "part": None, "milestone_id": None}  # fmt: skip

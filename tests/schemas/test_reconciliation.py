"""Reconciliation: who votes, what figures say together, which one to quote; worked out by hand on invented claims."""

from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_record import Cells, compared, one, record, reported, rows_of, source

INR_2021 = {"currency": "INR", "period": "2021", "usd_per_unit": "0.0125"}


# Who votes


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ({"qualifier": "unquantified"}, "unquantified"),
        ({"value": 5, "error_kind": "typo"}, "error"),
        ({"value": 5, "superseded_by_id": "c00001"}, "superseded"),
        ({"value": 5, "derived_from_id": "c00001", "derivation": "rounding"}, "derived"),
        ({"value": 5, "unit": "EUR"}, "not_convertible"),
        ({"value": 5, "unit": "a"}, "not_convertible"),
    ],
)
def test_claim_that_does_not_vote_says_why(claim: Cells, reason: str) -> None:
    tables = reported({"value": 5}, claim)
    assert [row["no_vote_reason"] for row in rows_of(tables, "claims_wide")] == [None, reason]
    row = one(tables, "reconciliation")
    assert (row["claims"], row["voting"], row["verdict"]) == (2, 1, "single_origin")


def votes(*claims: Cells, **tables: Any) -> list[bool]:
    return [row["votes"] for row in rows_of(reported(*claims, **tables), "claims_wide")]


def test_earlier_edition_of_a_series_does_not_vote() -> None:
    bank = {"attributed_to_id": "bank"}
    claims = [
        {"value": 5, "vintage": "2020", **bank},
        {"value": 6, "vintage": "2021", **bank},
        {"value": 7, **bank},
        {"value": 8, "vintage": "2019", "attributed_to_id": "ministry"},
    ]
    reasons = [row["no_vote_reason"] for row in rows_of(reported(*claims), "claims_wide")]
    assert reasons == ["older_edition", None, None, None]


def test_editions_of_one_publisher_are_a_series_through_copies_too() -> None:
    sources = [source("original", publisher_id="bank"), source("copy", publisher_id="paper", origin_id="original")]
    copied = {"value": 5, "vintage": "2020", "source": "copy"}
    assert votes(copied, {"value": 6, "vintage": "2021", "attributed_to_id": "bank"}, sources=sources) == [False, True]


def test_newer_edition_with_an_error_outdates_nothing() -> None:
    assert votes({"value": 5, "vintage": "2020"}, {"value": 6, "vintage": "2021", "error_kind": "typo"}) == [
        True,
        False,
    ]


def test_editions_that_may_be_the_same_both_vote() -> None:
    assert votes({"value": 5, "vintage": "2020"}, {"value": 6, "vintage": "2020-07"}) == [True, True]


# Conversion


def rupees(rates: list[Cells], unit: str = "USD", **claim: Any) -> Decimal | None:
    """What 8,000 rupees are in the quantity's unit."""
    tables = reported({"value": 8000, "unit": "INR"} | claim, unit=unit, exchange_rates=rates)
    return one(tables, "reconciliation")["low"]


def test_money_is_converted_at_the_narrowest_period_that_holds_the_day() -> None:
    december = {"currency": "INR", "period": "2021-12", "usd_per_unit": "0.013"}
    since = {"currency": "INR", "period": "2020/..", "usd_per_unit": "0.02"}
    assert rupees([INR_2021]) == 100
    assert rupees([INR_2021, december]) == 104
    assert rupees([since]) == 160
    assert rupees([since, INR_2021]) == 100
    assert rupees([INR_2021, since | {"period": "2021-07/2022-12"}]) == 100


def test_of_two_periods_as_narrow_the_later_one_is_used() -> None:
    rates = [{"currency": "INR", "period": period, "usd_per_unit": rate}
             for period, rate in (("2021-11-08/2021-12-08", "0.01"), ("2021-12-07/2022-01-06", "0.02"))]  # fmt: skip
    assert rupees(rates) == 160


def test_day_of_statement_goes_before_publication() -> None:
    rates = [INR_2021, {"currency": "INR", "period": "2020", "usd_per_unit": "0.025"}]
    assert rupees(rates, stated_on="2020-05") == 200
    assert rupees([INR_2021], stated_on="2020-05") is None
    assert rupees([INR_2021], stated_on="2020/2021") is None
    assert rupees([INR_2021], stated_on="2021-05/..") is None


def test_rate_for_an_undated_source_is_missing() -> None:
    periods = ("2021", "2020/..", "../2025")
    rates = [INR_2021 | {"period": period} for period in periods]
    claim = {"value": 5, "unit": "INR", "source": "undated"}
    tables = reported(claim, sources=[source("undated", published_on=None)], exchange_rates=rates)
    assert one(tables, "reconciliation")["verdict"] == "no_vote"


def test_dollars_and_third_currencies_go_through_the_dollar() -> None:
    euro = {"currency": "EUR", "period": "2021", "usd_per_unit": "1.25"}
    assert rupees([INR_2021, euro], unit="EUR") == 80
    assert rupees([INR_2021], unit="EUR") is None
    dollars = reported({"value": 100, "unit": "USD"}, unit="INR", exchange_rates=[INR_2021])
    assert one(dollars, "reconciliation")["low"] == 8000


def test_converted_figure_has_no_more_digits_than_a_float_holds() -> None:
    rate = INR_2021 | {"usd_per_unit": "0.013525"}
    dollars = reported({"value": 13_900_000_000, "unit": "USD"}, unit="INR", exchange_rates=[rate])
    assert len(one(dollars, "reconciliation")["low"].normalize().as_tuple().digits) <= 15


@pytest.mark.parametrize(
    ("qualifier", "verdict"), [("more_than", "within_tolerance"), ("at_least", "agree"), ("about", "agree")]
)
def test_converted_claim_keeps_its_qualifier(qualifier: str, verdict: str) -> None:
    claim = {"value": 8000, "unit": "INR", "qualifier": qualifier}
    tables = reported(claim, {"value": 100}, exchange_rates=[INR_2021])
    assert one(tables, "reconciliation")["verdict"] == verdict


# Origins


@pytest.mark.parametrize(
    ("claims", "origins"),
    [
        ([{}, {}], 2),
        ([{"source": "paper-1"}, {"source": "paper-1"}], 1),
        ([{"attributed_to_id": "minister"}, {"attributed_to_id": "minister"}], 1),
        ([{"attributed_to_id": "minister"}, {"attributed_to_id": "office"}], 2),
        ([{"said_at_id": "summit", "attributed_to_id": "a"}, {"said_at_id": "summit", "attributed_to_id": "b"}], 1),
        ([{"said_at_id": "summit"}, {"said_at_id": "hearing"}], 2),
    ],
)
def test_origin_is_the_occasion_else_the_speaker_else_the_source(claims: list[Cells], origins: int) -> None:
    row = one(reported(*[{"value": 5} | claim for claim in claims]), "reconciliation")
    assert row["independent_origins"] == origins
    assert row["verdict"] == ("agree" if origins == 2 else "single_origin")


def test_reprints_of_reprints_share_the_origin_of_the_first() -> None:
    sources = [source("wire"), source("reprint", origin_id="wire"), source("mirror", origin_id="reprint")]
    claims = [{"value": 5, "source": name} for name in ("wire", "mirror", "reprint")]
    tables = reported(*claims, sources=sources)
    assert one(tables, "reconciliation")["independent_origins"] == 1
    assert {row["origin"] for row in rows_of(tables, "claims_wide")} == {"source:wire"}


WIRE = [source("wire"), source("copy", origin_id="wire"), source("copy-of-copy", origin_id="copy")]


@pytest.mark.parametrize(
    ("claims", "origins"),
    [
        ([{"source": "wire"}, {"source": "wire", "attributed_to_id": "minister"}], 1),
        ([{"source": "wire"}, {"source": "wire", "said_at_id": "summit"}], 1),
        ([{"source": "copy", "attributed_to_id": "minister"}, {"source": "copy-of-copy"}], 1),
        ([{"attributed_to_id": "minister"}, {"source": "wire", "attributed_to_id": "minister"}, {"source": "copy"}], 1),
        ([{"source": "wire", "attributed_to_id": "a"}, {"source": "copy-of-copy", "attributed_to_id": "b"}], 1),
        (
            [
                {"attributed_to_id": "z"},
                {"source": "wire", "attributed_to_id": "z"},
                {"source": "copy", "attributed_to_id": "a"},
                {"attributed_to_id": "a"},
                {"source": "else"},
            ],
            2,
        ),
        (
            [
                {"source": "wire"},
                {"source": "wire", "attributed_to_id": "a", "error_kind": "typo"},
                {"attributed_to_id": "a"},
            ],
            2,
        ),
    ],
    ids=["speaker", "occasion", "copies", "speaker-elsewhere", "two-speakers", "chain", "error"],
)
def test_one_document_is_one_origin_whomever_it_names(claims: list[Cells], origins: int) -> None:
    tables = reported(*[{"value": 5} | claim for claim in claims], sources=WIRE)
    row = one(tables, "reconciliation")
    assert row["independent_origins"] == origins
    assert row["verdict"] == ("agree" if origins > 1 else "single_origin")
    assert len({claim["origin"] for claim in rows_of(tables, "claims_wide") if claim["votes"]}) == origins


def test_what_one_page_says_in_two_ways_is_no_conflict_of_origins() -> None:
    page = [{"value": 5, "source": "page"}, {"value": 9, "source": "page", "attributed_to_id": "minister"}]
    row = one(reported(*page, {"value": 9}), "reconciliation")
    assert (row["independent_origins"], row["median"], row["verdict"]) == (2, 8, "conflict")
    assert one(reported(*page), "reconciliation")["verdict"] == "single_origin"


def test_origins_are_joined_within_one_quantity_only() -> None:
    page = {"source": "page", "value": 5}
    claims = [page, page | {"attributed_to_id": "minister"}, {"attributed_to_id": "minister", "value": 5}]
    quantities = [{"quantity_id": "q"}, {"quantity_id": "r"}]
    tables = reported(claims[0], claims[1] | {"quantity_id": "r"}, claims[2], quantities=quantities)
    counts = {row["quantity_id"]: row["independent_origins"] for row in rows_of(tables, "reconciliation")}
    assert counts == {"q": 2, "r": 1}


def test_joined_origin_is_named_by_the_first_label_also_for_a_claim_that_does_not_vote() -> None:
    claims = [{"value": 5}, {"value": 5, "attributed_to_id": "minister"}, {"qualifier": "unquantified"}]
    tables = reported(*[claim | {"source": "page"} for claim in claims])
    assert {row["origin"] for row in rows_of(tables, "claims_wide")} == {"entity:minister"}


def test_sources_that_copy_each_other_in_a_circle_do_not_hang() -> None:
    sources = [source("egg", origin_id="hen"), source("hen", origin_id="egg")]
    claims = [{"value": 5, "source": "egg"}, {"value": 5, "source": "hen"}]
    assert one(reported(*claims, sources=sources), "reconciliation")["independent_origins"] == 2


def test_median_gives_each_origin_one_voice() -> None:
    claims = [{"value": 5, "attributed_to_id": "minister"}] * 3 + [{"value": 8}, {"value": 9}]
    row = one(reported(*claims), "reconciliation")
    assert (row["low"], row["median"], row["high"]) == (5, 8, 9)
    assert row["spread"] == Decimal("0.5")


def test_range_stands_with_its_ends_and_its_middle() -> None:
    row = one(reported({"value": 5, "value_upper": 6, "qualifier": "range"}), "reconciliation")
    assert (row["low"], row["median"], row["high"]) == (5, Decimal("5.5"), 6)


def test_large_figures_stay_exact() -> None:
    claims = [{"value": "999999999999999"}, {"value": "123456789.654321"}, {"value": "999999999999998"}]
    row = one(reported(*claims), "reconciliation")
    assert (row["low"], row["median"]) == (Decimal("123456789.654321"), 999999999999998)
    halves = one(reported({"value": "999999999.000001"}, {"value": "999999999.000003"}), "reconciliation")
    assert halves["median"] == Decimal("999999999.000002")


# Verdicts


def test_quantity_without_votes_has_no_figures() -> None:
    row = one(reported({"qualifier": "unquantified"}), "reconciliation")
    empty = dict.fromkeys(("low", "median", "high", "spread", "preferred_claim_id", "preferred_by"))
    counts = {"claims": 1, "voting": 0, "independent_origins": 0}
    assert row == {"quantity_id": "q", "unit": "USD", "verdict": "no_vote"} | counts | empty


def test_quantity_without_claims_has_no_vote() -> None:
    row = one(record(quantities=[{"quantity_id": "q"}]), "reconciliation")
    assert (row["claims"], row["verdict"]) == (0, "no_vote")


def test_contract_with_two_values_lies_within_tolerance() -> None:
    row = one(reported({"value": "5400000000"}, {"value": "5500000000"}), "reconciliation")
    assert (row["low"], row["median"], row["high"]) == (5400000000, 5450000000, 5500000000)
    assert (row["spread"], row["verdict"]) == (Decimal("0.018349"), "within_tolerance")


def figure(value: Any, qualifier: str = "exact", upper: Any = None) -> Cells:
    return {"value": value, "qualifier": qualifier, "value_upper": upper}


VERDICTS = [
    ([figure(100), figure(100)], "agree"),
    ([figure(100), figure(105)], "within_tolerance"),
    ([figure(100), figure("105.000001")], "conflict"),
    ([figure(600000, "more_than"), figure(601427)], "agree"),
    ([figure(600000, "more_than"), figure(600000)], "within_tolerance"),
    ([figure(600000, "more_than"), figure(500000)], "conflict"),
    ([figure(5, "at_least"), figure(5)], "agree"),
    ([figure(5, "less_than"), figure(5)], "within_tolerance"),
    ([figure(5, "up_to"), figure(5)], "agree"),
    ([figure(5, "up_to"), figure(5, "at_least")], "agree"),
    ([figure(5, "up_to"), figure(5, "more_than")], "within_tolerance"),
    ([figure(5, "less_than"), figure(5, "more_than")], "within_tolerance"),
    ([figure(5, "less_than"), figure(5, "up_to"), figure(5, "at_least")], "within_tolerance"),
    ([figure(5, "more_than"), figure(5, "at_least"), figure(5, "up_to")], "within_tolerance"),
    ([figure(2, "more_than"), figure(9, "at_least")], "agree"),
    ([figure(5, "range", 6), figure(6)], "agree"),
    ([figure(5, "range", 6), figure(6, "more_than")], "conflict"),
    ([figure(100, "about"), figure(105)], "agree"),
    ([figure(100, "about"), figure("105.000001")], "conflict"),
    ([figure(100, "near"), figure(110, "estimated")], "agree"),
    ([figure(-100), figure(-105)], "within_tolerance"),
    ([figure(-100), figure(-106)], "conflict"),
    ([figure(-100, "about"), figure(-96)], "agree"),
    ([figure(-1), figure(1)], "conflict"),
    ([figure(0), figure(1)], "conflict"),
    ([figure(0, "near"), figure(0)], "agree"),
    ([figure(4, "range", 6), figure(5, "range", 7), figure(6, "range", 8)], "agree"),
    ([figure(4, "range", 6), figure(5, "range", 7), figure(7, "range", 8)], "conflict"),
]


@pytest.fixture(scope="module")
def verdicts() -> list[set[str]]:
    """For each case the verdicts on its claims in every order."""
    orders = [list(order) for claims, _ in VERDICTS for order in permutations(claims)]
    found = iter([row["verdict"] for row in compared(orders)])
    return [{next(found) for _ in permutations(claims)} for claims, _ in VERDICTS]


@pytest.mark.parametrize("case", range(len(VERDICTS)))
def test_verdict(case: int, verdicts: list[set[str]]) -> None:
    claims, expected = VERDICTS[case]
    assert verdicts[case] == {expected}, claims


def test_zero_median_has_no_spread() -> None:
    row = one(reported({"value": -1}, {"value": 1}), "reconciliation")
    assert (row["median"], row["spread"]) == (0, None)


def test_deficits_have_a_positive_spread() -> None:
    assert one(reported({"value": -4}, {"value": -6}), "reconciliation")["spread"] == Decimal("0.4")


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        (["2021", "2021-12-06"], "agree"),
        (["2021-12-06", "2021-12-07"], "conflict"),
        (["../2025-12-31", "2024-03"], "agree"),
        (["../2025-12-31", "2026"], "conflict"),
        (["2021-11-30/..", "2021-11-30"], "agree"),
    ],
)
def test_dates_agree_where_some_day_fits_all(dates: list[str], expected: str) -> None:
    row = one(reported(*[{"date": day, "unit": "date"} for day in dates], unit="date"), "reconciliation")
    assert row["verdict"] == expected
    assert (row["low"], row["median"], row["high"], row["spread"]) == (None,) * 4


# Which claim is preferred


@pytest.mark.parametrize(
    ("other", "rule"),
    [
        ({"kind": "official_statistic", "reliability": "F"}, "official_kind"),
        ({"reliability": "B"}, "reliability"),
        ({"published_on": "2021-12-09"}, "latest"),
    ],
)
def test_better_source_is_preferred(other: Cells, rule: str) -> None:
    sources = [source("paper-1"), source("paper-2", **other)]
    row = one(reported({"value": 5}, {"value": 6}, sources=sources), "reconciliation")
    assert (row["preferred_claim_id"], row["preferred_by"]) == ("c00002", rule)


@pytest.mark.parametrize(
    ("claims", "preferred", "rule"),
    [
        ([{"value": 5}], "c00001", "only_claim"),
        ([{"value": 5}, {"value": 6, "credibility": 1}], "c00002", "credibility"),
        ([{"value": 5, "stated_on": "2021-12-01"}, {"value": 6}], "c00002", "latest"),
        ([{"value": 5}, {"value": 6}], "c00001", "lowest_id"),
        ([{"value": 5, "error_kind": "typo"}, {"value": 6}], "c00002", "only_claim"),
    ],
)
def test_better_claim_is_preferred(claims: list[Cells], preferred: str, rule: str) -> None:
    row = one(reported(*claims), "reconciliation")
    assert (row["preferred_claim_id"], row["preferred_by"]) == (preferred, rule)


# Properties

QUALIFIERS = ["exact", "about", "near", "estimated", "more_than", "at_least", "less_than", "up_to"]
WIDER = {"exact": "at_least", "more_than": "at_least", "less_than": "up_to"}
CLAIMS = st.lists(st.builds(figure, st.integers(-3, 120), st.sampled_from(QUALIFIERS)), min_size=2, max_size=4)
CASES = st.lists(CLAIMS, min_size=1, max_size=12)  # many at once: most of the time goes into starting a database
few = settings(max_examples=12, deadline=None)


@few
@given(cases=CASES, data=st.data())
def test_verdict_does_not_depend_on_the_order_of_rows(cases: list[list[Cells]], data: st.DataObject) -> None:
    shuffled = [data.draw(st.permutations(claims)) for claims in cases]
    figures = ("low", "median", "high", "spread", "verdict", "voting")
    one_way, other_way = ([[row[name] for name in figures] for row in compared(order)] for order in (cases, shuffled))
    assert one_way == other_way


def widened(claim: Cells) -> Cells:
    return claim | {"qualifier": WIDER.get(claim["qualifier"], claim["qualifier"])}


@few
@given(cases=CASES)
def test_widening_an_interval_never_ends_agreement(cases: list[list[Cells]]) -> None:
    wider = [[widened(claims[0]), *claims[1:]] for claims in cases]
    for before, after in zip(compared(cases), compared(wider), strict=True):
        assert before["verdict"] != "agree" or after["verdict"] == "agree"


def share_a_point(claims: list[Cells]) -> bool:
    """By trial: every limit, and a hair beside it, is tried against every claim."""
    limits = {claim["value"] * Decimal(factor) for claim in claims for factor in ("0.95", "1", "1.05")}
    hairs = (Decimal("-0.001"), Decimal(0), Decimal("0.001"))
    return any(all(allows(claim, limit + hair) for claim in claims) for limit in limits for hair in hairs)


def allows(claim: Cells, number: Decimal) -> bool:
    value, margin = claim["value"], abs(claim["value"]) * Decimal("0.05")
    allowed = {
        "exact": number == value,
        "more_than": number > value,
        "at_least": number >= value,
        "less_than": number < value,
        "up_to": number <= value,
    }
    return allowed.get(claim["qualifier"], value - margin <= number <= value + margin)


@few
@given(cases=CASES)
def test_claims_agree_exactly_when_one_number_fits_all(cases: list[list[Cells]]) -> None:
    assert [row["verdict"] == "agree" for row in compared(cases)] == [share_a_point(claims) for claims in cases]

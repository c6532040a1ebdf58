"""What one source says of parts and totals."""

from decimal import Decimal

import pytest

from schemas.rules.totals import last_place
from schemas.table import Record

from .record import broken, edit, edited

SUM = ("parts-do-not-sum-to-total", "claims", 2, "value")


def counting(total: str, qualifier: str = "exact", **cells: str) -> Record:
    """The radars, 40 and 80 of them by part, counted otherwise in total."""
    print_ = {"exact": total, "about": f"about {total}", "more_than": f"more than {total}", "up_to": f"up to {total}"}
    return edited("claims", line=2, as_written=print_[qualifier], value=total, qualifier=qualifier, **cells)


@pytest.mark.parametrize("total", ["122", "500"])
def test_total_that_is_not_the_sum_of_its_parts_is_reported(total: str) -> None:
    assert broken(counting(total)) == {SUM}


def test_total_within_the_rounding_of_its_parts_is_no_problem() -> None:
    assert broken(counting("121")) == set()


def test_total_with_an_error_kind_is_left_out() -> None:
    assert broken(counting("500", error_kind="arithmetic")) == set()


@pytest.mark.parametrize(
    ("total", "qualifier", "right"),
    [
        *(("115", "about", True), ("90", "about", False), ("100", "more_than", True), ("130", "more_than", False)),
        *(("130", "up_to", True), ("110", "up_to", False)),
    ],
)
def test_hedged_totals_reach_as_far_as_their_hedge(total: str, qualifier: str, right: bool) -> None:
    assert (SUM not in broken(counting(total, qualifier))) is right


def test_parts_of_which_one_is_not_given_are_not_added_up() -> None:
    record = counting("500")
    assert broken(edit(record, "claims", line=3, passage_id="p00006")) == set()


def test_parts_from_another_source_are_not_added_up() -> None:
    record = edited("claims", line=10, value="500")  # another source's total
    assert broken(record) == set()


def test_part_that_exceeds_its_whole_is_reported() -> None:
    record = edited("claims", line=3, as_written="140", value="140")
    assert ("part-exceeds-its-whole", "claims", 3, "value") in broken(record)


def test_part_up_to_more_than_the_whole_may_be_smaller() -> None:
    record = edited("claims", line=3, as_written="up to 140", value="140", qualifier="up_to")
    assert broken(record) == set()


@pytest.mark.parametrize(
    ("print_", "value", "place"),
    [
        ("$5.43 billion", "5430000000", "10000000"),
        ("$30 billion", "30000000000", "1000000000"),
        ("600,000", "600000", "1"),
        ("6,01,427", "601427", "1"),
        ("six lakh", "600000", "100000"),
        ("near zero", "0", "1"),
        ("0.5 percent", "0.5", "0.1"),
    ],
)
def test_last_printed_place(print_: str, value: str, place: str) -> None:
    assert last_place(print_, Decimal(value)) == Decimal(place)


def test_each_end_of_a_range_has_its_own_last_place() -> None:
    assert last_place("5.5-6 billion", Decimal("6000000000"), which=-1) == Decimal(10**9)

"""Rules on the cells of a claim among each other. Line 10 is from a source in a language that is not parsed."""

import pytest

from .record import added, broken, edit, edited


def test_date_of_what_is_measured_otherwise_is_reported() -> None:
    found = broken(edited("claims", line=10, date="2021"))
    assert found == {("claim-date-contradicts-unit", "claims", 10, "date")}


def test_missing_date_is_reported() -> None:
    found = broken(edited("claims", line=9, passage_id="p00005", date=""))
    assert found == {("claim-date-contradicts-unit", "claims", 9, "date")}


@pytest.mark.parametrize(
    ("line", "cells"),
    [(10, {"value": ""}), (10, {"qualifier": "unquantified"}), (9, {"passage_id": "p00005", "value": "2021"})],
)
def test_value_missing_or_too_many_is_reported(line: int, cells: dict[str, str]) -> None:
    found = broken(edited("claims", line, **cells))
    assert found == {("claim-value-contradicts-qualifier", "claims", line, "value")}


def test_value_that_is_no_number_is_left_to_the_schema() -> None:
    assert broken(edited("claims", line=5, value="much")) == set()


@pytest.mark.parametrize("cells", [{"value_upper": "130"}, {"qualifier": "range"}])
def test_upper_value_without_range_or_range_without_upper_value_is_reported(cells: dict[str, str]) -> None:
    found = broken(edited("claims", line=10, **cells))
    assert found == {("claim-value-upper-contradicts-qualifier", "claims", 10, "value_upper")}


@pytest.mark.parametrize("upper", ["120", "119"])
def test_upper_value_that_is_not_above_the_value_is_reported(upper: str) -> None:
    found = broken(edited("claims", line=10, qualifier="range", value_upper=upper))
    assert found == {("claim-value-upper-not-above-value", "claims", 10, "value_upper")}


@pytest.mark.parametrize("value", ["100.5", "-1"])
def test_share_outside_0_to_100_is_reported(value: str) -> None:
    record = edited("claims", line=10, quantity_id="coast-share", unit="%", value=value)
    assert broken(record) == {("share-outside-0-to-100", "claims", 10, "value")}
    assert broken(edit(record, "claims", line=10, error_kind="typo")) == set()
    assert broken(edit(record, "claims", line=10, value="100")) == set()


def test_count_that_is_not_whole_is_reported() -> None:
    found = broken(edited("claims", line=10, value="120.5"))
    assert found == {("count-not-whole", "claims", 10, "value")}
    assert broken(edited("claims", line=10, value="120.5", error_kind="typo")) == set()


def test_claim_made_twice_is_reported() -> None:
    assert broken(added("claims", like=2, claim_id="c00099")) == {("claim-made-twice", "claims", 12, "claim_id")}


def test_same_figure_from_another_speaker_is_another_claim() -> None:
    assert broken(added("claims", like=2, claim_id="c00099", attributed_to_id="minister")) == set()


def test_claim_derived_from_another_source_is_reported() -> None:
    found = broken(edited("claims", line=10, derived_from_id="c00001", derivation="restatement"))
    assert found == {("claim-derived-from-another-source", "claims", 10, "derived_from_id")}
    assert broken(edited("claims", line=3, derived_from_id="c00001", derivation="sum")) == set()


def test_day_of_speaking_that_repeats_publication_is_reported() -> None:
    found = broken(edited("claims", line=7, stated_on="2021-06-01"))
    assert found == {("stated-on-repeats-publication", "claims", 7, "stated_on")}

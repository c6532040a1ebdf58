"""Rules on the order of things."""

import pytest

from .record import added, broken, edit, edited


def test_delivered_before_signed_is_reported() -> None:
    found = broken(edited("agreement_milestones", line=3, date="2021-04", modality="actual"))
    assert found == {("delivered-before-signed", "agreement_milestones", 3, "date")}


@pytest.mark.parametrize("date", ["2021-05", "2021", "2021-04/2021-06", "../2021-06", ""])
def test_delivery_that_may_have_come_after_signing_is_no_problem(date: str) -> None:
    assert broken(edited("agreement_milestones", line=3, date=date, modality="actual")) == set()


def test_planned_delivery_is_held_against_nothing() -> None:
    assert broken(edited("agreement_milestones", line=3, date="2021-04")) == set()


def test_part_is_delivered_after_the_first_of_several_signings() -> None:
    record = edited("agreement_milestones", line=3, date="2021-05", modality="actual")
    record = edit(record, "agreement_milestones", line=4, agreement_id="radar-contract", date="2021-06")
    assert ("delivered-before-signed", "agreement_milestones", 3, "date") not in broken(record)


def test_extended_before_signed_is_reported() -> None:
    found = broken(edited("agreement_milestones", line=6, date="2010"))
    assert found == {("extended-before-signed", "agreement_milestones", 6, "date")}


@pytest.mark.parametrize("column", ["extends_id", "amends_id"])
def test_extension_signed_before_what_it_extends_is_reported(column: str) -> None:
    record = edited("agreements", line=4, **{"extends_id": "", column: "frame"})
    found = broken(edit(record, "agreement_milestones", line=5, date="2010"))
    assert found == {("extension-before-what-it-extends", "agreement_milestones", 5, "date")}


def test_milestone_that_all_its_sources_could_not_know_is_reported() -> None:
    found = broken(edited("agreement_milestones", line=2, date="2021-07"))
    assert ("reported-done-before-it-happened", "agreement_milestones", 2, "date") in found


def test_event_that_all_its_sources_could_not_know_is_reported() -> None:
    found = broken(edited("events", line=3, date="2021-07"))
    assert found == {("reported-done-before-it-happened", "events", 3, "date")}


def test_planned_event_may_follow_its_sources() -> None:
    assert broken(edited("events", line=3, date="2021-07", basis="planned")) == set()


def test_later_source_that_supports_it_is_enough() -> None:
    record = edited("sources", line=5, published_on="2021-08")
    record = edit(record, "evidence", line=12, passage_id="p00005")
    assert broken(edit(record, "events", line=3, date="2021-07")) == set()


def test_source_without_a_date_says_nothing_about_the_order() -> None:
    record = edited("sources", line=2, published_on="")
    assert broken(edit(record, "events", line=3, date="2021-07")) == set()


def test_source_that_only_gives_context_reports_nothing_done() -> None:
    record = edited("evidence", line=12, stance="context")
    assert broken(edit(record, "events", line=3, date="2021-07")) == set()


def test_actual_figure_of_a_period_after_publication_is_reported() -> None:
    found = broken(edited("quantities", line=8, period="2022?"))
    assert found == {
        ("figure-reported-before-its-period", "claims", 8, "quantity_id"),
        ("figure-reported-before-its-period", "claims", 11, "quantity_id"),
    }


def test_target_may_lie_ahead_and_a_year_may_still_run() -> None:
    assert broken(edited("quantities", line=8, period="2022?", stage="target")) == set()
    assert broken(edited("quantities", line=8, period="2021?")) == set()


def test_said_after_published_is_reported() -> None:
    found = broken(edited("claims", line=7, stated_on="2021-06-02"))
    assert found == {("said-after-published", "claims", 7, "stated_on")}


def test_unknown_agreement_is_left_to_the_keys() -> None:
    found = broken(added("agreement_milestones", like=3, milestone_id="m00009", agreement_id="none", modality="actual"))
    assert not {rule for rule, *_ in found} & {"delivered-before-signed", "extension-before-what-it-extends"}

"""Rules on agreements and their parties."""

import pytest

from .record import added, broken, edited


@pytest.mark.parametrize(("line", "agreement"), [(2, 2), (3, 2), (8, 5), (9, 5)])
def test_contract_or_lease_without_one_of_its_sides_is_reported(line: int, agreement: int) -> None:
    found = broken(edited("agreement_parties", line, role="party"))
    assert found == {("agreement-lacks-a-side", "agreements", agreement, "kind")}


def test_agreement_of_one_party_is_reported() -> None:
    found = broken(edited("agreement_parties", line=5, entity_id="arvonia", role="signatory"))
    assert found == {("agreement-of-fewer-than-two", "agreements", 3, "agreement_id")}


def test_target_and_programme_need_no_parties() -> None:
    assert broken(edited("agreements", line=6, kind="programme")) == set()
    found = broken(edited("agreements", line=6, kind="arrangement"))
    assert found == {("agreement-of-fewer-than-two", "agreements", 6, "agreement_id")}


def test_party_on_both_sides_is_reported() -> None:
    found = broken(added("agreement_parties", like=3, entity_id="arvonia"))
    assert found == {("party-on-both-sides", "agreement_parties", 10, "role")}


def test_supplier_may_be_the_manufacturer_as_well() -> None:
    assert broken(added("agreement_parties", like=3, role="manufacturer")) == set()


def test_part_beyond_the_last_is_reported() -> None:
    found = broken(edited("agreement_milestones", line=3, part="4 of 3"))
    assert found == {("part-number-beyond-the-last", "agreement_milestones", 3, "part")}
    assert broken(edited("agreement_milestones", line=3, part="3 of 3")) == set()

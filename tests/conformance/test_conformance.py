"""docs/conformance.md is what was measured, and we say what the specification says, or refuse by name."""

import pytest

from tests.conformance.page import STRUCTURE, Measured, measured, page
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def found() -> list[Measured]:
    return measured()


def test_page_is_current(found: list[Measured]) -> None:
    assert (ROOT / "docs" / "conformance.md").read_text("utf-8") == page(found), "run `make conformance`"


def test_our_verdicts_are_the_expected_ones(found: list[Measured]) -> None:
    assert [(one.case.name, one.ours) for one in found if one.ours != one.case.ours] == []


def test_where_the_specification_decides_we_agree_or_refuse_by_name(found: list[Measured]) -> None:
    assert {(one.case.spec, one.ours) for one in found if one.case.spec} == {
        ("valid", "valid"),
        ("invalid", "invalid"),
        ("valid", "refused"),
    }


def test_every_reader_accepts_silently_some_of_what_we_report(found: list[Measured]) -> None:
    structure = [one for one in found if one.case.part == STRUCTURE]
    assert {one.ours for one in structure} == {"invalid"}
    assert all("accepts" in column for column in zip(*(one.readers for one in structure), strict=True))
    assert sum(one.frictionless == "valid" for one in structure) >= 10


def test_there_is_a_case_for_every_feature(found: list[Measured]) -> None:
    assert len({one.case.name for one in found}) == len(found) >= 300

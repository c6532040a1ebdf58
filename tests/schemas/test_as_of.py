"""The record as of a day: what later sources brought is gone, and nothing that is left points to it."""

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from small_record import BASE, arrow, record, reported, rows_of, source

from schemas.derived import derive
from schemas.derived.as_of import PART_OF, RESTS_ON, SPOKEN_OF, as_of, references

DAY = date(2020, 1, 1)


def two_sources(**cells: Any) -> dict[str, pa.Table]:
    """A record of which `old`, of 2019, gave one half and `new`, of 2021, the other."""
    return record(
        sources=[source("old", published_on="2019", **cells), source("new")],
        passages=[{"passage_id": "p-old", "source_id": "old"}, {"passage_id": "p-new", "source_id": "new"}],
        entities=[{"entity_id": name, "name": name.title()} for name in ("paper", "bank", "ind", "rus", "usa")],
        entity_names=[{"entity_id": "ind", "name": "Delhi"}, {"entity_id": "usa", "name": "Washington"}],
        agreements=[{"agreement_id": "frame"}, {"agreement_id": "a", "part_of_id": "frame"}, {"agreement_id": "b"}],
        agreement_parties=[{"agreement_id": "a", "entity_id": "ind"}, {"agreement_id": "b", "entity_id": "usa"}],
        agreement_milestones=[
            {"milestone_id": "m1", "kind": "signed", "date": "2018"},
            {"milestone_id": "m2", "kind": "delivered", "date": "2019"},
        ],
        evidence=[
            {"evidence_id": "v1", "passage_id": "p-old", "milestone_id": "m1"},
            {"evidence_id": "v2", "passage_id": "p-new", "milestone_id": "m2"},
            {"evidence_id": "v3", "passage_id": "p-new", "agreement_id": "a"},
            {"evidence_id": "v4", "passage_id": "p-new", "agreement_id": "b"},
            {"evidence_id": "v5", "passage_id": "p-old", "event_id": "visit"},
            {"evidence_id": "v6", "passage_id": "p-new", "relation_id": "r1"},
            {"evidence_id": "v7", "passage_id": "p-new", "position_id": "s1"},
        ],
        events=[{"event_id": "visit", "name": "Visit"}, {"event_id": "summit", "name": "Summit"}],
        event_participants=[{"event_id": "visit", "entity_id": "rus"}, {"event_id": "summit", "entity_id": "usa"}],
        relations=[{"relation_id": "r1", "subject_id": "ind", "object_id": "usa"}],
        positions=[{"position_id": "s1", "holder_id": "usa", "about_agreement_id": "a"}],
        quantities=[
            {"quantity_id": "q1", "agreement_id": "a", "base_id": "q3"},
            {"quantity_id": "q2", "agreement_id": "a"},
            {"quantity_id": "q3", "agreement_id": "a"},
        ],
        claims=[
            {"claim_id": "c1", "quantity_id": "q1", "passage_id": "p-old", "value": 5, "superseded_by_id": "c2"},
            {"claim_id": "c2", "quantity_id": "q1", "passage_id": "p-new", "value": 6, "said_at_id": "summit"},
            {"claim_id": "c3", "quantity_id": "q2", "passage_id": "p-new", "value": 7},
        ],
        exchange_rates=[{"currency": "INR", "period": "2019", "usd_per_unit": "0.014", "source_id": "new"}],
        waived_numerals=[{"source_id": "old", "start": 1, "end": 2}, {"source_id": "new", "start": 1, "end": 2}],
        retired_ids=[{"table": "claims", "id": "c9"}],
    )


def ids(tables: dict[str, pa.Table], name: str) -> list[str]:
    return tables[name].column(BASE[name]["primaryKey"][0]).to_pylist()  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("table", "left"),
    [
        ("sources", ["old"]),
        ("passages", ["p-old"]),
        ("claims", ["c1"]),
        ("evidence", ["v1", "v5"]),
        ("exchange_rates", []),
        ("waived_numerals", ["old"]),
        ("agreement_milestones", ["m1"]),
        ("agreements", ["frame", "a"]),  # the milestone speaks of a, and a of frame
        ("agreement_parties", ["a"]),
        ("events", ["visit"]),
        ("event_participants", ["visit"]),
        ("relations", []),
        ("positions", []),
        ("quantities", ["q1", "q3"]),  # q1 is measured by q3
        ("entities", ["paper", "ind", "rus"]),
        ("entity_names", ["ind"]),
        ("retired_ids", ["claims"]),
    ],
)
def test_only_what_known_sources_gave_is_left(table: str, left: list[str]) -> None:
    assert ids(as_of(two_sources(), DAY), table) == left


def test_claim_is_not_superseded_before_its_successor_is_known() -> None:
    assert as_of(two_sources(), DAY)["claims"]["superseded_by_id"].to_pylist() == [None]
    assert as_of(two_sources(), date(2022, 1, 1))["claims"]["superseded_by_id"].to_pylist() == ["c2", None, None]


def test_everything_is_left_once_all_sources_are_known() -> None:
    tables = two_sources()
    later = as_of(tables, date(2021, 12, 7))
    assert {name: set(ids(later, name)) for name in later} == {name: set(ids(tables, name)) for name in tables} | {
        "entities": {"paper", "ind", "rus", "usa"}  # nothing speaks of the bank
    }


def test_nothing_is_left_before_the_first_source() -> None:
    left = as_of(two_sources(), date(2018, 1, 1))
    assert {name for name, table in left.items() if table.num_rows} == {"retired_ids"}


@pytest.mark.parametrize("day", [date(2018, 1, 1), DAY, date(2022, 1, 1)])
def test_references_hold_and_types_stay(day: date) -> None:
    tables = two_sources()
    left = as_of(tables, day)
    for name, table in left.items():
        assert table.schema == tables[name].schema
        for reference in references(name):
            named = table[reference.column].drop_null()
            assert (
                pc.all(pc.is_in(named, left[reference.table][reference.referenced].combine_chunks())).as_py()
                is not False
            )


def test_source_is_known_from_the_last_day_it_may_have_been_published() -> None:
    assert ids(as_of(two_sources(), date(2019, 12, 30)), "sources") == []
    assert ids(as_of(two_sources(), date(2019, 12, 31)), "sources") == ["old"]


def test_undated_source_is_known_from_its_retrieval() -> None:
    tables = record(sources=[source("undated", published_on=None)])
    assert ids(as_of(tables, date(2021, 12, 7)), "sources") == []
    assert ids(as_of(tables, date(2021, 12, 8)), "sources") == ["undated"]


def test_copied_source_is_known_through_its_copy() -> None:
    sources = [source("wire", published_on=None), source("copy", published_on="2019", origin_id="wire")]
    tables = reported({"value": 5, "source": "copy"}, {"value": 6, "source": "wire"}, sources=sources)
    left = as_of(tables, DAY)
    assert ids(left, "sources") == ["wire", "copy"]
    assert ids(left, "claims") == ["c00001"]
    assert [row["origin"] for row in rows_of(tables, "claims_wide", as_of=DAY)] == ["source:wire"]


def test_claim_made_from_an_unknown_one_falls_with_it() -> None:
    made = {"value": 5, "source": "old", "derivation": "rounding"}
    claims = [{"value": 5, "source": "new"}, made | {"derived_from_id": "c00001"}, made | {"derived_from_id": "c00002"}]
    tables = reported(*claims, sources=[source("old", published_on="2019")])
    assert ids(as_of(tables, DAY), "claims") == []


def test_derived_tables_are_those_of_the_record_on_that_day() -> None:
    derived = derive(two_sources(), date(2022, 1, 1), as_of=DAY)
    (row,) = derived["claims_wide"].to_pylist()
    assert (row["claim_id"], row["votes"]) == ("c1", True)
    assert {row["agreement_id"]: row["status"] for row in derived["agreement_status"].to_pylist()} == {
        "a": "signed",
        "frame": "unknown",
    }


def test_every_base_table_has_its_place() -> None:
    assert {*RESTS_ON, *PART_OF, *SPOKEN_OF, "retired_ids"} == set(BASE)
    assert arrow("claims", []).num_rows == 0

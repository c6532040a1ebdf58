"""Rules on relations and positions."""

from .record import added, broken, edited


def test_symmetric_relation_with_the_higher_id_first_is_reported() -> None:
    found = broken(edited("relations", line=2, subject_id="belmark", object_id="arvonia"))
    assert found == {("symmetric-relation-turned-round", "relations", 2, "subject_id")}


def test_one_way_relation_may_run_either_way() -> None:
    cells = {"predicate": "supplies_arms_to", "subject_id": "belmark", "object_id": "arvonia"}
    assert broken(edited("relations", line=2, **cells)) == set()


def test_relation_with_itself_is_reported() -> None:
    found = broken(edited("relations", line=3, object_id="radar-set"))
    assert found == {("relation-with-itself", "relations", 3, "object_id")}


def test_relation_stated_twice_is_reported() -> None:
    found = broken(added("relations", like=2))
    assert found == {("relation-stated-twice", "relations", 4, "relation_id")}


def test_symmetric_relation_stated_from_both_sides_is_reported() -> None:
    found = broken(added("relations", like=2, relation_id="r00003", subject_id="belmark", object_id="arvonia"))
    assert ("relation-stated-twice", "relations", 4, "relation_id") in found


def test_relation_of_another_period_is_another_relation() -> None:
    found = broken(added("relations", like=2, relation_id="r00003", period="2001/2005"))
    assert found == {("rests-on-no-passage", "relations", 4, "relation_id")}


def test_position_attributed_to_its_holder_is_reported() -> None:
    found = broken(edited("positions", attributed_to_id="minister"))
    assert found == {("attributed-to-the-holder", "positions", 2, "attributed_to_id")}

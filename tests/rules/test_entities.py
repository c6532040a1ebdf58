"""Rules on entities."""

from .record import broken, edited


def test_state_without_iso_code_is_reported() -> None:
    found = broken(edited("entities", line=2, iso_alpha3=""))
    assert found == {("iso-code-contradicts-kind", "entities", 2, "iso_alpha3")}


def test_iso_code_of_what_is_no_state_is_reported() -> None:
    found = broken(edited("entities", line=4, iso_alpha3="NOR"))
    assert found == {("iso-code-contradicts-kind", "entities", 4, "iso_alpha3")}


def test_iso_code_that_does_not_exist_is_reported() -> None:
    assert broken(edited("entities", line=2, iso_alpha3="XXZ")) == {("iso-code-unknown", "entities", 2, "iso_alpha3")}


def test_item_that_is_no_equipment_is_reported() -> None:
    found = broken(edited("agreements", line=2, item_id="belmark"))
    assert found == {("entity-of-the-wrong-kind", "agreements", 2, "item_id")}


def test_law_place_and_period_are_of_their_kinds() -> None:
    rule = "entity-of-the-wrong-kind"
    assert broken(edited("events", line=4, under_id="belmark")) == {(rule, "events", 4, "under_id")}
    assert broken(edited("events", line=2, place_id="minister")) == {(rule, "events", 2, "place_id")}
    assert broken(edited("quantities", line=9, period_id="port-laurel")) == {(rule, "quantities", 9, "period_id")}


def test_unknown_entity_is_left_to_the_keys() -> None:
    assert broken(edited("events", line=2, place_id="nowhere")) == set()

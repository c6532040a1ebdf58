"""Rules on ids that are no longer in use."""

from .record import broken, edited


def test_retired_id_that_is_still_in_use_is_reported() -> None:
    found = broken(edited("retired_ids", id="hangar-lease"))
    assert found == {("retired-id-still-in-use", "retired_ids", 2, "id")}


def test_same_id_in_another_table_is_no_problem() -> None:
    assert broken(edited("retired_ids", table="events", id="frame", replaced_by="signing")) == set()


def test_retired_id_replaced_by_nothing_is_reported() -> None:
    found = broken(edited("retired_ids", replaced_by="signing"))  # an event, not an agreement
    assert found == {("replaced-by-nothing", "retired_ids", 2, "replaced_by")}


def test_unknown_table_is_left_to_the_schema() -> None:
    assert broken(edited("retired_ids", table="nothing")) == set()

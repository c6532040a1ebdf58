"""Rules on entities: the codes of states, and which kind of entity a reference may lead to."""

from collections.abc import Iterator
from functools import cache

from schemas.rules.cells import filled
from schemas.table import Finding, Record

_KINDS = {
    ("agreements", "item_id"): ("weapon_system", "equipment_class"),
    ("events", "place_id"): ("place", "disputed_area", "state", "former_state"),
    ("events", "under_id"): ("law",),
    ("quantities", "period_id"): ("period",),
}


def iso_code_contradicts_kind(record: Record) -> Iterator[Finding]:
    """iso_alpha3 is filled exactly for states."""
    entities = record["entities"]
    for row in entities:
        if row["kind"] == "state" and not filled(row, "iso_alpha3"):
            yield Finding(entities, row, "iso_alpha3", "is empty; a state carries its ISO 3166 code")
        if row["kind"] not in ("state", None) and filled(row, "iso_alpha3"):
            yield Finding(entities, row, "iso_alpha3", f"only states carry an ISO code, and this is a {row['kind']}")


def iso_code_unknown(record: Record) -> Iterator[Finding]:
    """The code of a state exists in ISO 3166-1."""
    entities = record["entities"]
    for row in entities:
        if row["iso_alpha3"] is not None and row["iso_alpha3"] not in _countries():
            yield Finding(entities, row, "iso_alpha3", f"{row['iso_alpha3']} is no ISO 3166-1 code of three letters")


def entity_of_the_wrong_kind(record: Record) -> Iterator[Finding]:
    """What is delivered is a weapon system or equipment class, a place is a place, a law a law, a period a period."""
    kinds = {row["entity_id"]: row["kind"] for row in record["entities"]}
    for (name, column), allowed in _KINDS.items():
        for row in record[name]:
            kind = kinds.get(row[column])
            if kind is not None and kind not in allowed:
                message = f"{row[column]} is a {kind}; {column} takes {' or '.join(allowed)}"
                yield Finding(record[name], row, column, message)


@cache
def _countries() -> frozenset[str]:
    import pycountry  # slow to load, and needed by this rule only

    return frozenset(country.alpha_3 for country in pycountry.countries)


RULES = (iso_code_contradicts_kind, iso_code_unknown, entity_of_the_wrong_kind)

"""The record as it could be known on a day: what later sources brought is taken out, and all that hangs on it alone."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from schemas.descriptor import read_json

Tables = dict[str, pa.Table]
Ids = dict[str, set[str]]

SCHEMAS = Path(__file__).parent.parent

# What falls with the row it rests on, in an order in which each comes after that row.
RESTS_ON = {
    "passages": "sources",
    "claims": "passages",
    "evidence": "passages",
    "exchange_rates": "sources",
    "waived_numerals": "sources",
}
# What has no passage of its own and stays with the row it describes.
PART_OF = {"agreement_parties": "agreements", "event_participants": "events", "entity_names": "entities"}
# What stays when something that stays speaks of it. A copied source is known through its copies.
SPOKEN_OF = (
    "sources",
    "entities",
    "relations",
    "events",
    "agreements",
    "agreement_milestones",
    "quantities",
    "positions",
)


class Reference(NamedTuple):
    """A foreign key of one column."""

    column: str
    table: str
    referenced: str


@cache
def references(table: str) -> tuple[Reference, ...]:
    """The foreign keys of a base table, as its schema has them."""
    keys = read_json(SCHEMAS / f"{table}.json").get("foreignKeys") or []
    return tuple(
        Reference(key["fields"][0], key["reference"]["resource"] or table, key["reference"]["fields"][0])
        for key in keys
    )


def as_of(tables: Mapping[str, pa.Table], day: date) -> Tables:
    """The base tables as sources known by the day gave them; types and columns stay, `retired_ids` stays whole.

    A source is known from the latest day of `published_on`, else from `retrieved_on`. Its passages go with it, with
    them claims and evidence; a relation, event, agreement, milestone, quantity, position or entity stays if something
    that stays names it. A claim that a later source superseded is not superseded yet.
    """
    record = dict(tables)
    record["sources"] = _known_sources(record["sources"], day)
    for table, parent in RESTS_ON.items():
        record[table] = _kept(record[table], _link(table, parent), _ids(record[parent], _key(parent)))
    record["claims"] = _not_yet_superseded(_with_their_origin(record["claims"]))
    spoken_of = _spoken_of(tables, record)
    for table in SPOKEN_OF:
        record[table] = _kept(tables[table], _key(table), spoken_of[table])
    for table, parent in PART_OF.items():
        record[table] = _kept(tables[table], _link(table, parent), spoken_of[parent])
    return record


def _known_sources(sources: pa.Table, day: date) -> pa.Table:
    known_from = pc.coalesce(sources["published_on_latest"], sources["retrieved_on"])
    return sources.filter(pc.less_equal(known_from, pa.scalar(day, pa.date32())))


def _with_their_origin(claims: pa.Table) -> pa.Table:
    """Without the claims that were made from one that is gone, and again without those made from these."""
    while True:
        derived_from = claims["derived_from_id"]
        sound = pc.or_(pc.is_null(derived_from), pc.is_in(derived_from, claims["claim_id"].combine_chunks()))
        if pc.all(sound, min_count=0).as_py():
            return claims
        claims = claims.filter(sound)


def _not_yet_superseded(claims: pa.Table) -> pa.Table:
    """With `superseded_by_id` emptied where the claim it names is not known yet."""
    column = claims["superseded_by_id"]
    known = pc.is_in(column, claims["claim_id"].combine_chunks())
    emptied = pc.if_else(known, column, pa.scalar(None, column.type))
    return claims.set_column(claims.schema.get_field_index("superseded_by_id"), "superseded_by_id", emptied)


def _spoken_of(tables: Mapping[str, pa.Table], record: Mapping[str, pa.Table]) -> Ids:
    """Ids of all that the known sources, or what rests on them, name: directly or through each other."""
    found: Ids = {table: set() for table in SPOKEN_OF}
    found["sources"] = _ids(record["sources"], _key("sources"))
    for table in RESTS_ON:
        _add_named(found, table, record[table])
    size = -1
    while size < (size := sum(map(len, found.values()))):
        for table in SPOKEN_OF:
            _add_named(found, table, _kept(tables[table], _key(table), found[table]))
        for table, parent in PART_OF.items():
            _add_named(found, table, _kept(tables[table], _link(table, parent), found[parent]))
    return found


def _add_named(found: Ids, table: str, rows: pa.Table) -> None:
    """Adds the ids to which the rows' foreign keys point."""
    for reference in references(table):
        if reference.table in found:
            found[reference.table] |= _ids(rows, reference.column)


def _kept(table: pa.Table, column: str, ids: set[str]) -> pa.Table:
    return table.filter(pc.is_in(table[column], pa.array(sorted(ids), pa.string())))


def _ids(table: pa.Table, column: str) -> set[str]:
    return set(table[column].drop_null().to_pylist())


def _key(table: str) -> str:
    """The one column by which rows of other tables point to this one."""
    return str(read_json(SCHEMAS / f"{table}.json")["primaryKey"][0])


def _link(table: str, parent: str) -> str:
    """The column by which a table points to the one it rests on or is part of."""
    return next(reference.column for reference in references(table) if reference.table == parent)

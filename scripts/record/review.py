"""What a person should look at: likely origins, nearest quantities, numerals left over. Nothing is chosen here."""

from collections.abc import Iterator

from scripts.record.draft import Draft
from scripts.record.quantities import nearest
from scripts.record.store import NewRow, Row, Store
from scripts.record.waivers import unaccounted


def review(draft: Draft) -> list[str]:
    """The lines to show, each with the place in the record file."""
    new = [row for row in draft.store.new if row.file == draft.file]
    lines = [line for row in new if row.table == "passages" for line in _origins(draft.store, row)]
    lines += [line for row in new if row.table == "quantities" for line in _nearest(draft.store, row)]
    if new:
        lines += [f"{draft.file}: neither claimed nor waived: {numeral}" for numeral in unaccounted(draft)]
    return lines


def _origins(store: Store, new: NewRow) -> Iterator[str]:
    """Other sources that print a passage word for word and are not linked to this one."""
    own = new.row["source_id"]
    for other in store.all("passages", fingerprint=new.row["fingerprint"]):
        if other["source_id"] != own and _root(store, other["source_id"]) != _root(store, own):
            places = f"{new.row['passage_id']} has the words of {other['passage_id']} in {other['source_id']}"
            yield f"{new.file}:{new.line}: {places}; does one copy the other? (`origin`)"


def _root(store: Store, source_id: str | None) -> str | None:
    """Where a chain of copies begins."""
    seen: set[str | None] = set()
    while source_id not in seen:
        seen.add(source_id)
        row: Row | None = store.find("sources", source_id=source_id)
        source_id = row["origin_id"] or source_id if row else source_id
    return source_id


def _nearest(store: Store, new: NewRow) -> Iterator[str]:
    for other, columns in nearest(store, new.row):
        cells = ", ".join(f"{name} ({other[name] or 'empty'})" for name in columns)
        near = f"{new.row['quantity_id']} is near {other['quantity_id']}"
        yield f"{new.file}:{new.line}: {near}, which differs in {cells}"

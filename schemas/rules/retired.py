"""Rules on ids that are no longer in use."""

from collections.abc import Iterator

from schemas.table import Finding, Record, Table


def retired_id_still_in_use(record: Record) -> Iterator[Finding]:
    """An id that was retired is never used again."""
    retired, ids = record["retired_ids"], _ids(record)
    for row in retired:
        if row["id"] in ids.get(row["table"], ()):
            message = f"{row['id']} still stands in {row['table']}; give that row a new id, or do not retire this one"
            yield Finding(retired, row, "id", message)


def replaced_by_nothing(record: Record) -> Iterator[Finding]:
    """What replaces a retired id exists in the same table."""
    retired, ids = record["retired_ids"], _ids(record)
    for row in retired:
        if row["replaced_by"] is not None and row["table"] in ids and row["replaced_by"] not in ids[row["table"]]:
            message = f"{row['replaced_by']} does not stand in {row['table']}; name the id to use today, or none"
            yield Finding(retired, row, "replaced_by", message)


def _ids(record: Record) -> dict[str, set[str]]:
    """The ids in use of those tables from which any was retired."""
    names = {row["table"] for row in record["retired_ids"]} & record.tables.keys()
    keys = {name: _key(record[name]) for name in names}
    return {name: {row[key] for row in record[name]} for name, key in keys.items() if key is not None}


def _key(table: Table) -> str | None:
    """The column of a table's ids; None where its key is more than one column."""
    key = table.schema.get("primaryKey") or []
    columns = [key] if isinstance(key, str) else key
    return columns[0] if len(columns) == 1 else None


RULES = (retired_id_still_in_use, replaced_by_nothing)

"""Rules on sources: what has been read of them, and what they copy."""

from collections.abc import Iterator

from schemas.rules.cells import filled
from schemas.rules.dates import before
from schemas.table import Finding, Record, Row


def text_hash_contradicts_read_extent(record: Record) -> Iterator[Finding]:
    """text_sha256 is filled exactly when the full text was read."""
    sources = record["sources"]
    for row in sources:
        full = row["read_extent"] == "full_text"
        if row["read_extent"] is not None and full != filled(row, "text_sha256"):
            want = "needs the hash of its text" if full else "has no hash; leave the cell empty"
            yield Finding(sources, row, "text_sha256", f"a source whose read_extent is {row['read_extent']} {want}")


def unseen_source_without_a_copy(record: Record) -> Iterator[Finding]:
    """A source that nobody has seen is known through a copy of it."""
    sources = record["sources"]
    copied = {row["origin_id"] for row in sources}
    for row in sources:
        if row["read_extent"] == "unseen" and row["source_id"] not in copied:
            message = "is unseen, and no source names it as its origin; add the copy through which it is known"
            yield Finding(sources, row, "read_extent", message)


def passage_of_an_unseen_source(record: Record) -> Iterator[Finding]:
    """Nothing rests on the words of a source that nobody has seen."""
    passages, sources = record["passages"], record["sources"].by("source_id")
    for row in passages:
        source = sources.get(row["source_id"])
        if source and source["read_extent"] == "unseen":
            yield Finding(passages, row, "source_id", f"{row['source_id']} is unseen; take the passage from its copy")


def copy_published_before_its_origin(record: Record) -> Iterator[Finding]:
    """A copy is not published before what it copies."""
    sources, by_id = record["sources"], record["sources"].by("source_id")
    for row in sources:
        origin = by_id.get(row["origin_id"])
        if origin and before(row["published_on"], origin["published_on"]):
            message = f"{row['published_on']} is before its origin was published ({origin['published_on']})"
            yield Finding(sources, row, "published_on", f"{message}; correct a date, or which of them copies")


def retrieved_before_published(record: Record) -> Iterator[Finding]:
    """Nothing is retrieved before it is published."""
    sources = record["sources"]
    for row in sources:
        if row["retrieved_on"] is not None and before(row["retrieved_on"].isoformat(), row["published_on"]):
            message = f"{row['retrieved_on']} is before it was published ({row['published_on']}); correct one of them"
            yield Finding(sources, row, "retrieved_on", message)


def sources_of_passages(record: Record) -> dict[str, Row]:
    """The source of each passage, by passage_id; passages of unknown sources are left out."""
    sources = record["sources"].by("source_id")
    return {row["passage_id"]: sources[row["source_id"]] for row in record["passages"] if row["source_id"] in sources}


RULES = (
    text_hash_contradicts_read_extent,
    unseen_source_without_a_copy,
    passage_of_an_unseen_source,
    copy_published_before_its_origin,
    retrieved_before_published,
)

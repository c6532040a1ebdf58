"""Rules on passages, and on the numerals of a text that give no claim."""

from collections.abc import Iterator, Mapping

from schemas import passages as texts_of_sources
from schemas.rules.cells import failed, filled
from schemas.table import Finding, Record


def offsets_contradict_read_extent(record: Record) -> Iterator[Finding]:
    """A passage has offsets exactly when the full text of its source was read."""
    passages, sources = record["passages"], record["sources"].by("source_id")
    for row in passages:
        source = sources.get(row["source_id"])
        if source is None or source["read_extent"] is None:
            continue
        full = source["read_extent"] == "full_text"
        if full != filled(row, "start"):
            want = "a passage of it needs its offsets" if full else "its passages have no offsets"
            yield Finding(passages, row, "start", f"{row['source_id']} was read as {source['read_extent']}: {want}")


def passage_ends_before_it_starts(record: Record) -> Iterator[Finding]:
    """A passage ends after it starts."""
    passages = record["passages"]
    for row in passages:
        if _is_span(row["start"], row["end"]) and row["end"] <= row["start"]:
            yield Finding(passages, row, "end", f"{row['end']} is not after the start ({row['start']})")


def passage_too_short_for_its_words(record: Record) -> Iterator[Finding]:
    """Between the offsets there is room for the words: a character each, and a space between two."""
    passages = record["passages"]
    for row in passages:
        if row["words"] is None or not _is_span(row["start"], row["end"]):
            continue
        if 0 < row["end"] - row["start"] < 2 * row["words"] - 1:
            message = f"{row['words']} words do not fit into {row['end'] - row['start']} characters"
            yield Finding(passages, row, "words", f"{message}; correct words or offsets")


def passage_stated_twice(record: Record) -> Iterator[Finding]:
    """The same words at the same place are one passage (that no two have equal offsets, the schema says)."""
    passages = record["passages"]
    for (source, start, fingerprint), rows in passages.grouped("source_id", "start", "fingerprint").items():
        known = source is not None and fingerprint is not None
        for row in rows[1:] if known else ():
            if failed(row, "start") or (start is not None and row["end"] == rows[0]["end"]):
                continue
            message = f"is the fingerprint of {rows[0]['passage_id']} (line {rows[0].line}); use that passage"
            yield Finding(passages, row, "fingerprint", message)


def waived_numeral_without_full_text(record: Record) -> Iterator[Finding]:
    """Numerals are accounted for in sources whose full text was read; others have no offsets."""
    waived, sources = record["waived_numerals"], record["sources"].by("source_id")
    for row in waived:
        source = sources.get(row["source_id"])
        if source and source["read_extent"] not in ("full_text", None):
            message = f"{row['source_id']} was read as {source['read_extent']}: nothing has to be waived there"
            yield Finding(waived, row, "source_id", message)


def waived_numeral_ends_before_it_starts(record: Record) -> Iterator[Finding]:
    """A waived numeral ends after it starts."""
    waived = record["waived_numerals"]
    for row in waived:
        if _is_span(row["start"], row["end"]) and row["end"] <= row["start"]:
            yield Finding(waived, row, "end", f"{row['end']} is not after the start ({row['start']})")


def waived_numeral_of_another_length(record: Record) -> Iterator[Finding]:
    """A waived numeral is as long as the stretch of text in which it stands."""
    waived = record["waived_numerals"]
    for row in waived:
        if row["as_written"] is None or not _is_span(row["start"], row["end"]):
            continue
        length = len(texts_of_sources.normalise(row["as_written"]))
        if 0 < row["end"] - row["start"] != length:
            message = f'"{row["as_written"]}" has {length} characters and its offsets {row["end"] - row["start"]}'
            yield Finding(waived, row, "as_written", f"{message}; correct one of them")


def waived_numerals_overlap(record: Record) -> Iterator[Finding]:
    """Each stretch of a text is waived once."""
    waived = record["waived_numerals"]
    for rows in waived.grouped("source_id").values():
        spans = sorted((row["start"], row["end"], row.line, row) for row in rows if _is_span(row["start"], row["end"]))
        reach = 0
        for start, end, _, row in spans:
            if start < reach:
                yield Finding(waived, row, "start", f"{start} is inside the numeral before it, which ends at {reach}")
            reach = max(reach, end)


def passage_differs_from_its_text(record: Record, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Where the text of a source is at hand (by source_id), a passage stands at its offsets with its words."""
    passages = record["passages"]
    for row in passages:
        text = texts.get(row["source_id"])
        if text is None or not _is_span(row["start"], row["end"]):
            continue
        try:
            cells = texts_of_sources.passage(text, row["start"], row["end"])
        except ValueError as error:
            yield Finding(passages, row, "start", str(error))
            continue
        for column, value in cells.items():
            if row[column] is not None and row[column] != value:
                message = f"{row[column]} is not what the text of {row['source_id']} has at these offsets ({value})"
                yield Finding(passages, row, column, message)


def figure_not_in_its_passage(record: Record, texts: Mapping[str, str]) -> Iterator[Finding]:
    """Where the text of a source is at hand, a claim's figure is printed inside its passage."""
    claims, passages = record["claims"], record["passages"].by("passage_id")
    for row in claims:
        passage = passages.get(row["passage_id"])
        text = texts.get(passage["source_id"]) if passage else None
        if not passage or text is None or row["as_written"] is None or not _is_span(passage["start"], passage["end"]):
            continue
        inside = texts_of_sources.read(text).normalised[passage["start"] : passage["end"]]
        if texts_of_sources.occurs(row["as_written"], inside) is None:
            message = f'"{row["as_written"]}" is not printed in passage {row["passage_id"]}; correct one of them'
            yield Finding(claims, row, "as_written", message)


def _is_span(start: int | None, end: int | None) -> bool:
    return start is not None and end is not None


RULES = (
    offsets_contradict_read_extent,
    passage_ends_before_it_starts,
    passage_too_short_for_its_words,
    passage_stated_twice,
    waived_numeral_without_full_text,
    waived_numeral_ends_before_it_starts,
    waived_numeral_of_another_length,
    waived_numerals_overlap,
)
TEXT_RULES = (passage_differs_from_its_text, figure_not_in_its_passage)

"""The rule on our own words, for where the text of a source is at hand."""

from collections.abc import Iterator, Mapping

from schemas import passages
from schemas.rules.text import text_columns
from schemas.table import Finding, Record

_EXEMPT = {"title", "name", "author", "as_written", "unit_as_written"}  # what has to stand as it is printed


def text_repeats_a_source(record: Record, texts: Mapping[str, str]) -> Iterator[Finding]:
    """No free text repeats 8 consecutive words of a source whose text is at hand (by source_id)."""
    source_of = {run: source for source, text in texts.items() for run in passages.runs(passages.words(text))}
    for table in record.tables.values():
        for column in (name for name in text_columns(table) if name not in _EXEMPT):
            for row in table:
                words = passages.words(row[column]) if row[column] else []
                at = passages.first_run(words, source_of.keys())
                if at is not None:
                    source = source_of[tuple(words[at : at + passages.RUN])]
                    message = f"repeats {passages.RUN} consecutive words of {source} from word {at + 1} on"
                    yield Finding(table, row, column, f"{message}; say it in other words")


TEXT_RULES = (text_repeats_a_source,)

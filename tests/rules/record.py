"""A small valid record of invented deals between two states, and ways to change it and to see what is said."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import Any

from schemas import passages
from schemas.own_tables import own_schemas
from schemas.rules import check, check_texts
from schemas.table import Record, Row, Table

TODAY = date(2022, 1, 31)
COURIER = (
    "Arvonia and Belmark signed a contract for 120 radar sets worth $2.5 billion in Port Laurel in May 2021. "
    "The navy will receive 40 sets and the border guard 80 sets, over four to six years. "
    "That is 60 percent of what the coast needs, the minister said. Trade between the two states was $900 million."
)
TEXTS = {"courier": COURIER}
_QUOTES = {
    "p00001": "signed a contract for 120 radar sets worth $2.5 billion in Port Laurel in May 2021.",
    "p00002": "The navy will receive 40 sets and the border guard 80 sets, over four to six years.",
    "p00003": "That is 60 percent of what the coast needs, the minister said.",
    "p00004": "Trade between the two states was $900 million.",
}
_TYPES: dict[str, Callable[[str], Any]] = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "date": date.fromisoformat,
}
_PLAIN = {  # of each table: its columns, then its rows; columns that are not named are empty
    "entities": (
        "entity_id kind name iso_alpha3 part_of_id started_on ended_on description",
        "arvonia|state|Arvonia|FIN|||| an invented state",
        "belmark|state|Belmark|SWE|||| an invented state",
        "port-laurel|place|Port Laurel||arvonia|||a town by the sea",
        "radar-set|weapon_system|Laurel radar|||||an invented radar",
        "trade-act|law|Trade Act||belmark|||an invented law",
        "long-calm|period|Long Calm|||2001|2010|an invented period",
        "courier-press|publisher|The Courier||arvonia|||an invented newspaper",
        "minister|person|A Minister|||||an invented person",
    ),
    "entity_names": ("entity_id name kind language", "arvonia|Arvon|adjective|en"),
    "sources": (
        "source_id kind title publisher_id published_on language origin_id origin_relation read_extent text_sha256"
        " reliability reliability_reason retrieved_on",
        f"courier|news|Radars for Arvonia|courier-press|2021-06-01|en|||full_text|{'a' * 64}|B|edited|2022-01-10",
        "courier-copy|rewrite|Radars again|courier-press|2021-06-03|en|wire|rewrite|opening||C|a copy|2022-01-10",
        "wire|wire_story|Radars|courier-press|2021-06-02|en|||unseen||C|known by its copy|2022-01-10",
        "gazette|news|Des radars|courier-press|2021-06-04|fr|||excerpt||C|small|2022-01-10",
    ),
    "relations": (
        "relation_id subject_id predicate object_id period basis",
        "r00001|arvonia|partner_of|belmark||stated",
        "r00002|radar-set|origin_in|belmark||stated",
    ),
    "events": (
        "event_id kind name date in_force place_id part_of_id under_id basis description",
        "talks|summit|Talks of Port Laurel|2021-05||port-laurel|||stated|the two states met",
        "signing|signing|Signing|2021-05||port-laurel|talks||stated|they signed",
        "tariff|tariff|A tariff|2023|2023/..|||trade-act|planned|it may come",
    ),
    "event_participants": (
        "event_id entity_id role",
        "talks|arvonia|host",
        "talks|belmark|guest",
        "tariff|belmark|imposer",
        "tariff|arvonia|target",
    ),
    "agreements": (
        "agreement_id kind domain title part_of_id extends_id event_id item_id period summary",
        "radar-contract|procurement_contract|arms|Contract|frame||signing|radar-set||radars are bought",
        "frame|framework|arms|Framework|||||2011/2021|it sets out how",
        "longer-frame|extension|arms|Extension||frame|signing||2021/2031|the framework goes on",
        "hangar-lease|lease|logistics|Lease|||||2021/2026|a hangar is let",
        "trade-target|target|trade|Target||||||more trade is wanted",
    ),
    "agreement_parties": (
        "agreement_id entity_id role",
        "radar-contract|arvonia|buyer",
        "radar-contract|belmark|supplier",
        "frame|arvonia|party",
        "frame|belmark|party",
        "longer-frame|arvonia|party",
        "longer-frame|belmark|party",
        "hangar-lease|arvonia|lessee",
        "hangar-lease|belmark|lessor",
    ),
    "agreement_milestones": (
        "milestone_id agreement_id kind date modality part basis",
        "m00001|radar-contract|signed|2021-05|actual||stated",
        "m00002|radar-contract|delivered|2025|planned|1 of 3|stated",
        "m00003|frame|signed|2011-04|actual||stated",
        "m00004|longer-frame|signed|2021-05|actual||stated",
        "m00005|frame|extended|2021-05|actual||stated",
    ),
    "quantities": (
        "quantity_id measure subject_id counterparty_id agreement_id event_id milestone_id counted_id stage flow"
        " period period_basis period_id base_id part_of_id unit definition",
        "radars|units|arvonia|belmark|radar-contract|||radar-set|contract|one_time||||||1|radar sets bought",
        "navy-radars|units|arvonia|belmark|radar-contract|||radar-set|plan|one_time|||||radars|1|those for ships",
        "guard-radars|units|arvonia|belmark|radar-contract|||radar-set|delivery|one_time|||||radars|1|those on land",
        "radar-value|value|arvonia|belmark|radar-contract||||contract|one_time||||||USD|price of the radars",
        "delivery-time|duration|||radar-contract||||plan|unspecified||||||a|how long it takes",
        "coast-share|share|arvonia||||||actual|unspecified||||radars||%|what is covered",
        "trade-2020|trade|arvonia|belmark|||||actual|annual|2020?|inferred||||USD|trade of the two",
        "calm-trade|trade|arvonia|belmark|||||actual|annual|||long-calm|||USD|trade of the two",
        "tariff-rate|tariff_rate|belmark|arvonia||tariff|||plan|unspecified||||||%|what is charged",
        "signing-date|date|||radar-contract||m00001||contract|unspecified||||||date|day of signing",
    ),
    "claims": (
        "claim_id quantity_id match passage_id as_written value value_upper date qualifier unit attributed_to_id"
        " stated_on derived_from_id derivation credibility error_kind",
        "c00001|radars|stated|p00001|120|120|||exact|1|||||2|",
        "c00002|navy-radars|stated|p00002|40|40|||exact|1|||||2|",
        "c00003|guard-radars|stated|p00002|80|80|||exact|1|||||2|",
        "c00004|radar-value|stated|p00001|$2.5 billion|2500000000|||exact|USD|||||2|",
        "c00005|delivery-time|stated|p00002|four to six years|4|6||range|a|||||2|",
        "c00006|coast-share|stated|p00003|60 percent|60|||exact|%|minister|2021-05-30|||2|",
        "c00007|trade-2020|inferred|p00004|$900 million|900000000|||exact|USD|||||2|",
        "c00008|signing-date|stated|p00001|May 2021|||2021-05|exact|date|||||2|",
        "c00009|radars|stated|p00005|cent vingt|120|||exact|1|||||3|",
        "c00010|trade-2020|stated|p00006|$0.9 billion|900000000|||exact|USD|||||3|",
    ),
    "positions": (
        "position_id holder_id stance about_agreement_id attributed_to_id summary date",
        "s00001|minister|praises|radar-contract|courier-press|thinks well of it|2021-05",
    ),
    "evidence": (
        "evidence_id passage_id agreement_id milestone_id event_id relation_id position_id stance",
        *(
            f"v{number:05}|p00001|{cells}|supports"
            for number, cells in enumerate(
                (
                    *("frame||||", "longer-frame||||", "hangar-lease||||", "trade-target||||", "|m00001|||"),
                    *("|m00002|||", "|m00003|||", "|m00004|||", "|m00005|||", "||talks||", "||signing||"),
                    *("||tariff||", "|||r00001|", "|||r00002|", "||||s00001"),
                ),
                start=1,
            )
        ),
    ),
    "exchange_rates": ("currency period usd_per_unit source_id", "EUR|2021|1.2|courier"),
    "waived_numerals": (
        "source_id start end as_written reason",
        *(
            f"courier|{_at}|{_at + len(_word)}|{_word}|trivial"
            for _word in ("2021", "two")
            for _at in [COURIER.index(_word)]
        ),
    ),
    "retired_ids": ("table id retired_in reason replaced_by", "agreements|old-frame|0.1.0|a better name|frame"),
}


def valid() -> Record:
    """The record that breaks no rule."""
    return _valid()


def edited(table: str, /, line: int = 2, **cells: str) -> Record:
    """The valid record with cells of one line of a table changed; the header is line 1."""
    return edit(valid(), table, line, **cells)


def edit(record: Record, table: str, /, line: int = 2, **cells: str) -> Record:
    """A record with cells of one line of a table changed, the text and the typed cells in step."""
    rows = [_row(record[table], row.line, {**row.raw, **cells}) if row.line == line else row for row in record[table]]
    assert any(row.line == line for row in rows), f"{table} has no line {line}"
    return _with_rows(record, table, rows)


def added(table: str, /, like: int = 2, **cells: str) -> Record:
    """The valid record with one more row at the end of a table: a copy of a line with some cells changed."""
    record = valid()
    model = next(row for row in record[table] if row.line == like)
    new = _row(record[table], len(record[table].rows) + 2, {**model.raw, **cells})
    return _with_rows(record, table, [*record[table], new])


def emptied(*tables: str) -> Record:
    """The valid record without the rows of some tables."""
    record = valid()
    for table in tables:
        record = _with_rows(record, table, [])
    return record


def broken(record: Record) -> set[tuple[str, str, int | None, str | None]]:
    """What is wrong with a record: rule, table, line and column."""
    return {(problem.rule, problem.table or "", problem.line, problem.column) for problem in check(record)}


def broken_by_text(record: Record, texts: Mapping[str, str] = TEXTS) -> set[tuple[str, str, int | None, str | None]]:
    """What is wrong with a record where texts are at hand."""
    problems = check_texts(record, texts)
    return {(problem.rule, problem.table or "", problem.line, problem.column) for problem in problems}


@cache
def _valid() -> Record:
    texts = {name: [_texts(columns, row) for row in rows] for name, (columns, *rows) in _PLAIN.items()}
    texts["passages"] = [*map(_passage, _QUOTES.items()), *_passages_of_excerpts()]
    empty = {name: Table(name, f"data/{name}.csv", schema, ()) for name, schema in own_schemas().items()}
    record = Record(empty, TODAY)
    for name, rows in texts.items():
        record = _with_rows(record, name, [_row(empty[name], line, row) for line, row in enumerate(rows, start=2)])
    return record


def _texts(columns: str, row: str) -> dict[str, str]:
    return {column: cell.strip() for column, cell in zip(columns.split(), row.split("|"), strict=True)}


def _passage(item: tuple[str, str]) -> dict[str, str]:
    passage_id, quote = item
    start, end = passages.locate(COURIER, quote)
    cells = passages.passage(COURIER, start, end)
    return {"passage_id": passage_id, "source_id": "courier", "start": str(start), "end": str(end)} | {
        column: str(value) for column, value in cells.items()
    }


def _passages_of_excerpts() -> list[dict[str, str]]:
    return [
        {"passage_id": "p00005", "source_id": "gazette", "words": "5", "fingerprint": "b" * 64},
        {"passage_id": "p00006", "source_id": "courier-copy", "words": "6", "fingerprint": "c" * 64},
    ]


def _row(table: Table, line: int, texts: Mapping[str, str | None]) -> Row:
    kinds = {field["name"]: field.get("type", "string") for field in table.schema["fields"]}
    assert texts.keys() <= kinds.keys(), f"{table.name} has no {texts.keys() - kinds.keys()}"
    raw = {column: texts.get(column) or None for column in kinds}
    return Row(line, {column: _typed(kinds[column], text) for column, text in raw.items()}, raw)


def _typed(kind: str, text: str | None) -> Any:
    """A cell that is not of its type is null to the rules, as after the check of the schema."""
    try:
        return None if text is None else _TYPES[kind](text)
    except (ValueError, InvalidOperation):
        return None


def _with_rows(record: Record, table: str, rows: list[Row]) -> Record:
    return Record({**record.tables, table: replace(record[table], rows=tuple(rows))}, record.today)

"""An invented article and the package that codes it, made by code: evidence to check without anybody's text.

In LINES `{label:figure}` marks a claim's figure and `<numeral>` a waived one. Each line is a passage, an empty one
parts paragraphs; the first three paragraphs are headline, dek and caption.
"""

import csv
import re
import shutil
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from schemas.figures import read_figure
from schemas.own_tables import own_schemas
from schemas.passages import normalise, passage

ROOT = Path(__file__).parent.parent
SOURCE = "lantern-kites"
LINES = """
Arvonia signs for kites as its old fleet of <1988> fades

The islands order a fleet worth {value:$4.75 million} from Belmark’s Élan Works.

Minister Ana Brück (left) with the founder of Élan Works in Port Laurel, on <3 May 2019>. Photo: B. Osei

Arvonia signed a contract with Belmark on Friday for {kites:1,250} storm kites – the largest order in its history.
“They reach {height:2,400 metres} and stay there,” minister Ana Brück told the harbour’s <two> newspapers.
According to the contract, {first:310} kites come in the <first> shipment, for the coast guard’s station in Port Laurel.
The other {second:940} kites are to follow over {term:three to five years}, she said.

The price, without ground stations, is {price:$3,800} for each kite, which the founder called a fair deal.
Belmark won against <four> rivals; its kites make up {share:62.5 percent} of what the coast guard flies today.
Trade between the <two> states was {trade:nearly €96 million} in <2018>, and both want {target:€150 million} by <2025>.

The kites of type <K-77> last {life:a decade}, against {older:more than 6,000 hours} for the older type <K-12>.
Tests took {tests:48} days, and {failed:7 per cent} of the lines broke in gusts of more than {gust:130 km} an hour.
A <second> contract may follow, “perhaps in <2021>, perhaps never”, said the founder of Élan Works.
"""
PLAIN: Mapping[str, tuple[str, ...]] = {  # of each table: its columns, then its rows
    "entities": (
        "entity_id kind name iso_alpha3 part_of_id description",
        "ana-brueck|person|Ana Brück|||an invented minister",
        "arvonia|state|Arvonia|FIN||an invented state",
        "belmark|state|Belmark|SWE||an invented state",
        "elan-works|company|Élan Works||belmark|an invented maker of kites",
        "lantern|publisher|The Lantern & Sons||arvonia|an invented newspaper",
        "storm-kite|weapon_system|Storm kite|||an invented kite",
    ),
    "agreements": (
        "agreement_id kind domain title item_id summary",
        "kite-contract|procurement_contract|arms|Contract for kites|storm-kite|kites are bought",
        "trade-target|target|trade|Target||more trade is wanted",
    ),
    "agreement_parties": (
        "agreement_id entity_id role",
        "kite-contract|arvonia|buyer",
        "kite-contract|belmark|supplier",
    ),
    "agreement_milestones": (
        "milestone_id agreement_id kind date modality basis",
        "m00001|kite-contract|signed|2019-05-03|actual|stated",
    ),
    "events": (
        "event_id kind name date basis description",
        "brueck-interview|statement|Remarks to the newspapers|2019-05|stated|the minister spoke",
    ),
}
# A claim's quantity: measure, agreement, stage, flow, then what is filled besides.
KITES = {"subject_id": "arvonia", "counterparty_id": "belmark"}
QUANTITIES: Mapping[str, tuple[str, str | None, str, str, Mapping[str, str]]] = {
    "value": ("value", "kite-contract", "contract", "one_time", KITES),
    "kites": ("units", "kite-contract", "contract", "one_time", KITES | {"counted_id": "storm-kite"}),
    "height": ("limit", "kite-contract", "estimate", "unspecified", {}),
    "first": ("units", "kite-contract", "plan", "one_time", KITES | {"slice": "first-shipment"}),
    "second": ("units", "kite-contract", "plan", "one_time", KITES | {"slice": "later-shipments"}),
    "term": ("duration", "kite-contract", "plan", "unspecified", {}),
    "price": ("unit_price", "kite-contract", "contract", "one_time", KITES),
    "share": ("share", None, "actual", "unspecified", KITES),
    "trade": ("trade", None, "actual", "annual", KITES | {"period": "2018", "period_basis": "stated"}),
    "target": ("trade", "trade-target", "target", "unspecified", KITES),
    "life": ("duration", "kite-contract", "estimate", "unspecified", {"slice": "life"}),
    "older": ("duration", None, "actual", "unspecified", {"subject_id": "arvonia", "slice": "life-of-the-older-type"}),
    "tests": ("duration", "kite-contract", "actual", "unspecified", {"slice": "tests"}),
    "failed": ("share", "kite-contract", "actual", "unspecified", {"slice": "broken-lines"}),
    "gust": ("limit", "kite-contract", "actual", "unspecified", {"slice": "gusts"}),
}
UNITS_APART = {"kites": None, "tests": "days"}  # what is printed beside the figure
ATTRIBUTED = {"height": {"attributed_to_id": "ana-brueck", "said_at_id": "brueck-interview", "stated_on": "2019-05"}}
_MARK = re.compile(r"\{(?P<label>[a-z]+):(?P<figure>[^}]*)\}|<(?P<waived>[^>]*)>")

Cells = Mapping[str, str | None]


class Line(NamedTuple):
    """A line of the article as it reads, its offset in the normalised text, its figures by label, and waived spans."""

    text: str
    start: int
    figures: dict[str, str]
    waived: list[tuple[int, str]]


def article(lines: str = LINES) -> str:
    """The article as its coder had it."""
    return _unmarked(lines).strip()


def _unmarked(lines: str) -> str:
    return _MARK.sub(lambda match: match["figure"] or match["waived"], lines)


def read_lines(lines: str = LINES) -> Iterator[Line]:
    """The lines of the article with their marks taken apart."""
    at = 0
    for marked in filter(None, lines.splitlines()):
        text = _unmarked(marked)
        assert len(text) == len(normalise(text)), "offsets are those of the normalised text"
        marks = list(_MARK.finditer(marked))
        figures = {match["label"]: match["figure"] for match in marks if match["label"]}
        waived = [(at + len(_unmarked(marked[: match.start()])), match["waived"]) for match in marks if match["waived"]]
        yield Line(text, at, figures, waived)
        at += len(text) + 1


def write_package(folder: Path, lines: str = LINES) -> Path:
    """Writes the package that codes the article and returns its folder."""
    (folder / "data").mkdir(parents=True)
    (folder / "schemas").mkdir()
    shutil.copy(ROOT / "datapackage.json", folder)
    for schema in (ROOT / "schemas").glob("*.json"):
        shutil.copy(schema, folder / "schemas")
    rows = tables(lines)
    for name, schema in own_schemas().items():
        columns = [field["name"] for field in schema["fields"]]
        with (folder / "data" / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(name, []))
    return folder


def tables(lines: str = LINES) -> dict[str, list[Cells]]:
    """The rows of each table as text."""
    rows: dict[str, list[Cells]] = {name: [*_plain(*texts)] for name, texts in PLAIN.items()}
    rows["sources"] = [_source(lines)]
    rows["passages"], rows["claims"], rows["quantities"], rows["waived_numerals"] = [], [], [], []
    for number, line in enumerate(read_lines(lines), start=1):
        _add_line(rows, f"p{number:05}", line)
    rows["quantities"].sort(key=lambda row: str(row["quantity_id"]))
    targets = [("agreement_id", "kite-contract"), ("agreement_id", "trade-target"), ("milestone_id", "m00001")]
    targets += [("event_id", "brueck-interview")]
    rows["evidence"] = [
        {"evidence_id": f"v{number:05}", "passage_id": "p00004", column: name, "stance": "supports"}
        for number, (column, name) in enumerate(targets, start=1)
    ]
    return rows


def _plain(columns: str, *rows: str) -> Iterator[Cells]:
    for row in rows:
        yield dict(zip(columns.split(), row.split("|"), strict=True))


def _source(lines: str) -> Cells:
    return {
        "source_id": SOURCE,
        "kind": "news",
        "title": "Arvonia signs for kites & more: 100% of $4.75 million",
        "publisher_id": "lantern",
        "published_on": "2019-05-04",
        "url": "https://example.org/2019/kites_100%25",
        "language": "en",
        "read_extent": "full_text",
        "text_sha256": sha256(normalise(article(lines)).encode()).hexdigest(),
        "reliability": "C",
        "reliability_reason": "invented",
        "retrieved_on": "2022-01-10",
    }


def _add_line(rows: dict[str, list[Cells]], passage_id: str, line: Line) -> None:
    """The passage of a line, its claims with their quantities, and its waived numerals."""
    place = {"start": str(line.start), "end": str(line.start + len(line.text))}
    cells = {column: str(value) for column, value in passage(line.text, 0, len(line.text)).items()}
    rows["passages"].append({"passage_id": passage_id, "source_id": SOURCE, **place, **cells})
    for label, figure in line.figures.items():
        claim = _claim(label, figure, passage_id, len(rows["claims"]) + 1)
        rows["claims"].append(claim)
        rows["quantities"].append(_quantity(label, claim))
    for start, name in line.waived:
        reason = "date" if name[-1].isdigit() and "-" not in name else "trivial"
        span = {"start": str(start), "end": str(start + len(name))}
        rows["waived_numerals"].append({"source_id": SOURCE, **span, "as_written": name, "reason": reason})


def _claim(label: str, figure: str, passage_id: str, number: int) -> Cells:
    read = read_figure(figure, UNITS_APART.get(label))
    return {
        "claim_id": f"c{number:05}",
        "quantity_id": f"{label}-of-the-kites",
        "match": "stated",
        "passage_id": passage_id,
        "as_written": figure,
        "unit_as_written": UNITS_APART.get(label),
        "value": None if read.value is None else f"{read.value:f}",
        "value_upper": None if read.value_upper is None else f"{read.value_upper:f}",
        "qualifier": read.qualifier,
        "unit": read.unit or "1",
        "credibility": "3",
        **ATTRIBUTED.get(label, {}),
    }


def _quantity(label: str, claim: Cells) -> Cells:
    measure, agreement, stage, flow, more = QUANTITIES[label]
    return {
        "quantity_id": claim["quantity_id"],
        "measure": measure,
        "agreement_id": agreement,
        "stage": stage,
        "flow": flow,
        "unit": claim["unit"],
        "definition": f"what the kites' {label} comes to",
        **more,
    }

"""The verb `cite`: one claim in four formats, with who agrees and the version."""

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas.problems import CannotRunError
from scripts.__main__ import app
from scripts.cite import FORMATS, Citation, citation
from tests.conftest import ROOT, edited
from tests.invented import write_package

VALUE, KITES, HEIGHT, TRADE = "c00001", "c00002", "c00003", "c00009"
# Names of item fields in csl-data.json 1.0.2, as far as they are used.
CSL_FIELDS = {"id", "type", "title", "author", "container-title", "version", "issued", "URL", "language", "note"}

BESIDE = "1 besides this one's: as printed, {} can be true together with it and {} can't"


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    return write_package(tmp_path / "package")


def said_again(package: Path, value: str, currency: str = "$", unit: str = "USD", **cells: str) -> Path:
    """A second source with a figure of its own for the contract's value."""
    source = {"source_id": "gazette", "title": "Kites bought", "read_extent": "excerpt", "text_sha256": ""}
    added(package, "sources", source)
    at = {"passage_id": "p00099", "source_id": "gazette", "start": "", "end": "", "fingerprint": "a" * 64}
    added(package, "passages", at)
    claim = {
        "claim_id": "c00099",
        "passage_id": "p00099",
        "as_written": f"{currency}{value}",
        "value": value,
        "unit": unit,
    }
    return added(package, "claims", claim | cells)


def added(package: Path, table: str, cells: dict[str, str]) -> Path:
    """One more row of a table: its first one with some cells changed."""
    path = package / "data" / f"{table}.csv"
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, rows[0] | cells])
    return package


def text(cite: Citation) -> str:
    return FORMATS["text"](cite)


def test_text_says_what_who_where_and_in_which_version(coded: Path) -> None:
    version = json.loads((ROOT / "datapackage.json").read_text("utf-8"))["version"]
    lines = text(citation(coded, KITES)).splitlines()
    assert lines[0] == "Claim    c00002: “1,250”, read as exact 1,250"
    assert lines[1] == "Of       what the kites' kites comes to (kites-of-the-kites)"
    assert lines[2] == "Said by  The Lantern & Sons, in its own voice"
    assert lines[3].startswith(
        "Source   The Lantern & Sons, “Arvonia signs for kites & more: 100% of $4.75 million”, 2019-05-04"
    )
    assert re.fullmatch(r"Passage  characters \d+ to \d+, 18 words, fingerprint [0-9a-f]{12}… \(p00004\)", lines[4])
    assert lines[5] == "Origins  1 independent origin (single origin)"
    assert lines[6] == f"Dataset  Pacts & Figures, version {version}"


def test_speaker_and_occasion_are_named(coded: Path) -> None:
    said = "Said by  Ana Brück (Remarks to the newspapers, 2019-05), according to The Lantern & Sons"
    assert said in text(citation(coded, HEIGHT))


@pytest.mark.parametrize(
    ("claim", "read"),
    [
        (VALUE, "exact 4,750,000 USD"),
        (TRADE, "near 96,000,000 EUR"),
        ("c00006", "range 3 to 5 a"),
    ],
)
def test_figure_is_given_as_read(coded: Path, claim: str, read: str) -> None:
    assert f"read as {read}\n" in text(citation(coded, claim))


@pytest.mark.parametrize(
    ("value", "cells", "says"),
    [
        ("4750000", {}, "2 independent origins (agree); " + BESIDE.format(1, 0)),
        ("5000000", {}, "2 independent origins (conflict); from 4,750,000 to 5,000,000 USD; 1 besides this one's: as"),
        ("4700000", {}, "2 independent origins (within tolerance); from 4,700,000 to 4,750,000 USD; 1 besides"),
        ("4700000", {"qualifier": "more_than"}, BESIDE.format(1, 0)),
        ("4750000", {"qualifier": "more_than"}, BESIDE.format(0, 1)),
        ("4750000", {"qualifier": "at_least"}, BESIDE.format(1, 0)),
        ("4600000", {"qualifier": "about"}, BESIDE.format(1, 0)),
        ("4", {"value_upper": "5000000", "qualifier": "range"}, BESIDE.format(1, 0)[:40]),
    ],
)  # fmt: skip
def test_other_origins_are_counted(coded: Path, value: str, cells: dict[str, str], says: str) -> None:
    assert says in text(citation(said_again(coded, value, **cells), VALUE))


def test_claim_with_an_error_does_not_count_and_is_compared(coded: Path) -> None:
    cite = citation(said_again(coded, "5000000", error_kind="typo"), "c00099")
    assert "1 independent origin (single origin)" in text(cite)
    assert f"{BESIDE.format(0, 1)}; this claim does not count (error)" in text(cite)


def test_claim_without_a_figure_is_not_compared(coded: Path) -> None:
    cite = citation(said_again(coded, "", as_written="significant", qualifier="unquantified"), "c00099")
    assert "1 besides this one's; this claim does not count (unquantified)" in text(cite)


def test_figure_in_another_currency_is_compared_at_the_rate(coded: Path) -> None:
    said_again(coded, "9500000", "€", "EUR", stated_on="2019-05-04")
    rates = "currency,period,usd_per_unit,source_id\nEUR,2019,0.5,gazette\n"
    (coded / "data" / "exchange_rates.csv").write_text(rates)
    assert BESIDE.format(1, 0) in text(citation(coded, "c00099"))


def test_markdown_is_a_list_without_stray_markup(coded: Path) -> None:
    edited(coded, "sources", title="Kites *and* [more](x) <b> a_b_c")
    out = FORMATS["markdown"](citation(coded, KITES))
    assert all(line.startswith("- **") for line in out.splitlines())
    assert r"Kites \*and\* \[more\](x) \<b\> a\_b\_c" in out
    assert "<https://example.org/2019/kites_100%25>" in out


def fields(bibtex: str) -> dict[str, str]:
    """Fields of an entry with their braces counted as BibTeX counts them."""
    assert bibtex.startswith("@misc{")
    assert bibtex.endswith("\n}")
    depth, fields, start = 0, {}, 0
    for at, char in enumerate(bibtex):
        depth += {"{": 1, "}": -1}.get(char, 0)
        if char == "," and depth == 1:
            name, equals, value = bibtex[start:at].partition(" = ")
            start = at + 1
            if equals:
                fields[name.strip()] = value.strip()
    assert depth == 0
    return fields


def test_bibtex_has_the_fields_of_a_dataset(coded: Path) -> None:
    found = fields(FORMATS["bibtex"](citation(coded, VALUE)))
    assert found["author"] == r"{{Pacts \& Figures maintainers}}"
    assert found["title"] == r"{{“\$4.75 million”: what the kites' value comes to}}"
    assert re.fullmatch(r"\{\d{4}\}", found["year"])
    assert re.fullmatch("[a-z]{3}", found["month"])
    assert r"100\% of \$4.75 million" in found["note"]
    assert r"kites\_100\%25" in found["note"]


def test_bibtex_stands_any_character(coded: Path) -> None:
    edited(coded, "sources", title=r"a{b}} \c ~d^ #5 $x_y & 100% <z> | é ₹ {")
    note = fields(FORMATS["bibtex"](citation(coded, VALUE)))["note"]
    assert r"a\textbraceleft{}b\textbraceright{}\textbraceright{} \textbackslash{}c \textasciitilde{}d" in note
    assert r"\textasciicircum{} \#5 \$x\_y \& 100\% \textless{}z\textgreater{} \textbar{} é ₹ \textbraceleft{}" in note
    assert not re.search(r"(?<!\\)[&%$#_~^<>|]", note)


def test_bibtex_keeps_the_address_of_the_dataset(coded: Path) -> None:
    path = coded / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"homepage": "https://example.org/a_b%20{c}"}))
    assert fields(FORMATS["bibtex"](citation(coded, VALUE)))["url"] == "{https://example.org/a_b%20%7Bc%7D}"


def test_csl_json_is_a_list_of_one_dataset(coded: Path) -> None:
    (item,) = json.loads(FORMATS["csl-json"](citation(coded, VALUE)))
    assert item.keys() <= CSL_FIELDS
    assert item["id"].endswith("-c00001")
    assert item["type"] == "dataset"
    assert item["author"] == [{"literal": "Pacts & Figures maintainers"}]
    (day,) = item["issued"]["date-parts"]
    assert [type(part) for part in day] == [int, int, int]
    assert item["title"] == "“$4.75 million”: what the kites' value comes to"
    assert "1 independent origin" in item["note"]


@pytest.mark.parametrize("output", FORMATS)
def test_each_claim_of_the_record_can_be_cited(output: str) -> None:
    with (ROOT / "data" / "claims.csv").open(encoding="utf-8", newline="") as file:
        claim = next(csv.DictReader(file))["claim_id"]
    result = CliRunner().invoke(app, ["cite", claim, str(ROOT), "--format", output])
    assert result.exit_code == 0
    assert claim in result.stdout


def test_unknown_claim_cannot_be_cited(coded: Path) -> None:
    with pytest.raises(CannotRunError, match=r"^no claim is named 'c99999'$"):
        citation(coded, "c99999")


def test_claim_of_a_broken_package_is_not_cited(coded: Path) -> None:
    with pytest.raises(CannotRunError, match="the package has 1 problems"):
        citation(edited(coded, "claims", value="many"), VALUE)


def test_date_that_cannot_be_read_is_told(coded: Path) -> None:
    with pytest.raises(CannotRunError, match="a date that can't be read: published_on"):
        citation(edited(coded, "sources", published_on="last May"), VALUE)

"""The verb `record`: what a file adds to a copy of the package, what it refuses, and that both are whole."""

import re
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas.passages import fingerprint, normalise, words
from schemas.problems import CannotRunError
from scripts import record as verb
from scripts.__main__ import app
from scripts.record import Outcome, record, render, staging
from scripts.validate import validate

TODAY = date(2026, 11, 22)
SOURCE = """\
url: https://example.org/2025/07/kites
title: Plant to deliver 7,000 kites
published: 2025-07-19
"""
RIFLES = "ind-rus-2021-assault-rifles"
UNITS = "ind-rus-2021-rifles-units"
VALUE = f"""\
quantities:
- {{id: kites-value, measure: value, subject: india, counterparty: russia, agreement: {RIFLES}, stage: contract,
   flow: one_time, slice: kites, unit: INR, definition: What the invented kites cost}}
"""
SAYS = "- says: the works have a [Rs 5,200 crore] contract for kites of every size\n"
NONE = "- says: no figure here and none to come\n"


def write(folder: Path, text: str, name: str = "kites.yaml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def run(package: Path, text: str, dry_run: bool = False) -> Outcome:
    return record([write(package.parent, text)], package, TODAY, dry_run=dry_run)


def refusals(package: Path, text: str) -> list[tuple[int | None, str | None, str]]:
    """Line, key and rule of each problem of a file, which has to leave the package as it was."""
    before = content(package)
    outcome = run(package, text)
    assert not outcome.accepted
    assert content(package) == before
    return [(one.line, one.column, one.rule) for problems in outcome.refused.values() for one in problems]


def content(package: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((package / "data").iterdir())}


def added(outcome: Outcome, table: str) -> list[dict[str, str | None]]:
    assert not outcome.refused, render(outcome, [], False) or outcome.refused
    return [new.row for new in outcome.store.new if new.table == table]


def cells(row: dict[str, str | None], *columns: str) -> tuple[str | None, ...]:
    return tuple(row[column] for column in columns)


def test_source_is_derived_from_address_title_and_publisher_table(valid_package: Path) -> None:
    (source,) = added(run(valid_package, SOURCE), "sources")
    assert source["source_id"] == "example-news-2025-07-19-plant-deliver-7000-kites"
    assert cells(source, "publisher_id", "kind", "language", "reliability") == ("example-news", "news", "en", "C")
    assert cells(source, "read_extent", "retrieved_on", "text_sha256") == ("opening", "2026-11-22", None)
    assert not validate(valid_package).problems


def test_brackets_become_claims_on_the_quantities_in_order(valid_package: Path) -> None:
    says = "- says: a [Rs 5,200 crore] contract to supply [6,01,427] kites to the forces\n"
    outcome = run(
        valid_package, f"{SOURCE}{VALUE}claims:\n{says}  is: [kites-value, {UNITS}]\n  by: india-defence-ministry\n"
    )
    value, units = added(outcome, "claims")
    assert cells(value, "quantity_id", "as_written", "value", "qualifier", "unit") == (
        "kites-value", "Rs 5,200 crore", "52000000000", "exact", "INR",
    )  # fmt: skip
    assert cells(units, "quantity_id", "value", "unit", "attributed_to_id") == (
        UNITS, "601427", "1", "india-defence-ministry",
    )  # fmt: skip
    assert value["credibility"] == "3"
    (passage,) = added(outcome, "passages")
    plain = words("a Rs 5,200 crore contract to supply 6,01,427 kites to the forces")
    assert cells(passage, "words", "fingerprint", "start") == (str(len(plain)), fingerprint(plain), None)
    assert not validate(valid_package).problems


def test_conversion_of_the_source_is_derived_from_the_figure_beside_it(valid_package: Path) -> None:
    says = "- says: a [Rs 5,200 crore] ([=about $600 million]) contract for kites\n  is: kites-value\n"
    value, converted = added(run(valid_package, f"{SOURCE}{VALUE}claims:\n{says}"), "claims")
    assert cells(converted, "derived_from_id", "derivation", "unit") == (value["claim_id"], "conversion", "USD")
    assert cells(converted, "qualifier", "as_written") == ("about", "about $600 million")


def test_figure_made_from_another_passage_is_derived_from_the_only_claim_there(valid_package: Path) -> None:
    later = "- says: that is [=about $600 million] at the rate of the day\n  is: kites-value\n  derivation: rounding\n"
    converted, value = added(run(valid_package, f"{SOURCE}{VALUE}claims:\n{later}{SAYS}  is: kites-value\n"), "claims")[
        ::-1
    ]
    assert cells(converted, "derived_from_id", "derivation") == (value["claim_id"], "rounding")


def test_keys_of_figures_apply_to_all_or_to_each(valid_package: Path) -> None:
    says = (
        "- says: between [Rs 5,200 crore] now and [Rs 9,000 crore] later for kites\n  is: [kites-value, kites-later]\n"
    )
    more = "  note: [~, Later only]\n  grade: 4\n"
    later = VALUE.splitlines(keepends=True)[1:]
    later_text = "".join(later).replace("kites-value", "kites-later").replace("slice: kites", "slice: kites-later")
    first, second = added(run(valid_package, f"{SOURCE}{VALUE}{later_text}claims:\n{says}{more}"), "claims")
    assert cells(first, "note", "credibility") == (None, "4")
    assert cells(second, "note", "credibility") == ("Later only", "4")


def test_full_text_gives_offsets_digest_and_waivers(valid_package: Path) -> None:
    text = (
        "MENU 3\nThe works have a  Rs 5,200 crore contract for kites of every size,\nof which 12 are red and 12 blue.\n"
    )
    write(valid_package.parent, text, "kites.txt")
    waived = 'waived:\n  page_furniture: [3]\n  trivial: [12, "and [12] blue"]\n'
    outcome = run(valid_package, f"{SOURCE}text: kites.txt\n{VALUE}claims:\n{SAYS}  is: kites-value\n{waived}")
    (source,), (passage,) = added(outcome, "sources"), added(outcome, "passages")
    whole = normalise(text)
    assert cells(source, "read_extent", "text_sha256") == ("full_text", sha256(whole.encode()).hexdigest())
    assert whole[int(passage["start"] or 0) : int(passage["end"] or 0)].startswith("The works have")
    spans = [(int(row["start"] or 0), int(row["end"] or 0)) for row in added(outcome, "waived_numerals")]
    assert [whole[start:end] for start, end in sorted(spans)] == ["3", "12", "12"]
    assert "neither claimed nor waived" not in render(outcome, [valid_package.parent / "kites.yaml"], False)


def test_numerals_left_over_are_shown(valid_package: Path) -> None:
    write(valid_package.parent, "The works have made 12 kites, and 30 more are to come.", "kites.txt")
    outcome = run(valid_package, f"{SOURCE}text: kites.txt\nwaived: {{trivial: [12]}}\n")
    assert "neither claimed nor waived: works have made 12 kites, and [30] more are to come." in render(
        outcome, [valid_package.parent / "kites.yaml"], False
    )


RECORDS = f"""
fill: yes
copies:
- {{url: "https://example.org/copy", title: A copy of it, relation: verbatim, published: 2025-07-20}}
origin: {{publisher: example-news, title: Agency on kites, relation: rewrite, published: 2025-07-19}}
names:
  india: {{native: {{hi: भारत}}}}
entities:
- {{id: kite-maker, kind: company, name: Kite Maker, description: Maker, names: {{short: Kites, alias: [KM, K. M.]}}}}
exchange_rates: {{currency: INR, period: 2025-07-19, per_usd: 85.9}}
quantities:
- {{id: first-lot-day, measure: date, subject: india, agreement: kites, milestone: first-lot, stage: plan,
   flow: unspecified, unit: date, definition: When the first kites come}}
claims:
- says: Russia and India signed the contract for kites, of which the first lot came in [October 2025].
  is: first-lot-day
  supports: kites signed
  context: {RIFLES} signed
  agreements:
  - {{id: kites, kind: procurement_contract, domain: arms, title: Kites, summary: Invented purchase,
     parties: {{buyer: india, supplier: [russia, kite-maker], end_user: indian-army for india}}}}
  milestones:
  - kites signed 2021-07
  - {{agreement: kites, kind: delivered, part: 1 of 5, modality: planned, label: first-lot}}
  events: {{id: kite-day, kind: statement, name: Kites, description: Invented, participants: {{speaker: kite-maker}}}}
  relations: [india partner_of russia, assault-rifles origin_in russia inferred]
  positions: {{holder: kite-maker, stance: praises, about_agreement: kites, summary: Likes it, label: liking}}
- says: the makers were glad to hear of it
  supports: [liking, first-lot]
"""


def test_every_kind_of_row_can_be_said(valid_package: Path) -> None:
    outcome = run(valid_package, SOURCE + RECORDS)
    assert not outcome.refused, outcome.refused
    expected = {
        "sources": 3, "passages": 2, "entities": 2, "entity_names": 4, "events": 1, "event_participants": 1,
        "agreements": 1, "agreement_parties": 4, "agreement_milestones": 2, "relations": 1, "positions": 1,
        "quantities": 1, "claims": 1,
        "exchange_rates": 1, "evidence": 10,
    }  # fmt: skip
    assert {table: len(added(outcome, table)) for table in expected} == expected
    assert added(outcome, "claims")[0]["date"] == "2025-10"
    assert added(outcome, "exchange_rates")[0]["usd_per_unit"] == "0.011641"
    assert not validate(valid_package).problems


def test_second_run_adds_nothing(valid_package: Path) -> None:
    run(valid_package, SOURCE + RECORDS)
    before = content(valid_package)
    outcome = run(valid_package, SOURCE + RECORDS)
    assert (outcome.refused, outcome.store.new) == ({}, [])
    assert content(valid_package) == before
    assert "nothing new" in render(outcome, [valid_package.parent / "kites.yaml"], False)


def test_dry_run_shows_rows_and_changes_nothing(valid_package: Path) -> None:
    before = content(valid_package)
    outcome = run(valid_package, SOURCE, dry_run=True)
    shown = render(outcome, [valid_package.parent / "kites.yaml"], True)
    assert (
        '+ example-news-2025-07-19-plant-deliver-7000-kites,news,"Plant to deliver 7,000 kites",example-news' in shown
    )
    assert shown.endswith("2 rows would be added") or "1 sources would be added" in shown
    assert content(valid_package) == before


def test_cell_that_is_recorded_otherwise_is_refused_by_name(valid_package: Path) -> None:
    text = "entities:\n- {id: india, kind: state, name: Bharat}\n"
    assert refusals(valid_package, text) == [(2, "name", "recorded-otherwise")]


def test_empty_cell_is_filled_only_on_request(valid_package: Path) -> None:
    text = "entities:\n- {id: india, wikidata_id: Q668}\n".replace("wikidata_id", "wikidata")
    assert refusals(valid_package, text) == [(2, "wikidata", "recorded-otherwise")]
    outcome = run(valid_package, f"fill: yes\n{text}")
    assert "1 entities (filled)" in render(outcome, [valid_package.parent / "kites.yaml"], False)
    assert b"india,state,India,IND,Q668," in content(valid_package)["entities.csv"]


def test_all_problems_of_a_file_are_reported_with_their_lines(valid_package: Path) -> None:
    claims = f"""\
claims:
- says: a [large] contract for kites and ropes
  is: {UNITS}
- says: too short
- says: a [200] of the kites will be here soon
  is: {UNITS}
  by: nobody-known
  grade: 9
  nonsense: 1
"""
    assert refusals(valid_package, SOURCE + claims) == [
        (5, "says", "figure-cannot-be-read"),
        (7, "says", "not-a-passage"),
        (10, "by", "unknown-entity"),
        (11, "grade", "enum"),
        (12, "nonsense", "unknown-key"),
    ]


REFUSED = (
    ("- says: a [Rs 5,200 crore contract of the year for kites\n", "not-a-passage"),
    ("- says: a Rs [5,200] crore contract of the year for kites\n", "not-a-passage"),
    (f"{SAYS}  by: india\n", "figures-and-quantities"),
    (f"{SAYS}  is: [kites-value, kites-value]\n", "figures-and-quantities"),
    (f"{SAYS}  is: kite-value\n", "unknown-quantity"),
    (f"{SAYS}  is: kites-value\n  reads: Rs 5\n", "figure-in-another-language"),
    (f"{SAYS}  is: kites-value\n  note: [one, two]\n", "figures-and-values"),
    (f"- says: worth [=$5 million] at the rates of then\n  is: {UNITS}\n", "origin-of-figure-unknown"),
    (f"{NONE}  by: india\n", "no-figure"),
    (f"{NONE}  supports: nothing-known\n", "unknown-reference"),
    (f"{NONE}  milestones: {RIFLES} signed 2020-01\n", "resembles-a-recorded-one"),
    (f"{NONE}  milestones: {RIFLES} signt 2020-01\n", "not-a-record"),
    (f"{NONE}  positions: praise\n", "not-a-record"),
    ("- is: kites-value\n", "says-missing"),
    ("- nothing\n", "not-a-map"),
)


def test_every_claim_that_cannot_be_told_is_refused_at_its_place(valid_package: Path) -> None:
    head = f"{SOURCE}{VALUE}claims:\n"
    starts = [
        (head + "".join(claim for claim, _ in REFUSED[:number])).count("\n") + 1 for number in range(len(REFUSED))
    ]
    found = refusals(valid_package, head + "".join(claim for claim, _ in REFUSED))
    by_claim = [(sum(start <= (line or 0) for start in starts) - 1, rule) for line, _, rule in found]
    assert sorted(by_claim) == [(number, rule) for number, (_, rule) in enumerate(REFUSED)]


def test_unknown_publisher_is_refused_with_what_to_do(valid_package: Path) -> None:
    outcome = run(valid_package, SOURCE.replace("example.org", "kites.example"))
    (problem,) = outcome.refused[str(valid_package.parent / "kites.yaml")]
    assert (problem.line, problem.column, problem.rule) == (1, "url", "publisher-unknown")
    assert "add a line for kites.example to scripts/record/publishers.csv" in problem.message


def test_everything_about_the_source_can_be_typed(valid_package: Path) -> None:
    text = SOURCE.replace("example.org", "kites.example")
    typed = (
        "publisher: the-diplomat\nkind: research\nlanguage: ru\nreliability: A\nreason: Invented\nsource: my-kites\n"
    )
    (source,) = added(run(valid_package, text + typed), "sources")
    assert cells(source, "source_id", "kind", "language", "reliability_reason") == (
        "my-kites",
        "research",
        "ru",
        "Invented",
    )


def test_figure_in_another_language_is_read_from_what_the_coder_says(valid_package: Path) -> None:
    says = "- says: контракт на сумму [5,2 млрд рупий] подписан сегодня\n  is: kites-value\n  reads: Rs 5.2 billion\n"
    (claim,) = added(run(valid_package, f"{SOURCE}language: ru\n{VALUE}claims:\n{says}"), "claims")
    assert cells(claim, "as_written", "value", "unit") == ("5,2 млрд рупий", "5200000000", "INR")


def test_id_is_permanent_and_the_source_found_by_its_address(valid_package: Path) -> None:
    run(valid_package, SOURCE)
    outcome = run(
        valid_package, "url: https://example.org/2025/07/kites\nclaims:\n- says: the works were glad to hear of it\n"
    )
    assert [new.table for new in outcome.store.new] == ["passages"]


def test_address_that_would_get_a_taken_id_is_refused(valid_package: Path) -> None:
    run(valid_package, SOURCE)
    other = SOURCE.replace("07/kites", "07/other")
    assert refusals(valid_package, other) == [(1, "url", "source-id-taken")]


def test_serials_go_on_above_retired_ones(valid_package: Path) -> None:
    retired = valid_package / "data" / "retired_ids.csv"
    retired.write_text(f"{retired.read_text('utf-8')}passages,p09000,0.1.0,Invented,\n", "utf-8")
    (passage,) = added(run(valid_package, f"{SOURCE}claims:\n- says: the works were glad to hear of it\n"), "passages")
    assert passage["passage_id"] == "p09001"


def test_same_quantity_under_another_id_is_refused(valid_package: Path) -> None:
    run(valid_package, VALUE)
    assert refusals(valid_package, VALUE.replace("kites-value", "kites-worth")) == [(2, "id", "same-quantity")]


def test_nearest_quantities_are_shown(valid_package: Path) -> None:
    near = VALUE.replace("measure: value", "measure: units").replace("INR", "1")
    shown = render(run(valid_package, near), [valid_package.parent / "kites.yaml"], False)
    assert f"kites-value is near {UNITS}, which differs in counted_id (assault-rifles), slice (empty)" in shown


def test_likely_origin_is_shown_until_it_is_linked(valid_package: Path) -> None:
    says = "claims:\n- says: the works were glad to hear of it\n"
    run(valid_package, SOURCE + says)
    copy = f"url: https://example.org/b\ntitle: Copied\n{says}"
    shown = render(run(valid_package, copy, dry_run=True), [valid_package.parent / "kites.yaml"], True)
    assert "does one copy the other?" in shown
    linked = f"{copy}origin: {{url: 'https://example.org/2025/07/kites', relation: verbatim}}\n"
    assert "does one copy" not in render(run(valid_package, linked), [valid_package.parent / "kites.yaml"], False)


def test_own_words_that_repeat_the_source_are_refused(valid_package: Path) -> None:
    says = f"{SAYS}  is: kites-value\n  note: As the works have a Rs 5,200 crore contract for kites\n"
    found = refusals(valid_package, f"{SOURCE}{VALUE}claims:\n{says}")
    assert found == [(10, "note", "text-repeats-a-source")]


def test_files_are_accepted_one_by_one(valid_package: Path) -> None:
    folder = valid_package.parent
    good = write(folder, "entities:\n- {id: kite-maker, kind: company, name: KM, description: Maker}\n", "a.yaml")
    bad = write(folder, "entities:\n- {id: kite-seller, kind: shop, name: KS, description: Seller}\n", "b.yaml")
    needs_bad = write(folder, "names: {kite-seller: {alias: Seller}}\n", "c.yaml")
    needs_good = write(folder, "names: {kite-maker: {alias: Maker}}\n", "d.yaml")
    outcome = record([good, bad, needs_bad, needs_good], valid_package, TODAY)
    assert [draft.file for draft in outcome.accepted] == [str(good), str(needs_good)]
    assert set(outcome.refused) == {str(bad), str(needs_bad)}
    assert not validate(valid_package).problems


def test_file_that_breaks_a_recorded_row_is_refused_alone(valid_package: Path) -> None:
    folder = valid_package.parent
    quantity = (
        "measure: share, subject: india, agreement: {0}, stage: actual, flow: unspecified, unit: '%', definition: Part"
    )
    text = "quantities:\n- {{id: {1}, part_of: {2}, {0}, slice: {1}}}\n"
    first = write(folder, f"quantities:\n- {{id: kite-a, slice: a, {quantity.format(RIFLES)}}}\n", "a.yaml")
    record([first], valid_package, TODAY)
    second = write(folder, "fill: yes\n" + text.format(quantity.format(RIFLES), "kite-b", "kite-a"), "b.yaml")
    circle = write(folder, "fill: yes\nquantities:\n- {id: kite-a, part_of: kite-b}\n", "c.yaml")
    outcome = record([second, circle], valid_package, TODAY)
    assert str(circle) in outcome.refused
    assert not validate(valid_package).problems


def test_package_that_is_invalid_already_is_not_added_to(valid_package: Path) -> None:
    claims = valid_package / "data" / "claims.csv"
    claims.write_text(claims.read_text("utf-8").replace("600000,", "700000,"), "utf-8")
    with pytest.raises(CannotRunError, match="not valid as it is"):
        run(valid_package, SOURCE)


def test_failed_write_rolls_everything_back(valid_package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def fail_once(target: Path, content: bytes) -> None:
        calls.append(target)
        if len(calls) == 2:
            raise OSError(28, "No space left on device", str(target))
        target.write_bytes(content)

    before = content(valid_package)
    monkeypatch.setattr(staging, "write_whole", fail_once)
    with pytest.raises(CannotRunError, match="No space left on device; nothing was changed"):
        run(valid_package, SOURCE)
    assert content(valid_package) == before


def test_exit_codes_and_one_line_errors(valid_package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(valid_package)
    runner = CliRunner()
    good, bad = write(valid_package.parent, SOURCE, "good.yaml"), write(valid_package.parent, "title: [", "bad.yaml")
    assert runner.invoke(app, ["record", str(good), "--dry-run"]).exit_code == 0
    refused = runner.invoke(app, ["record", str(bad)])
    assert refused.exit_code == 1
    assert refused.output.startswith(f"{bad}:1: is not YAML: ")
    missing = runner.invoke(app, ["record", "missing.yaml"])
    assert isinstance(missing.exception, CannotRunError)


def test_worked_example_of_contributing_runs_as_written(valid_package: Path) -> None:
    contributing = (Path(verb.__file__).parents[2] / "CONTRIBUTING.md").read_text("utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", contributing, re.DOTALL)
    outcome = run(valid_package, example)
    assert not outcome.refused, outcome.refused
    assert f"`{added(outcome, 'sources')[0]['source_id']}`" in contributing
    assert [claim["value"] for claim in added(outcome, "claims")] == ["52000000000", "601427", "600000000"]
    assert len(added(outcome, "evidence")) == 4
    assert not validate(valid_package).problems

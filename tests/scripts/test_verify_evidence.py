"""The verb `verify-evidence` on an invented article in many printings, and on the real texts where they are at hand."""

import json
import os
import random
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from textwrap import fill
from time import perf_counter

import pytest
from typer.testing import CliRunner

from schemas.own_tables import own_record
from schemas.package import open_package
from schemas.passages import find_all, normalise, read
from schemas.problems import CannotRunError, Findings
from schemas.table import Record
from scripts.__main__ import app
from scripts.bench.evidence import make_case
from scripts.validate import read_tables, validate
from scripts.verify_evidence import Verification, verify_evidence
from scripts.verify_evidence.checks import problems
from scripts.verify_evidence.copies import Copy, html_text, plain_text
from scripts.verify_evidence.proof import Proof, dossiers, prove
from tests.conftest import ROOT, edited
from tests.invented import SOURCE, article, write_package

TEXTS = os.environ.get("PACTS_TEXTS")
needs_texts = pytest.mark.skipif(not TEXTS, reason="PACTS_TEXTS names no folder of source texts")

ARTICLE = article()
CHANGES = 200
ASTRAY = "waived-numeral-not-in-copy"


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package that codes the invented article; not to be changed."""
    return write_package(tmp_path_factory.mktemp("invented") / "package")


@pytest.fixture
def coded(tmp_path: Path) -> Path:
    """A package of one's own to change."""
    return write_package(tmp_path / "package")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """A folder with the article as its coder had it."""
    return folder(tmp_path / "texts", {f"{SOURCE}.txt": ARTICLE})


def folder(path: Path, files: Mapping[str, str | bytes]) -> Path:
    path.mkdir(exist_ok=True)
    for name, content in files.items():
        (path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def verified(package: Path, texts: Path, source: str | None = None) -> Verification:
    return verify_evidence(package, texts, source)[0]


@cache
def record_of(package: Path) -> Record:
    opened, _ = open_package(package / "datapackage.json")
    assert opened
    record = own_record(opened, read_tables(opened, Findings(1), {}))
    assert record
    return record


def proof(package: Path, text: str, source: str = SOURCE) -> Proof:
    dossier = next(each for each in dossiers(record_of(package)) if each.source_id == source)
    return prove(dossier, Copy(f"{source}.txt", text))


def rules(package: Path, text: str, source: str = SOURCE) -> set[str]:
    return {problem.rule for problem in problems(proof(package, text, source))}


def test_invented_package_is_valid(coded: Path, texts: Path) -> None:
    assert not validate(coded, texts).problems


def test_text_that_was_coded_verifies(package: Path, texts: Path) -> None:
    (source,) = verified(package, texts).coverage
    assert not verified(package, texts).report.problems
    assert source.same_text
    assert source.passages == {"recorded": 13, "at_offsets": 13, "elsewhere": 0, "not_found": 0}
    assert source.claims == {"recorded": 15, "verified": 15}
    assert source.numerals == {"claimed": 16, "waived": 13, "unaccounted": 0, "outside": 0}


def as_html(text: str) -> str:
    """A saved page with the article in it: furniture, inline tags within words, entities, hidden parts."""
    paragraphs = [paragraph.replace("&", "&amp;").replace("\n", " ") for paragraph in text.split("\n\n")]
    headline, dek, caption, *body = paragraphs
    body = [re.sub(r"(\d)(\d)", r"<b>\1</b>\2", paragraph, count=1) for paragraph in body]
    body = [paragraph.replace(" a ", "&nbsp;a ").replace("–", "&ndash;").replace("’", "&rsquo;") for paragraph in body]
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>{headline} | Lantern</title>
<style>p {{ margin: 12px }}</style><script>var views = 314;</script></head><body>
<nav><ul><li>Home<li>7 islands<li>Sport</ul></nav><h1>{headline}</h1><p class="dek">{dek}
<figure><img src="x.jpg" alt="77 gulls"><figcaption>{caption}</figcaption></figure>
<article><p>{body[0]}</p><aside>Advertisement: 3 for 2</aside><table><tr><td>{body[1]}</td></tr></table>
<p>{"</p><p>".join(body[2:])}<br>Share<button>5</button></article><footer>&copy; 2026 Lantern</footer></body></html>"""


PRINTINGS: dict[str, Callable[[str], str]] = {
    "straight quotes": lambda text: re.sub("[“”]", '"', text).replace("’", "'"),
    "other dashes": lambda text: text.replace("–", "—").replace("K-77", "K‑77"),
    "non-breaking spaces": lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    "reflowed": lambda text: "\r\n\r\n".join(fill(paragraph, 31) for paragraph in text.split("\n\n")),
    "one line": lambda text: " ".join(text.split()),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "soft hyphens": lambda text: text.replace("contract", "con\N{SOFT HYPHEN}tract"),
    "other furniture": lambda text: f"12 May | 5 stars | Menu\n\n{text}\n\n18 comments\n© 2026",
    "no header": lambda text: text.split("\n\n", 1)[1],
}


@pytest.mark.parametrize("printing", [name for name in PRINTINGS if name != "no header"])
def test_other_printing_verifies(package: Path, printing: str) -> None:
    found = proof(package, PRINTINGS[printing](ARTICLE))
    assert not list(problems(found))
    assert found.ledger
    assert len(found.ledger.claimed) == 16
    assert len(found.ledger.waived) == 13


def test_saved_page_verifies(package: Path, tmp_path: Path) -> None:
    verification = verified(package, folder(tmp_path / "pages", {f"{SOURCE}.html": as_html(ARTICLE)}))
    (source,) = verification.coverage
    assert not verification.report.problems
    # The headline stands where it stood, as the page's title comes first.
    assert source.passages == {"recorded": 13, "at_offsets": 1, "elsewhere": 12, "not_found": 0}
    assert source.claims["verified"] == 15
    assert source.numerals
    assert source.numerals["claimed"] == 16
    assert source.numerals["outside"] >= 5


def test_all_printings_at_once_verify_as_a_saved_page(package: Path) -> None:
    text = ARTICLE
    for printing in ("straight quotes", "other dashes", "decomposed", "soft hyphens"):
        text = PRINTINGS[printing](text)
    assert not rules(package, html_text(as_html(text).encode()))


def test_missing_dek_and_caption_break_only_what_rests_on_them(package: Path) -> None:
    paragraphs = ARTICLE.split("\n\n")
    found = proof(package, "\n\n".join([paragraphs[0], *paragraphs[3:]]))
    missing = [problem for problem in problems(found) if problem.rule == "passage-not-in-copy"]
    assert [problem.line for problem in missing] == [3, 4]
    assert list(problems(found)) == missing
    assert "on them rests claim c00001" in missing[0].message
    assert "nothing rests on them" in missing[1].message
    assert found.ledger
    assert len(found.ledger.claimed) == 15


def test_missing_headline_leaves_the_rest_verified(package: Path) -> None:
    assert rules(package, PRINTINGS["no header"](ARTICLE)) == {"passage-not-in-copy"}


@pytest.mark.parametrize("printing", [None, "straight quotes", "reflowed", "decomposed", "other furniture"])
def test_each_changed_digit_is_caught(package: Path, printing: str | None) -> None:
    copy = PRINTINGS[printing](ARTICLE) if printing else ARTICLE
    inside = [at for at in digits(copy) if copy.startswith(ARTICLE[:9]) or 30 < at < len(copy) - 30]  # no furniture
    for changed in changes(copy, inside):
        assert rules(package, changed), changed


def test_each_changed_digit_of_a_saved_page_is_caught(package: Path) -> None:
    for changed in changes(ARTICLE, digits(ARTICLE)):
        assert rules(package, html_text(as_html(changed).encode())), changed


def digits(text: str) -> list[int]:
    return [at for at, character in enumerate(text) if character.isdigit()]


def changes(text: str, places: list[int]) -> list[str]:
    """Different copies of a text in each of which one digit is another one."""
    every = [(at, digit) for at in places for digit in "0123456789" if digit != text[at]]
    chosen = random.Random(3).sample(every, min(CHANGES, len(every)))
    return [f"{text[:at]}{digit}{text[at + 1 :]}" for at, digit in chosen]


def test_changed_digit_names_the_passage_and_what_rests_on_it(package: Path, tmp_path: Path) -> None:
    changed = folder(tmp_path / "texts", {f"{SOURCE}.txt": ARTICLE.replace("1,250", "1,350")})
    (problem,) = verified(package, changed).report.problems
    assert (problem.file, problem.line, problem.rule) == ("data/passages.csv", 5, "passage-not-in-copy")
    assert "claim c00002" in problem.message
    assert "agreement kite-contract (v00001)" in problem.message
    assert "milestone m00001 (v00003)" in problem.message
    assert "event brueck-interview (v00004)" in problem.message


@pytest.mark.parametrize(
    ("table", "line", "cells", "found"),
    [
        ("claims", 3, {"value": "1350"}, ("claims", 3, "value", "claim-differs-from-copy")),
        ("claims", 7, {"value_upper": "6"}, ("claims", 7, "value_upper", "claim-differs-from-copy")),
        ("claims", 10, {"qualifier": "about"}, ("claims", 10, "qualifier", "claim-differs-from-copy")),
        ("claims", 8, {"unit": "EUR"}, ("claims", 8, "unit", "claim-differs-from-copy")),
        ("claims", 3, {"as_written": "1,251"}, ("claims", 3, "as_written", "figure-not-in-its-passage")),
        ("claims", 3, {"as_written": "250"}, ("claims", 3, "as_written", "figure-not-in-its-passage")),
        ("claims", 3, {"passage_id": "p00006"}, ("claims", 3, "as_written", "figure-not-in-its-passage")),
        ("passages", 5, {"fingerprint": "0" * 64}, ("passages", 5, "fingerprint", "passage-not-in-copy")),
        ("passages", 5, {"start": "0"}, ("passages", 5, "start", "passage-not-at-its-offsets")),
        ("passages", 5, {"words": "12"}, ("passages", 5, "words", "passage-of-another-length")),
        ("waived_numerals", 2, {"as_written": "1989"}, ("waived_numerals", 2, "as_written", ASTRAY)),
        ("waived_numerals", 2, {"start": "3", "end": "7"}, ("waived_numerals", 2, "as_written", ASTRAY)),
        ("claims", 3, {"passage_id": "p00099"}, ("claims", 3, "passage_id", "unknown-passage")),
        ("claims", 3, {"value": "many"}, ("claims", 3, "value", "type")),
    ],
)  # fmt: skip
def test_wrong_cell_is_named(
    coded: Path, texts: Path, table: str, line: int, cells: dict[str, str], found: tuple[str, int, str, str]
) -> None:
    report = verified(edited(coded, table, line, **cells), texts).report
    assert found in [(problem.table, problem.line, problem.column, problem.rule) for problem in report.problems]


def test_numeral_without_claim_or_waiver_is_shown_with_what_is_around_it(coded: Path, texts: Path) -> None:
    waived = coded / "data" / "waived_numerals.csv"
    waived.write_text("".join(line for line in waived.read_text().splitlines(True) if ",two," not in line))
    found = verified(coded, texts).report.problems
    assert [(problem.rule, problem.value, problem.line) for problem in found] == [
        ("numeral-unaccounted", "two", None)
    ] * 2
    assert "harbour's [two] newspapers" in found[0].message
    assert found[0].file == "data/waived_numerals.csv"


def test_claim_on_another_print_covers_one_numeral_only(coded: Path) -> None:
    """A passage that holds a figure twice has it claimed once."""
    text = ARTICLE.replace("for 1,250 storm kites", "for 1,250 storm kites, yes 1,250 storm kites")
    again = write_package(coded.parent / "again", article_lines(text))
    found = [problem for problem in problems(proof(again, text)) if problem.rule == "numeral-unaccounted"]
    assert [problem.value for problem in found] == ["1,250"]


def article_lines(text: str) -> str:
    """The marked lines of an article that differs from the invented one in a line without marks."""
    from tests.invented import LINES

    marked = LINES.replace("{kites:1,250} storm kites", "{kites:1,250} storm kites, yes 1,250 storm kites")
    assert article(marked) == text
    return marked


def test_source_that_was_not_read_whole_has_no_ledger(coded: Path, tmp_path: Path) -> None:
    edited(coded, "sources", read_extent="excerpt", text_sha256="")
    for line in range(2, 15):
        edited(coded, "passages", line, start="", end="")
    copy = folder(tmp_path / "texts", {f"{SOURCE}.txt": f"Page 12 {ARTICLE} and 99 more"})
    (source,) = verified(coded, copy).coverage
    assert source.numerals is None
    assert source.passages["elsewhere"] == 13
    assert source.claims["verified"] == 15


def test_language_that_is_not_read_is_exempt_from_reading(coded: Path, texts: Path) -> None:
    edited(coded, "sources", language="fr")
    assert not verified(edited(coded, "claims", 3, value="1350"), texts).report.problems


def run(*arguments: str | Path) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["verify-evidence", *map(str, arguments)])
    if isinstance(result.exception, CannotRunError):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_exit_code_and_summary_of_a_clean_run(package: Path, texts: Path) -> None:
    code, out, err = run(package, "--texts", texts)
    assert (code, err) == (0, "")
    assert "13 of 13 passages, 15 of 15 claims, 29 of 29 numerals (16 claimed, 13 waived)" in out
    assert out.endswith("1 of 1 sources checked: everything in them was found\n")


def test_problems_give_exit_code_1_in_every_format(package: Path, tmp_path: Path) -> None:
    changed = folder(tmp_path / "texts", {f"{SOURCE}.txt": ARTICLE.replace("1,250", "1,350")})
    code, out, _ = run(package, "--texts", changed, "--format", "text")
    assert code == 1
    assert out.startswith("data/passages.csv:5: fingerprint: ")
    code, out, _ = run(package, "--texts", changed, "--format", "github")
    assert code == 1
    assert out.startswith("::error file=data/passages.csv,line=5,title=passage-not-in-copy::fingerprint: ")
    code, out, _ = run(package, "--texts", changed, "--format", "json")
    assert code == 1
    document = json.loads(out)
    assert document["counts"] == {"passage-not-in-copy": 1}
    assert document["coverage"][0]["claims"] == {"recorded": 15, "verified": 14}


def test_json_is_the_document_of_validate_with_the_coverage(package: Path, texts: Path) -> None:
    document = json.loads(run(package, "--texts", texts, "--format", "json")[1])
    plain = json.loads(CliRunner().invoke(app, ["validate", str(package), "--format", "json"]).stdout)
    assert document.keys() == plain.keys() | {"coverage"}
    assert document["valid"] is True
    assert document["rows"] == plain["rows"]
    assert document["coverage"][0]["copy"] == f"{SOURCE}.txt"


def test_limit_hides_and_counts_the_rest(package: Path, tmp_path: Path) -> None:
    empty = folder(tmp_path / "texts", {f"{SOURCE}.txt": "Nothing of it."})
    code, out, _ = run(package, "--texts", empty, "--limit", "2")
    assert code == 1
    assert "… and 11 more problems" in out
    assert "13 passage-not-in-copy" in out


def two_sources(coded: Path) -> Path:
    path = coded / "data" / "sources.csv"
    header, row = path.read_text("utf-8").splitlines()
    path.write_text(f"{header}\n{row}\n{row.replace(SOURCE, 'other-kites')}\n", "utf-8")
    return coded


def test_source_without_a_copy_is_no_problem_and_told(coded: Path, texts: Path) -> None:
    code, out, err = run(two_sources(coded), "--texts", texts)
    assert code == 0
    assert "not checked, as no copy is at hand: other-kites" in err
    assert "1 of 2 sources checked" in out


def test_one_source_can_be_asked_for(coded: Path, texts: Path) -> None:
    code, out, err = run(two_sources(coded), "--texts", texts, "--source", SOURCE)
    assert (code, err) == (0, "")
    assert "1 of 1 sources checked" in out


def test_unknown_source_cannot_be_checked(package: Path, texts: Path) -> None:
    with pytest.raises(CannotRunError, match="no source is named 'nobody'"):
        verified(package, texts, "nobody")


def test_folder_without_any_copy_cannot_be_checked(package: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="has no copy of any source"):
        verified(package, folder(tmp_path / "empty", {}))


def test_file_of_no_source_is_told(package: Path, texts: Path) -> None:
    folder(texts, {"lantern-kite.txt": "A misspelt name.", "notes.md": "Not a copy."})
    assert "files of no source: lantern-kite.txt" in run(package, "--texts", texts)[2]


def test_two_copies_of_one_source_are_refused(package: Path, texts: Path) -> None:
    with pytest.raises(CannotRunError, match=f"{SOURCE}.HTM and {SOURCE}.txt are copies of one source"):
        verified(package, folder(texts, {f"{SOURCE}.HTM": "<p>x"}))


def test_text_in_another_encoding_is_refused(package: Path, tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=f"{SOURCE}.txt: is not text in UTF-8"):
        verified(package, folder(tmp_path / "texts", {f"{SOURCE}.txt": ARTICLE.encode("windows-1252", "replace")}))


def test_package_without_the_tables_is_refused(tmp_path: Path, texts: Path) -> None:
    (tmp_path / "t.csv").write_text("a\n1\n")
    schema = {"fields": [{"name": "a", "type": "string"}]}
    descriptor = {"name": "other", "resources": [{"name": "t", "path": "t.csv", "schema": schema}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(descriptor))
    with pytest.raises(CannotRunError, match="no table sources, passages, claims"):
        verified(tmp_path, texts)


def test_faulty_descriptor_is_a_problem(package: Path, tmp_path: Path, texts: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{")
    verification = verified(tmp_path, texts)
    assert verification.report.problems
    assert not verification.coverage


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>one<p>two", "one two"),
        ("1<b>,25</b>0 k<i>ite</i>s", "1,250 kites"),
        ("<td>1<td>2", "12"),  # stray cells are no cells to a browser either
        ("<table><tr><td>1<td>2<tr><th>3</table>", "1 2 3"),
        ("<ul><li>one</li><li>two</li></ul><ol><li>x</ol>", "one two x"),
        ("one<br>two<br/>three<hr>four", "one two three four"),
        ("<figure>x<figcaption>Cap</figcaption></figure>y", "x Cap y"),
        ("<h2>Head</h2>text<div>in</div>out", "Head text in out"),
        ("a<story-text>b</story-text>c", "a b c"),
        ("<details><summary>Sum</summary>hidden</details>", "Sum hidden"),
        ("<div style='display:none' hidden>kept</div>", "kept"),
        ("<noscript>kept</noscript><iframe></iframe>", "kept"),
        ("x<script>var a = 5</script><style>p{}</style><template>9</template><!-- 7 -->y", "xy"),
        ("<title>Title</title><meta name=x content=9><p>text", "Title text"),
        ("Rs&nbsp;5 &amp;amp; &lt;6&gt; &#8377;7", "Rs 5 &amp; <6> ₹7"),
        ("", ""),
    ],
)
def test_all_text_of_a_page_is_read(html: str, text: str) -> None:
    assert normalise(html_text(html.encode())) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>é".encode(), "é"),
        ("<meta charset=iso-8859-1><p>é".encode(), "é"),  # declared wrongly, valid UTF-8 all the same
        ("<p>é – “x”".encode("windows-1252"), 'é - "x"'),
        ("<meta charset='ISO-8859-1'><p>“x”".encode("windows-1252"), '"x"'),
        ("<meta http-equiv=content-type content='text/html; charset=koi8-r'><p>Путин".encode("koi8-r"), "Путин"),
        ("<meta charset=no-such-thing><p>é".encode("windows-1252"), "é"),
        ("<meta charset=rot13><p>é".encode("windows-1252"), "é"),
        ("<p>é".encode("utf-16"), "é"),
        (b"\xef\xbb\xbf<p>x", "x"),
    ],
)
def test_page_is_decoded_as_it_says(data: bytes, text: str) -> None:
    assert normalise(html_text(data)) == text


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_is_unicode(codec: str) -> None:
    assert plain_text("É 5".encode(codec)).strip() == "É 5"


def test_measured_case_is_the_same_each_time_and_found() -> None:
    case = make_case(passages=60, size=30_000)
    assert case == make_case(passages=60, size=30_000)
    assert len({passage.words for passage in case.passages}) == 30
    assert len(find_all(case.shifted, case.passages)) == len(set(case.passages))
    assert len(find_all(case.scattered, case.passages)) > 20


def test_shifted_copy_of_a_long_page_takes_about_a_second() -> None:
    case = make_case(size=300_000)
    started = perf_counter()
    assert len(find_all(case.shifted, case.passages)) == len(set(case.passages))
    assert perf_counter() - started < 2


@pytest.fixture(scope="module")
def real() -> dict[str, str]:
    """The texts at hand of the repository's own sources."""
    assert TEXTS
    known = {dossier.source_id for dossier in dossiers(record_of(ROOT))}
    return {path.stem: path.read_text("utf-8") for path in sorted(Path(TEXTS).glob("*.txt")) if path.stem in known}


@needs_texts
def test_every_passage_claim_and_numeral_of_the_real_texts_is_borne_out() -> None:
    verification = verified(ROOT, Path(TEXTS or ""))
    assert not verification.report.problems
    assert verification.checked
    for source in verification.checked:
        assert source.passages["at_offsets"] == source.passages["recorded"]
        assert source.claims["verified"] == source.claims["recorded"]
        assert source.numerals is None or source.numerals["unaccounted"] == source.numerals["outside"] == 0


@needs_texts
@pytest.mark.parametrize("printing", [name for name in PRINTINGS if name != "no header"])
def test_real_texts_verify_in_other_printings(real: dict[str, str], printing: str) -> None:
    for source, text in real.items():
        assert not rules(ROOT, PRINTINGS[printing](text), source)


@needs_texts
def test_real_texts_verify_as_saved_pages(real: dict[str, str]) -> None:
    for source, text in real.items():
        assert not rules(ROOT, html_text(as_html(text).encode()), source)


@needs_texts
def test_each_changed_digit_in_a_passage_of_the_real_texts_is_caught(real: dict[str, str]) -> None:
    for source, text in real.items():
        plain = normalise(text)
        spans = proof(ROOT, text, source).spans.values()
        inside = [at for at in digits(plain) if any(start <= at < end for start, end in spans)]
        for changed in changes(plain, inside):
            assert rules(ROOT, changed, source), "a changed digit was not noticed"
    assert read(text).words

"""The parts of `record`: YAML as text, brackets, the publisher table; and that no input ends in a traceback."""

import csv
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.own_tables import own_schemas
from schemas.package import open_package
from schemas.problems import CannotRunError
from scripts.record import record
from scripts.record.claims import default_grade
from scripts.record.nodes import Entries, Items, RefusedError, Text, read_yaml
from scripts.record.publishers import TABLE, publisher_of, read_publishers
from scripts.record.reading import KEYS, PASSAGE_KEYS, read_file
from scripts.record.said import Figure, check_length, read_said
from scripts.record.sources import slug
from scripts.record.store import Store, read_store
from scripts.validate import validate

ROOT = Path(__file__).parents[2]
TODAY = date(2026, 11, 22)


def rule_of(data: str | bytes) -> tuple[int | None, str]:
    with pytest.raises(RefusedError) as error:
        read_yaml(data.encode() if isinstance(data, str) else data)
    return error.value.fault.line, error.value.fault.rule


def test_scalars_stay_the_text_they_are() -> None:
    root, faults = read_yaml(b"a: [no, 6:30, 010, 2021-12-06, 1e3, ~, '~', null]\nb:\n")
    assert isinstance(root.entries["a"], Items)
    values = [item.value for item in root.entries["a"].items if isinstance(item, Text)]
    assert values == ["no", "6:30", "010", "2021-12-06", "1e3", "", "~", "null"]
    assert (root.entries["b"], faults) == (Text("", 2), [])


def test_white_space_of_folded_text_is_one_space() -> None:
    root, _ = read_yaml(b"a: one\n  two\nb: |\n  three\n  four\n")
    assert root.entries == {"a": Text("one two", 1), "b": Text("three four", 3)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x\n", (1, "anchor")),
        ("a: !!python/object:os.system 1\n", (1, "tag")),
        ("a: 1\n---\nb: 2\n", (2, "second-document")),
        ("a: " + "[" * 20 + "]" * 20, (1, "too-deep")),
        ("a: " + "[" * 5000, (1, "too-deep")),
        ("- a\n", (1, "not-a-map")),
        ("", (1, "empty-file")),
        ("# nothing\n", (1, "empty-file")),
        ("a: 1\nb: [\n", (3, "not-yaml")),
        (b"a: 1\nb: \xff\n", (2, "not-utf-8")),
        (b"a: \x00\n", (None, "not-yaml")),
        (b"a: " + b"x" * 2_000_001, (None, "file-too-large")),
    ],
)
def test_what_is_not_plain_yaml_is_refused(text: str | bytes, expected: tuple[int | None, str]) -> None:
    assert rule_of(text) == expected


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", "duplicate-key", 3),
        ("? [a]\n: 1\n", "key-not-a-word", 1),
        ('a: 1\nb: "x\\ay"\n', "control-character", 2),
        ('a: "\\uD800"\n', "control-character", 1),
        ("a: ranked #1 and first #2 of all\n", "text-cut-by-comment", 1),
    ],
)
def test_fault_of_one_key_is_reported_with_its_line(text: str, rule: str, line: int) -> None:
    _, faults = read_yaml(text.encode())
    assert [(fault.rule, fault.line) for fault in faults] == [(rule, line)]


def test_comment_after_a_code_is_fine() -> None:
    assert read_yaml(b"kind: news # as the page says\n") == (Entries({"kind": Text("news", 1)}, 1), [])


def test_brackets_are_taken_out() -> None:
    said = read_said(r"a [Rs 5] (some [=$2]) deal \[sic\]")
    assert said.plain == "a Rs 5 (some $2) deal [sic]"
    assert said.figures == (Figure("Rs 5", False), Figure("$2", True))


@pytest.mark.parametrize(
    "text", ["a [5", "a 5]", "a [[5]]", "a []", "a [ 5]", "1[5]", "a [5],000 kites", "$[5]-6 billion"]
)
def test_bracket_that_holds_no_whole_figure_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"bracket|without"):
        read_said(text)


@pytest.mark.parametrize("count", [3, 61])
def test_passage_has_4_to_60_words(count: int) -> None:
    with pytest.raises(ValueError, match=f"has {count} words"):
        check_length("word " * count)


def test_publisher_table_is_sound() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    hosts = [row["host"] for row in rows]
    assert hosts == sorted(set(hosts))
    assert all(all(row.values()) and None not in row for row in rows)
    for table, column, key in (
        ("sources", "kind", "kind"),
        ("sources", "reliability", "reliability"),
        ("entities", "kind", "entity_kind"),
    ):
        field = next(field for field in own_schemas()[table]["fields"] if field["name"] == column)
        assert {row[key] for row in rows} <= set(field["constraints"]["enum"])
    entities = {(row["publisher_id"], row["name"], row["entity_kind"], row["description"]) for row in rows}
    assert len(entities) == len({row["publisher_id"] for row in rows}), "one publisher is described in two ways"


def test_longest_host_that_fits_gives_the_publisher() -> None:
    example = next(row for row in read_publishers() if row.host == "example.org")
    below = example._replace(host="example.org/blog", publisher_id="blog")
    table = (example, below)
    assert publisher_of("https://www.example.org/a", None, table) == example
    assert publisher_of("https://m.example.org/a", None, table) == example
    assert publisher_of("https://example.org/blog/a", None, table) == below
    assert publisher_of("https://example.org/blogger", None, table) == example
    assert publisher_of("https://notexample.org/", None, table) is None
    assert publisher_of("https://[broken", None, table) is None
    assert publisher_of(None, "blog", table) == below


def test_slug_drops_accents_and_commas_inside_numbers() -> None:
    assert slug("Élan’s 7,000 Kites: 50% off!") == "elans-7000-kites-50-off"


@pytest.mark.parametrize(
    ("source", "attributed", "wrong", "grade"),
    [
        ({"kind": "news", "reliability": "B"}, True, False, "2"),
        ({"kind": "news", "reliability": "B"}, False, False, "3"),
        ({"kind": "news", "reliability": "C"}, True, False, "3"),
        ({"kind": "official_statement", "reliability": "C"}, False, False, "2"),
        ({"kind": "news", "reliability": "D"}, True, False, "4"),
        ({"kind": "forum", "reliability": "F"}, False, False, "6"),
        ({"kind": "news", "reliability": "A"}, True, True, "5"),
    ],
)
def test_default_grade(source: dict[str, str | None], attributed: bool, wrong: bool, grade: str) -> None:
    assert default_grade(source, attributed, wrong) == grade


@pytest.fixture(scope="module")
def store() -> Store:
    package, _ = open_package(ROOT / "datapackage.json")
    assert package is not None
    return read_store(package)


_KEYS = sorted(
    {*KEYS, *PASSAGE_KEYS, "id", "relation", "names", "parties", "label", "currency", "period", "per_usd", "short"}
)
_TEXTS = st.sampled_from(
    ["india", "yes", "2021-07", "https://example.org/a", "a [5] kites for all [=6] of us", "is [5 kites", "p00001",
     "ind-rus-2021-rifles-units", "ind-rus-s-400 signed", "kites.txt", "verbatim", "0", "~", "a/b/c", "x signed y",
     "india rival_of pakistan"]
) | st.text(max_size=12)  # fmt: skip
_VALUES = st.recursive(
    _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=4),
    max_leaves=8,
)
_FILES = st.dictionaries(st.sampled_from(_KEYS), _VALUES, max_size=6)
_QUICK = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_QUICK
@given(_FILES)
def test_no_map_of_keys_ends_in_a_traceback(tmp_path: Path, store: Store, content: object) -> None:
    path = tmp_path / "fuzz.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    draft = read_file(path, store.copy(), TODAY)
    assert draft.problems or isinstance(draft.store.new, list)
    assert all("\n" not in str(problem) for problem in draft.problems)


@settings(_QUICK, max_examples=8)
@given(_FILES)
def test_package_stays_valid_whatever_a_file_says(tmp_path_factory: pytest.TempPathFactory, content: object) -> None:
    folder = tmp_path_factory.mktemp("fuzz")
    for part in ("data", "schemas"):
        shutil.copytree(ROOT / part, folder / part)
    shutil.copy(ROOT / "datapackage.json", folder)
    before = {path.name: path.read_bytes() for path in (folder / "data").iterdir()}
    path = folder / "fuzz.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    outcome = record([path], folder, TODAY)
    after = {path.name: path.read_bytes() for path in (folder / "data").iterdir()}
    assert after == before if outcome.refused else not validate(folder).problems


@_QUICK
@given(st.binary(max_size=80) | st.text(alphabet="ab:-[]{}'\"#&*!|>%@\n \t~?,=\\0", max_size=60).map(str.encode))
def test_no_bytes_end_in_a_traceback(tmp_path: Path, store: Store, data: bytes) -> None:
    path = tmp_path / "fuzz.yaml"
    path.write_bytes(data)
    draft = read_file(path, store.copy(), TODAY)
    assert all("\n" not in str(problem) for problem in draft.problems)


def test_file_that_is_not_there_cannot_be_recorded(tmp_path: Path, store: Store) -> None:
    with pytest.raises(CannotRunError, match="cannot be read"):
        read_file(tmp_path / "missing.yaml", store.copy(), TODAY)

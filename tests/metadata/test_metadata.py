"""Metadata for other tools: made from the descriptor and the schemas, and current."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import yaml
from typer.testing import CliRunner

from schemas.problems import CannotRunError
from scripts import metadata
from scripts.__main__ import app
from scripts.export.tables import ExportTable, export_tables
from scripts.metadata import citation, croissant, hugging_face, schema_org
from scripts.metadata.described import Described, FileFacts
from scripts.release.build import Release
from scripts.validate import validate

ROOT = Path(__file__).parents[2]
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
OWN = ROOT / ".venv-metadata" / "bin"
needs_validators = pytest.mark.skipif(
    not (OWN.parent / "installed").exists(),
    reason="the validators are not installed: run make .venv-metadata/installed (about 750 MB)",
)


def document(made: Release, name: str) -> Any:
    return json.loads((made.folder / name).read_text("utf-8"))


def head(text: str) -> Any:
    return yaml.safe_load(text.split("---\n")[1])


def test_the_citation_file_is_current() -> None:
    assert metadata.write(check=True), "run python -m scripts metadata"


def test_a_stale_citation_file_is_told_and_mended(tmp_path: Path) -> None:
    shutil.copy(ROOT / "CITATION.cff", tmp_path)
    (tmp_path / "datapackage.json").write_text(json.dumps(DESCRIPTOR | {"version": "9.9.9"}), "utf-8")
    assert not metadata.write(check=True, root=tmp_path)
    assert not metadata.write(check=False, root=tmp_path)
    assert metadata.write(check=True, root=tmp_path)
    assert yaml.safe_load((tmp_path / "CITATION.cff").read_text("utf-8"))["version"] == "9.9.9"


def test_a_descriptor_that_lacks_what_a_citation_needs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{}", "utf-8")
    with pytest.raises(CannotRunError, match="does not say what a citation needs"):
        metadata.write(check=True, root=tmp_path)


def test_the_command_tells_whether_it_is_current() -> None:
    assert CliRunner().invoke(app, ["metadata", "--check"]).exit_code == 0


def test_any_text_survives_as_yaml() -> None:
    odd = DESCRIPTOR | {"title": 'A "quoted": #title — ü\\', "keywords": ["no", "1", "a: b"]}
    found = yaml.safe_load(citation.cff(odd))
    assert (found["title"], found["keywords"]) == (odd["title"], odd["keywords"])


@cache
def exported() -> list[ExportTable]:
    report = validate(ROOT)
    assert report.package
    return export_tables(report.package, report.tables)


@pytest.mark.parametrize(
    "render",
    [croissant.croissant, schema_org.dataset, hugging_face.card, lambda described: citation.cff(described.package)],
)
def test_every_document_follows_the_descriptor(made: Release, render: Callable[[Described], str]) -> None:
    manifest = document(made, "MANIFEST.json")
    facts = {
        name: FileFacts(1, digest) for table in manifest["tables"].values() for name, digest in table["files"].items()
    }
    found = exported()
    changed = DESCRIPTOR | {"title": "Another title", "version": "9.8.7"}
    before, after = (render(Described(told, found, facts)) for told in (DESCRIPTOR, changed))
    assert before != after
    assert {"Another title", "9.8.7"} <= set(re.findall(r"Another title|9\.8\.7", after))
    assert not re.search(r"Another title|9\.8\.7", before)


def test_croissant_tells_every_column_of_every_table(made: Release) -> None:
    told = document(made, "croissant.json")
    assert told["conformsTo"] == "http://mlcommons.org/croissant/1.1"
    columns = {item["@id"]: [field["name"] for field in item["field"]] for item in told["recordSet"]}
    files = sorted((made.folder / "parquet").glob("*.parquet"))
    assert columns == {path.stem: pq.read_schema(path).names for path in files}
    assert all(field["description"] for item in told["recordSet"] for field in item["field"])
    listed = [{item["contentUrl"]: item["sha256"] for item in one["distribution"]}
              for one in (told, document(made, "schema-org.jsonld"))]  # fmt: skip
    assert listed[0] == listed[1]


def test_schema_org_tells_what_dataset_search_reads(made: Release) -> None:
    told = document(made, "schema-org.jsonld")
    assert (told["@context"], told["@type"]) == ("https://schema.org/", "Dataset")
    assert 50 <= len(told["description"]) <= 5000  # what search engines ask for
    assert told["license"] == DESCRIPTOR["licenses"][0]["path"]
    assert told["temporalCoverage"] == "{start}/{end}".format(**DESCRIPTOR["temporal"])
    assert {item["name"] for item in told["variableMeasured"]} >= {"claim_id", "value", "unit", "citation"}
    assert {"text/csv", "application/vnd.sqlite3"} <= {item["encodingFormat"] for item in told["distribution"]}


@pytest.mark.parametrize("name", ["croissant.json", "schema-org.jsonld", "README.md", "CITATION.cff"])
def test_no_address_is_made_up(made: Release, name: str) -> None:
    known = re.compile(r"https?://(?:docs\.)?(?:schema\.org|mlcommons\.org|purl\.org|creativecommons\.org)/")
    text = (made.folder / name).read_text("utf-8")
    told = {source.get("path") for source in DESCRIPTOR["sources"]}
    addresses = re.findall(r"https?://[^\s\"<>)]+", text)
    assert [one for one in addresses if not known.match(one) and one not in told] == []
    assert not re.search(r"doi\.org|\b10\.\d{4,}/", text)


def filled(made: Release) -> dict[str, int]:
    """The rows of each table that has any."""
    tables = document(made, "MANIFEST.json")["tables"]
    return {name: table["rows"] for name, table in tables.items() if table["rows"]}


def test_the_card_has_a_configuration_for_each_table_that_has_rows_with_claims_wide_first(made: Release) -> None:
    told = head((made.folder / "README.md").read_text("utf-8"))
    configurations = told["configs"]
    assert [one["config_name"] for one in configurations if one.get("default")] == ["claims_wide"]
    paths = [file["path"] for one in configurations for file in one["data_files"]]
    assert sorted(paths) == sorted(f"parquet/{name}.parquet" for name in filled(made))
    assert (told["license"], told["pretty_name"]) == ("cc-by-4.0", DESCRIPTOR["title"])
    rows = sum(filled(made).values())
    limits = {"n<1K": 10**3, "1K<n<10K": 10**4, "10K<n<100K": 10**5, "100K<n<1M": 10**6}
    (size,) = told["size_categories"]
    assert limits[size] / 10 <= max(rows, 100) < limits[size]


def test_the_card_links_to_files_of_the_release(made: Release) -> None:
    text = (made.folder / "README.md").read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("https://")]
    assert links
    assert [link for link in links if not (made.folder / link).exists()] == []


def answer(script: str, *arguments: Path) -> Any:
    """What a script of this folder prints last, run with the validators' own interpreter."""
    command = [OWN / "python", "-W", "ignore", ROOT / "tests" / "metadata" / script, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


@needs_validators
def test_croissant_is_valid_and_loads_with_mlcroissant(made: Release) -> None:
    path = made.folder / "croissant.json"
    subprocess.run([OWN / "mlcroissant", "validate", "--jsonld", path], capture_output=True, check=True)
    found = answer("load_croissant.py", path)
    assert found["report"] == ""
    rows = {name: table["rows"] for name, table in document(made, "MANIFEST.json")["tables"].items()}
    assert {name: table["rows"] for name, table in found["record_sets"].items()} == rows
    types = found["record_sets"]["claims"]["types"]
    assert (types["claim_id"], types["credibility"]) == ("bytes", "int")


@needs_validators
def test_the_citation_file_is_valid(made: Release) -> None:
    subprocess.run([OWN / "cffconvert", "--validate", "-i", made.folder / "CITATION.cff"], check=True)


@needs_validators
def test_every_configuration_of_the_card_loads_with_datasets(made: Release, tmp_path: Path) -> None:
    found = answer("load_card.py", made.folder, tmp_path)
    assert found["default"] == "claims_wide"
    assert {name: one["rows"] for name, one in found["configurations"].items()} == filled(made)
    for name, one in found["configurations"].items():
        assert one["columns"] == pq.read_schema(made.folder / "parquet" / f"{name}.parquet").names


@needs_validators
def test_schema_org_is_of_the_vocabulary_and_lacks_only_what_the_page_adds(made: Release, tmp_path: Path) -> None:
    told = document(made, "schema-org.jsonld")
    address = "https://example.org/"
    page = {"@id": address, "url": address, "sameAs": "https://example.net/", "identifier": "x"}
    for name, added in {"page": page, "wrong": page | {"colour": "red", "license": 3, "name": []}}.items():
        (tmp_path / name).write_text(json.dumps(told | added), "utf-8")
    files = (made.folder / "schema-org.jsonld", tmp_path / "page", tmp_path / "wrong")
    lone, whole, wrong = answer("check_schema_org.py", *files)
    assert lone == {"vocabulary": [], "shapes": ["@id", "identifier", "sameAs", "url"]}
    assert whole == {"vocabulary": [], "shapes": []}
    assert {fault.partition(":")[0] for fault in wrong["vocabulary"]} == {"colour", "license"}
    assert wrong["shapes"] == ["name"]

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
    reason="the validators are not installed: run make .venv-metadata/installed (about 400 MB)",
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


def test_the_card_has_a_configuration_for_each_table_with_claims_wide_first(made: Release) -> None:
    told = head((made.folder / "README.md").read_text("utf-8"))
    configurations = told["configs"]
    assert [one["config_name"] for one in configurations if one.get("default")] == ["claims_wide"]
    paths = [file["path"] for one in configurations for file in one["data_files"]]
    files = sorted(path.relative_to(made.folder).as_posix() for path in (made.folder / "parquet").glob("*.parquet"))
    assert sorted(paths) == files
    assert (told["license"], told["pretty_name"]) == ("cc-by-4.0", DESCRIPTOR["title"])
    rows = sum(table["rows"] for table in document(made, "MANIFEST.json")["tables"].values())
    limits = {"n<1K": 10**3, "1K<n<10K": 10**4, "10K<n<100K": 10**5, "100K<n<1M": 10**6}
    (size,) = told["size_categories"]
    assert limits[size] / 10 <= max(rows, 100) < limits[size]


def test_the_card_links_to_files_of_the_release(made: Release) -> None:
    text = (made.folder / "README.md").read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)]+)\)", text) if not link.startswith("https://")]
    assert links
    assert [link for link in links if not (made.folder / link).exists()] == []


@needs_validators
def test_croissant_is_valid_and_loads_with_mlcroissant(made: Release) -> None:
    path = made.folder / "croissant.json"
    subprocess.run([OWN / "mlcroissant", "validate", "--jsonld", path], capture_output=True, check=True)
    command = [OWN / "python", ROOT / "tests" / "metadata" / "load_croissant.py", path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["report"] == ""
    rows = {name: table["rows"] for name, table in document(made, "MANIFEST.json")["tables"].items()}
    assert {name: table["rows"] for name, table in found["record_sets"].items()} == rows
    types = found["record_sets"]["claims"]["types"]
    assert (types["claim_id"], types["credibility"]) == ("bytes", "int")


@needs_validators
def test_the_citation_file_is_valid(made: Release) -> None:
    subprocess.run([OWN / "cffconvert", "--validate", "-i", made.folder / "CITATION.cff"], check=True)

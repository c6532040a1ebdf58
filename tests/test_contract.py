"""The contract: `datapackage.json` and the Table Schemas, held against the published profiles and the data model."""

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dplib
import jsonschema
import pyarrow as pa
import pytest

from schemas.edtf import parse
from schemas.table_schema import compile_schema

ROOT = Path(__file__).parents[1]
PROFILES = Path(dplib.__file__).parent / "profiles"
EDTF = "https://www.loc.gov/standards/datetime/"
EDTF_NAMES = {"date", "period", "in_force", "published_on", "started_on", "ended_on", "stated_on", "vintage"}
INTERVALS = {("events", "in_force"), ("agreements", "period")}

# The names that other tools read; more columns may stand between and after them.
COLUMNS = {
    "sources": "source_id kind title publisher_id author published_on url archive_url language origin_id"
    " origin_relation read_extent text_sha256 reliability reliability_reason retrieved_on",
    "passages": "passage_id source_id start end words fingerprint",
    "entities": "entity_id kind name iso_alpha3 wikidata_id part_of_id started_on ended_on description",
    "entity_names": "entity_id name kind language",
    "relations": "relation_id subject_id predicate object_id period basis note",
    "events": "event_id kind name date in_force place_id part_of_id under_id basis description",
    "event_participants": "event_id entity_id role representing_id",
    "agreements": "agreement_id kind domain title part_of_id extends_id amends_id event_id item_id period summary",
    "agreement_parties": "agreement_id entity_id role representing_id",
    "agreement_milestones": "milestone_id agreement_id kind date modality part basis note",
    "quantities": "quantity_id measure subject_id counterparty_id agreement_id event_id milestone_id counted_id stage"
    " flow scope period period_basis period_id slice base_id part_of_id unit definition",
    "claims": "claim_id quantity_id match passage_id as_written unit_as_written value value_upper date qualifier unit"
    " attributed_to_id via_id said_at_id stated_on derived_from_id derivation vintage credibility error_kind"
    " superseded_by_id note",
    "positions": "position_id holder_id stance addressee_id about_entity_id about_agreement_id about_event_id"
    " attributed_to_id summary date",
    "evidence": "evidence_id passage_id agreement_id milestone_id event_id relation_id position_id stance",
    "exchange_rates": "currency period usd_per_unit source_id",
    "waived_numerals": "source_id start end as_written reason",
    "retired_ids": "table id retired_in reason replaced_by",
}
# Where an id column points; None is its own table.
TARGETS = {
    None: "part_of_id extends_id amends_id base_id superseded_by_id derived_from_id origin_id",
    "sources": "source_id",
    "passages": "passage_id",
    "entities": "entity_id publisher_id subject_id object_id counterparty_id counted_id period_id item_id place_id"
    " under_id representing_id attributed_to_id via_id holder_id addressee_id about_entity_id",
    "events": "event_id said_at_id about_event_id",
    "agreements": "agreement_id about_agreement_id",
    "agreement_milestones": "milestone_id",
    "relations": "relation_id",
    "positions": "position_id",
    "quantities": "quantity_id",
}


def json_of(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


DESCRIPTOR = json_of(ROOT / "datapackage.json")
SCHEMAS = {resource["name"]: json_of(ROOT / resource["schema"]) for resource in DESCRIPTOR["resources"]}
FIELDS = [
    pytest.param(table, field, id=f"{table}.{field['name']}")
    for table, schema in SCHEMAS.items()
    for field in schema["fields"]
]
every_field = pytest.mark.parametrize(("table", "field"), FIELDS)
every_table = pytest.mark.parametrize("table", SCHEMAS)
every_profile = pytest.mark.parametrize("version", ["1.0", "2.0"])


def faults(profile: Path, instance: Any) -> list[str]:
    validator = jsonschema.Draft7Validator(json_of(profile), format_checker=jsonschema.FormatChecker())
    return [f"{list(error.path)}: {error.message[:200]}" for error in validator.iter_errors(instance)]


def targets(schema: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Column, table ("" for the same) and column referred to, of each foreign key."""
    for key in schema.get("foreignKeys", []):
        (column,), (referenced,) = key["fields"], key["reference"]["fields"]
        yield column, key["reference"]["resource"], referenced


@every_profile
def test_descriptor_passes_the_official_profile(version: str) -> None:
    assert faults(PROFILES / version / "datapackage.json", DESCRIPTOR) == []


@every_profile
def test_descriptor_with_its_schemas_inside_passes_the_official_profile(version: str) -> None:
    resources = [resource | {"schema": SCHEMAS[resource["name"]]} for resource in DESCRIPTOR["resources"]]
    assert faults(PROFILES / version / "datapackage.json", DESCRIPTOR | {"resources": resources}) == []


@every_profile
@every_table
def test_schema_passes_the_official_profile(version: str, table: str) -> None:
    assert faults(PROFILES / version / "tableschema.json", SCHEMAS[table]) == []


def test_descriptor_says_what_the_package_is() -> None:
    told = {"title", "description", "version", "created", "keywords", "temporal", "spatial", "contributors", "sources"}
    assert told <= DESCRIPTOR.keys()
    assert [licence["name"] for licence in DESCRIPTOR["licenses"]] == ["CC-BY-4.0", "MIT"]
    assert all(resource["licenses"] == [{"name": "CC-BY-4.0"}] for resource in DESCRIPTOR["resources"])


def test_documents_named_in_the_descriptor_are_sources_of_the_record() -> None:
    with (ROOT / "data" / "sources.csv").open(encoding="utf-8", newline="") as file:
        titles = {row["title"] for row in csv.DictReader(file)}
    assert {source["title"] for source in DESCRIPTOR["sources"]} <= titles


def test_every_resource_is_told_in_full() -> None:
    dialect = {"header": True, "delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True}
    for resource in DESCRIPTOR["resources"]:
        name = resource["name"]
        assert resource["path"] == f"data/{name}.csv"
        assert resource["schema"] == f"schemas/{name}.json"
        assert resource["dialect"] == dialect | {"skipInitialSpace": False}
        told = [resource[key] for key in ("type", "profile", "format", "mediatype", "encoding")]
        assert told == ["table", "tabular-data-resource", "csv", "text/csv", "utf-8"]
        assert resource["title"]
        assert resource["description"].endswith(".")
        assert not {"bytes", "hash"} & resource.keys()  # they stand in the descriptors of a release only


def test_tables_are_those_of_the_data_model() -> None:
    assert list(SCHEMAS) == list(COLUMNS)
    assert {path.stem for path in (ROOT / "schemas").glob("*.json")} == set(COLUMNS)


@every_table
def test_columns_of_the_data_model_stand_in_their_order(table: str) -> None:
    fixed = COLUMNS[table].split()
    assert [field["name"] for field in SCHEMAS[table]["fields"] if field["name"] in fixed] == fixed


@every_field
def test_field_is_explained(table: str, field: dict[str, Any]) -> None:
    assert all(field[key] for key in ("name", "title", "type", "description", "example"))
    assert field["description"].endswith(".")
    assert field["constraints"]


@every_table
def test_titles_of_columns_differ(table: str) -> None:
    titles = [field["title"] for field in SCHEMAS[table]["fields"]]
    assert len(titles) == len(set(titles))


@every_table
def test_examples_are_valid_values(table: str) -> None:
    compiled = compile_schema({"fields": SCHEMAS[table]["fields"]})
    row = {field["name"]: field["example"] for field in SCHEMAS[table]["fields"]}
    assert compiled.check(pa.Table.from_pylist([row]))[1] == []


@every_field
def test_each_code_has_a_meaning(table: str, field: dict[str, Any]) -> None:
    codes = field["constraints"].get("enum", [])
    categories = field.get("categories", [])
    labels = [category["label"].strip() for category in categories]
    assert [category["value"] for category in categories] == codes
    assert all(labels)
    assert len(labels) == len(set(labels))


@every_field
def test_dates_are_marked_as_edtf(table: str, field: dict[str, Any]) -> None:
    is_date = field["name"] in EDTF_NAMES
    assert field.get("rdfType") == (EDTF if is_date else None)
    if is_date:
        parse(field["example"])
        assert ("pattern" in field["constraints"]) == ((table, field["name"]) in INTERVALS)


@every_field
def test_numbers_are_exact_decimals(table: str, field: dict[str, Any]) -> None:
    exact = (24, 6) if field["type"] == "number" else (None, None)
    assert (field.get("precision"), field.get("scale")) == exact


@every_table
def test_keys_name_columns_that_exist(table: str) -> None:
    schema = SCHEMAS[table]
    names = {field["name"] for field in schema["fields"]}
    groups = [group for kind in ("exactlyOneOf", "atLeastOneOf", "bothOrNeither") for group in schema.get(kind, [])]
    assert set().union(schema["primaryKey"], *schema.get("uniqueKeys", []), *groups) <= names
    required = {field["name"] for field in schema["fields"] if field["constraints"].get("required")}
    assert set(schema["primaryKey"]) <= required


@every_table
def test_every_id_column_is_a_foreign_key(table: str) -> None:
    own = SCHEMAS[table]["primaryKey"] if len(SCHEMAS[table]["primaryKey"]) == 1 else []
    ids = {f["name"] for f in SCHEMAS[table]["fields"] if f["name"].endswith("_id")} - {"wikidata_id", *own}
    table_of = {column: target for target, columns in TARGETS.items() for column in columns.split()}
    expected = {column: "" if table_of[column] in (None, table) else table_of[column] for column in ids}
    assert {column: target for column, target, _ in targets(SCHEMAS[table])} == expected


@every_table
def test_foreign_keys_look_like_the_keys_they_point_to(table: str) -> None:
    fields = {(name, field["name"]): field for name, schema in SCHEMAS.items() for field in schema["fields"]}
    for column, target, referenced in targets(SCHEMAS[table]):
        parent = target or table
        assert SCHEMAS[parent]["primaryKey"] == [referenced]
        pattern = fields[parent, referenced]["constraints"]["pattern"]
        assert fields[table, column]["constraints"]["pattern"] == pattern


def test_retired_ids_name_every_table_with_an_id() -> None:
    codes = next(field for field in SCHEMAS["retired_ids"]["fields"] if field["name"] == "table")
    with_id = [name for name, schema in SCHEMAS.items() if len(schema["primaryKey"]) == 1]
    assert sorted(codes["constraints"]["enum"]) == sorted(with_id)


def test_json_is_plain_readable_utf_8() -> None:
    for path in [ROOT / "datapackage.json", *(ROOT / "schemas").glob("*.json")]:
        text = path.read_bytes().decode("utf-8")
        assert text.endswith("}\n")
        assert "\r" not in text
        assert "\t" not in text
        assert "\\u" not in text


def test_frictionless_reports_no_error_and_no_warning() -> None:
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    report = json.loads(run.stdout)
    assert [*report["errors"], *(error["message"] for task in report["tasks"] for error in task["errors"])] == []
    assert [*report["warnings"], *(warning for task in report["tasks"] for warning in task["warnings"])] == []
    assert run.returncode == 0

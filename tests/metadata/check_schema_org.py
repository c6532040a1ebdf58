"""Holds schema.org documents against the vocabulary and the shapes of science-on-schema.org; prints faults as JSON.

Run by `.venv-metadata`, which has both, and not by pytest: python check_schema_org.py FILE... Nothing is
fetched: the context is the vocabulary itself, under the address that the shapes know it by.
"""

import json
import sys
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pydantic
import pyshacl
import rdflib
import schema_org

SHAPES = files("soso") / "data" / "soso_common_v1.2.3.ttl"
SHACL = rdflib.Namespace("http://www.w3.org/ns/shacl#")
DAYS = ("datePublished",)


def typed(value: Any) -> Any:
    """A node as the type that it names; each of its properties has to belong there and to hold what it may hold."""
    if isinstance(value, list):
        return [typed(item) for item in value]
    if not isinstance(value, dict):
        return value
    told = {
        key: date.fromisoformat(cell) if key in DAYS else typed(cell) for key, cell in value.items() if key[0] != "@"
    }
    return getattr(schema_org, value["@type"])(**told)


def of_vocabulary(document: dict[str, Any]) -> list[str]:
    try:
        typed(document)
    except pydantic.ValidationError as error:
        return [f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors()]
    return []


def of_shapes(document: dict[str, Any]) -> list[str]:
    """What the shapes ask of a dataset and the document does not have: the properties, by name."""
    context = {"@vocab": "http://schema.org/"}
    graph = rdflib.Graph().parse(data=json.dumps(document | {"@context": context}), format="json-ld")
    _, report, _ = pyshacl.validate(graph, shacl_graph=SHAPES.read_text("utf-8"), shacl_graph_format="turtle")
    results = report.subjects(rdflib.RDF.type, SHACL.ValidationResult)
    paths = [report.value(result, SHACL.resultPath) for result in results]
    return sorted(path.rpartition("/")[2] if path else "@id" for path in paths)


documents = [json.loads(Path(name).read_text("utf-8")) for name in sys.argv[1:]]
print(json.dumps([{"vocabulary": of_vocabulary(told), "shapes": of_shapes(told)} for told in documents]))

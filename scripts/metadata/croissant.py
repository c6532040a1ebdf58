"""croissant.json: the tables for machine-learning tools, a record set for each Parquet file.

Form: Croissant 1.1 (https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html). Addresses of files are
paths from the document, since a release has no address of its own. Foreign keys stay out: readers of the format join
tables along `references`, and fail where a table points to itself, as most of these do.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from schemas.descriptor import key_names
from scripts.export.descriptor import PARQUET
from scripts.export.tables import ExportTable
from scripts.metadata.described import Described, data_files

READ_AS = {PARQUET: "application/x-parquet"}  # the name that readers of the format know
VERSION = "http://mlcommons.org/croissant/1.1"
TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
# The standard's own context: tools warn of any other.
_TERMS = """arrayShape citeAs column conformsTo=dct:conformsTo containedIn equivalentProperty extract field fileObject
fileProperty fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path recordSet references regex
repeated replace samplingRate separator source subField transform"""
CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "dct": "http://purl.org/dc/terms/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "sc": "https://schema.org/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "description": {"@container": "@language"},
    **{term.partition("=")[0]: term.partition("=")[2] or f"cr:{term}" for term in _TERMS.split()},
}


def croissant(described: Described) -> str:
    """The document, as JSON-LD."""
    package = described.package
    document = {
        "@context": CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": VERSION,
        "name": package["title"],
        "description": package["description"],
        "version": package["version"],
        "datePublished": described.day,
        "license": described.licence["path"],
        "creator": [{"@type": "sc:Organization", "name": name} for name in described.makers],
        "keywords": list(package["keywords"]),
        "inLanguage": "en",
        "citeAs": _bibtex(described),
        "distribution": list(_files(described)),
        "recordSet": [_record_set(table) for table in described.tables],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _bibtex(described: Described) -> str:
    package, makers = described.package, " and ".join(f"{{{name}}}" for name in described.makers)
    title = str(package["title"]).replace("&", "\\&")
    told = {"author": makers.replace("&", "\\&"), "title": f"{{{title}}}", "year": described.day[:4]}
    fields = ", ".join(f"{key} = {{{value}}}" for key, value in {**told, "version": package["version"]}.items())
    return f"@misc{{{package['name']}-{package['version']}, {fields}}}"


def _files(described: Described) -> Iterator[dict[str, Any]]:
    for path, (mediatype, description, facts) in data_files(described).items():
        yield {
            "@type": "cr:FileObject",
            "@id": path,
            "name": path,
            "description": description,
            "contentUrl": path,
            "contentSize": f"{facts.bytes} B",
            "encodingFormat": READ_AS.get(mediatype, mediatype),
            "sha256": facts.sha256,
        }


def _record_set(table: ExportTable) -> dict[str, Any]:
    key = [{"@id": f"{table.name}/{column}"} for column in key_names(table.schema.get("primaryKey"))]
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": key[0] if len(key) == 1 else key,
        "field": [_field(table, field) for field in table.fields],
    }


def _field(table: ExportTable, field: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field['name']}",
        "name": field["name"],
        "description": field["description"],
        "dataType": TYPES[field["type"]],
        "source": {
            "fileObject": {"@id": f"parquet/{table.name}.parquet"},
            "extract": {"column": field["name"]},
        },
    }

"""schema-org.jsonld: the dataset for search engines, to be put into the page that offers it.

Form: https://schema.org/Dataset with the properties that dataset search engines read. No address is made up: the page
that offers the files adds its own `url`, and makes the files' addresses full ones.
"""

import json
from collections.abc import Mapping
from typing import Any

from scripts.export.tables import ExportTable
from scripts.metadata.described import Described, data_files

WIDE = "claims_wide"  # the table whose columns are told: what an analyst opens first


def dataset(described: Described) -> str:
    """The document, as JSON-LD."""
    package, makers = described.package, [{"@type": "Organization", "name": name} for name in described.makers]
    document = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": package["title"],
        "alternateName": package["name"],
        "description": package["description"],
        "version": package["version"],
        "datePublished": described.day,
        "license": described.licence["path"],
        "isAccessibleForFree": True,
        "creator": makers,
        "publisher": makers[:1],
        "keywords": list(package["keywords"]),
        "inLanguage": "en",
        "temporalCoverage": "/".join(package["temporal"][end] for end in ("start", "end")),
        "spatialCoverage": {"@type": "Place", "name": package["spatial"]["title"]},
        "isBasedOn": [_source(source) for source in package["sources"]],
        "variableMeasured": [_variable(field) for field in _wide(described).fields],
        "distribution": [_download(path, *told) for path, told in data_files(described).items()],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _wide(described: Described) -> ExportTable:
    return next(table for table in described.tables if table.name == WIDE)


def _source(source: Mapping[str, Any]) -> dict[str, Any]:
    told = {"@type": "CreativeWork", "name": source["title"]}
    told |= {"url": source["path"]} if source.get("path") else {}
    return told | (
        {"publisher": {"@type": "Organization", "name": source["publisher"]}} if source.get("publisher") else {}
    )


def _variable(field: Mapping[str, Any]) -> dict[str, Any]:
    unit = {"unitText": field["unit"]} if field.get("unit") else {}
    return {"@type": "PropertyValue", "name": field["name"], "description": field["description"], **unit}


def _download(path: str, mediatype: str, description: str, facts: Any) -> dict[str, Any]:
    return {
        "@type": "DataDownload",
        "name": path,
        "description": description,
        "contentUrl": path,
        "contentSize": f"{facts.bytes} B",
        "encodingFormat": mediatype,
        "sha256": facts.sha256,
    }

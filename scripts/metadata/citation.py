"""CITATION.cff: how to cite the dataset, made from the descriptor.

Form: Citation File Format 1.2.0 (https://citation-file-format.github.io/).
"""

import json
from collections.abc import Mapping
from typing import Any

_MESSAGE = "If you use this dataset, please cite it with these details, the version among them."


def cff(package: Mapping[str, Any]) -> str:
    """The citation file of a package. Its text is YAML in which every string is quoted as JSON has it."""
    told = {
        "message": _MESSAGE,
        "type": "dataset",
        "title": package["title"],
        "abstract": package["description"],
        "version": package["version"],
        "date-released": package["created"][:10],
        "license": package["licenses"][0]["name"],
    }
    lines = ["cff-version: 1.2.0", *(f"{key}: {_yaml(key, value)}" for key, value in told.items()), "authors:"]
    lines += [f"  - name: {_quoted(person['title'])}" for person in package["contributors"]]
    lines += ["keywords:", *(f"  - {_quoted(word)}" for word in package["keywords"])]
    return "\n".join(lines) + "\n"


def _yaml(key: str, value: str) -> str:
    return value if key in ("type", "license") else _quoted(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)

"""This record as a package whose tables have other names, so that its own rules do not apply."""

import json
import shutil
from pathlib import Path
from typing import Any

from schemas.own_tables import own_schemas
from scripts.bench.generate import PREFIX, renamed


def without_rules(descriptor: Path, folder: Path) -> Path:
    """Writes the package into a new folder with its schemas, keys and rows; returns the path of its descriptor."""
    package: dict[str, Any] = json.loads(descriptor.read_text("utf-8"))
    shutil.copytree(descriptor.parent / "data", folder / "data")
    for resource in package["resources"]:
        schema = {**own_schemas()[resource["name"]]}
        schema["foreignKeys"] = [renamed(key) for key in schema.get("foreignKeys", [])]
        resource.update(name=PREFIX + resource["name"], schema=schema)
    path = folder / "datapackage.json"
    path.write_text(json.dumps(package), "utf-8")
    return path

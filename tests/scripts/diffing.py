"""Two packages side by side, and what `diff` says of them."""

import json
from pathlib import Path
from typing import Any

from scripts.diff.compute import compared
from scripts.diff.places import opened
from scripts.diff.render import as_json
from tests.tiny import tiny

Tables = dict[str, tuple[dict[str, Any], str]]


def schema(*fields: str | dict[str, Any], key: str | list[str] | None = "id", **more: Any) -> dict[str, Any]:
    """A Table Schema of string fields, or of fields as given; `n:integer` is short for a field with its type."""
    told = [
        dict(zip(("name", "type"), one.split(":"), strict=False)) if isinstance(one, str) else one for one in fields
    ]
    return {"fields": told, **({"primaryKey": key} if key else {}), **more}


def placed(folder: Path, name: str, tables: Tables, **descriptor: Any) -> Path:
    place = folder / name
    place.mkdir(exist_ok=True)
    tiny(place, tables, **descriptor)
    return place


def told(old: Path | str, new: Path | str, limit: int | None = None) -> dict[str, Any]:
    """The difference as its JSON says it."""
    here = Path.cwd()
    with opened(str(old), here) as before, opened(str(new), here) as after, compared(before, after) as difference:
        found: dict[str, Any] = json.loads("".join(as_json(difference, limit)))
        return found


def rows_told(
    tmp_path: Path, old: str, new: str, shape: dict[str, Any], new_shape: dict[str, Any] | None = None
) -> dict[str, Any]:
    """What is said of one table; nothing where it has no difference."""
    before = placed(tmp_path, "old", {"t": (shape, old)})
    after = placed(tmp_path, "new", {"t": (new_shape or shape, new)})
    found: dict[str, Any] = told(before, after)["tables"].get("t", {})
    return found


def changes_told(tmp_path: Path, old: dict[str, Any], new: dict[str, Any]) -> set[tuple[str, str | None, str]]:
    """What, field and level of each change of the schema of an empty table."""
    header = [",".join(field["name"] for field in shape["fields"]) + "\n" for shape in (old, new)]
    before = placed(tmp_path, "old", {"t": (old, header[0])})
    after = placed(tmp_path, "new", {"t": (new, header[1])})
    found = told(before, after)
    return {(one["what"], one["field"], one["level"]) for one in [*found["schema"], *found["metadata"]]}

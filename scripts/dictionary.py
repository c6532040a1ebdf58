"""The verb `dictionary`: the data dictionary, written from the descriptor and the schemas alone."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from schemas.descriptor import key_names
from schemas.fields import is_edtf
from schemas.problems import CannotRunError
from schemas.table_schema import required_columns

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "docs" / "data-dictionary.md"

_HEAD = """# Data dictionary

Every table and column of {title} {version}, made from `datapackage.json` and `schemas/` by
`python -m scripts dictionary`. How a coder decides between codes is in [codebook.md](codebook.md).

In the CSV files an empty cell is a missing value. The exports add `*_earliest` and `*_latest` dates beside each column
marked EDTF (Extended Date/Time Format, ISO 8601-2).
"""


def dictionary() -> str:
    """The data dictionary as Markdown: the tables that people edit, then those that are derived from them."""
    descriptor = _json(ROOT / "datapackage.json")
    tables = [(item["name"], item, _json(ROOT / item["schema"])) for item in descriptor["resources"]]
    derived = [(path.stem, _json(path), _json(path)) for path in sorted((ROOT / "schemas" / "derived").glob("*.json"))]
    parts = [_HEAD.format(**descriptor), "## Tables\n", _contents(tables), "## Derived tables\n", _contents(derived)]
    return "\n".join([*parts, *(_table(*table) for table in [*tables, *derived])])


def _json(path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return content


def _contents(tables: Iterable[tuple[str, Mapping[str, Any], Mapping[str, Any]]]) -> str:
    return "".join(f"- [`{name}`](#{name}): {about['description']}\n" for name, about, _ in tables)


def _table(name: str, about: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    key = ", ".join(f"`{column}`" for column in key_names(schema.get("primaryKey")))
    rows = "\n".join(_field(field, schema) for field in schema["fields"])
    codes = "".join(_codes(field) for field in schema["fields"] if field.get("categories"))
    head = "| column | type | meaning | example |\n| --- | --- | --- | --- |"
    return f"## {name}\n\n{about['description']}\n\nPrimary key: {key}.\n\n{head}\n{rows}\n{codes}"


def _field(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    star = "\\*" if field["name"] in required_columns(schema) else ""
    kind = "EDTF" if is_edtf(field) else "code" if field.get("categories") else field["type"]
    cells = [f"`{field['name']}`{star}", " ".join([kind, *_points_to(field, schema)]), *_meaning(field)]
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _meaning(field: Mapping[str, Any]) -> Iterator[str]:
    yield field["description"]
    yield f"`{field['example']}`" if field.get("example") not in (None, "") else ""


def _points_to(field: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[str]:
    for key in schema.get("foreignKeys") or []:
        if key_names(key["fields"]) == (field["name"],):
            yield f"→ {key['reference'].get('resource') or 'itself'}"


def _codes(field: Mapping[str, Any]) -> str:
    lines = "".join(f"- `{code['value']}`: {code['label']}\n" for code in field["categories"])
    return f"\nCodes of `{field['name']}`:\n\n{lines}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def write(check: bool) -> bool:
    """Writes the dictionary, or with `check` only compares; whether it was current."""
    current = TARGET.read_text("utf-8") if TARGET.exists() else ""
    content = dictionary()
    if content != current and not check:
        try:
            TARGET.write_text(content, "utf-8")
        except OSError as error:
            raise CannotRunError(f"{TARGET.name}: cannot be written: {error.strerror}") from None
    return content == current

"""Two exports that the tests look at: the repository's own package, and a tiny one that has every type."""

from pathlib import Path
from typing import Any

import pytest

from scripts.export import export
from tests.tiny import tiny

ROOT = Path(__file__).parents[2]
EDTF = "https://www.loc.gov/standards/datetime/"
DECIMAL = {"type": "number", "decimalChar": ".", "precision": 24, "scale": 6}

THINGS: dict[str, Any] = {
    "fields": [
        {"name": "thing_id", "title": "Thing", "type": "string", "description": "Permanent name of the thing."},
        {
            "name": "kind",
            "type": "string",
            "constraints": {"required": True, "enum": ["large", "a b's", "small"]},
            "categories": [
                {"value": "large", "label": "Does not fit a hand"},
                {"value": "a b's"},
                {"value": "small", "label": "Fits"},
            ],
        },
        {"name": "count", "type": "integer", "unit": "1", "description": "How many there are."},
        {"name": "price", "unit": "USD", **DECIMAL},
        {"name": "weight", "type": "number"},
        {"name": "whole", "type": "boolean", "constraints": {"required": True}},
        {"name": "bought", "type": "date"},
        {"name": "opens", "type": "time"},
        {"name": "seen", "type": "datetime"},
        {"name": "made", "title": "Made", "type": "string", "rdfType": EDTF, "example": "2021-12"},
        {"name": "part_of_id", "type": "string"},
        {"name": "note", "type": "string", "constraints": {"unique": True}},
    ],
    "primaryKey": "thing_id",
    "foreignKeys": [{"fields": "part_of_id", "reference": {"resource": "", "fields": "thing_id"}}],
}
THINGS_CSV = """thing_id,kind,count,price,weight,whole,bought,opens,seen,made,part_of_id,note
b,small,3,0.1,0.25,true,2021-12-06,09:30:00,2021-12-06T10:00:00,2021-12~,a,=1+1
a,large,,123456789012345,1e300,false,1899-12-31,,,1999/..,,"two
lines"
c,a b's,1234567890123456,-0.000001,,true,,,,,,@home
d,small,0,999999999.999999,,true,,,,,,http://example.org
"""
PARTS: dict[str, Any] = {
    "fields": [
        {"name": "thing_id", "type": "string"},
        {"name": "place", "type": "integer", "constraints": {"enum": [2, 9, 10]}},
    ],
    "primaryKey": ["thing_id", "place"],
    "foreignKeys": [{"fields": ["thing_id"], "reference": {"resource": "things", "fields": ["thing_id"]}}],
}
PARTS_CSV = "thing_id,place\nb,10\na,2\nb,9\n"
TABLES = {"parts": (PARTS, PARTS_CSV), "things": (THINGS, THINGS_CSV)}


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of the repository's own package."""
    to = tmp_path_factory.mktemp("own") / "export"
    assert export(ROOT, to).problems == []
    return to


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The descriptor of the tiny package, free to be changed."""
    folder = tmp_path / "package"
    folder.mkdir()
    return tiny(folder, TABLES, title="Tiny things", created="2021-12-06T00:00:00Z")


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export of the tiny package."""
    folder = tmp_path_factory.mktemp("small")
    descriptor = tiny(folder, TABLES, title="Tiny things", created="2021-12-06T00:00:00Z")
    assert export(descriptor, folder / "export").problems == []
    return folder / "export"

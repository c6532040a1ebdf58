"""A valid package to break: the repository's own, copied; and ways to break it and to see what is said."""

import csv
import io
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

from scripts.validate import validate

settings.register_profile("untimed", deadline=None)  # a busy machine is no failure
settings.load_profile("untimed")
ROOT = Path(__file__).parent.parent


@pytest.fixture
def valid_package(tmp_path: Path) -> Path:
    """A copy of the repository's package, free to be changed."""
    package = tmp_path / "package"
    package.mkdir()
    shutil.copy(ROOT / "datapackage.json", package)
    shutil.copytree(ROOT / "data", package / "data")
    (package / "schemas").mkdir()
    for schema in (ROOT / "schemas").glob("*.json"):
        shutil.copy(schema, package / "schemas")
    return package


def edited(package: Path, table: str, line: int = 2, **cells: str) -> Path:
    """Changes cells of one line of a table; lines count as records, the header being line 1."""
    path = package / "data" / f"{table}.csv"
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8"))))
    for column, value in cells.items():
        rows[line - 1][rows[0].index(column)] = value
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    path.write_text(out.getvalue(), "utf-8")
    return package


def rules_broken(package: Path) -> set[str]:
    """The names of the rules that validation reports."""
    return {problem.rule for problem in validate(package).problems}

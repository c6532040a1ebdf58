"""The wheel: valid by its standard, installs without network or dependencies, and loads what the release holds."""

import base64
import csv
import hashlib
import json
import subprocess
import sys
import textwrap
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from packaging.metadata import Metadata
from packaging.utils import parse_wheel_filename

from schemas.derived import derive
from schemas.own_tables import today
from scripts.cite.claim import _base
from scripts.release.build import Release

ROOT = Path(__file__).parents[2]
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
INFO = f"pacts_and_figures-{DESCRIPTOR['version']}.dist-info"


@pytest.fixture(scope="session")
def installed(made: Release, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which pip has put the wheel."""
    target = tmp_path_factory.mktemp("installed")
    options = ["--no-deps", "--no-index", "--quiet", "--disable-pip-version-check", "--no-compile", "--target", target]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, made.wheel], check=True)
    return target


def told(installed: Path, code: str) -> Any:
    """What a program that has the wheel, and nothing of the repository, prints as JSON."""
    program = f"import json\nimport pacts_and_figures as pf\n{textwrap.dedent(code)}"
    environment = {"PYTHONPATH": str(installed), "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-P", "-c", program]
    done = subprocess.run(command, cwd=installed, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_name_and_metadata_are_valid(made: Release) -> None:
    name, version, _, tags = parse_wheel_filename(made.wheel.name)
    with zipfile.ZipFile(made.wheel) as archive:
        found = Metadata.from_email(archive.read(f"{INFO}/METADATA"), validate=True)
    assert (name, str(version)) == ("pacts-and-figures", DESCRIPTOR["version"])
    assert {str(tag) for tag in tags} == {"py3-none-any"}
    assert (found.name, str(found.version)) == (name, str(version))
    assert found.license_expression == "CC-BY-4.0 AND MIT"
    assert found.license_files == ["LICENSE", "LICENSE-DATA.md"]


def test_the_record_lists_every_file_with_its_digest(made: Release) -> None:
    with zipfile.ZipFile(made.wheel) as archive:
        rows = list(csv.reader(archive.read(f"{INFO}/RECORD").decode("utf-8").splitlines()))
        assert [row[0] for row in rows] == archive.namelist()
        for name, digest, size in rows[:-1]:
            content = archive.read(name)
            wanted = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            assert (digest, size) == (f"sha256={wanted}", str(len(content)))
        assert rows[-1] == [f"{INFO}/RECORD", "", ""]


def test_it_holds_the_loader_and_the_parquet_files_of_the_release_and_nothing_else(made: Release) -> None:
    with zipfile.ZipFile(made.wheel) as archive:
        names = {name for name in archive.namelist() if not name.startswith(INFO)}
        tables = {f"pacts_and_figures/data/{path.name}": path for path in (made.folder / "parquet").glob("*.parquet")}
        assert names == {"pacts_and_figures/__init__.py", "pacts_and_figures/py.typed", *tables}
        assert all(archive.read(name) == path.read_bytes() for name, path in tables.items())


def test_tables_load_in_every_library_with_the_right_types(installed: Path, made: Release) -> None:
    found = told(
        installed,
        """
        forms = {to: pf.load("claims", to) for to in ("pandas", "polars", "arrow", "duckdb")}
        print(json.dumps({
            "pandas": {name: str(kind) for name, kind in pf.load("claims").dtypes.items()},
            "polars": {name: str(kind) for name, kind in forms["polars"].schema.items()},
            "duckdb": dict(zip(forms["duckdb"].columns, map(str, forms["duckdb"].types))),
            "rows": [len(form) for form in forms.values()],
            "first": str(pf.load("claims")["value"].dropna().iloc[0]),
        }))
        """,
    )
    rows = pq.read_metadata(made.folder / "parquet" / "claims.parquet").num_rows
    assert found["rows"] == [rows] * 4
    columns = ("claim_id", "value", "date_earliest", "credibility", "qualifier")
    pandas, polars, duckdb = ([found[to][name] for name in columns] for to in ("pandas", "polars", "duckdb"))
    assert pandas[1:] == ["decimal128(24, 6)[pyarrow]", "date32[day][pyarrow]", "int64[pyarrow]", "category"]
    assert polars[:4] == ["String", "Decimal(precision=24, scale=6)", "Date", "Int64"]
    assert duckdb == ["VARCHAR", "DECIMAL(24,6)", "DATE", "BIGINT", "VARCHAR"]


def test_version_and_tables_are_those_of_the_release(installed: Path, made: Release) -> None:
    found = told(installed, "print(json.dumps([pf.__version__, pf.tables()]))")
    assert found == [DESCRIPTOR["version"], sorted(path.stem for path in (made.folder / "parquet").glob("*.parquet"))]


def test_a_claim_is_cited_as_claims_wide_has_it(installed: Path, made: Release) -> None:
    first = pq.read_table(made.folder / "parquet" / "claims_wide.parquet").slice(0, 1).to_pylist()[0]
    assert told(installed, f"print(json.dumps(pf.cite({first['claim_id']!r})))") == first["citation"]


def test_as_of_gives_the_claims_that_the_record_of_that_day_has(installed: Path, made: Release) -> None:
    package, base = _base(ROOT)
    wide = pq.read_table(made.folder / "parquet" / "claims_wide.parquet", columns=["known_from"])
    days = sorted(set(wide["known_from"].to_pylist()))
    asked = [date(1990, 1, 1), days[len(days) // 2]]
    expected = [derive(base, today(package), as_of=day)["claims_wide"]["claim_id"].to_pylist() for day in asked]
    code = "print(json.dumps([pf.as_of(day)['claim_id'].tolist() for day in {}]))"
    assert told(installed, code.format([day.isoformat() for day in asked])) == expected


def test_as_of_leaves_out_what_later_claims_decide(installed: Path) -> None:
    columns = told(installed, "print(json.dumps(list(pf.as_of('2030-01-01').columns)))")
    assert not {"verdict", "votes", "no_vote_reason", "superseded_by_id"} & set(columns)


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        ("pf.load('nothing')", "no table is named 'nothing'"),
        ("pf.load('../claims')", "no table is named"),
        ("pf.load('claims', 'excel')", "no library is named 'excel'"),
        ("pf.cite('c0')", "no claim is named 'c0'"),
        ("pf.as_of('2021')", "isoformat"),
    ],
)
def test_what_is_not_there_is_a_value_error_that_says_so(installed: Path, call: str, reason: str) -> None:
    code = f"try:\n    {call}\nexcept ValueError as error:\n    print(json.dumps(str(error)))"
    assert reason in told(installed, code)

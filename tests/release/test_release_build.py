"""`release`: what it holds, what it says of itself, and the same bytes wherever and whenever it is made."""

import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas.problems import CannotRunError
from scripts.__main__ import app
from scripts.release.build import Release, check_release, release
from scripts.release.layout import DOCUMENTS, files_in, listed_sums
from scripts.release.provenance import DATA, source
from scripts.validate import validate
from tests.conftest import edited
from tests.scripts.test_diff_places import NAMED, git

ROOT = Path(__file__).parents[2]
DESCRIPTOR = json.loads((ROOT / "datapackage.json").read_text("utf-8"))
NAME = f"{DESCRIPTOR['name']}-{DESCRIPTOR['version']}"
RECORD = [resource["name"] for resource in DESCRIPTOR["resources"]]
DERIVED = sorted(path.stem for path in (ROOT / "schemas" / "derived").glob("*.json"))
SOURCES = ("data", "docs", "loader", "schemas", "scripts", "datapackage.json", "requirements.lock", "CHANGELOG.md",
           "LICENSE", "LICENSE-DATA.md", ".gitignore")  # fmt: skip
# A clock that is a year and more ahead, for all that asks Python's `time`.
OTHER_CLOCK = """
import time
now, local = time.time, time.localtime
time.time = lambda: now() + 40_000_000
time.localtime = lambda seconds=None: local(time.time() if seconds is None else seconds)
"""


def json_of(path: Path) -> dict:
    return json.loads(path.read_text("utf-8"))


@pytest.fixture
def package(valid_package: Path) -> Path:
    """A copy of the package with the documents that a release holds."""
    for name in DOCUMENTS:
        (valid_package / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, valid_package / name)
    return valid_package


def test_a_release_holds_every_form_of_the_data_and_its_documents(made: Release) -> None:
    tables = [f"data/{name}.csv" for name in RECORD] + [f"parquet/{name}.parquet" for name in (*RECORD, *DERIVED)]
    whole = [f"{DESCRIPTOR['name']}.{ending}" for ending in ("sqlite", "xlsx")]
    about = ["datapackage.json", "parquet/datapackage.json", "README.md", "CITATION.cff", "croissant.json"]
    about += ["schema-org.jsonld", "MANIFEST.json", "PROVENANCE.json", "SHA256SUMS", *DOCUMENTS]
    assert made.folder.name == NAME
    assert files_in(made.folder) == sorted([*tables, *whole, *about])


def test_documents_are_those_of_the_repository(made: Release) -> None:
    for name in (*DOCUMENTS, "CITATION.cff"):
        assert (made.folder / name).read_bytes() == (ROOT / name).read_bytes(), name


def test_the_csv_form_is_a_valid_package_of_the_same_record(made: Release) -> None:
    assert validate(made.folder, with_frictionless=True).problems == []
    for name in RECORD:
        assert (made.folder / f"data/{name}.csv").read_bytes() == (ROOT / f"data/{name}.csv").read_bytes()


def test_a_release_differs_in_nothing_from_the_record_it_was_made_from(made: Release) -> None:
    done = CliRunner().invoke(app, ["diff", str(ROOT), str(made.zip)])
    assert (done.exit_code, done.stdout) == (0, "no difference\n")


def test_a_release_is_told_from_an_edited_copy_with_the_right_bump(made: Release, package: Path) -> None:
    edited(package, "claims", note="Something else")
    changelog = package / "CHANGELOG.md"
    done = CliRunner().invoke(app, ["release", str(package), "--check", "--since", str(made.zip)])
    assert done.exit_code == 1
    assert "(patch)" in done.stdout
    descriptor = json_of(package / "datapackage.json")
    major, minor, patch = descriptor["version"].split(".")
    version = f"{major}.{minor}.{int(patch) + 1}"
    (package / "datapackage.json").write_text(json.dumps(descriptor | {"version": version}), "utf-8")
    changelog.write_text(f"## [{version}] - 2026-11-22\n\n{changelog.read_text('utf-8')}", "utf-8")
    done = CliRunner().invoke(app, ["release", str(package), "--check", "--since", str(made.zip)])
    assert done.exit_code == 0, done.stdout


def test_the_manifest_counts_the_rows_of_every_table(made: Release) -> None:
    manifest = json_of(made.folder / "MANIFEST.json")
    assert list(manifest["tables"]) == [*RECORD, *DERIVED]
    assert {name: table["derived"] for name, table in manifest["tables"].items()} == {
        **dict.fromkeys(RECORD, False),
        **dict.fromkeys(DERIVED, True),
    }
    report = validate(ROOT)
    assert {name: manifest["tables"][name]["rows"] for name in RECORD} == report.rows


def test_the_parquet_descriptor_stands_beside_its_files_and_claims_no_export(made: Release) -> None:
    descriptor = json_of(made.folder / "parquet" / "datapackage.json")
    assert [item["path"] for item in descriptor["resources"]] == [f"{name}.parquet" for name in (*RECORD, *DERIVED)]
    assert not {"exportFormat", "files"} & descriptor.keys()


def test_the_zip_holds_the_folder_with_the_day_of_the_package_and_fixed_modes(made: Release) -> None:
    with zipfile.ZipFile(made.zip) as archive:
        members = archive.infolist()
        assert [member.filename for member in members] == [f"{NAME}/{name}" for name in files_in(made.folder)]
        assert {member.external_attr >> 16 for member in members} == {stat.S_IFREG | 0o644}
        assert {member.extra for member in members} == {b""}
        day = tuple(map(int, DESCRIPTOR["created"][:10].split("-")))
        assert {member.date_time for member in members} == {(*day, 0, 0, 0)}
        assert all(
            archive.read(f"{NAME}/{name}") == (made.folder / name).read_bytes() for name in files_in(made.folder)
        )


def test_zip_and_wheel_are_listed_with_their_digests(made: Release) -> None:
    assert list(listed_sums(made.sums.read_text("utf-8"))) == sorted([made.zip.name, made.wheel.name])
    subprocess.run(["sha256sum", "--check", "--quiet", made.sums.name], cwd=made.sums.parent, check=True)
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=made.folder, check=True)


def test_two_clones_give_the_same_bytes_under_another_clock_locale_umask_and_hash_seed(tmp_path: Path) -> None:
    origin = tmp_path / "origin"
    origin.mkdir()
    for name in SOURCES:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, origin / name)
    git(origin, "init", "--quiet")
    git(origin, "add", ".")
    git(origin, *NAMED)
    (tmp_path / "clock").mkdir()
    (tmp_path / "clock" / "sitecustomize.py").write_text(OTHER_CLOCK, "utf-8")
    one = {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    other = {"TZ": "Asia/Kolkata", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "PYTHONPATH": str(tmp_path / "clock")}
    first = built(origin, tmp_path / "one", one, 0o022)
    second = built(origin, tmp_path / "a longer name" / "other", other, 0o077)
    assert first == second
    assert len(first) == 3  # zip, wheel, digests
    (provenance,) = (tmp_path / "one" / "dist").glob("*/PROVENANCE.json")
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=origin, capture_output=True, text=True, check=True).stdout
    materials = json_of(provenance)["predicate"]["buildDefinition"]["resolvedDependencies"]
    assert [item["digest"]["gitCommit"] for item in materials[:2]] == [commit.strip()] * 2


def built(origin: Path, clone: Path, environment: dict[str, str], umask: int) -> dict[str, bytes]:
    """The files of a release made in a clone of its own."""
    subprocess.run(["git", "clone", "--quiet", str(origin), str(clone)], check=True)
    environment = {"PATH": os.environ["PATH"], "HOME": str(clone), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    command = [sys.executable, "-m", "scripts", "release"]
    subprocess.run(command, cwd=clone, env=environment, umask=umask, capture_output=True, check=True)
    return {path.name: path.read_bytes() for path in (clone / "dist").iterdir() if path.is_file()}


def test_what_is_not_committed_names_no_commit(package: Path) -> None:
    nothing = {"name": "data", "annotations": {"committed": False}}
    assert source("data", package, DATA) == nothing  # no repository
    git(package, "init", "--quiet")
    git(package, "add", ".")
    git(package, *NAMED)
    committed = source("data", package, DATA)
    assert committed["annotations"] == {"committed": True}
    assert len(committed["digest"]["gitCommit"]) >= 40
    (package / "notes.txt").write_text("no part of a release", "utf-8")
    assert source("data", package, DATA) == committed
    (package / "data" / "new.csv").write_text("id\n", "utf-8")
    assert source("data", package, DATA) == nothing
    (package / "data" / "new.csv").unlink()
    edited(package, "claims", note="Not committed yet")
    assert source("data", package, DATA) == nothing


def test_provenance_names_the_tools_and_every_file(made: Release) -> None:
    statement = json_of(made.folder / "PROVENANCE.json")
    listed = listed_sums((made.folder / "SHA256SUMS").read_text("utf-8"))
    subjects = {item["name"]: item["digest"]["sha256"] for item in statement["subject"]}
    assert subjects == {name: digest for name, digest in listed.items() if name != "PROVENANCE.json"}
    versions = statement["predicate"]["runDetails"]["builder"]["version"]
    assert {"python", "pyarrow", "duckdb", "sqlite", "zlib", "xlsxwriter"} <= versions.keys()
    assert versions["python"] == ".".join(map(str, sys.version_info[:3]))


def test_an_earlier_release_is_replaced_and_nothing_else(made: Release, package: Path, tmp_path: Path) -> None:
    earlier = shutil.copytree(made.folder, tmp_path / "dist" / NAME)
    (earlier / "LICENSE").write_text("damaged", "utf-8")
    _, found = release(package, tmp_path / "dist")
    assert found
    assert found.folder == earlier
    assert (earlier / "LICENSE").read_bytes() == (ROOT / "LICENSE").read_bytes()
    (earlier / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(CannotRunError, match=r"holds notes\.txt"):
        release(package, tmp_path / "dist")
    assert (earlier / "notes.txt").exists()
    with pytest.raises(CannotRunError, match="not of an earlier"):
        check_release(package)


def test_no_release_is_made_of_a_package_that_has_problems(package: Path, tmp_path: Path) -> None:
    edited(package, "claims", credibility="9")
    done = CliRunner().invoke(app, ["release", str(package), "--to", str(tmp_path / "dist")])
    assert done.exit_code == 1
    assert not (tmp_path / "dist").exists()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_missing_document_is_named(package: Path, tmp_path: Path, document: str) -> None:
    (package / document).unlink()
    with pytest.raises(CannotRunError, match="is missing; a release holds it"):
        release(package, tmp_path / "dist")


def test_a_package_that_is_not_this_dataset_is_refused(package: Path, tmp_path: Path) -> None:
    descriptor = json_of(package / "datapackage.json")
    descriptor["resources"] = [item for item in descriptor["resources"] if item["name"] == "retired_ids"]
    (package / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    with pytest.raises(CannotRunError, match="lacks tables of this dataset"):
        release(package, tmp_path / "dist")


def test_a_version_that_is_none_is_refused(package: Path, tmp_path: Path) -> None:
    descriptor = json_of(package / "datapackage.json")
    (package / "datapackage.json").write_text(json.dumps(descriptor | {"version": "next"}), "utf-8")
    with pytest.raises(CannotRunError, match="'next' is not three numbers"):
        release(package, tmp_path / "dist")

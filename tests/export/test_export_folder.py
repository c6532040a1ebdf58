"""The folder of an export: whole or not at all, the same bytes each time, in the place of nothing but an export."""

import ctypes
import errno
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import dplib
import jsonschema
import pytest

from schemas.own_tables import own_schemas
from schemas.problems import CannotRunError
from scripts import export as verb
from scripts.export import exchange, export
from tests.export.conftest import DECIMAL, ROOT, THINGS
from tests.tiny import tiny

PROFILES = Path(dplib.__file__).parent / "profiles"
DERIVED = {"agreement_status", "bounds", "claims_wide", "reconciliation", "targets"}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if not path.is_dir()}


def run(*arguments: str | Path, cwd: Path = ROOT, umask: int = 0o022, **environment: str) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "scripts", "export", *map(str, arguments)]
    whole = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    done = subprocess.run(
        command, cwd=cwd, env=whole, capture_output=True, text=True, encoding="utf-8", umask=umask, check=False
    )
    return done.returncode, done.stdout, done.stderr


def test_own_package_gives_every_table_and_derived_table(own: Path) -> None:
    tables = {f"parquet/{name}.parquet" for name in own_schemas().keys() | DERIVED}
    assert contents(own).keys() == tables | {"datapackage.json", "pacts-and-figures.sqlite", "pacts-and-figures.xlsx"}


def test_other_packages_get_no_derived_tables(small: Path) -> None:
    assert contents(small).keys() == {
        "datapackage.json",
        "parquet/parts.parquet",
        "parquet/things.parquet",
        "tiny.sqlite",
        "tiny.xlsx",
    }


def test_bytes_do_not_depend_on_place_time_zone_hash_seed_locale_or_umask(own: Path, tmp_path: Path) -> None:
    settings = {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C", "PYTHONUTF8": "0"}
    code, _, err = run(ROOT, "--to", "here", cwd=tmp_path, umask=0o077, **settings)
    assert (code, err) == (0, "")
    assert contents(tmp_path / "here") == contents(own)
    assert {oct(path.stat().st_mode & 0o777) for path in (tmp_path / "here").rglob("*")} == {"0o755", "0o644"}


def test_an_earlier_export_is_replaced_by_the_same_bytes(package: Path, tmp_path: Path) -> None:
    export(package, tmp_path / "out")
    before = contents(tmp_path / "out")
    (tmp_path / "out" / "tiny.xlsx").write_bytes(b"damaged")
    (tmp_path / "out" / "parquet" / "parts.parquet").unlink()
    export(package, tmp_path / "out")
    assert contents(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "package"]


def test_two_paths_change_places_in_one_step(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    if not exchange.exchanged(tmp_path / "one", tmp_path / "two"):
        pytest.skip("this system, or its file system, can't give two folders each other's names in one step")
    assert contents(tmp_path) == {"one/file": b"two", "two/file": b"one"}
    with pytest.raises(FileNotFoundError):
        exchange.exchanged(tmp_path / "one", tmp_path / "none")


def lacking(*_: object) -> int:
    """What a system call gives that the system does not have."""
    ctypes.set_errno(errno.ENOSYS)
    return -1


@pytest.mark.parametrize("library", [SimpleNamespace(), SimpleNamespace(renameat2=lacking)])
def test_without_that_step_an_earlier_export_is_replaced_all_the_same(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, library: SimpleNamespace
) -> None:
    export(package, tmp_path / "out")
    before = contents(tmp_path / "out")
    (tmp_path / "out" / "tiny.xlsx").write_bytes(b"damaged")
    monkeypatch.setattr(exchange, "CDLL", lambda *_, **__: library)
    export(package, tmp_path / "out")
    assert contents(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "package"]


def test_problems_are_printed_and_nothing_is_written(package: Path, tmp_path: Path) -> None:
    (package.parent / "parts.csv").write_text("thing_id,place\nnobody,1\n")
    code, out, err = run(package, "--to", tmp_path / "new" / "out")
    assert (code, err) == (1, "")
    assert "parts.csv:2: thing_id:" in out
    assert not (tmp_path / "new").exists()


def test_problems_leave_an_earlier_export_as_it_was(package: Path, tmp_path: Path) -> None:
    export(package, tmp_path / "out")
    before = contents(tmp_path / "out")
    (package.parent / "parts.csv").write_text("thing_id,place\nnobody,1\n")
    assert export(package, tmp_path / "out").problems
    assert contents(tmp_path / "out") == before


def test_a_failure_while_writing_leaves_everything_as_it_was(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path, *rest: object) -> None:
        (folder / "half").write_text("written")
        raise OSError(28, "No space left on device")

    export(package, tmp_path / "out")
    before = contents(tmp_path / "out")
    monkeypatch.setattr(verb, "write_export", fail)
    with pytest.raises(CannotRunError, match="No space left"):
        export(package, tmp_path / "out")
    assert contents(tmp_path / "out") == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "package"]


def test_a_folder_that_no_export_made_is_refused(package: Path) -> None:
    code, out, err = run(package, "--to", package.parent)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "is not of an earlier export" in err
    assert (package.parent / "things.csv").exists()


def test_a_package_is_not_taken_for_an_export_though_it_lists_its_files(package: Path) -> None:
    with pytest.raises(CannotRunError, match="is not of an earlier export"):
        export(ROOT, package.parent)


def test_an_export_with_a_file_added_is_refused(package: Path, tmp_path: Path) -> None:
    export(package, tmp_path / "out")
    (tmp_path / "out" / "parquet" / "notes.txt").write_text("mine")
    with pytest.raises(CannotRunError, match=r"holds parquet.notes\.txt"):
        export(package, tmp_path / "out")
    assert (tmp_path / "out" / "parquet" / "notes.txt").exists()


def test_a_file_put_there_meanwhile_is_kept(package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def write(folder: Path, *rest: object) -> None:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "mine").write_text("mine")

    monkeypatch.setattr(verb, "write_export", write)
    with pytest.raises(CannotRunError, match="holds mine"):
        export(package, tmp_path / "out")
    assert contents(tmp_path / "out") == {"mine": b"mine"}


def test_an_empty_folder_is_filled(package: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    export(package, tmp_path / "out")
    assert (tmp_path / "out" / "datapackage.json").exists()


def test_files_and_symbolic_links_are_refused(package: Path, tmp_path: Path) -> None:
    export(package, tmp_path / "out")
    (tmp_path / "link").symlink_to(tmp_path / "out")
    (tmp_path / "file").write_text("")
    with pytest.raises(CannotRunError, match="symbolic link"):
        export(package, tmp_path / "link")
    with pytest.raises(CannotRunError, match="not a folder"):
        export(package, tmp_path / "file")
    with pytest.raises(CannotRunError, match="cannot be written"):
        export(package, tmp_path / "file" / "out")


def test_descriptor_tells_the_hash_of_each_file(own: Path) -> None:
    descriptor = json.loads((own / "datapackage.json").read_text("utf-8"))
    listed = {item["path"]: item["hash"] for item in [*descriptor["resources"], *descriptor["files"]]}
    found = {path: f"sha256:{hashlib.sha256(data).hexdigest()}" for path, data in contents(own).items()}
    assert listed == {path: digest for path, digest in found.items() if path != "datapackage.json"}


def test_descriptor_says_of_the_package_what_the_first_one_says(own: Path) -> None:
    first, second = (json.loads((root / "datapackage.json").read_text("utf-8")) for root in (ROOT, own))
    of_exports = {"exportFormat", "files", "resources"}
    assert {key: value for key, value in second.items() if key not in of_exports} == {
        key: value for key, value in first.items() if key not in {"resources", "profile"}
    }
    assert [resource["name"] for resource in second["resources"] if not resource.get("derived")] == [
        resource["name"] for resource in first["resources"]
    ]
    assert all(resource["title"] and resource["licenses"] for resource in second["resources"])


@pytest.mark.parametrize("version", ["1.0", "2.0"])
def test_descriptor_passes_the_official_profile(own: Path, version: str) -> None:
    profile = json.loads((PROFILES / version / "datapackage.json").read_text("utf-8"))
    jsonschema.validate(json.loads((own / "datapackage.json").read_text("utf-8")), profile)


def test_table_names_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    schema = {"fields": [{"name": "a", "type": "string"}]}
    package = tiny(tmp_path, {"one": (schema, "a\nx\n"), "One_": (schema, "a\nx\n")})
    package.write_text(package.read_text().replace('"One_"', '"One"'))
    with pytest.raises(CannotRunError, match="two tables would be named 'One'"):
        export(package, tmp_path / "out")


def test_a_column_named_like_the_days_beside_a_date_is_refused(tmp_path: Path) -> None:
    fields = [THINGS["fields"][9], {"name": "made_latest", "type": "string"}]
    package = tiny(tmp_path, {"one": ({"fields": fields}, "made,made_latest\n2021,x\n")})
    with pytest.raises(CannotRunError, match="two columns would be named 'made_latest'"):
        export(package, tmp_path / "out")


def test_a_date_beyond_the_subset_is_refused_by_name(tmp_path: Path) -> None:
    package = tiny(tmp_path, {"one": ({"fields": [THINGS["fields"][9]]}, "made\n2021-21\n")})
    with pytest.raises(CannotRunError, match=r"one\.made: '2021-21' is a season"):
        export(package, tmp_path / "out")


def test_a_decimal_that_sqlite_cannot_hold_is_refused(tmp_path: Path) -> None:
    fields = [{"name": "price", **DECIMAL}]
    package = tiny(tmp_path, {"one": ({"fields": fields}, "price\n1234567890.123456\n")})
    with pytest.raises(CannotRunError, match=r"one\.price: 1234567890\.123456 has more than 15 digits"):
        export(package, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_number_that_sqlite_takes_for_missing_is_refused(tmp_path: Path) -> None:
    package = tiny(tmp_path, {"one": ({"fields": [{"name": "n", "type": "number"}]}, "n\nNaN\n")})
    with pytest.raises(CannotRunError, match=r"one\.n: SQLite takes NaN"):
        export(package, tmp_path / "out")

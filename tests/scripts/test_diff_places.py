"""Where `diff` finds packages: folders, descriptors, zips and git revisions, none of them trusted."""

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas.problems import CannotRunError
from scripts.__main__ import app
from scripts.diff import archive
from tests.scripts.diffing import placed, schema, told

TABLES = {"t": (schema("id", "v"), "id,v\na,1\n")}
OTHER = {"t": (schema("id", "v"), "id,v\na,2\n")}
NAMED = ["commit", "--quiet", "--message=One", "--no-gpg-sign"]


def git(folder: Path, *arguments: str) -> None:
    """Runs git as nobody in particular, whatever the machine has set."""
    told = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "PATH": os.environ["PATH"]}
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "init.defaultBranch=main"]
    subprocess.run(["git", *who, *arguments], cwd=folder, env=told, check=True, capture_output=True)


def committed(folder: Path) -> Path:
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, *NAMED)
    return folder


def zipped(folder: Path, inside: str = "t-1.0.0/") -> Path:
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            file.write(path, f"{inside}{path.relative_to(folder).as_posix()}")
    return target


def is_changed(found: dict[str, object]) -> bool:
    return bool(found["rows"] == {"removed": 0, "added": 0, "changed": 1})


@pytest.mark.parametrize("inside", ["", "t-1.0.0/", "a/b/"])
def test_a_zip_is_read_wherever_the_package_lies_in_it(tmp_path: Path, inside: str) -> None:
    old, new = zipped(placed(tmp_path, "old", TABLES), inside), placed(tmp_path, "new", OTHER)
    assert is_changed(told(old, new))
    assert told(old, tmp_path / "old" / "datapackage.json")["equal"]


def test_the_descriptor_of_csv_tables_is_chosen_in_a_zip(tmp_path: Path) -> None:
    folder = placed(tmp_path, "old", {})
    (folder / "datapackage.json").write_text('{"resources": [{"name": "t", "path": "t.parquet"}]}', "utf-8")
    placed(folder, "csv", TABLES)
    assert told(zipped(folder), folder / "csv")["equal"]


def test_a_zip_that_leaves_its_folder_is_refused(tmp_path: Path) -> None:
    folder = placed(tmp_path, "old", TABLES)
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    descriptor["resources"][0]["path"] = "../../outside.csv"
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    target = zipped(folder, "")
    with zipfile.ZipFile(target, "a") as file:
        file.writestr("../../outside.csv", "id,v\n")
    with pytest.raises(CannotRunError, match="leaves the package"):
        told(target, target)
    assert not (tmp_path.parent / "outside.csv").exists()


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    folder = placed(tmp_path, "old", TABLES)
    (folder / "t.csv").unlink()
    target = zipped(folder, "")
    link = zipfile.ZipInfo("t.csv")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(target, "a") as file:
        file.writestr(link, "/etc/hostname")
    with pytest.raises(CannotRunError, match="symbolic link"):
        told(target, target)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "FREE", 1000)
    folder = placed(tmp_path, "old", {"t": (schema("id"), "id\n" + "a\n" * 2_000_000)})
    with pytest.raises(CannotRunError, match="not read further"):
        told(zipped(folder), folder)


def test_a_zip_with_two_members_of_one_name_is_refused(tmp_path: Path) -> None:
    target = zipped(placed(tmp_path, "old", TABLES), "")
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(target, "a") as file:
        file.writestr("t.csv", "id,v\n")
    with pytest.raises(CannotRunError, match="two members"):
        told(target, target)


def test_a_damaged_zip_is_refused(tmp_path: Path) -> None:
    target = zipped(placed(tmp_path, "old", {"t": (schema("id"), "id\n" + "".join(f"{n}\n" for n in range(999)))}), "")
    content = bytearray(target.read_bytes())
    for place in range(200, 400):
        content[place] ^= 0xFF
    target.write_bytes(content)
    with pytest.raises(CannotRunError):
        told(target, target)


def test_a_zip_without_a_package_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(CannotRunError, match=r"holds no datapackage\.json"):
        told(zipped(tmp_path / "empty"), tmp_path)


def test_a_revision_is_compared_with_the_work_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = committed(placed(tmp_path, "repository", TABLES))
    (folder / "t.csv").write_text("id,v\na,2\n", "utf-8")
    monkeypatch.chdir(folder)
    assert is_changed(told("HEAD", "."))
    assert told("HEAD", "main")["equal"]


def test_a_revision_is_read_from_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outer = placed(tmp_path, "repository", OTHER)
    inner = placed(outer, "inner", TABLES)
    committed(outer)
    monkeypatch.chdir(inner)
    assert told("HEAD", inner)["equal"]
    assert is_changed(told("HEAD", outer))


def test_a_link_in_a_repository_is_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = placed(tmp_path, "repository", TABLES)
    (folder / "t.csv").rename(tmp_path / "secret.csv")
    (folder / "t.csv").symlink_to(tmp_path / "secret.csv")
    committed(folder)
    monkeypatch.chdir(folder)
    with pytest.raises(CannotRunError, match=r"t\.csv: cannot be read"):
        told("HEAD", "HEAD")


@pytest.mark.parametrize(
    "name", ["--help", "-p", "--output=x", "HEAD:t.csv", "nothing", "", " ", "HEAD..HEAD", "a" * 5000]
)
def test_what_names_no_package_is_refused_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(committed(placed(tmp_path, "repository", TABLES)))
    with pytest.raises(CannotRunError) as error:
        told(".", name)
    assert "\n" not in str(error.value)
    assert not Path("x").exists()


def test_outside_a_repository_a_revision_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(placed(tmp_path, "old", TABLES))
    with pytest.raises(CannotRunError, match="no revision"):
        told(".", "HEAD")


@pytest.mark.parametrize(
    "content", [b"", b"\0", b"[]", b"{", b'{"resources": 3}', b'{"resources": [{"path": [3]}]}', b"PK\x03\x04"]
)
def test_no_descriptor_ends_in_a_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "datapackage.json"
    path.write_bytes(content)
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as file:
        file.writestr("datapackage.json", content)
    for place in (path, tmp_path, tmp_path / "z.zip"):
        done = CliRunner().invoke(app, ["diff", str(place), str(place)])
        assert isinstance(done.exception, CannotRunError)

"""`release --verify`: a release proves itself, and what was tampered with is named."""

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from schemas.problems import CannotRunError
from scripts.__main__ import app
from scripts.release.build import Release
from scripts.release.layout import sha256
from scripts.release.manifest import listed_tables
from scripts.release.verify import verify
from tests.release.conftest import resealed

NAME = "pacts-and-figures"


def exit_code(path: Path) -> int:
    return CliRunner().invoke(app, ["release", "--verify", str(path)]).exit_code


def repacked(folder: Path, compression: int = zipfile.ZIP_DEFLATED) -> Path:
    target = folder.with_suffix(".repacked.zip")
    with zipfile.ZipFile(target, "w", compression) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, f"{folder.name}/{path.relative_to(folder).as_posix()}")
    return target


def changed_json(path: Path, change: Callable[[dict], object]) -> None:
    document = json.loads(path.read_text("utf-8"))
    change(document)
    path.write_text(json.dumps(document), "utf-8")


def test_a_release_proves_itself_as_folder_and_as_zip(made: Release) -> None:
    for path in (made.folder, made.zip):
        proof = verify(path)
        assert proof.faults == []
        assert exit_code(path) == 0
    assert proof.content == json.loads((made.folder / "MANIFEST.json").read_text("utf-8"))["content_sha256"]


def test_a_byte_that_changed_is_named_with_its_file(folder: Path) -> None:
    path = folder / "docs" / "codebook.md"
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    faults = verify(folder).faults
    assert "docs/codebook.md: its bytes are not those that SHA256SUMS lists" in faults
    assert exit_code(folder) == exit_code(repacked(folder)) == 1


def test_files_too_many_and_too_few_are_named(folder: Path) -> None:
    (folder / "data" / "claims.csv").unlink()
    (folder / "extra.txt").write_text("more", "utf-8")
    faults = verify(folder).faults
    assert {"data/claims.csv: is missing", "extra.txt: is not listed in SHA256SUMS"} <= set(faults)


def test_a_link_is_no_file_of_a_release(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes((folder / "LICENSE").read_bytes())
    (folder / "LICENSE").unlink()
    (folder / "LICENSE").symlink_to(tmp_path / "elsewhere")
    assert "LICENSE: is a symbolic link; a release has none" in verify(folder).faults


def test_csv_that_says_otherwise_is_found_where_all_sums_were_made_anew(folder: Path) -> None:
    path = folder / "data" / "waived_numerals.csv"
    path.write_bytes(path.read_bytes().replace(b",trivial", b",ordinal", 1).replace(b",date", b",ordinal", 1))
    faults = verify(resealed(folder)).faults
    assert "data/waived_numerals.csv: the content of waived_numerals is not what MANIFEST.json tells" in faults
    assert "data/waived_numerals.csv: its bytes are not those that datapackage.json tells" in faults
    assert "data/waived_numerals.csv: its bytes are not those that PROVENANCE.json tells" in faults


def test_rows_in_another_order_are_other_bytes_and_the_same_content(folder: Path) -> None:
    path = folder / "data" / "entities.csv"
    header, *rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([header, *reversed(rows)]), "utf-8")
    faults = verify(resealed(folder)).faults
    assert faults
    assert not [fault for fault in faults if "content" in fault]


def test_sqlite_that_says_otherwise_is_found(folder: Path) -> None:
    with closing(sqlite3.connect(folder / f"{NAME}.sqlite")) as database:
        database.execute("UPDATE claims SET credibility = 7 - credibility")
        database.commit()
    assert f"{NAME}.sqlite: the content of claims is not what MANIFEST.json tells" in verify(resealed(folder)).faults


def test_parquet_that_says_otherwise_is_found(folder: Path) -> None:
    path = folder / "parquet" / "bounds.parquet"
    table = pq.read_table(path)
    pq.write_table(table.slice(1), path)
    faults = verify(resealed(folder)).faults
    assert "parquet/bounds.parquet: the content of bounds is not what MANIFEST.json tells" in faults
    assert "parquet/bounds.parquet: bounds has not as many rows as MANIFEST.json tells" in faults


@pytest.mark.parametrize("name", ["parquet/claims.parquet", f"{NAME}.sqlite", "data/claims.csv"])
def test_a_file_that_cannot_be_read_is_named(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b'PAR1"\x00\xff')
    assert [fault for fault in verify(resealed(folder)).faults if fault.startswith(f"{name}: claims cannot be read")]


def test_a_table_that_a_file_lacks_is_named(folder: Path) -> None:
    pq.write_table(pa.table({"other": [1]}), folder / "parquet" / "claims.parquet")
    assert [
        fault for fault in verify(resealed(folder)).faults if fault.startswith("parquet/claims.parquet: claims cannot")
    ]


def test_a_manifest_that_disagrees_with_itself_is_found(folder: Path) -> None:
    changed_json(folder / "MANIFEST.json", lambda document: document.update(content_sha256="0" * 64))
    fault = "MANIFEST.json: the content digest of the package is not that of its tables"
    assert fault in verify(resealed(folder)).faults


def test_a_table_left_out_of_the_manifest_is_found(folder: Path) -> None:
    changed_json(folder / "MANIFEST.json", lambda document: document["tables"].pop("claims"))
    faults = verify(resealed(folder)).faults
    assert "datapackage.json: the tables are not those of MANIFEST.json: claims" in faults
    assert "parquet/datapackage.json: the tables are not those of MANIFEST.json: claims" in faults


@pytest.mark.parametrize("name", ["datapackage.json", "parquet/datapackage.json", "croissant.json", "PROVENANCE.json"])
@pytest.mark.parametrize("text", ["{", '{"resources": 1, "distribution": [{}], "subject": [1]}'])
def test_a_broken_document_is_a_fault_and_no_crash(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")
    assert [fault for fault in verify(resealed(folder)).faults if fault.startswith(name)]


def test_a_document_that_points_outside_is_a_fault(folder: Path) -> None:
    def change(document: dict) -> None:
        document["distribution"][0]["contentUrl"] = "../../secret"

    changed_json(folder / "croissant.json", change)
    assert [fault for fault in verify(resealed(folder)).faults if "leaves the package" in fault]


@pytest.mark.parametrize("text", ["no digest\n", "", f"{'0' * 64}  a\n{'0' * 64}  a\n"])
def test_a_broken_list_of_sums_is_a_fault(folder: Path, text: str) -> None:
    (folder / "SHA256SUMS").write_text(text, "utf-8")
    assert verify(folder).faults


def test_what_is_no_release_is_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.zip").write_text("text", "utf-8")
    for path in (tmp_path / "empty", tmp_path / "absent", tmp_path / "text.zip"):
        with pytest.raises(CannotRunError):
            verify(path)
    (folder / "MANIFEST.json").write_text('{"format_version": 2}', "utf-8")
    with pytest.raises(CannotRunError, match="is no manifest of format_version 1"):
        verify(folder)


TABLE = {"rows": 1, "derived": False, "content_sha256": "", "files": {}}


@pytest.mark.parametrize(
    "odd",
    [{"name": "../x"}, {"tables": []}, {"tables": {}}, {"tables": {"t": 1}}]
    + [
        {"tables": {"t": TABLE | odd}} for odd in ({"rows": "1"}, {"files": []}, {"files": {"a": 1}}, {"derived": None})
    ],
)
def test_a_manifest_of_another_form_is_refused(odd: dict) -> None:
    sound = {"format_version": 1, "name": "x", "tables": {"t": TABLE}}
    assert list(listed_tables(sound)) == ["t"]
    with pytest.raises(ValueError, match=r"does not|is no manifest"):
        listed_tables(sound | odd)


def test_a_zip_in_which_a_file_is_a_folder_is_refused(folder: Path) -> None:
    path = repacked(folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(f"{folder.name}/LICENSE/more", "x")
    with pytest.raises(CannotRunError):
        verify(path)


def test_a_schema_of_another_type_is_a_fault_and_no_crash(folder: Path) -> None:
    def change(document: dict) -> None:
        for resource in document["resources"]:
            for field in resource["schema"]["fields"]:
                field["type"] = "integer"
            resource["schema"]["primaryKey"] = [resource["schema"]["fields"][-1]["name"]]

    changed_json(folder / "parquet" / "datapackage.json", change)
    assert [fault for fault in verify(resealed(folder)).faults if "cannot be read" in fault]


def test_a_zip_with_a_way_out_is_refused(folder: Path) -> None:
    path = repacked(folder)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("../outside.txt", "out")
    with pytest.raises(CannotRunError, match="leaves the package"):
        verify(path)


def test_a_damaged_zip_is_refused(made: Release, tmp_path: Path) -> None:
    path = tmp_path / "damaged.zip"
    content = bytearray(made.zip.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)
    with pytest.raises(CannotRunError):
        verify(path)


def test_a_zip_packed_otherwise_is_the_same_release(folder: Path) -> None:
    assert verify(repacked(folder, zipfile.ZIP_STORED)).faults == []


def test_verifying_changes_nothing(folder: Path) -> None:
    before = {path: sha256(path) for path in folder.rglob("*") if path.is_file()}
    verify(folder)
    assert {path: sha256(path) for path in folder.rglob("*") if path.is_file()} == before
    shutil.rmtree(folder)

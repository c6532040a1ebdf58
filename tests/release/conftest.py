"""A release of the repository's own package, made once; and copies of it, free to be tampered with."""

import shutil
from pathlib import Path

import pytest

from scripts.release.build import Release, release
from scripts.release.layout import SUMS, files_in, sums_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The release with its zip and wheel."""
    report, found = release(ROOT, tmp_path_factory.mktemp("release"))
    assert report.problems == []
    assert found
    return found


@pytest.fixture
def folder(made: Release, tmp_path: Path) -> Path:
    """A copy of the release's folder."""
    return shutil.copytree(made.folder, tmp_path / "copy" / made.folder.name)


def resealed(folder: Path) -> Path:
    """Lists the files anew, as whoever tampers with a release would."""
    names = [name for name in files_in(folder) if name != SUMS]
    (folder / SUMS).write_text(sums_of(folder, names), "utf-8")
    return folder

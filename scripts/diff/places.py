"""Where packages come from: a folder, a descriptor, a zip of a release, or a revision of a git repository.

From a zip or a repository only the files that the descriptor names are copied, to a temporary folder; nothing in
them is run, followed or trusted to be as large as it says.
"""

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from schemas.descriptor import DescriptorError, inside, read_json
from schemas.package import Package, open_package
from schemas.problems import CannotRunError
from scripts.diff.archive import Archive
from scripts.diff.git import Revision

DESCRIPTOR = "datapackage.json"


class Container(Protocol):
    """Files that lie in something other than a folder."""

    def descriptor(self) -> str | None:
        """The path of the descriptor; None where there is none."""

    def copy(self, path: str, target: Path) -> bool:
        """Copies a file, whose path counts from the descriptor's folder; whether there is such a file."""


@contextmanager
def opened(place: str, repository: Path) -> Iterator[Package]:
    """The package at a place: a path that exists, else a git revision of the repository that holds a folder.

    Raises CannotRunError where there is none or its descriptor has a fault.
    """
    with tempfile.TemporaryDirectory() as folder:
        yield _package(_located(place, repository, Path(folder)), place)


def _located(place: str, repository: Path, folder: Path) -> Path:
    """The descriptor of a package on disk, copied into the folder where it lies in something else."""
    if not place.strip():
        raise CannotRunError("the name of a package is empty; write . for the current folder")
    path = Path(place)
    try:
        if path.is_dir():
            return path / DESCRIPTOR
        if not path.exists():
            return _copied(Revision(repository, place), place, folder)
        if zipfile.is_zipfile(path):
            with Archive(path) as archive:
                return _copied(archive, place, folder)
        return path
    except (OSError, ValueError) as error:  # a path may be too long, or hold a NUL
        raise CannotRunError(f"{place}: cannot be read: {error}") from None


def _package(descriptor: Path, place: str) -> Package:
    package, problems = open_package(descriptor)
    if package is None:
        raise CannotRunError(f"{place}: {problems[0]}")
    return package


def _copied(container: Container, place: str, folder: Path) -> Path:
    """Copies a package's descriptor and the files that it names."""
    name = container.descriptor()
    target = folder / DESCRIPTOR
    if name is None or not container.copy(name, target):
        raise CannotRunError(f"{place}: holds no {DESCRIPTOR} of CSV tables")
    try:
        paths = sorted(set(_files(read_json(target))))
    except DescriptorError as error:
        raise CannotRunError(f"{place}: {DESCRIPTOR}: {error}") from None
    for path in paths:
        try:
            wanted = inside(folder, path)
        except DescriptorError:
            continue  # opening the package says what is wrong with it
        wanted.parent.mkdir(parents=True, exist_ok=True)
        container.copy(path, wanted)
    return target


def _files(descriptor: Mapping[str, Any]) -> Iterator[str]:
    """Every path that a descriptor names, sound or not."""
    resources = descriptor.get("resources")
    for resource in resources if isinstance(resources, list) else []:
        if isinstance(resource, dict):
            paths = resource.get("path")
            for path in [
                *(paths if isinstance(paths, list) else [paths]),
                resource.get("schema"),
                resource.get("dialect"),
            ]:
                if isinstance(path, str):
                    yield path

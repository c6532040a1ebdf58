"""A zip file read with care: known members only, by their exact names, and never more bytes than allowed."""

import json
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import Any

from schemas.problems import CannotRunError

MAX_BYTES = 20_000_000_000  # of all files copied
MAX_RATIO = 200  # bytes from one byte of the zip; CSV packs 3 to 30 times
FREE = 10_000_000  # bytes that may come from anything, so that a tiny file is never suspicious
MAX_MEMBERS = 100_000
MAX_DESCRIPTOR = 10_000_000
CHUNK = 1_000_000
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Archive:
    """A zip of a package, which may lie in a folder of the zip, beside the same tables in other formats."""

    def __init__(self, path: Path) -> None:
        self._path, self._copied = path, 0
        self._limit = FREE + MAX_RATIO * path.stat().st_size
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise self._error(f"is no readable zip: {error}") from None
        members = [member for member in self._zip.infolist() if not member.is_dir()]
        self._members = {member.filename: member for member in members}
        self._root = PurePosixPath()
        if len(members) > MAX_MEMBERS or len(self._members) < len(members):
            self.close()
            raise self._error(f"holds two members of one name, or more than {MAX_MEMBERS}")

    def __enter__(self) -> "Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        """Every file of the zip, sorted."""
        return sorted(self._members)

    def descriptor(self) -> str | None:
        """The descriptor nearest to the top that describes CSV tables."""
        names = [name for name in self._members if PurePosixPath(name).name == "datapackage.json"]
        for name in sorted(names, key=lambda name: (name.count("/"), name)):
            if self._describes_csv(name):
                self._root = PurePosixPath(name).parent
                return "datapackage.json"
        return None

    def copy(self, path: str, target: Path) -> bool:
        """Copies a member, counting its bytes as they come. Raises CannotRunError for a broken zip or a bomb."""
        member = self._members.get(str(self._root / path))
        if member is None:
            return False
        if (member.external_attr >> 16) & 0o170000 == 0o120000:
            raise self._error(f"{member.filename} is a symbolic link")
        try:
            with self._zip.open(member) as source, target.open("wb") as copy:
                while chunk := source.read(CHUNK):
                    self._count(len(chunk))
                    copy.write(chunk)
        except _BROKEN as error:
            raise self._error(f"{member.filename} cannot be read: {error}") from None
        return True

    def _count(self, size: int) -> None:
        self._copied += size
        if self._copied > min(MAX_BYTES, self._limit):
            raise self._error("unpacks to far more than it holds; it is not read further")

    def _describes_csv(self, name: str) -> bool:
        try:
            with self._zip.open(name) as file:
                found: Any = json.loads(file.read(MAX_DESCRIPTOR))
            paths = [str(resource.get("path")) for resource in found["resources"]]
        except (*_BROKEN, RecursionError, KeyError, TypeError, AttributeError):
            return False
        return any(".csv" in path or ".tsv" in path for path in paths)

    def _error(self, reason: str) -> CannotRunError:
        return CannotRunError(f"{self._path}: {reason}")

"""A git repository read through git itself: no shell, no work tree touched, no text of a user taken for an option."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from schemas.problems import CannotRunError

_QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
_FILE_MODES = {"100644", "100755"}  # neither links nor submodules


def git(folder: Path, *arguments: str) -> str | None:
    """What a git command prints in a folder; None where it fails. Raises CannotRunError without git."""
    done = _run(folder, arguments)
    return None if done.returncode else done.stdout.decode("utf-8", "surrogateescape")


def _run(
    folder: Path, arguments: tuple[str, ...], to: IO[bytes] | int = subprocess.PIPE
) -> "subprocess.CompletedProcess[bytes]":
    command = ["git", "--no-pager", *arguments]
    try:
        env = os.environ | _QUIET
        return subprocess.run(command, cwd=folder, env=env, stdout=to, stderr=subprocess.PIPE, check=False)
    except FileNotFoundError:
        raise CannotRunError("git is not installed, or the folder does not exist") from None
    except (OSError, ValueError) as error:  # a NUL in an argument
        raise CannotRunError(f"git cannot be run: {error}") from None


class Revision:
    """The package that lies in a folder at a revision of its repository."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self.commit = folder, commit_of(folder, name)
        if self.commit is None:
            raise CannotRunError(f"{name!r}: is no file or folder, and no revision of the repository in {folder}")
        listed = git(folder, "ls-tree", "-r", "-z", "--full-tree", self.commit) or ""
        prefix = (git(folder, "rev-parse", "--show-prefix") or "").rstrip("\n")
        self._blobs = {path.removeprefix(prefix): blob for path, blob in _files(listed) if path.startswith(prefix)}

    def descriptor(self) -> str | None:
        return "datapackage.json" if "datapackage.json" in self._blobs else None

    def copy(self, path: str, target: Path) -> bool:
        """Copies a file as it stood at the revision."""
        blob = self._blobs.get(path)
        if blob is None:
            return False
        with target.open("wb") as copy:
            done = _run(self._folder, ("cat-file", "blob", blob), copy)
        if done.returncode:
            raise CannotRunError(f"git cannot read {path}: {done.stderr.decode('utf-8', 'replace').strip()}")
        return True


def _files(listed: str) -> Iterator[tuple[str, str]]:
    """Path and object of each regular file in a listing of a tree."""
    for entry in listed.split("\0")[:-1]:
        about, path = entry.split("\t", 1)
        mode, _, blob = about.split(" ")
        if mode in _FILE_MODES:
            yield path, blob


def commit_of(folder: Path, name: str) -> str | None:
    """The commit that a revision names; None where it names none, or something that is no revision."""
    found = git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}") if name else None
    return found.strip() if found else None

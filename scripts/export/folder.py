"""A folder written whole or not at all, in the place of an earlier export and of nothing else."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from schemas.descriptor import DescriptorError, read_json
from schemas.problems import CannotRunError
from scripts.export.exchange import exchanged

DESCRIPTOR = "datapackage.json"
MARK = {"exportFormat": 1}  # stands in the descriptor of an export, so that no other package is ever replaced


def check_replaceable(target: Path, listed_in: Callable[[Path], set[str]] | None = None) -> None:
    """Raises CannotRunError unless the target is absent, an empty folder, or an earlier export with nothing added.

    `listed_in` tells the files that an earlier one in a folder lists, where it is not an export that stands there.
    """
    if target.is_symlink():
        raise CannotRunError(f"{target}: is a symbolic link; name the folder itself")
    if not target.exists():
        return
    if not target.is_dir():
        raise CannotRunError(f"{target}: is not a folder; name a new folder")
    listed = listed_in(target) if listed_in else _files_of_export(target / DESCRIPTOR)
    for path in sorted(target.rglob("*")):
        if path.is_symlink() or (not path.is_dir() and path.relative_to(target).as_posix() not in listed):
            name = path.relative_to(target)
            raise CannotRunError(f"{target}: holds {name}, which is not of an earlier export; name a new folder")


def _files_of_export(descriptor: Path) -> set[str]:
    """The files that an export lists, its descriptor among them; none where there is no export."""
    if not descriptor.is_file():
        return set()
    try:
        found = read_json(descriptor)
    except DescriptorError:
        return set()
    if not MARK.items() <= found.items():
        return set()
    listed: list[Any] = [*(found.get("resources") or []), *(found.get("files") or [])]
    paths = [item.get("path") for item in listed if isinstance(item, dict)]
    return {DESCRIPTOR, *(str(one) for path in paths for one in (path if isinstance(path, list) else [path]))}


@contextmanager
def replaced(target: Path, check: Callable[[Path], None] = check_replaceable) -> Iterator[Path]:
    """A new folder to fill, which takes the target's place if all goes well; else the target stays as it was.

    Raises CannotRunError where the target can't be written, or `check` raises it: it is not replaceable.
    """
    target = target.absolute()
    check(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise CannotRunError(f"{target}: cannot be written: {error.strerror or error}") from None
    try:
        yield new
        _open_to_readers(new)
        check(target)  # once more: something may have been put there meanwhile
        _put_in_place(new, target)
    except OSError as error:
        raise CannotRunError(f"{target}: cannot be written: {error.strerror or error}") from None
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _open_to_readers(folder: Path) -> None:
    """The same permissions whatever the umask."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


def _put_in_place(new: Path, target: Path) -> None:
    """Afterwards `new` is gone, or holds what the target held."""
    if not target.exists():
        new.rename(target)
    elif not exchanged(new, target):
        _put_after_moving_away(new, target)


def _put_after_moving_away(new: Path, target: Path) -> None:
    """In two steps, between which there is no target."""
    old = new.with_name(f"{new.name}.old")
    target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)

"""The verb `diff`: how one package differs from another, by meaning, not by bytes."""

from collections.abc import Callable, Iterator
from pathlib import Path

from scripts.diff.compute import Difference, compared
from scripts.diff.places import opened

CHUNK = 65_536  # characters written at a time


def diff(old: str, new: str, render: Callable[[Difference], Iterator[str]], write: Callable[[bytes], None]) -> bool:
    """Writes how the package at `new` differs from the one at `old`; whether it does.

    A place is a folder, a descriptor, a zip or a git revision of the repository in the current folder.
    Raises CannotRunError where a package can't be read; nothing has been written then, unless the disk fills up.
    """
    here = Path.cwd()
    with opened(old, here) as before, opened(new, here) as after, compared(before, after) as difference:
        for chunk in _chunks(render(difference)):
            write(chunk.encode("utf-8", "backslashreplace"))  # JSON may smuggle in what is no character
        return bool(difference)


def _chunks(pieces: Iterator[str]) -> Iterator[str]:
    held: list[str] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > CHUNK:
            yield "".join(held)
            held, size = [], 0
    yield "".join(held)

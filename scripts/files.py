"""Files written whole or not at all: to a temporary name beside the target, then renamed."""

import os
import tempfile
from pathlib import Path

from schemas.problems import CannotRunError


def write_whole(target: Path, content: bytes) -> None:
    """Writes a file so that it holds, at every moment, all of the old or all of the new content.

    Raises CannotRunError where it can't be written; it is then as it was.
    """
    try:
        _write(target, content)
    except OSError as error:
        raise CannotRunError(f"{target}: cannot be written: {error.strerror or error}") from None


def _write(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(0o644)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise

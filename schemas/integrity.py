"""What a descriptor says of the bytes of a table's file: how many they are, and their hash."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from schemas.descriptor import DescriptorError, open_regular
from schemas.problems import CannotRunError, Problem

_HASH = re.compile(r"(?:([a-z0-9]+):)?([0-9A-Fa-f]+)")
_ALGORITHMS = {"md5", "sha1", "sha224", "sha256", "sha384", "sha512"}


def check_stated(item: Mapping[str, Any]) -> None:
    """Raises DescriptorError where `bytes` or `hash` of a resource can't be one, CannotRunError where not supported."""
    size, stated = item.get("bytes", 0), item.get("hash", "00")
    if isinstance(size, bool) or not isinstance(size, int) or size < 0:
        raise DescriptorError("bad-resource", "bytes has to be a whole number, 0 or more", repr(size))
    if not isinstance(stated, str) or not _HASH.fullmatch(stated):
        raise DescriptorError("bad-resource", "hash has to be hexadecimal digits, after ALGORITHM:", repr(stated))
    if _algorithm(stated) not in _ALGORITHMS:
        raise CannotRunError(
            f"hash by {_algorithm(stated)} is not supported; use one of {', '.join(sorted(_ALGORITHMS))}"
        )
    if {"bytes", "hash"} & set(item) and isinstance(item.get("path"), list) and len(item["path"]) > 1:
        raise CannotRunError("bytes and hash of a table in several files are not supported")


def _algorithm(stated: str) -> str:
    return stated.partition(":")[0] if ":" in stated else "md5"  # as the specification has it


def integrity_problems(table: str, name: str, path: Path, stated: Mapping[str, Any]) -> Iterator[Problem]:
    """A table's file that has other bytes than `stated` of it. Raises CannotRunError where it can't be read."""
    try:
        if "bytes" in stated and path.stat().st_size != stated["bytes"]:
            message = f"has {path.stat().st_size} bytes, where the descriptor says {stated['bytes']}"
            yield Problem(table, name, None, None, "wrong-bytes", str(stated["bytes"]), message)
        if "hash" in stated:
            with open_regular(path) as file:
                found = hashlib.file_digest(file, _algorithm(stated["hash"])).hexdigest()
            if found != stated["hash"].rpartition(":")[2].lower():
                message = f"has the hash {found}, where the descriptor says {stated['hash']}"
                yield Problem(table, name, None, None, "wrong-hash", stated["hash"], message)
    except OSError as error:
        raise CannotRunError(f"{name}: cannot be read: {error.strerror or error}") from None

"""What a descriptor says of a file's bytes holds, or is reported; nothing of it is passed over."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from schemas.problems import CannotRunError
from scripts.validate import validate
from tests.tiny import found, tiny

TEXT = "a,b\n1,2\n"
SCHEMA = {"fields": [{"name": "a"}, {"name": "b"}]}


def check(folder: Path, **stated: Any) -> list[tuple[str | None, int | None, str | None, str]]:
    path = tiny(folder, {"t": (SCHEMA, TEXT)})
    path.write_text(path.read_text("utf-8").replace('"path": "t.csv"', f'"path": "t.csv", {_json(stated)}'), "utf-8")
    return found(validate(path))


def _json(stated: dict[str, Any]) -> str:
    return json.dumps(stated)[1:-1]


@pytest.mark.parametrize(
    "stated",
    [
        {"bytes": len(TEXT)},
        {"hash": hashlib.md5(TEXT.encode()).hexdigest()},
        {"hash": "sha256:" + hashlib.sha256(TEXT.encode()).hexdigest().upper()},
    ],
)
def test_what_is_true_of_the_bytes_is_no_problem(tmp_path: Path, stated: dict[str, Any]) -> None:
    assert check(tmp_path, **stated) == []


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ({"bytes": 7}, "wrong-bytes"),
        ({"hash": "0" * 32}, "wrong-hash"),
        ({"hash": "sha256:" + "0" * 64}, "wrong-hash"),
        ({"hash": "sha256:00"}, "wrong-hash"),
    ],
)
def test_what_is_not_true_of_the_bytes_is_reported(tmp_path: Path, stated: dict[str, Any], rule: str) -> None:
    assert check(tmp_path, **stated) == [("t", None, None, rule)]


@pytest.mark.parametrize("stated", [{"bytes": -1}, {"bytes": "8"}, {"bytes": True}, {"hash": 8}, {"hash": "md5:xyz"}])
def test_what_can_be_no_size_or_hash_is_a_fault_of_the_descriptor(tmp_path: Path, stated: dict[str, Any]) -> None:
    assert check(tmp_path, **stated) == [(None, None, None, "bad-resource")]


@pytest.mark.parametrize("stated", [{"hash": "crc32:00"}, {"bytes": 8, "path": ["t.csv", "u.csv"]}])
def test_hash_that_is_not_supported_is_refused_by_name(tmp_path: Path, stated: dict[str, Any]) -> None:
    path = tiny(tmp_path, {"t": (SCHEMA, TEXT)})
    path.write_text(path.read_text("utf-8").replace('"path": "t.csv"', _json({"path": "t.csv", **stated})), "utf-8")
    with pytest.raises(CannotRunError, match="not supported"):
        validate(path)

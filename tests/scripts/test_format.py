"""`format` writes canonical files whole or not at all, and refuses where it would lose or change anything."""

import json
import os
import resource
import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest

from schemas.canonical import to_csv
from schemas.problems import CannotRunError
from scripts.format import format_package
from tests.conftest import rules_broken
from tests.tiny import tiny

PAIR: dict[str, Any] = {"fields": [{"name": "a"}, {"name": "b"}], "primaryKey": "a"}


def test_rows_columns_and_line_ends_are_put_in_order(tmp_path: Path) -> None:
    path = tiny(tmp_path, {"t": (PAIR, 'b,a\r\n2,"y"\r\n1,x\r\n')})
    assert format_package(path, write=True) == ["t.csv"]
    assert (tmp_path / "t.csv").read_bytes() == b"a,b\nx,1\ny,2\n"
    assert format_package(path, write=True) == []


UNREADABLE = [b"1,\xff\n", b"1,\0\n", b'1,x"\n', b"1\n", b"\n", b"1,2,3\n", b"1," + b"x" * 1_000_001 + b"\n"]


@pytest.mark.parametrize("line", UNREADABLE, ids=lambda line: str(line[:8]))
def test_file_with_an_unreadable_row_is_left_alone(tmp_path: Path, line: bytes) -> None:
    path = tiny(tmp_path, {"t": (PAIR, "")})
    (tmp_path / "t.csv").write_bytes(b"a,b\ny,2\nx,1\n" + line)
    with pytest.raises(CannotRunError, match="mend it"):
        format_package(path, write=True)
    assert (tmp_path / "t.csv").read_bytes() == b"a,b\ny,2\nx,1\n" + line


@pytest.mark.parametrize(
    ("schema", "dialect", "text"),
    [
        (PAIR, {"delimiter": ";"}, "a;b\ny;2\nx;1\n"),
        (PAIR, {"lineTerminator": "\r\n"}, "a,b\r\ny,2\r\nx,1\r\n"),
        ({**PAIR, "missingValues": ["-"]}, {}, "a,b\ny,-\nx,1\n"),
        ({**PAIR, "fieldsMatch": "subset"}, {}, "a,b,c\ny,2,3\nx,1,2\n"),
    ],
)
def test_table_that_the_canonical_form_would_change_is_refused(
    tmp_path: Path, schema: dict[str, Any], dialect: dict[str, Any], text: str
) -> None:
    path = tiny(tmp_path, {"t": (schema, text)})
    descriptor = json.loads(path.read_text("utf-8"))
    descriptor["resources"][0]["dialect"] = dialect
    path.write_text(json.dumps(descriptor), "utf-8")
    with pytest.raises(CannotRunError, match="can be formatted"):
        format_package(path, write=True)
    assert (tmp_path / "t.csv").read_bytes() == text.encode()


def in_a_child(work: Callable[[], object], kill_after: float | None = None) -> int:
    """Runs work in a child process, killed after so many seconds; returns its status."""
    child = os.fork()
    if not child:
        try:
            work()
        finally:
            os._exit(0)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _unformatted(folder: Path) -> tuple[Path, dict[str, tuple[bytes, bytes]]]:
    """A package of three tables that are not in order; old and new content of each."""
    rows = [[f"k{number:05d}", "x" * 50] for number in reversed(range(1000))]
    text = to_csv(["a", "b"], rows).decode()
    path = tiny(folder, {f"t{number}": (PAIR, text) for number in range(3)})
    new = to_csv(["a", "b"], sorted(rows))
    return path, {f"t{number}.csv": (text.encode(), new) for number in range(3)}


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_killed_at_any_moment_each_file_is_the_old_or_the_new(tmp_path: Path) -> None:
    path, contents = _unformatted(tmp_path)
    started = time.monotonic()
    in_a_child(lambda: format_package(path, write=True))
    whole, rng = time.monotonic() - started, Random(1)
    for _ in range(50):
        for name, (old, _new) in contents.items():
            (tmp_path / name).write_bytes(old)
        in_a_child(lambda: format_package(path, write=True), kill_after=rng.uniform(0, 1.2 * whole))
        for name, both in contents.items():
            assert (tmp_path / name).read_bytes() in both
    format_package(path, write=True)
    assert {(tmp_path / name).read_bytes() == new for name, (_, new) in contents.items()} == {True}


def test_where_the_disk_is_full_the_old_file_stays(tmp_path: Path) -> None:
    path, contents = _unformatted(tmp_path)

    def full() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
        try:
            format_package(path, write=True)
        except CannotRunError:
            os._exit(2)

    assert os.waitstatus_to_exitcode(in_a_child(full)) == 2
    assert {name: (tmp_path / name).read_bytes() == old for name, (old, _) in contents.items()} == dict.fromkeys(
        contents, True
    )
    assert not [found for found in tmp_path.iterdir() if found.name.startswith(".")]
    assert format_package(path, write=True) == list(contents)


def test_table_with_another_problem_is_not_called_uncanonical_too(valid_package: Path) -> None:
    path = valid_package / "data" / "claims.csv"
    path.write_bytes(path.read_bytes().replace(b",stated,", b',"stated,', 1))
    assert "not-canonical" not in rules_broken(valid_package)

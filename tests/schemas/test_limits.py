"""No file outgrows its limits: each is a named problem, and can be set anew."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from schemas.limits import Limits, limits_of
from schemas.package import open_package
from schemas.problems import CannotRunError
from scripts.validate import validate
from tests.tiny import Found, found, tiny

PAIR: dict[str, Any] = {
    "fields": [{"name": "a"}, {"name": "b", "type": "string", "constraints": {"pattern": "(a|b)*c"}}]
}


def limited(folder: Path, text: str, *settings: str) -> Found:
    return found(validate(tiny(folder, {"t": (PAIR, text)}), limits=limits_of(settings)))


LIMITED = [
    ("a,b\n1,aaaac\n", "cell=4", ("t", 2, "b", "cell-too-long")),
    ('a,b\n1,"aaaac"\n', "cell=4", ("t", 2, "b", "cell-too-long")),
    ("a,b\n1,c\n2,c\n3,c\n", "rows=2", ("t", None, None, "too-many-rows")),
    ("a,b\n1,c\n", "files=0", None),
    ("a,b\n1,2,3,4\n", "columns=2", ("t", 2, None, "too-many-columns")),
    ("a,b\n1,c\n", "pattern=3", (None, None, None, "bad-constraint")),
    ("a,b\n1,c\n", "descriptor=10", (None, None, None, "descriptor-too-large")),
]


@pytest.mark.parametrize(("text", "setting", "problem"), LIMITED)
def test_what_outgrows_a_limit_is_a_named_problem(tmp_path: Path, text: str, setting: str, problem: Any) -> None:
    if problem is None:
        with pytest.raises(CannotRunError, match="files=0"):
            limited(tmp_path, text, setting)
        return
    assert limited(tmp_path, text, setting) == [problem]


def test_too_many_files_are_not_opened(tmp_path: Path) -> None:
    path = tiny(tmp_path, {"t": (PAIR, ""), "u": (PAIR, "")})
    assert found(validate(path, limits=Limits(files=1))) == [(None, None, None, "too-many-files")]


def test_limit_is_written_as_name_and_number() -> None:
    assert limits_of(["cell=7", "rows=8"]) == Limits(cell=7, rows=8)
    for setting in ("cells=7", "cell", "cell=x", "cell=-1", "cell=٣"):
        with pytest.raises(CannotRunError, match="NAME=NUMBER"):
            limits_of([setting])


def test_line_without_an_end_is_left_out_and_reading_goes_on(tmp_path: Path) -> None:
    text = "a,b\n1,c\n" + "x" * 40_000_000 + "\n2,d\n"
    assert limited(tmp_path, text, "row=1000000") == [("t", 3, None, "row-too-long"), ("t", 4, "b", "pattern")]


def test_slow_pattern_is_stopped(tmp_path: Path) -> None:
    slow = {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "(?:.*a.{900}|.*b.{901})c"}}]}
    cells = "\n".join(
        format(number * 7919 % 2**20, "020b").replace("0", "a").replace("1", "b") * 500 for number in range(40)
    )
    path, started = tiny(tmp_path, {"t": (slow, f"a\n{cells}\n")}), time.monotonic()
    rules = found(validate(path, limits=Limits(seconds=1)))
    assert ("t", None, None, "pattern-too-slow") in rules or time.monotonic() - started < 1.5


@pytest.mark.parametrize("kind", ["pipe", "folder", "device"])
def test_what_is_no_file_is_refused_and_not_waited_for(tmp_path: Path, kind: str) -> None:
    path = tiny(tmp_path, {"t": (PAIR, "")})
    (tmp_path / "t.csv").unlink()
    if kind == "pipe":
        os.mkfifo(tmp_path / "t.csv")
    elif kind == "folder":
        (tmp_path / "t.csv").mkdir()
    else:
        (tmp_path / "t.csv").symlink_to("/dev/zero")
    if kind == "device":
        assert [problem.rule for problem in open_package(path)[1]] == ["unsafe-path"]
        return
    with pytest.raises(CannotRunError, match="not a regular file"):
        validate(path)


def test_descriptor_that_is_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "datapackage.json")
    with pytest.raises(CannotRunError, match="not a regular file"):
        open_package(tmp_path / "datapackage.json")


@pytest.mark.parametrize(
    "line",
    ['1,"x\n', '1,x"y\n', '1,"""a\n', '"\n', "1,\r2\n", "1\n", "\n", '"1"x,\n', '1,"x\ny"\n'],
)
def test_time_grows_with_the_file_and_not_with_its_square(tmp_path: Path, line: str) -> None:
    taken = []
    for count in (10_000, 40_000):
        path, started = (
            tiny(tmp_path, {"t": ({"fields": [{"name": "a"}, {"name": "b"}]}, "a,b\n" + line * count)}),
            time.process_time(),
        )
        validate(path)
        taken.append(time.process_time() - started)
    assert taken[1] < 8 * taken[0] + 1

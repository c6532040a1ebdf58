"""What is measured with: the made packages are valid, the same every time, and of the size that was asked for."""

import sys
from pathlib import Path

import pytest

from schemas.problems import CannotRunError
from scripts.bench import Result, as_markdown, diffs, machine, with_tables
from scripts.bench.cases import Case
from scripts.bench.generate import generate, rows_of
from scripts.bench.measure import Measured, measure
from scripts.bench.record import without_rules
from scripts.validate import validate
from tests.conftest import ROOT
from tests.scripts.diffing import told


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_made_package_is_valid_and_of_the_size_asked_for(tmp_path: Path) -> None:
    report = validate(generate(tmp_path / "shape", 1000))
    assert report.problems == []
    assert report.rows["many_claims"] == 1000


def test_made_package_is_wrong_in_every_row_where_that_is_asked_for(tmp_path: Path) -> None:
    report = validate(generate(tmp_path / "shape", 1000, wrong=True))
    assert sum(report.counts.values()) == sum(report.rows.values())


def test_record_under_other_names_is_checked_without_its_own_rules(tmp_path: Path) -> None:
    path = without_rules(ROOT / "datapackage.json", tmp_path / "record")
    claims = path.parent / "data" / "claims.csv"
    text, printed = claims.read_text("utf-8"), '"Rs 56,000 crore",,560000000000'
    assert printed in text
    claims.write_text(text.replace(printed, '"Rs 56,000 crore",,570000000000'), "utf-8")
    report = validate(path)
    assert report.problems == []
    assert report.rows["many_claims"] > 3000


def test_the_same_size_gives_the_same_bytes(tmp_path: Path) -> None:
    generate(tmp_path / "one", 100)
    generate(tmp_path / "two", 100)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_rows_are_counted_over_all_tables(tmp_path: Path) -> None:
    assert rows_of(generate(tmp_path / "shape", 1000)) == 1570


def test_each_command_is_measured_as_often_as_asked(tmp_path: Path) -> None:
    commands = {"one": [sys.executable, "-c", ""], "two": [sys.executable, "-c", "bytes(50_000_000)"]}
    found = measure(commands, 2, tmp_path)
    assert [len(one.seconds) for one in found.values()] == [2, 2]
    assert found["two"].peak > 50_000_000


def test_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match="one ended with exit 3"):
        measure({"one": [sys.executable, "-c", "raise SystemExit(3)"]}, 1, tmp_path)


def test_command_may_end_as_it_says(tmp_path: Path) -> None:
    command = {"one": [sys.executable, "-c", "raise SystemExit(1)"]}
    assert len(measure(command, 1, tmp_path, {"one": 1})["one"].seconds) == 1
    with pytest.raises(CannotRunError, match="one ended with exit 1"):
        measure(command, 1, tmp_path, {"one": 2})


def test_edited_copy_differs_in_the_rows_that_are_told(tmp_path: Path) -> None:
    made = diffs.pair(generate(tmp_path / "shape", 3000), tmp_path / "pair")
    assert (made.rows, made.edits) == (3000, (3, 3, 3))
    found = told(made.old, made.new)
    assert found["rows"] == {"changed": 3, "added": 3, "removed": 3}
    lines = [(folder / "claims.csv").read_text("utf-8").splitlines()[1:] for folder in (made.old, made.new)]
    assert len(set(lines[0]) & set(lines[1])) == 2994
    assert lines[1] != sorted(lines[1])


def test_single_cases_replace_their_own_tables(tmp_path: Path) -> None:
    def result(title: str, seconds: float) -> Result:
        return Result(Case(title, "once", {}, "a"), {"a": Measured([seconds])}, 2.0)

    page = with_tables(f"# Page\n\non {machine()}\n\n", [result("One", 1), result("Two", 2)])
    other = with_tables(page, [result("Two", 3), result("Three", 4)])
    assert other.startswith(page[: page.index("## Two")])
    assert "| 3.00 |" in other
    assert "| 2.00 |" not in other
    assert other.index("## Two") < other.index("## Three")
    assert with_tables(other, []) == other
    with pytest.raises(CannotRunError, match="another machine"):
        with_tables("on 100 cores\n", [])


def test_table_gives_medians_and_ratios() -> None:
    case = Case("Do it", "once", {}, "slow")
    result = Result(case, {"slow": Measured([4.0, 2.0, 3.0], 2_000_000, [5.0]), "fast": Measured([1.5])}, 1.94)
    lines = as_markdown([result]).splitlines()
    assert lines[-2:] == ["| fast | 1.50 | one run |  |  | 0.5 |", "| slow | 3.00 | 2.00 to 4.00 | 5.00 | 2 | 1 |"]
    assert "Two busy processes at once did 1.9 times the work of one." in lines[2]

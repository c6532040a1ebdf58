"""The README's promises: what it shows runs as written and prints what it says, against a real export."""

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
import typer

from schemas.numbers import decimal_text
from scripts.__main__ import app
from tests.rscript import rscript

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
TEXTS = os.environ.get("PACTS_TEXTS")
PACKAGE = (  # what the commands read
    "datapackage.json", "data", "docs", "loader", "schemas", "scripts",
    "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-DATA.md", "requirements.lock",
)  # fmt: skip
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<body>.*?)^(?P=indent)```\n", re.MULTILINE | re.DOTALL)
TABLE = re.compile(r"\n*((?:^ *\|.*\n)+)", re.MULTILINE)
LANGUAGES = {"bash", "python", "sql", "r", "text", "csv", "diff", "yaml", "mermaid"}
EXPORT = "python -m scripts export --to dist/data"


@dataclass(frozen=True)
class Block:
    """A fenced example, with what the README shows right under it: an output or a table.

    `edit` is the change to the data, and `file` the file, that is shown right before it.
    """

    language: str
    text: str
    line: int
    output: str | None
    table: str | None
    edit: str | None
    file: str | None


def blocks() -> Iterator[Block]:
    before = {"diff": None, "yaml": None}
    found = list(FENCE.finditer(README))
    for fence, following in zip(found, [*found[1:], None], strict=True):
        text = unindented(fence)
        output = following if following and is_output(fence, following) else None
        table = TABLE.match(README, fence.end())
        line = README.count("\n", 0, fence.start()) + 1
        shown = unindented(output) if output else None
        yield Block(fence["language"], text, line, shown, table and table[1], before["diff"], before["yaml"])
        before = {language: text if language == fence["language"] else None for language in before}


def is_output(fence: re.Match[str], following: re.Match[str]) -> bool:
    return following["language"] == "text" and not README[fence.end() : following.start()].strip()


def unindented(fence: re.Match[str]) -> str:
    return re.sub(rf"^{fence['indent']}", "", fence["body"], flags=re.MULTILINE)


BLOCKS = list(blocks())


def of(language: str) -> list[Any]:
    return [pytest.param(block, id=f"line {block.line}") for block in BLOCKS if block.language == language]


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package and its commands, with an export made by the command that `make build` runs."""
    folder = tmp_path_factory.mktemp("readme") / "checkout"
    folder.mkdir()
    for name in PACKAGE:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, folder / name)
    done = run(folder, EXPORT)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture
def checkout(exported: Path, tmp_path: Path) -> Path:
    """Such a copy, free to be changed."""
    return shutil.copytree(exported, tmp_path / "checkout")


def run(folder: Path, command: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PACTS_TEXTS"}
    arguments = [sys.executable, *shlex.split(command)[1:]]
    return subprocess.run(arguments, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False)


def apply(edit: str, data: Path) -> None:
    """Replaces each line that the example takes away by the one that it puts there."""
    lines = edit.splitlines()
    old, new = ([line[1:] for line in lines if line[0] == sign] for sign in "-+")
    for before, after in zip(old, new, strict=True):
        (path,) = [path for path in data.glob("*.csv") if f"\n{before}\n" in path.read_text("utf-8")]
        path.write_text(path.read_text("utf-8").replace(f"\n{before}\n", f"\n{after}\n"), "utf-8")


def write(content: str, folder: Path) -> None:
    """Writes a file that is shown; its first line, a comment, is its name."""
    path = folder / content.splitlines()[0].removeprefix("# ")
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, "utf-8")


def assert_shown(shown: str | None, printed: str) -> None:
    """What is shown is what is printed; an ellipsis stands for anything within a line."""
    pattern = ".*".join(map(re.escape, (shown or "").split("…")))
    assert shown is None or re.fullmatch(pattern, printed), f"the README should show:\n{printed}"


def test_no_example_is_in_a_language_that_is_not_tested() -> None:
    assert {block.language for block in BLOCKS} == LANGUAGES


@pytest.mark.parametrize("block", of("bash"))
def test_commands_run_and_print_what_is_shown(block: Block, checkout: Path) -> None:
    if "--texts texts" in block.text:
        if not TEXTS:
            pytest.skip("PACTS_TEXTS names no folder with copies of the sources")
        shutil.copytree(TEXTS, checkout / "texts")
    if block.edit:
        apply(block.edit, checkout / "data")
    if block.file:
        write(block.file, checkout)
    printed = ""
    for line in block.text.splitlines():
        if line.startswith("make "):
            assert line.removeprefix("make ") in make_targets()
        elif line != EXPORT:  # which the fixture has run
            assert line.startswith("python -m scripts "), f"{line}: no test knows how to run this"
            done = run(checkout, line)
            assert done.returncode == (1 if block.edit else 0), done.stdout + done.stderr
            printed += done.stdout
    assert_shown(block.output, printed)


@pytest.mark.parametrize("block", of("python"))
def test_python_examples_run_and_print_what_is_shown(
    block: Block, exported: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(exported)
    names: dict[str, Any] = {}
    exec(block.text, names)
    assert "claims" not in names or len(names["claims"]) == len(data_rows("claims"))
    assert_shown(block.output, capsys.readouterr().out)


@pytest.mark.parametrize("block", of("r"))
def test_r_examples_run(block: Block, exported: Path) -> None:
    count = f"{block.text}\ncat(class(claims), nrow(claims), class(claims$value))"
    done = subprocess.run([rscript(), "-e", count], cwd=exported, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"data.frame {len(data_rows('claims'))} numeric", "")


@pytest.mark.parametrize("block", of("sql"))
def test_answers_are_those_of_the_queries(block: Block, exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(exported)
    answer = markdown(block.text)
    assert block.table == answer, f"the README should show:\n{answer}"


def test_rows_at_the_top_are_real(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(exported)
    table = re.search(r"(?:^\| (?:claim_id|---|c\d{5}) .*\n)+", README, re.MULTILINE)
    assert table
    columns = ", ".join(cell.strip() for cell in table[0].splitlines()[0].strip("|").split("|"))
    ids = re.findall(r"c\d{5}", table[0])
    wide = "'dist/data/parquet/claims_wide.parquet'"
    answer = markdown(f"SELECT {columns} FROM {wide} WHERE list_contains({ids}, claim_id) ORDER BY claim_id")
    assert len(ids) == 3
    assert table[0] == answer, f"the README should show:\n{answer}"


def markdown(query: str) -> str:
    """The answer to a query as a Markdown table."""
    with duckdb.connect() as connection:
        found = connection.sql(query)
        rows = [found.columns, ["---"] * len(found.columns), *(map(cell, row) for row in found.fetchall())]
    return "".join(f"| {' | '.join(row)} |\n".replace("  ", " ") for row in rows)


def cell(value: Any) -> str:
    """Empty for null; numbers without trailing zeros."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return decimal_text(value) or ""
    return value.isoformat() if isinstance(value, date) else str(value)


@pytest.mark.parametrize("block", of("csv"))
def test_rows_of_tables_are_shown_as_they_stand(block: Block) -> None:
    header, *rows = block.text.splitlines()
    tables = [path.read_text("utf-8").splitlines() for path in (ROOT / "data").glob("*.csv")]
    (table,) = [table for table in tables if table[0] == header]
    assert rows
    assert set(rows) <= set(table)


def test_every_verb_has_help_and_an_example() -> None:
    commands: dict[str, Any] = getattr(typer.main.get_command(app), "commands")  # noqa: B009
    examples = set(re.findall(r"^ *python -m scripts ([\w-]+)", README, re.MULTILINE))
    assert {name for name, command in commands.items() if not command.help} == set()
    assert {name for name in commands if f"\n`{name}` " not in README} == set()
    assert examples == set(commands)


def test_every_make_target_stands_in_the_readme() -> None:
    assert set(re.findall(r"^\| `make (\w+)` \|", README, re.MULTILINE)) == make_targets()


def make_targets() -> set[str]:
    phony = re.search(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return set(phony[1].split()) if phony else set()


def data_rows(table: str) -> list[list[str]]:
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]

"""The repository has no text of a source in it, whatever file one looks into."""

import csv
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.passages import RUN, first_run, runs, words
from tests.conftest import ROOT

TEXTS = os.environ.get("PACTS_TEXTS")
# What has to stand as it is printed, wherever it stands: titles of sources and agreements, names, figures.
EXEMPT = {
    "sources": ("title",),
    "agreements": ("title",),
    "entities": ("name",),
    "entity_names": ("name",),
    "events": ("name",),
    "claims": ("as_written",),
    "waived_numerals": ("as_written",),
}


def kept_files() -> list[Path]:
    """Files of the repository: those in git and those that would get into it."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def exempt_texts() -> Iterator[str]:
    for table, columns in EXEMPT.items():
        with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield from (row[column] for column in columns)


@pytest.mark.skipif(not TEXTS, reason="PACTS_TEXTS names no folder of source texts")
def test_no_file_repeats_eight_words_of_a_source() -> None:
    texts = [path.read_text("utf-8") for path in sorted(Path(TEXTS or "").glob("*.txt"))]
    assert texts
    theirs = frozenset[tuple[str, ...]]().union(*(runs(words(text)) for text in texts))
    theirs -= frozenset[tuple[str, ...]]().union(*(runs(words(text)) for text in exempt_texts()))
    for path in kept_files():
        ours = words(path.read_bytes().decode("utf-8", errors="ignore"))
        at = first_run(ours, theirs)
        assert at is None, f"{path.relative_to(ROOT)} has {RUN} words of a source in a row, from its word {at} on"


def test_run_of_words_is_found_in_running_text_and_tables() -> None:
    source = "The kites of the coast guard fly higher than gulls do in summer."
    for text in (
        f"# Title\n\nAs we know, {source}",
        f'id,note\n1,"{source}"\n',
        '"the kites of the coast guard "\n "fly higher than"',
    ):
        assert first_run(words(text), runs(words(source))) is not None

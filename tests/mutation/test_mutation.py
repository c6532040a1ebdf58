"""Every fault of every kind in every column is reported at its cell, with its consequences and nothing else."""

from pathlib import Path
from random import Random

from schemas.canonical import to_csv
from tests.mutation import own
from tests.mutation.harness import all_faults, surprises


def test_every_fault_is_reported_at_its_cell_and_nothing_else(tmp_path: Path) -> None:
    assert list(surprises(tmp_path, Random(1), 60)) == []


def test_there_is_a_fault_for_every_column_but_free_text() -> None:
    assert len({column for column, _, _ in all_faults()}) >= 24


def test_record_with_a_line_break_is_one_record() -> None:
    assert to_csv(["a\nb", "c"], []) == b'"a\nb",c\n'


def test_fault_in_the_dataset_is_reported_at_its_cell(valid_package: Path) -> None:
    assert list(own.surprises(valid_package, Random(1), 4)) == []

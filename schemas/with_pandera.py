"""The checks of a table as pandera schemas over Arrow-backed pandas columns, and what pandera finds with them.

Imported when the first rows are there to be checked: until then there is much to read, and pandera takes its time.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
import pyarrow.compute as pc

from schemas.constraints import Check, Column, Failure, Group


@dataclass(frozen=True)
class Schemas:
    """What the rows of a batch have to be, twice: as one question, and cell by cell for batches that fail it."""

    columns: Mapping[str, Column]
    groups: Sequence[Group] = ()

    def failures(self, batch: pa.Table) -> list[Failure]:
        """What pandera finds in a batch, the first failure of each cell only. Columns may be absent."""
        frame = batch.to_pandas(types_mapper=pd.ArrowDtype)
        with suppress(pandera.errors.SchemaError):
            self._at_once.validate(frame)
            return []
        return _failures(self._by_cell, frame)

    @cached_property
    def _at_once(self) -> pandera.DataFrameSchema:
        """A schema of one check, whether all is right: each further one costs pandera as long as 10,000 cells do."""
        return pandera.DataFrameSchema(checks=[pandera.Check(self._is_right, ignore_na=False)])

    def _is_right(self, frame: pd.DataFrame) -> bool:
        present = ((_cells(frame[name]), column) for name, column in self.columns.items() if name in frame)
        return all(_all_right(*one) for one in present) and all(_group_right(one, frame).all() for one in self.groups)

    @cached_property
    def _by_cell(self) -> pandera.DataFrameSchema:
        columns = {
            name: pandera.Column(
                pd.ArrowDtype(column.arrow),
                checks=[_of_cells(check) for check in column.checks],
                nullable=not column.required,
                required=False,
            )
            for name, column in self.columns.items()
        }
        return pandera.DataFrameSchema(columns, checks=[_of_rows(group) for group in self.groups])


def _cells(series: "pd.Series[Any]") -> pa.ChunkedArray:
    return series.array.__arrow_array__()


def _all_right(cells: pa.ChunkedArray, column: Column) -> bool:
    if column.required and cells.null_count:
        return False
    return all(pc.all(_right(check, cells), min_count=0).as_py() for check in column.checks)


def _right(check: Check, cells: pa.ChunkedArray) -> pa.ChunkedArray:
    """True where a cell is right or missing."""
    return pc.or_kleene(pc.is_null(cells), check.right(cells))


def _group_right(group: Group, frame: pd.DataFrame) -> "pd.Series[bool]":
    present = [column for column in group.columns if column in frame]
    return frame[present].notna().sum(axis=1).isin(group.counts)


def _of_cells(check: Check) -> pandera.Check:
    def right(series: "pd.Series[Any]") -> "pd.Series[bool]":
        return pd.Series(pd.arrays.ArrowExtensionArray(_right(check, _cells(series))), index=series.index)

    return pandera.Check(right, name=check.rule, error=check.message, ignore_na=False)


def _of_rows(group: Group) -> pandera.Check:
    right = partial(_group_right, group)
    return pandera.Check(right, name=group.rule, error=f"{group.columns[0]}: {group.message}", ignore_na=False)


def _failures(schema: pandera.DataFrameSchema, frame: pd.DataFrame) -> list[Failure]:
    try:
        schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        found: dict[tuple[int, str], Failure] = {}
        for failure in (failure for one in error.schema_errors for failure in _failures_of(one)):
            found.setdefault((failure.row, failure.column), failure)
        return list(found.values())
    return []


def _failures_of(error: Any) -> list[Failure]:
    rows = sorted({int(row) for row in error.failure_cases["index"]})
    if not isinstance(error.check, pandera.Check):
        return [Failure(row, error.schema.name, "required", "is missing; this column needs a value") for row in rows]
    column, message = error.schema.name, error.check.error
    if column is None:  # a check of whole rows carries its first column in its message
        column, message = message.split(": ", 1)
    return [Failure(row, column, error.check.name, message) for row in rows]

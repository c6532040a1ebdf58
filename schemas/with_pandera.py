"""The checks of a table as pandera schemas over Arrow-backed pandas columns, and what pandera finds with them.

Imported when the first rows are there to be checked: until then there is much to read, and pandera takes its time.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import pandera.pandas as pandera
import pyarrow as pa
import pyarrow.compute as pc

from schemas.constraints import Check, Column, Failure, Group


def frame_schema(columns: Mapping[str, Column], groups: Sequence[Group] = ()) -> pandera.DataFrameSchema:
    """The pandera schema of some columns, and of groups of columns. A column of the schema may be absent."""
    found = {
        name: pandera.Column(
            pd.ArrowDtype(column.arrow),
            checks=[_column_check(one) for one in column.checks],
            nullable=not column.required,
            required=False,
        )
        for name, column in columns.items()
    }
    return pandera.DataFrameSchema(found, checks=[_group_check(group) for group in groups])


def _column_check(check: Check) -> pandera.Check:
    def right(series: "pd.Series[Any]") -> "pd.Series[bool]":
        column = pa.chunked_array(series)
        result = pc.or_kleene(pc.is_null(column), check.right(column))
        return pd.Series(pd.arrays.ArrowExtensionArray(result), index=series.index)

    return pandera.Check(right, name=check.rule, error=check.message, ignore_na=False)


def _group_check(group: Group) -> pandera.Check:
    def right(frame: pd.DataFrame) -> "pd.Series[bool]":
        present = [column for column in group.columns if column in frame]
        return frame[present].notna().sum(axis=1).isin(group.counts)

    return pandera.Check(right, name=group.rule, error=f"{group.columns[0]}: {group.message}", ignore_na=False)


def failures(schema: pandera.DataFrameSchema, batch: pa.Table) -> list[Failure]:
    """What pandera finds in a batch, the first failure of each cell only."""
    try:
        schema.validate(batch.to_pandas(types_mapper=pd.ArrowDtype), lazy=True)
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

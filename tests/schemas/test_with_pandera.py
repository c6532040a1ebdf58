"""A batch is looked at once as a whole, and cell by cell where that fails: both have to say the same."""

from typing import Any

import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st
from pandera.errors import SchemaError

from schemas.constraints import Check, Column, Group
from schemas.patterns import whole_match
from schemas.with_pandera import Schemas

SCHEMAS = Schemas(
    {
        "key": Column(pa.string(), [], required=True),
        "code": Column(pa.string(), [Check("pattern", "is no code", whole_match("[ab]+"))]),
        "other": Column(pa.string(), [Check("enum", "is none", lambda cells: pa.compute.equal(cells, "a"))], True),
    },
    [Group("at-least-one-of", "one has to be filled", ["code", "other"], [1, 2])],
)
CELLS = st.sampled_from([None, "a", "a", "ab", "x"])
ROW = st.fixed_dictionaries({}, optional=dict.fromkeys(SCHEMAS.columns, CELLS))


def is_right(batch: pa.Table) -> bool:
    try:
        SCHEMAS._at_once.validate(batch.to_pandas(types_mapper=pd.ArrowDtype))
    except SchemaError:
        return False
    return True


@given(rows=st.lists(ROW, max_size=3), columns=st.sets(st.sampled_from([*SCHEMAS.columns]), min_size=1))
def test_batch_is_right_as_a_whole_where_no_cell_is_wrong(rows: list[dict[str, Any]], columns: set[str]) -> None:
    batch = pa.table({name: pa.array([row.get(name) for row in rows], pa.string()) for name in sorted(columns)})
    expected = {
        (row, column)
        for column in columns
        for row, cell in enumerate(batch[column].to_pylist())
        if (cell is None and SCHEMAS.columns[column].required)
        or (column == "code" and cell == "x")
        or (column == "other" and cell in ("ab", "x"))
    }
    named = [column for column in SCHEMAS.groups[0].columns if column in columns]
    empty = [row for row in range(len(rows)) if not any(batch[column][row].is_valid for column in named)]
    expected |= {(row, "code") for row in empty}
    assert {(failure.row, failure.column) for failure in SCHEMAS.failures(batch)} == expected
    assert is_right(batch) == (not expected)

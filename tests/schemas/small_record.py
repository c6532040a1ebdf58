"""Small records in Arrow for the tests of the derived tables: say what matters, and the rest is filled in."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.derived import derive
from schemas.edtf import bounds
from schemas.table_schema import arrow_schema

SCHEMAS = Path(__file__).parents[2] / "schemas"
BASE = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(SCHEMAS.glob("*.json"))}
TODAY = date(2022, 1, 1)

Cells = dict[str, Any]
Rows = list[Cells]

# What a row has where a test does not say otherwise.
USUAL: dict[str, Cells] = {
    "sources": {"kind": "news", "title": "Rifles", "publisher_id": "paper", "reliability": "C"},
    "entities": {"kind": "state", "description": "Invented."},
    "events": {"kind": "summit", "basis": "stated", "description": "Invented."},
    "quantities": {
        "measure": "value",
        "stage": "contract",
        "flow": "one_time",
        "unit": "USD",
        "definition": "Invented.",
    },
    "claims": {
        "as_written": "5",
        "quantity_id": "q",
        "match": "stated",
        "qualifier": "exact",
        "unit": "USD",
        "credibility": 2,
    },
    "agreements": {"kind": "target", "domain": "trade", "title": "Invented", "summary": "Invented."},
    "agreement_milestones": {"agreement_id": "a", "modality": "actual", "basis": "stated"},
    "exchange_rates": {"source_id": "bank"},
}


def arrow(table: str, rows: Rows) -> pa.Table:
    """Rows of a base table in Arrow as the reader types them, with the days beside EDTF columns."""
    types = arrow_schema(BASE[table], dates_beside=True)
    filled = [_typed(types, USUAL.get(table, {}) | row) for row in rows]
    return pa.Table.from_pylist(filled, pa.schema([field.with_nullable(True) for field in types]))


def _typed(types: pa.Schema, row: Cells) -> Cells:
    assert set(row) <= set(types.names), f"no such columns: {set(row) - set(types.names)}"
    cells = {name: Decimal(str(value)) if pa.types.is_decimal(types.field(name).type) else value
             for name, value in row.items() if value is not None}  # fmt: skip
    for name in row:
        if f"{name}_earliest" in types.names and row[name] is not None:
            cells[f"{name}_earliest"], cells[f"{name}_latest"] = bounds(row[name])
    return cells


def record(**tables: Rows) -> dict[str, pa.Table]:
    """All base tables; those not given are empty."""
    return {name: arrow(name, tables.get(name, [])) for name in BASE}


def source(name: str, **cells: Any) -> Cells:
    return {"source_id": name, "published_on": "2021-12-07", "retrieved_on": date(2021, 12, 8), **cells}


def reported(*claims: Cells, unit: str = "USD", **tables: Rows) -> dict[str, pa.Table]:
    """Claims on one quantity `q`. `source` names a claim's source; without it each claim has a source of its own.

    A table given is used as it is; rows for sources that it lacks are added.
    """
    rows = [{"claim_id": f"c{number:05}", "source": f"paper-{number}", **claim}
            for number, claim in enumerate(claims, 1)]  # fmt: skip
    named = [row.pop("source") for row in rows]
    told = {row["source_id"] for row in tables.get("sources", [])}
    sources = [*tables.pop("sources", []), *(source(name) for name in sorted(set(named) - told))]
    passages = [{"passage_id": f"p-{name}", "source_id": name} for name in sorted(set(named))]
    base = {
        "quantities": [{"quantity_id": "q", "unit": unit}],
        "claims": [row | {"passage_id": f"p-{name}", "unit": row.get("unit", unit)}
                   for row, name in zip(rows, named, strict=True)],
        "sources": sources,
        "passages": passages,
        "entities": [{"entity_id": "paper", "name": "The Daily Example"}],
    }  # fmt: skip
    return record(**(base | tables))


def rows_of(tables: Mapping[str, pa.Table], name: str, **options: Any) -> Rows:
    """The rows of a derived table."""
    return list(derive(tables, **({"today": TODAY} | options))[name].to_pylist())


def one(tables: Mapping[str, pa.Table], name: str, **options: Any) -> Cells:
    """The only row of a derived table."""
    (row,) = rows_of(tables, name, **options)
    return row


def compared(cases: Sequence[Rows]) -> Rows:
    """Rows of reconciliation for several sets of claims, each on a quantity of its own, worked out at once."""
    names = [f"q-{number:04}" for number in range(len(cases))]
    claims = [claim | {"quantity_id": name} for name, case in zip(names, cases, strict=True) for claim in case]
    quantities = [{"quantity_id": name} for name in names]
    return rows_of(reported(*claims, quantities=quantities), "reconciliation")

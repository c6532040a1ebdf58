"""A claim looked up for citing: with its passage, and how many other origins agree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from schemas.dated import dated
from schemas.derived import derive
from schemas.own_tables import own_schemas, today
from schemas.package import Package, open_package
from schemas.problems import CannotRunError, Findings
from schemas.table_file import TableFile
from scripts.validate import descriptor_path, read_tables

Cells = Mapping[str, Any]
Bound = tuple[Decimal, bool]  # where an interval ends, and whether that point is in it


@dataclass(frozen=True)
class Citation:
    """A claim (a row of `claims_wide`), its passage, its quantity's `reconciliation`, and the dataset that has it all.

    Of the `others`, the quantity's other independent origins, `agree` have a claim that can be true together with it;
    None where it gives no figure that can be compared.
    """

    claim: Cells
    passage: Cells
    reconciled: Cells
    others: int
    agree: int | None
    dataset: Mapping[str, Any]


def citation(path: Path, claim_id: str) -> Citation:
    """Looks a claim up. Raises CannotRunError where there is none of that id, or nothing can be derived."""
    package, base = _base(path)
    derived = derive(base, today(package))
    claims = derived["claims_wide"].to_pylist()
    claim = next((row for row in claims if row["claim_id"] == claim_id), None)
    if claim is None:
        raise CannotRunError(f"no claim is named {claim_id!r}")
    passage = _row(base["passages"].to_pylist(), "passage_id", claim)
    reconciled = _row(derived["reconciliation"].to_pylist(), "quantity_id", claim)
    others = _others(claim, claims)
    agree = sum(others.values()) if _interval(claim) else None
    return Citation(claim, passage, reconciled, len(others), agree, package.descriptor)


def _base(path: Path) -> tuple[Package, dict[str, pa.Table]]:
    """A package and its typed tables with the days of dates, as they are derived from."""
    findings, tables = Findings(1), dict[str, TableFile]()
    package, problems = open_package(descriptor_path(path))
    findings.add(problems)
    if package:
        tables = read_tables(package, findings, {}, keep=False)
    if package is None or findings.total:
        raise CannotRunError(f"the package has {findings.total} problems; `validate` lists them")
    if missing := own_schemas().keys() - tables.keys():
        raise CannotRunError(f"the package has no table {min(missing)} of this dataset's form")
    try:
        return package, {name: dated(table.typed, table.resource.schema.descriptor) for name, table in tables.items()}
    except ValueError as error:
        raise CannotRunError(f"the package has a date that can't be read: {error}") from None


def _row(rows: Sequence[Cells], key: str, claim: Cells) -> Cells:
    return next(row for row in rows if row[key] == claim[key])


def _others(claim: Cells, claims: Sequence[Cells]) -> dict[str, bool]:
    """Whether each other origin that votes on the quantity agrees with a claim."""
    agree: dict[str, bool] = {}
    for other in claims:
        if other["quantity_id"] == claim["quantity_id"] and other["votes"] and other["origin"] != claim["origin"]:
            agree[other["origin"]] = agree.get(other["origin"], False) or _share_a_point(claim, other)
    return agree


def _share_a_point(one: Cells, other: Cells) -> bool:
    """Whether two claims can both be true; not where one gives no figure."""
    intervals = _interval(one), _interval(other)
    if not all(intervals):
        return False
    lows = [low for low, _ in filter(None, intervals) if low is not None]
    highs = [high for _, high in filter(None, intervals) if high is not None]
    if not lows or not highs:
        return True
    (start, starts_in), (end, ends_in) = max(lows, key=lambda b: (b[0], not b[1])), min(highs)
    return start < end or (start == end and starts_in and ends_in)


def _interval(row: Cells) -> tuple[Bound | None, Bound | None] | None:
    """What a claim allows, in its quantity's unit, dates in days; None where it gives no figure."""
    if row["date"] is not None:
        ends = (row["date_earliest"], row["date_latest"])
        low, high = (None if day is None else (Decimal(day.toordinal()), True) for day in ends)
        return low, high
    if row["point_in_quantity_unit"] is None:
        return None
    point: Decimal = row["point"]
    factor = row["point_in_quantity_unit"] / point if point else Decimal(1)
    if row["tolerance"] is not None:
        margin = abs(point) * row["tolerance"]
        return ((point - margin) * factor, True), ((point + margin) * factor, True)
    low, high = (
        None if row[end] is None else (row[end] * factor, bool(row[f"{end}_inclusive"])) for end in ("low", "high")
    )
    return low, high

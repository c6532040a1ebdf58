"""Pacts & Figures as tables: who agreed what with whom, for how much, and who says so.

    import pacts_and_figures as pf
    pf.load("claims_wide")                 # pandas; or to="polars", to="arrow", to="duckdb"
    pf.as_of("2021-12-31")                 # what sources known by that day said
    pf.cite("c00001")                      # a claim with its source, ready to be quoted

The data are inside this package: nothing is fetched. Numbers stay exact decimals, days are dates, codes are categories.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal, overload

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

if TYPE_CHECKING:
    import duckdb
    import pandas
    import polars

__all__ = ["Library", "__version__", "as_of", "cite", "load", "tables"]

Library = Literal["pandas", "polars", "arrow", "duckdb"]

_DATA = files(__name__) / "data"
_WIDE = "claims_wide"
# Columns of claims_wide that weigh a claim against all others, later ones too: of no use for an earlier day.
_WEIGHED = ("superseded_by_id", "votes", "no_vote_reason", "verdict")


def tables() -> list[str]:
    """The names of all tables, derived ones too."""
    names = (entry.name.removesuffix(".parquet") for entry in _DATA.iterdir() if entry.name.endswith(".parquet"))
    return sorted(names)


@overload
def load(table: str, to: Literal["pandas"] = "pandas") -> "pandas.DataFrame": ...
@overload
def load(table: str, to: Literal["polars"]) -> "polars.DataFrame": ...
@overload
def load(table: str, to: Literal["arrow"]) -> pa.Table: ...
@overload
def load(table: str, to: Literal["duckdb"]) -> "duckdb.DuckDBPyRelation": ...
def load(table: str, to: Library = "pandas") -> Any:
    """A table, rows by key, in the form of a library. Raises ValueError where there is no such table or library."""
    return _given(_read(table), to)


@overload
def as_of(day: str | date, to: Literal["pandas"] = "pandas") -> "pandas.DataFrame": ...
@overload
def as_of(day: str | date, to: Literal["polars"]) -> "polars.DataFrame": ...
@overload
def as_of(day: str | date, to: Literal["arrow"]) -> pa.Table: ...
@overload
def as_of(day: str | date, to: Literal["duckdb"]) -> "duckdb.DuckDBPyRelation": ...
def as_of(day: str | date, to: Library = "pandas") -> Any:
    """The rows of claims_wide from sources known by a day (`YYYY-MM-DD`), in the form of a library.

    A source is known from the last day that its publication can mean, else from the day it was read. Columns that weigh
    claims against each other are left out, since later claims weigh in them. Raises ValueError for what is no day.
    """
    known = day if isinstance(day, date) else date.fromisoformat(day)
    rows = _read(_WIDE)
    rows = _with_their_origin(rows.filter(pc.less_equal(rows["known_from"], pa.scalar(known, pa.date32()))))
    return _given(rows.drop_columns(list(_WEIGHED)), to)


def cite(claim_id: str) -> str:
    """A claim with its source, in words. Raises ValueError where there is no such claim."""
    rows = _read(_WIDE, ["claim_id", "citation"])
    found = rows.filter(pc.equal(rows["claim_id"], claim_id))["citation"].to_pylist()
    if not found:
        raise ValueError(f"no claim is named {claim_id!r}")
    return str(found[0])


def _read(table: str, columns: list[str] | None = None) -> pa.Table:
    if table not in tables():
        raise ValueError(f"no table is named {table!r}; there are {', '.join(tables())}")
    # On this thread alone: one that still held the file while Python exits would end the program with an abort.
    with (_DATA / f"{table}.parquet").open("rb") as file:
        return pq.ParquetFile(file, pre_buffer=False).read(columns=columns, use_threads=False)


def _with_their_origin(claims: pa.Table) -> pa.Table:
    """Without the claims that were made from one that is gone, and again without those made from these."""
    while True:
        origin = claims["derived_from_id"]
        sound = pc.or_(pc.is_null(origin), pc.is_in(origin, claims["claim_id"].combine_chunks()))
        if pc.all(sound, min_count=0).as_py():
            return claims
        claims = claims.filter(sound)


def _given(rows: pa.Table, to: str) -> Any:
    if to not in _LIBRARIES:
        raise ValueError(f"no library is named {to!r}; there are {', '.join(_LIBRARIES)}")
    return _LIBRARIES[to](rows)


def _pandas(rows: pa.Table) -> Any:
    """Arrow-backed, since plain columns would turn integers with gaps into floats; codes as categories."""
    import pandas

    return rows.to_pandas(types_mapper=lambda kind: None if pa.types.is_dictionary(kind) else pandas.ArrowDtype(kind))


def _polars(rows: pa.Table) -> Any:
    import polars

    return polars.from_arrow(rows)


def _duckdb(rows: pa.Table) -> Any:
    """Codes as text: DuckDB would compare enums by position."""
    import duckdb

    plain = [field.with_type(pa.string()) if pa.types.is_dictionary(field.type) else field for field in rows.schema]
    return duckdb.from_arrow(rows.cast(pa.schema(plain)))


_LIBRARIES: Mapping[str, Callable[[pa.Table], Any]] = {
    "pandas": _pandas,
    "polars": _polars,
    "arrow": lambda rows: rows,
    "duckdb": _duckdb,
}


def _version() -> str:
    """The version of the data, as the files themselves tell it."""
    with (_DATA / f"{_WIDE}.parquet").open("rb") as file:
        return str(json.loads(pq.read_schema(file).metadata[b"package"])["version"])


__version__ = _version()

"""What an export holds: the tables of a package and, for this dataset's own record, the derived ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas import derived
from schemas.dated import dated, dated_schema
from schemas.keys import rising
from schemas.own_tables import is_own, own_schemas, today
from schemas.package import Package, Resource
from schemas.problems import CannotRunError
from schemas.table_file import TableFile

SAFE_NAME = re.compile(r"\w[\w.-]*")  # of tables and packages: they become names of files
EXACT_DIGITS = 15  # that a double, the number of SQLite and of spreadsheets, always holds
LONG_INTEGER = pa.decimal128(38, 0)  # a column of integers of which some are long
WHOLE_DIGITS = 9  # below, six decimals fit into those

# What a resource says of its CSV file, which is not true of the exported one.
_OF_THE_FILE = ("path", "format", "mediatype", "encoding", "dialect", "profile", "schema", "bytes", "hash")


@dataclass(frozen=True)
class ExportTable:
    """A table as it is written, in whatever format: typed rows by primary key, with the days beside EDTF columns.

    `about` is what the resource tells apart from file and schema; `schema` describes every column of `rows`.
    """

    about: Mapping[str, Any]
    schema: Mapping[str, Any]
    rows: pa.Table
    is_derived: bool = False

    @property
    def name(self) -> str:
        return str(self.about["name"])

    @property
    def title(self) -> str:
        return str(self.about.get("title") or self.name)

    @property
    def description(self) -> str:
        return str(self.about.get("description") or "")

    @property
    def fields(self) -> Sequence[Mapping[str, Any]]:
        return list(self.schema["fields"])


def export_tables(package: Package, tables: Mapping[str, TableFile]) -> list[ExportTable]:
    """The tables of a package that has no problems, in its order, then the derived ones.

    Raises CannotRunError where a name or a value has no place in one of the formats.
    """
    base = [base_table(table.resource, _by_key(table.typed, table.resource)) for table in tables.values()]
    found = [*base, *_derived_tables(package, base)]
    for fault in (*unsafe_names(found), *(fault for table in base for fault in _inexact_numbers(table))):
        raise CannotRunError(f"{fault}, so the package can't be exported")
    return found


def base_table(resource: Resource, typed: pa.Table) -> ExportTable:
    """A table of the package, or some of its rows, in the order given; columns that its files lack are empty.

    Raises CannotRunError: a date is no EDTF.
    """
    about = {key: value for key, value in resource.descriptor.items() if key not in _OF_THE_FILE}
    try:
        rows = dated(_with_all_columns(typed, resource), resource.schema.descriptor)
    except ValueError as error:
        raise CannotRunError(f"{resource.name}.{error}") from None
    return ExportTable(about, dated_schema(resource.schema.descriptor), rows)


def _with_all_columns(typed: pa.Table, resource: Resource) -> pa.Table:
    for name, kind in resource.schema.types.items():
        if name not in typed.column_names:
            typed = typed.append_column(name, pa.nulls(typed.num_rows, kind.arrow))
    return typed


def _by_key(rows: pa.Table, resource: Resource) -> pa.Table:
    """Numbers by size, text by code point. Rows without a primary key stay in the order of the file."""
    in_order = not resource.primary_key or rising(rows, resource.primary_key, ()) is not None
    return rows if in_order else rows.sort_by([(name, "ascending") for name in resource.primary_key])


def _derived_tables(package: Package, base: Sequence[ExportTable]) -> Iterator[ExportTable]:
    """The derived tables of a package that has all of this dataset's own tables; else none."""
    own = {table.name: table.rows for table in base if is_own(table.name, table.rows.column_names)}
    if own_schemas().keys() != own.keys():
        return
    licenses = _licenses(base)
    for name, rows in derived.derive(own, today(package)).items():
        schema = derived.schema(name)
        about = {"name": name, "type": "table", "title": schema["title"], "description": schema["description"]}
        about |= {"licenses": licenses} if licenses else {}
        told = {key: value for key, value in schema.items() if key not in ("title", "description")}
        yield ExportTable(about, dated_schema(told), rows, is_derived=True)


def _licenses(base: Sequence[ExportTable]) -> list[Any]:
    """What comes from all tables is under the licences of all."""
    found: list[Any] = []
    for license_ in (license_ for table in base for license_ in table.about.get("licenses") or []):
        found += [] if license_ in found else [license_]
    return found


def unsafe_names(tables: Sequence[ExportTable]) -> Iterator[str]:
    """What can't name a file or a column. SQLite and some file systems take `A` and `a` for one name."""
    names = [table.name for table in tables]
    yield from (f"the table name {name!r} can't be a file's name" for name in names if not SAFE_NAME.fullmatch(name))
    yield from (f"two tables would be named {name!r}, or nearly so" for name in _twice(names))
    for table in tables:
        for name in _twice([field["name"] for field in table.fields]):
            yield f"{table.name}: two columns would be named {name!r}, or nearly so"


def _twice(names: Sequence[str]) -> list[str]:
    folded = [name.casefold() for name in names]
    return [name for place, name in enumerate(names) if name.casefold() in folded[:place]]


def _inexact_numbers(table: ExportTable) -> Iterator[str]:
    """A number must not come out of one format as another than out of the next."""
    for name in table.rows.column_names:
        column = table.rows[name]
        if column.type == LONG_INTEGER:
            bounds = [value for value in pc.min_max(column).as_py().values() if value is not None]
            yield from (
                f"{table.name}.{name}: {value} has more than 64 bits" for value in bounds if abs(value) >= 2**63
            )
        elif pa.types.is_decimal(column.type) and column.type.precision - column.type.scale > WHOLE_DIGITS:
            large = pc.greater_equal(pc.abs(column), pa.scalar(10**WHOLE_DIGITS, column.type))
            for value in pc.unique(column.filter(large)).to_pylist():
                if len(str(value.copy_abs()).replace(".", "").strip("0")) > EXACT_DIGITS:
                    yield f"{table.name}.{name}: {value} has more than {EXACT_DIGITS} digits, which SQLite can't hold"
        elif pa.types.is_floating(column.type) and pc.any(pc.is_nan(column)).as_py():
            yield f"{table.name}.{name}: SQLite takes NaN for a missing value"


def codes_of(field: Mapping[str, Any]) -> dict[str, str | None]:
    """The codes that a column may hold, in the schema's order, each with its meaning where one is told."""
    codes = (field.get("constraints") or {}).get("enum") or []
    told = [category for category in field.get("categories") or [] if isinstance(category, dict)]
    meanings = {str(category.get("value")): category.get("label") for category in told}
    return {str(code): meanings.get(str(code)) for code in codes}


def is_text(field: Mapping[str, Any]) -> bool:
    """Whether a column's codes are text as they stand."""
    return bool(field.get("type", "string") == "string")

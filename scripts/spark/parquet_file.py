"""Parquet files as input: the cells as they would be written in CSV, so that the same schema checks them.

A table is Parquet where its `format` says so or its files end in `.parquet`; a path may be a folder of parts. Columns
have to have the types that the schema comes to in Arrow. A Parquet file has no lines: the first row counts as line 1.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from schemas.csv_file import CsvFile, present
from schemas.descriptor import DescriptorError, inside
from schemas.field_type import format_of
from schemas.package import Resource
from schemas.problems import CannotRunError, Problem
from schemas.table_file import Batch, Work, header_problems
from schemas.table_schema import arrow_schema
from scripts.spark.layout import Opening
from scripts.spark.parts import Part, Told


def is_parquet(resource: Resource | Told) -> bool:
    ends = [name.lower().endswith(".parquet") for name in resource.files]
    return resource.descriptor.get("format") == "parquet" or all(ends)


def with_parts(root: Path, resource: Resource) -> Resource:
    """A resource whose folders are replaced by the Parquet files in them, by name.

    Raises CannotRunError where a folder holds none, or one that leads out of the package.
    """
    files = [file for name, path in zip(resource.files, resource.paths, strict=True) for file in _parts(name, path)]
    try:
        return replace(resource, files=tuple(files), paths=tuple(inside(root, file) for file in files))
    except DescriptorError as error:
        raise CannotRunError(f"{resource.name}: {error}") from None


def _parts(name: str, path: Path) -> list[str]:
    if not path.is_dir():
        return [name]
    found = sorted(part.relative_to(path).as_posix() for part in path.rglob("*.parquet"))
    shown = [part for part in found if not part.rpartition("/")[2].startswith((".", "_"))]
    if not shown:
        raise CannotRunError(f"{name}: is a folder without Parquet files")
    return [f"{name.rstrip('/')}/{part}" for part in shown]


def opening(told: Told, table: int, number: int) -> Opening:
    """The problems of a file's columns, and a part for each of its row groups. Raises CannotRunError: unreadable."""
    name, resource = told.files[number], told.opened()
    with _open(told, number) as file:
        found = file.schema_arrow
        counts = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    header = CsvFile(io.BytesIO(), told.dialect, list(found.names))
    problems = [replace(problem, line=None) for problem in header_problems(resource, name, header)]
    wrong = {problem.column: problem for problem in _wrong_types(resource, name, found)}
    columns = tuple(column for column in found.names if column in resource.columns and column not in wrong)
    parts, line = [], 1
    for group, count in enumerate(counts):
        parts.append(Part(table, number, group, group + 1, columns, line))
        line += count
    return Opening(columns, [*problems, *wrong.values()], parts)


def _open(told: Told, number: int) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(told.paths[number])
    except (OSError, pa.ArrowException) as error:
        reason = str(error).splitlines()[0]
        raise CannotRunError(f"{told.files[number]}: cannot be read as Parquet: {reason}") from None


def _wrong_types(resource: Resource, name: str, found: pa.Schema) -> Iterator[Problem]:
    wanted = arrow_schema(resource.schema.descriptor)
    for column in (column for column in resource.columns if column in found.names):
        have, want = found.field(column).type, wanted.field(column).type
        if _plain(have, want) != want:
            message = f"column {column} is of type {have} in the file; the schema's type is {want}"
            yield Problem(resource.name, name, None, column, "column-type", str(have), message)


def _plain(have: pa.DataType, want: pa.DataType) -> pa.DataType:
    """The type that is wanted, where a file may hold it in another form."""
    have = have.value_type if pa.types.is_dictionary(have) else have
    same = [
        (pa.types.is_large_string(have) or pa.types.is_string_view(have)) and pa.types.is_string(want),
        (pa.types.is_integer(have) or have == pa.decimal128(38, 0)) and want == pa.int64(),
        pa.types.is_timestamp(have) and have.tz is None and have.unit != "ns" and pa.types.is_timestamp(want),
        pa.types.is_time(have) and pa.types.is_time(want),
    ]
    return want if any(same) else have


def batches(part: Part, told: Told) -> Iterator[Batch]:
    """The rows of a part, checked. Raises CannotRunError where they can't be read."""
    resource = told.opened()
    work = Work(resource, told.files[part.file], list(part.header), resource.schema)
    try:
        with _open(told, part.file) as file:
            cells = file.read_row_groups(range(part.start, part.end), columns=list(part.header))
    except (OSError, pa.ArrowException) as error:
        raise CannotRunError(f"{told.files[part.file]}: cannot be read: {str(error).splitlines()[0]}") from None
    text = {name: _text(resource, name, cells[name]) for name in part.header}
    yield work.checked(text, range(part.line, part.line + cells.num_rows))


def _text(resource: Resource, name: str, column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Typed values as text; what the schema calls missing is null."""
    return present(written(resource.by_name[name], column), resource.missing_values(name))


def written(field: Mapping[str, Any], column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Typed values as the field's type is written in CSV."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    for fits, write in _WRITTEN:
        if fits(column.type):
            return write(field, column)
    return column.cast(pa.string())


def _boolean(field: Mapping[str, Any], column: pa.ChunkedArray) -> pa.ChunkedArray:
    true, false = (field.get(name, [text])[0] for name, text in (("trueValues", "true"), ("falseValues", "false")))
    return pc.if_else(column, pa.scalar(true), pa.scalar(false))


def _integer(field: Mapping[str, Any], column: pa.ChunkedArray) -> pa.ChunkedArray:
    text = column.cast(pa.string())
    if field.get("type") != "year":
        return text
    return pc.replace_substring_regex(pc.utf8_lpad(text, 4, "0"), "^0*(-[0-9]+)$", r"\1")


def _decimal(field: Mapping[str, Any], column: pa.ChunkedArray) -> pa.ChunkedArray:
    text = column.cast(pa.string())
    text = pc.replace_substring_regex(text, r"(\.[0-9]*?)0+$", r"\1")
    return _with_point(field, pc.replace_substring_regex(text, r"\.$", ""))


def _float(field: Mapping[str, Any], column: pa.ChunkedArray) -> pa.ChunkedArray:
    return _with_point(field, column.cast(pa.string()))


def _with_point(field: Mapping[str, Any], text: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.replace_substring(text, ".", str(field.get("decimalChar", ".")))


def _temporal(field: Mapping[str, Any], column: pa.ChunkedArray) -> pa.ChunkedArray:
    form = format_of(field)
    if form == "default" and pa.types.is_timestamp(column.type):
        text = pc.strftime(column, "%Y-%m-%dT%H:%M:%S")
    elif form == "default":
        text = column.cast(pa.string())
    elif pa.types.is_time(column.type):
        raise CannotRunError(f"field {field.get('name')!r}: times in a format of their own are not read from Parquet")
    else:
        return pc.strftime(column, form)
    return pc.replace_substring_regex(pc.replace_substring_regex(text, r"(\.[0-9]*?)0+$", r"\1"), r"\.$", "")


_WRITTEN: Sequence[Any] = (
    (pa.types.is_boolean, _boolean),
    (pa.types.is_integer, _integer),
    (pa.types.is_decimal, _decimal),
    (pa.types.is_floating, _float),
    (pa.types.is_temporal, _temporal),
)

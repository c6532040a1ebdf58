"""A package opened safely: its descriptor, and for each table its files, dialect and compiled schema.

Everything a descriptor says is checked before any table is opened; nothing outside the package's folder is read and
nothing is fetched. Identifiers of profiles are recognised, never followed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from schemas.descriptor import DescriptorError, check_schema, fields_match, inside, key_names, profile_faults, read_json
from schemas.dialect import Dialect, read_dialect
from schemas.field_form import are_missing_values
from schemas.integrity import check_stated
from schemas.limits import DEFAULT, Limits
from schemas.problems import CannotRunError, Problem
from schemas.table_schema import TableSchema, compile_schema

CSV = ("csv", "tsv")
_OTHER_FORMAT = re.compile(r"\.(?:json|jsonl|ndjson|xlsx?|ods|parquet|feather|arrow|sqlite3?|db|duckdb|html?)$", re.I)


@dataclass(frozen=True)
class ForeignKey:
    """Columns of one table whose values stand in columns of a table (its name; its own for a self reference)."""

    columns: tuple[str, ...]
    table: str
    referenced: tuple[str, ...]


@dataclass(frozen=True)
class Resource:
    """One table of a package. `files` are the paths as the descriptor gives them, `paths` where they lie."""

    name: str
    files: tuple[str, ...]
    paths: tuple[Path, ...]
    dialect: Dialect
    schema: TableSchema
    descriptor: Mapping[str, Any]
    limits: Limits = DEFAULT

    @property
    def columns(self) -> list[str]:
        return list(self.schema.types)

    @property
    def fields(self) -> list[Mapping[str, Any]]:
        return list(self.schema.descriptor["fields"])

    @property
    def fields_match(self) -> str:
        return str(fields_match(self.schema.descriptor))

    @property
    def primary_key(self) -> tuple[str, ...]:
        return key_names(self.schema.descriptor.get("primaryKey"))

    @property
    def unique_keys(self) -> list[tuple[str, ...]]:
        """Unique keys, and the columns with the constraint unique."""
        keys = [key_names(key) for key in self.schema.descriptor.get("uniqueKeys") or []]
        single = [(field["name"],) for field in self.fields if (field.get("constraints") or {}).get("unique")]
        return [key for key in dict.fromkeys([*single, *keys]) if key != self.primary_key]

    @property
    def foreign_keys(self) -> list[ForeignKey]:
        return [
            ForeignKey(
                key_names(key["fields"]),
                key["reference"].get("resource") or self.name,
                key_names(key["reference"]["fields"]),
            )
            for key in self.schema.descriptor.get("foreignKeys") or []
        ]

    @property
    def size(self) -> int:
        """Bytes of its files, as far as they are there."""
        return sum(path.stat().st_size for path in self.paths if path.exists())

    @cached_property
    def by_name(self) -> Mapping[str, Mapping[str, Any]]:
        """The fields by name."""
        return {field["name"]: field for field in self.fields}

    def missing_values(self, column: str) -> list[str]:
        """The texts that stand for a missing value in a column; the field's own list goes before the schema's."""
        field = self.by_name[column]
        values = field.get("missingValues", self.schema.descriptor.get("missingValues", [""]))
        return [value["value"] if isinstance(value, dict) else value for value in values]


@dataclass(frozen=True)
class Package:
    """A descriptor and its tables. `root` is the folder that holds both."""

    root: Path
    descriptor: Mapping[str, Any]
    resources: tuple[Resource, ...]


def open_package(
    path: Path, limits: Limits = DEFAULT, formats: Sequence[str] = CSV
) -> tuple[Package | None, list[Problem]]:
    """Opens a package by its descriptor, a JSON file. No package is returned where the descriptor has a fault.

    `formats` are those that the tables may have.
    Raises CannotRunError where the descriptor can't be read or asks for something that is not supported.
    """
    try:
        descriptor = read_json(path, limits)
    except DescriptorError as error:
        return None, [_problem(path.name, error)]
    problems: list[Problem] = []
    items = _resources(path, descriptor, problems)
    resources = [_open_resource(path, item, problems, limits, formats) for item in items]
    opened = [resource for resource in resources if resource is not None]
    if sum(len(resource.files) for resource in opened) > limits.files:
        fault = DescriptorError("too-many-files", f"names more than {limits.files} files")
        problems.append(_problem(path.name, fault))
    if not problems:
        problems += [_problem(path.name, error) for error in _key_faults(opened)]
    return (None if problems else Package(path.parent, descriptor, tuple(opened))), problems


def _problem(file: str, error: DescriptorError) -> Problem:
    return Problem(None, file, None, None, error.rule, error.value, str(error))


def _resources(path: Path, descriptor: Mapping[str, Any], problems: list[Problem]) -> list[Mapping[str, Any]]:
    """The resources of a descriptor as far as they are objects with names of their own."""
    faults = [*profile_faults(descriptor, "the package")]
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        faults.append(DescriptorError("no-resources", "resources has to be a list of at least one table"))
        resources = []
    sound: dict[str, Mapping[str, Any]] = {}
    for number, resource in enumerate(resources):
        name = resource.get("name") if isinstance(resource, dict) else None
        if not isinstance(name, str) or not name:
            faults.append(DescriptorError("resource-without-name", f"resource {number + 1} has no name"))
        elif name in sound:
            faults.append(DescriptorError("duplicate-resource", f"two resources are named {name!r}", name))
        else:
            sound[name] = resource
    problems += [_problem(path.name, fault) for fault in faults]
    return list(sound.values())


def _open_resource(
    path: Path, item: Mapping[str, Any], problems: list[Problem], limits: Limits, formats: Sequence[str]
) -> Resource | None:
    """One resource opened, or its fault added to the problems."""
    file = path.name
    try:
        for fault in profile_faults(item, f"resource {item['name']!r}"):
            raise fault
        check_stated(item)
        files = _files(item, formats)
        paths = tuple(inside(path.parent, name) for name in files)
        dialect = read_dialect(_part(path.parent, item, "dialect", limits))
        schema = _part(path.parent, item, "schema", limits)
        file = item["schema"] if isinstance(item.get("schema"), str) else file
        check_schema(schema)
        if not are_missing_values(schema.get("missingValues", [])):
            raise DescriptorError("bad-schema", "missingValues has to be a list of different strings, or of objects")
        if len(schema["fields"]) > limits.columns:
            raise DescriptorError("too-many-columns", f"has more than {limits.columns} fields")
        return Resource(item["name"], files, paths, dialect, compile_schema(schema, limits), item, limits)
    except DescriptorError as error:
        problems.append(_problem(file, error))
    except CannotRunError as error:
        raise CannotRunError(f"{file}: resource {item['name']!r}: {error}") from None
    return None


def _files(item: Mapping[str, Any], formats: Sequence[str]) -> tuple[str, ...]:
    if "data" in item:
        raise CannotRunError("inline data is not supported")
    if str(item.get("encoding", "utf-8")).lower().replace("_", "-") not in ("utf-8", "utf8"):
        raise CannotRunError(f"encoding {item['encoding']!r} is not supported; use utf-8")
    for key, supported in {"type": ("table",), "format": formats, "compression": ("no",)}.items():
        if key in item and item[key] not in supported:
            raise CannotRunError(f"{key} {item[key]!r} is not supported")
    files = item.get("path")
    files = [files] if isinstance(files, str) else files
    if not isinstance(files, list) or not files:
        raise DescriptorError("resource-without-path", f"resource {item['name']!r} has no path")
    for name in files:
        other = _OTHER_FORMAT.search(name) if isinstance(name, str) and ":" not in name else None
        if other and other[0][1:].lower() not in formats:
            raise CannotRunError(f"{name}: a file of this format is not supported; tables are CSV files")
    if len(set(map(str, files))) < len(files):
        raise DescriptorError("duplicate-path", f"resource {item['name']!r} names a file twice")
    return tuple(files)


def _part(root: Path, item: Mapping[str, Any], key: str, limits: Limits) -> dict[str, Any]:
    """The schema or dialect of a resource, given in place or as the path of a file in the package."""
    part = item.get(key)
    if isinstance(part, str):
        return read_json(inside(root, part), limits)
    if part is None and key == "schema":
        raise CannotRunError("a table without a schema is not supported")
    if part is not None and not isinstance(part, dict):
        raise DescriptorError(f"bad-{key}", f"{key} of resource {item['name']!r} has to be an object or a path")
    return part or {}


def _key_faults(resources: list[Resource]) -> Iterator[DescriptorError]:
    """Foreign keys point to tables and fields that exist."""
    columns = {resource.name: resource.columns for resource in resources}
    for resource in resources:
        for key in resource.foreign_keys:
            if key.table not in columns:
                message = f"{resource.name}: a foreign key points to the table {key.table!r}, which does not exist"
                yield DescriptorError("unknown-key-table", message, key.table)
            elif missing := [name for name in key.referenced if name not in columns[key.table]]:
                message = f"{resource.name}: a foreign key points to {key.table}.{missing[0]}, which does not exist"
                yield DescriptorError("unknown-key-field", message, missing[0])

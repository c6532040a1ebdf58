"""A Table Schema compiled to pandera and to Arrow: what a cell may hold is written only in `<table>.json`.

A batch of rows goes through in two steps, each a pandera schema over Arrow-backed pandas columns. First the cells as
text: is one there where it must be, also as groups of columns demand it, and is it written as its type is written?
Then the typed values: enum, pattern, ranges, lengths. A cell is reported once.
Keys span rows and tables: see `keys`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from schemas.constraints import Check, Column, Group, constraint_checks, fitting_type, group_checks, near_limits
from schemas.constraints import Failure as Failure
from schemas.descriptor import key_names
from schemas.field_form import check_field
from schemas.field_type import FieldType
from schemas.fields import field_type, is_edtf
from schemas.limits import DEFAULT, Limits
from schemas.patterns import whole_match


@dataclass(frozen=True)
class TableSchema:
    """A compiled Table Schema: the concrete type of each field, and the columns and groups of the two steps."""

    descriptor: Mapping[str, Any]
    types: Mapping[str, FieldType]
    text: Mapping[str, Column]
    groups: Sequence[Group]
    typed: Mapping[str, Column]
    limits: Limits = DEFAULT

    def check(self, batch: pa.Table) -> tuple[pa.Table, list[Failure]]:
        """Types a batch of text columns (null: missing). Columns that the batch lacks are left out.

        Returns the typed batch, in which a cell that is no value of its type is null, and the failures, one a cell.
        """
        text = batch.select([name for name in self.types if name in batch.column_names])
        failures = self._in_text(text)
        text = _without(text, failures)
        typed, found = self._fitting(text)._values(text)
        lost = [failure for name in text.column_names for failure in self._lost(name, text, typed)]
        broken = {(failure.row, failure.column) for failure in failures}
        return typed, [*failures, *lost, *(fail for fail in found if (fail.row, fail.column) not in broken)]

    def _values(self, text: pa.Table) -> tuple[pa.Table, list[Failure]]:
        """Well-formed cells typed, and those that break a constraint."""
        typed = pa.table({name: self.types[name].cast(text[name]) for name in text.column_names})
        found = self._in_values(typed)
        for field in self.descriptor["fields"]:
            if field["name"] in text.column_names:
                name = field["name"]
                doubtful = near_limits(field, self.types[name], text[name], typed[name])
                found = [fail for fail in found if fail.column != name or fail.row not in doubtful]
                found += [Failure(row, name, *fault) for row, fault in doubtful.items() if fault]
        return typed, found

    @cached_property
    def _in_text(self) -> Callable[[pa.Table], list[Failure]]:
        """What pandera finds in a batch of text."""
        from schemas import with_pandera

        return with_pandera.Schemas(self.text, self.groups).failures

    @cached_property
    def _in_values(self) -> Callable[[pa.Table], list[Failure]]:
        """What pandera finds in a batch of typed values."""
        from schemas import with_pandera

        return with_pandera.Schemas(self.typed).failures

    def _fitting(self, text: pa.Table) -> "TableSchema":
        """This schema, or the one with wide types where a cell needs one."""
        wide = any(self.types[name].is_wide(text[name]) for name in text.column_names)
        return self._wide if wide else self

    @cached_property
    def _wide(self) -> "TableSchema":
        types = {name: kind.wide or kind for name, kind in self.types.items()}
        return replace(self, types=types, typed=_typed_columns(self.descriptor, types, self.limits))

    def _lost(self, name: str, text: pa.Table, typed: pa.Table) -> list[Failure]:
        """Cells that are written like a value which does not exist: 30 February."""
        if text[name].null_count == typed[name].null_count:
            return []
        lost = pc.and_(pc.is_null(typed[name]), pc.is_valid(text[name]))
        return [
            Failure(row, name, "type", f"is not {self.types[name].label}: there is none such")
            for row in _true_rows(lost)
        ]


def compile_schema(descriptor: Mapping[str, Any], limits: Limits = DEFAULT) -> TableSchema:
    """Compiles a Table Schema. Raises CannotRunError for an unsupported feature, DescriptorError for a fault."""
    for field in descriptor["fields"]:
        check_field(field)
    types = {field["name"]: fitting_type(field, field_type(field)) for field in descriptor["fields"]}
    required = required_columns(descriptor)
    text = {name: _text_column(kind, name in required) for name, kind in types.items() if kind.form or name in required}
    typed = _typed_columns(descriptor, types, limits)
    return TableSchema(descriptor, types, text, group_checks(descriptor), typed, limits)


def arrow_schema(descriptor: Mapping[str, Any], dates_beside: bool = False) -> pa.Schema:
    """Column names, Arrow types and whether null is allowed; on demand with the days beside each EDTF column."""
    required = required_columns(descriptor)
    fields = [_arrow_fields(field, field["name"] in required, dates_beside) for field in descriptor["fields"]]
    return pa.schema([column for group in fields for column in group])


def _arrow_fields(field: Mapping[str, Any], required: bool, dates_beside: bool) -> list[pa.Field]:
    own = pa.field(field["name"], field_type(field).arrow, nullable=not required)
    beside = [f"{field['name']}_{end}" for end in ("earliest", "latest") if dates_beside and is_edtf(field)]
    return [own, *(pa.field(name, pa.date32()) for name in beside)]


def required_columns(descriptor: Mapping[str, Any]) -> set[str]:
    """Columns that always have a value: those that say so, and the primary key."""
    required = {field["name"] for field in descriptor["fields"] if (field.get("constraints") or {}).get("required")}
    return required | set(key_names(descriptor.get("primaryKey")))


def _text_column(kind: FieldType, required: bool) -> Column:
    checks = [] if kind.form is None else [Check("type", f"is not {kind.label}", whole_match(kind.form))]
    return Column(pa.string(), checks, required)


def _typed_columns(
    descriptor: Mapping[str, Any], types: Mapping[str, FieldType], limits: Limits
) -> Mapping[str, Column]:
    """Columns without a constraint are left out: a column costs pandera a millisecond, checked or not."""
    fields = {field["name"]: field for field in descriptor["fields"]}
    found = {name: Column(types[name].arrow, constraint_checks(fields[name], types[name], limits)) for name in fields}
    return {name: column for name, column in found.items() if column.checks}


def _without(batch: pa.Table, failures: Sequence[Failure]) -> pa.Table:
    """The batch with the cells that failed made null, so that no later check speaks of them again."""
    for name in {failure.column for failure in failures}:
        bad = pa.array([failure.row for failure in failures if failure.column == name])
        keep = pc.invert(pc.is_in(pa.array(range(batch.num_rows)), bad))
        column = pc.if_else(keep, batch[name], pa.scalar(None, batch[name].type))
        batch = batch.set_column(batch.column_names.index(name), name, column)
    return batch


def _true_rows(mask: pa.ChunkedArray) -> list[int]:
    return list(pc.indices_nonzero(mask).to_pylist())

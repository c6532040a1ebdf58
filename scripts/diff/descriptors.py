"""What two descriptors say differently: of the package, of its tables, and of the tables' fields, constraints and keys.

Each change has a name; what it means for the version stands in `levels`, nowhere here.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from schemas.descriptor import fields_match, key_names
from schemas.package import Package, Resource

Described = Mapping[str, Any]

# What a field's cells mean depends on these; `unit` and `rdfType` too, since numbers in another unit are other numbers.
SHAPE = {
    "type": "string", "format": "default", "decimalChar": ".", "groupChar": None, "bareNumber": True, "unit": None,
    "trueValues": None, "falseValues": None, "precision": None, "scale": None, "missingValues": None, "rdfType": None,
}  # fmt: skip
GROUPS = ("exactlyOneOf", "atLeastOneOf", "bothOrNeither")
RAISED_IS_TIGHTER = {"minimum", "exclusiveMinimum", "minLength"}
LOWERED_IS_TIGHTER = {"maximum", "exclusiveMaximum", "maxLength"}
SWITCHES = {"required", "unique"}
_OF_FIELDS = {"name", "constraints", *SHAPE}
_OF_SCHEMAS = {"fields", "primaryKey", "uniqueKeys", "foreignKeys", "missingValues", "fieldsMatch", *GROUPS}
_OF_TABLES = {"name", "schema", "path", "bytes", "hash"}
_OF_PACKAGES = {"resources", "name", "id", "licenses", "version"}


class DescriptorChange(NamedTuple):
    """One thing that the descriptors say differently. `table` None: the package; `field` None: the whole table."""

    what: str
    table: str | None
    field: str | None
    property: str | None
    old: Any
    new: Any


def package_changes(old: Described, new: Described) -> Iterator[DescriptorChange]:
    """Changes of what is said of the package as a whole."""
    names = {"name": "package-renamed", "id": "package-renamed", "licenses": "license-changed", "version": "version"}
    for key, what in names.items():
        if old.get(key) != new.get(key):
            yield DescriptorChange(what, None, None, key, old.get(key), new.get(key))
    yield from _described(old, new, _OF_PACKAGES, None, None)


def table_changes(old: Resource | None, new: Resource | None) -> Iterator[DescriptorChange]:
    """Changes of a table's description: its own, its keys and its fields."""
    if old is None or new is None:
        name = (old or new).name  # type: ignore[union-attr]  # one of them is there
        yield DescriptorChange("table-added" if new else "table-removed", name, None, None, None, None)
        return
    if old.files != new.files:
        yield DescriptorChange("relocated", old.name, None, "path", list(old.files), list(new.files))
    yield from _described(old.descriptor, new.descriptor, _OF_TABLES, old.name, None)
    before, after = old.schema.descriptor, new.schema.descriptor
    yield from _described(before, after, _OF_SCHEMAS, old.name, None)
    yield from _key_changes(old, new)
    yield from _group_changes(old.name, before, after)
    yield from _missing_changes(old.name, before, after)
    yield from _field_changes(old, new)


def _described(
    old: Described, new: Described, but: set[str], table: str | None, field: str | None
) -> Iterator[DescriptorChange]:
    """Everything else that is said, which describes and does not bind."""
    what = "field-described" if field else "table-described" if table else "package-described"
    for key in sorted((old.keys() | new.keys()) - but):
        if old.get(key) != new.get(key):
            yield DescriptorChange(what, table, field, key, old.get(key), new.get(key))


def _field_changes(old: Resource, new: Resource) -> Iterator[DescriptorChange]:
    before, after = ({field["name"]: field for field in side.fields} for side in (old, new))
    for name in before:
        if name not in after:
            yield DescriptorChange("field-removed", old.name, name, None, before[name], None)
    for name in after:
        if name not in before:
            yield DescriptorChange("field-added", old.name, name, None, None, after[name])
    orders = [[name for name in side if name in before and name in after] for side in (before, after)]
    if orders[0] != orders[1]:
        yield DescriptorChange("fields-reordered", old.name, None, None, *orders)
    for name in orders[0]:
        yield from _one_field(old.name, name, before[name], after[name])


def _one_field(table: str, name: str, old: Described, new: Described) -> Iterator[DescriptorChange]:
    for key, usual in SHAPE.items():
        before, after = old.get(key, usual), new.get(key, usual)
        if before != after:
            yield DescriptorChange("field-retyped", table, name, key, before, after)
    yield from _constraint_changes(table, name, old.get("constraints") or {}, new.get("constraints") or {})
    yield from _described(old, new, _OF_FIELDS, table, name)


def _constraint_changes(table: str, name: str, old: Described, new: Described) -> Iterator[DescriptorChange]:
    for key in sorted(old.keys() | new.keys()):
        before, after = old.get(key), new.get(key)
        if key == "enum" and before and after:
            yield from _enum_changes(table, name, before, after)
        elif before != after and (_binds(key, before) or _binds(key, after)):
            tighter = _is_tighter(key, before, after)
            what = "constraint-tightened" if tighter else "constraint-loosened"
            yield DescriptorChange(what, table, name, key, before, after)


def _binds(key: str, value: Any) -> bool:
    return bool(value) if key in SWITCHES else value is not None


def _is_tighter(key: str, old: Any, new: Any) -> bool:
    """Whether values that were right may now be wrong; where that can't be told (another pattern), they may."""
    if not _binds(key, old) or not _binds(key, new):
        return _binds(key, new)
    if key in RAISED_IS_TIGHTER | LOWERED_IS_TIGHTER:
        before, after = _comparable(old, new)
        return bool(after > before) if key in RAISED_IS_TIGHTER else bool(after < before)
    return True


def _comparable(old: Any, new: Any) -> tuple[Any, Any]:
    """Two limits as numbers or, for dates, as text."""
    try:
        return Decimal(str(old)), Decimal(str(new))
    except InvalidOperation:
        return str(old), str(new)


def _enum_changes(table: str, name: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[DescriptorChange]:
    gone, come = [code for code in old if code not in new], [code for code in new if code not in old]
    if gone:
        yield DescriptorChange("constraint-tightened", table, name, "enum", gone, None)
    if come:
        yield DescriptorChange("constraint-loosened", table, name, "enum", None, come)
    orders = [[code for code in side if code in old and code in new] for side in (old, new)]
    if orders[0] != orders[1]:
        yield DescriptorChange("enum-reordered", table, name, "enum", *orders)


def _key_changes(old: Resource, new: Resource) -> Iterator[DescriptorChange]:
    if old.primary_key != new.primary_key:
        keys = (list(old.primary_key), list(new.primary_key))
        yield DescriptorChange("key-changed", old.name, None, "primaryKey", *keys)
    before, after = ({key_names(key) for key in side.schema.descriptor.get("uniqueKeys") or []} for side in (old, new))
    yield from _bound(old.name, "uniqueKeys", before, after)
    targets = [{key.columns: (key.table, key.referenced) for key in side.foreign_keys} for side in (old, new)]
    yield from _bound(old.name, "foreignKeys", targets[0].keys(), targets[1].keys())
    for columns in sorted(targets[0].keys() & targets[1].keys()):
        if targets[0][columns] != targets[1][columns]:
            places = (f"{table}.{'+'.join(fields)}" for table, fields in (side[columns] for side in targets))
            yield DescriptorChange("reference-changed", old.name, "+".join(columns), "foreignKeys", *places)


def _bound(table: str, key: str, old: Any, new: Any) -> Iterator[DescriptorChange]:
    """Conditions on groups of columns that came or went."""
    for group in sorted(set(old) - set(new)):
        yield DescriptorChange("constraint-loosened", table, None, key, list(group), None)
    for group in sorted(set(new) - set(old)):
        yield DescriptorChange("constraint-tightened", table, None, key, None, list(group))


def _group_changes(table: str, old: Described, new: Described) -> Iterator[DescriptorChange]:
    for key in GROUPS:
        yield from _bound(table, key, *({tuple(group) for group in side.get(key) or []} for side in (old, new)))


def _missing_changes(table: str, old: Described, new: Described) -> Iterator[DescriptorChange]:
    """What counts as missing, and how header and fields have to agree."""
    before, after = old.get("missingValues", [""]), new.get("missingValues", [""])
    if before != after:
        yield DescriptorChange("missing-values-changed", table, None, "missingValues", before, after)
    if fields_match(old) != fields_match(new):
        what = "constraint-tightened" if fields_match(new) == "exact" else "constraint-loosened"
        if "exact" not in (fields_match(old), fields_match(new)):
            what = "constraint-tightened"
        yield DescriptorChange(what, table, None, "fieldsMatch", fields_match(old), fields_match(new))


def changes(old: Package, new: Package) -> list[DescriptorChange]:
    """All changes of two packages' descriptions: the package first, then its tables by name."""
    before, after = ({resource.name: resource for resource in package.resources} for package in (old, new))
    found = [*package_changes(old.descriptor, new.descriptor)]
    for name in sorted(before.keys() | after.keys()):
        found += table_changes(before.get(name), after.get(name))
    return found

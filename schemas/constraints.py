"""The constraints of Table Schema, and conditions on groups of columns, as checks of whole Arrow columns."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from schemas import patterns
from schemas.descriptor import DescriptorError
from schemas.field_type import FieldType
from schemas.limits import Limits
from schemas.numbers import exact_text
from schemas.patterns import whole_match
from schemas.problems import CannotRunError
from schemas.times import in_order
from schemas.without_pandas import text_column

Mask = Callable[[pa.ChunkedArray], pa.ChunkedArray]  # true where a value is right; null counts as right

_COMPARISONS: dict[str, tuple[Callable[..., pa.ChunkedArray], str]] = {
    "minimum": (pc.greater_equal, "is less than"),
    "maximum": (pc.less_equal, "is more than"),
    "exclusiveMinimum": (pc.greater, "is not more than"),
    "exclusiveMaximum": (pc.less, "is not less than"),
}
_LENGTHS: dict[str, tuple[Callable[..., pa.ChunkedArray], str]] = {
    "minLength": (pc.greater_equal, "is shorter than"),
    "maxLength": (pc.less_equal, "is longer than"),
}
_ELSEWHERE = {"required", "unique"}  # required: with the text of a cell; unique: with the keys
_GROUPS: dict[str, tuple[Callable[[int, int], bool], str]] = {
    "exactlyOneOf": (lambda filled, size: filled == 1, "exactly one of {} has to be filled"),
    "atLeastOneOf": (lambda filled, size: filled >= 1, "at least one of {} has to be filled"),
    "bothOrNeither": (lambda filled, size: filled in (0, size), "{} have to be filled together or not at all"),
}


class Check(NamedTuple):
    """What every value of a column has to be, named by its rule; `message` continues the value of a cell."""

    rule: str
    message: str
    right: Mask


class Column(NamedTuple):
    """A column as it is checked: its type, whether each cell needs a value, and what the values have to be."""

    arrow: pa.DataType
    checks: Sequence[Check]
    required: bool = False


class Group(NamedTuple):
    """Columns of which in every row so many are filled as `counts` says."""

    rule: str
    message: str
    columns: Sequence[str]
    counts: Sequence[int]


class Failure(NamedTuple):
    """A cell of a batch that breaks its schema. `row` counts from 0 in the batch; `message` continues the value."""

    row: int
    column: str
    rule: str
    message: str


def constraint_checks(field: Mapping[str, Any], kind: FieldType, limits: Limits) -> list[Check]:
    """The checks of a field's constraints on typed values. Raises DescriptorError for one that makes no sense."""
    constraints = field.get("constraints") or {}
    _check_order(field, kind, constraints)
    checks = [_one_check(field, kind, item, limits) for item in constraints.items() if item[0] not in _ELSEWHERE]
    return [*checks, *_categories(field, kind, constraints)]


def _one_check(field: Mapping[str, Any], kind: FieldType, item: tuple[str, Any], limits: Limits) -> Check:
    name, value = item
    if name == "enum":
        allowed = _typed(field, kind, name, value)
        return Check("enum", "is not one of its codes", lambda column: pc.is_in(column, allowed))
    if name in _COMPARISONS:
        compare, words = _COMPARISONS[name]
        limit = _limit(field, kind, name, value)
        return Check(_slug(name), f"{words} {value}", lambda column: compare(in_order(field, column), limit))
    if name in _LENGTHS:
        measure, words = _LENGTHS[name]
        return Check(_slug(name), f"{words} {value}", lambda column: measure(pc.utf8_length(column), value))
    if name == "pattern":
        return _pattern(field, value, limits)
    raise CannotRunError(f"field {field['name']!r}: constraint {name!r} is not supported")


def _limit(field: Mapping[str, Any], kind: FieldType, name: str, value: Any) -> pa.Scalar:
    return in_order(field, pa.chunked_array([_typed(field, kind, name, [value])])).combine_chunks()[0]


def _check_order(field: Mapping[str, Any], kind: FieldType, constraints: Mapping[str, Any]) -> None:
    """Some value has to fit between the bounds."""
    for low, high in (("minimum", "maximum"), ("exclusiveMinimum", "exclusiveMaximum")):
        if low in constraints and high in constraints:
            bounds = [_limit(field, kind, name, constraints[name]) for name in (low, high)]
            if pc.greater(*bounds).as_py():
                raise _bad(field, low, constraints[low], f"is more than {high}")


def _categories(field: Mapping[str, Any], kind: FieldType, constraints: Mapping[str, Any]) -> Iterator[Check]:
    """Categories restrict strings and integers as an enum does; an enum beside them names some of them."""
    if "categories" not in field or field.get("type") not in ("string", "integer"):
        return
    values = [item.get("value") if isinstance(item, dict) else item for item in field["categories"]]
    allowed = _typed(field, kind, "categories", values)
    if "enum" not in constraints:
        yield Check("categories", "is not one of its categories", lambda column: pc.is_in(column, allowed))
    elif not pc.all(pc.is_in(_typed(field, kind, "enum", constraints["enum"]), allowed)).as_py():
        raise _bad(field, "enum", constraints["enum"], "holds a value that is not among the categories")


def _pattern(field: Mapping[str, Any], pattern: str, limits: Limits) -> Check:
    if len(pattern) > limits.pattern:
        raise _bad(field, "pattern", pattern[:80], f"is longer than {limits.pattern} characters")
    if fault := patterns.fault(pattern):
        raise _bad(field, "pattern", pattern, f"is no regular expression: {fault}")
    if not patterns.is_supported(pattern):
        reason = "uses look-around, back-references or other syntax that is not supported"
        raise CannotRunError(f"field {field['name']!r}: pattern {pattern[:80]!r} {reason}")
    return Check("pattern", f"does not match the pattern {pattern}", patterns.timed_match(pattern, limits.seconds))


def _typed(field: Mapping[str, Any], kind: FieldType, name: str, values: Sequence[Any]) -> pa.Array:
    """The values of a constraint as values of the field's own type, or a fault of the descriptor."""
    texts = _lexical_texts(field, values)
    column = text_column(texts)
    if len(texts) < len(values) or (kind.form is not None and not pc.all(whole_match(kind.form)(column)).as_py()):
        raise _bad(field, name, values, f"holds a value that is not {kind.label}")
    typed = kind.cast(column).combine_chunks()
    if typed.null_count:
        raise _bad(field, name, values, f"holds a value that is not {kind.label}")
    return typed


def fitting_type(field: Mapping[str, Any], kind: FieldType) -> FieldType:
    """The type of a field, or its wide one where a value of a constraint needs that."""
    given = [value for name, value in (field.get("constraints") or {}).items() if name in {"enum", *_COMPARISONS}]
    values = [item for value in given for item in (value if isinstance(value, list) else [value])]
    return kind.wide if kind.wide and kind.is_wide(text_column(_lexical_texts(field, values))) else kind


def _lexical_texts(field: Mapping[str, Any], values: Sequence[Any]) -> list[str]:
    """The values of a constraint as they would stand in cells, without those that can't."""
    return [text for text in (_lexical(field, value) for value in values) if text is not None]


def _lexical(field: Mapping[str, Any], value: Any) -> str | None:
    """A constraint's value as it would stand in a cell; None where it can't: a number among strings, a list."""
    kind = field.get("type", "any")
    if isinstance(value, bool):
        words = {True: ("trueValues", "true"), False: ("falseValues", "false")}
        own = field.get(words[value][0], [words[value][1]])
        return next(iter(own), None) if kind == "boolean" else None
    if isinstance(value, int | float):
        if kind in ("string", "date", "time", "datetime", "yearmonth", "boolean") or value in (_INF, -_INF):
            return None
        return f"{_shortest(value):f}".replace(".", str(field.get("decimalChar", ".")))
    return value if isinstance(value, str) else None


_INF = float("inf")


def _shortest(value: float) -> Decimal:
    number = Decimal(repr(value))
    return number.quantize(Decimal(1)) if number == number.to_integral_value() and abs(number) < 10**20 else number


def near_limits(
    field: Mapping[str, Any], kind: FieldType, text: pa.ChunkedArray, typed: pa.ChunkedArray
) -> dict[int, tuple[str, str] | None]:
    """Rows whose number a binary float can't tell from a constraint's: what each breaks, digit by digit."""
    constraints = {name: value for name, value in (field.get("constraints") or {}).items() if name in _EXACT}
    if kind.arrow != pa.float64() or not constraints:
        return {}
    limits = {name: value if name == "enum" else [value] for name, value in constraints.items()}
    near = pc.is_in(typed, pa.concat_arrays([_typed(field, kind, *item) for item in limits.items()]))
    rows = pc.indices_nonzero(pc.and_(near, pc.greater(pc.utf8_length(text), 15))).to_pylist()
    return {row: _exact_fault(field, limits, text.slice(row, 1)) for row in rows}


_EXACT: dict[str, Callable[[Decimal, list[Decimal]], bool]] = {
    "minimum": lambda value, limit: value >= limit[0],
    "maximum": lambda value, limit: value <= limit[0],
    "exclusiveMinimum": lambda value, limit: value > limit[0],
    "exclusiveMaximum": lambda value, limit: value < limit[0],
    "enum": lambda value, limit: value in limit,
}


def _exact_fault(
    field: Mapping[str, Any], limits: Mapping[str, list[Any]], cell: pa.ChunkedArray
) -> tuple[str, str] | None:
    value = Decimal(exact_text(field, cell)[0].as_py())
    for name, given in limits.items():
        texts = text_column(_lexical_texts(field, given))
        if not _EXACT[name](value, [Decimal(text) for text in exact_text(field, texts).to_pylist()]):
            words = "is not one of its codes" if name == "enum" else f"{_COMPARISONS[name][1]} {given[0]}"
            return _slug(name), words
    return None


def _bad(field: Mapping[str, Any], name: str, value: Any, reason: str) -> DescriptorError:
    return DescriptorError("bad-constraint", f"field {field['name']!r}: constraint {name} {reason}", repr(value))


def _slug(name: str) -> str:
    return re.sub("([A-Z])", lambda upper: "-" + upper[1].lower(), name)


def group_checks(schema: Mapping[str, Any]) -> list[Group]:
    """Checks of whole rows: exactlyOneOf, atLeastOneOf and bothOrNeither, lists of groups of columns in the schema."""
    return [_group(name, columns) for name in _GROUPS for columns in _groups(schema, name)]


def _group(name: str, columns: list[str]) -> Group:
    fits, words = _GROUPS[name]
    counts = [count for count in range(len(columns) + 1) if fits(count, len(columns))]
    return Group(_slug(name), words.format(", ".join(columns)), columns, counts)


def _groups(schema: Mapping[str, Any], name: str) -> Iterator[list[str]]:
    known = {field["name"] for field in schema["fields"]}
    groups = schema.get(name, [])
    for group in groups if isinstance(groups, list) else [groups]:
        if not isinstance(group, list) or not group or not all(isinstance(one, str) and one in known for one in group):
            raise DescriptorError("bad-group", f"{name} names columns that do not exist", repr(group))
        yield group

"""The form of a field's descriptor: what each property may hold, and which constraints go with which type."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from schemas.descriptor import DescriptorError

Fits = Callable[[Any], bool]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value) and len(set(value)) == len(value)


def _is_mark(value: Any) -> bool:
    """A decimal or group mark: text that no number could be mistaken for."""
    return _is_text(value) and not set(value) & set("0123456789+-\r\n\0")


def are_missing_values(value: Any) -> bool:
    """A list of texts, or of objects with a text as `value`; each once. It may be empty."""
    if not isinstance(value, list):
        return False
    texts = [item.get("value") if isinstance(item, dict) else item for item in value]
    return all(isinstance(text, str) for text in texts) and len(set(texts)) == len(texts)


_PROPERTIES: dict[str, tuple[Fits, str]] = {
    "type": (_is_text, "the name of a type"),
    "format": (_is_text, "the name of a format"),
    "constraints": (lambda value: isinstance(value, dict), "an object"),
    "missingValues": (are_missing_values, "a list of different strings, or of objects with a value"),
    "trueValues": (_are_texts, "a list of different strings"),
    "falseValues": (_are_texts, "a list of different strings"),
    "decimalChar": (_is_mark, "a character that is no part of a number"),
    "groupChar": (_is_mark, "a character that is no part of a number"),
    "bareNumber": (_is_bool, "true or false"),
    "precision": (lambda value: _is_count(value) and 0 < value <= 38, "a whole number from 1 to 38"),
    "scale": (_is_count, "a whole number"),
    "categories": (_is_list, "a list of values"),
}
_CONSTRAINTS: dict[str, tuple[Fits, str]] = {
    "required": (_is_bool, "true or false"),
    "unique": (_is_bool, "true or false"),
    "enum": (_is_list, "a list of values"),
    "minLength": (_is_count, "a whole number"),
    "maxLength": (_is_count, "a whole number"),
    "pattern": (lambda value: isinstance(value, str), "a string"),
}
_TEXT = {"pattern", "minLength", "maxLength"}
_BOUNDS = {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}
_ORDERED = {"integer", "number", "date", "time", "datetime", "year", "yearmonth"}


def check_field(field: Mapping[str, Any]) -> None:
    """Raises DescriptorError for the first property or constraint of a field that is malformed or makes no sense."""
    for fault in chain(_property_faults(field), _mark_faults(field)):  # the second can rely on the first
        raise DescriptorError("bad-field", f"field {field['name']!r}: {fault}")
    for fault in _constraint_faults(field):
        raise DescriptorError("bad-constraint", f"field {field['name']!r}: constraint {fault}")


def _property_faults(field: Mapping[str, Any]) -> Iterator[str]:
    for name, (fits, words) in _PROPERTIES.items():
        if name in field and not fits(field[name]):
            yield f"{name} has to be {words}"
    if field.get("format") is not None and any(char in str(field["format"]) for char in "\r\n\0"):
        yield "format has to be on one line"


def _mark_faults(field: Mapping[str, Any]) -> Iterator[str]:
    if field.get("groupChar") and field["groupChar"] == field.get("decimalChar", "."):
        yield "groupChar and decimalChar have to differ"
    if set(field.get("trueValues", ())) & set(field.get("falseValues", ())):
        yield "a value stands among trueValues and falseValues"
    if "precision" in field and not 0 <= field.get("scale", -1) <= field["precision"]:
        yield "precision goes with a scale that is not larger"


def _constraint_faults(field: Mapping[str, Any]) -> Iterator[str]:
    constraints, kind = field.get("constraints", {}), field.get("type", "any")
    for name, value in constraints.items():
        fits, words = _CONSTRAINTS.get(name, (lambda _: True, ""))
        if not fits(value):
            yield f"{name} has to be {words}"
        elif (name in _TEXT and kind != "string" and "type" in field) or (name in _BOUNDS and kind not in _ORDERED):
            yield f"{name} does not go with type {kind!r}"
    if constraints.get("minLength", 0) > constraints.get("maxLength", constraints.get("minLength", 0)):
        yield "minLength is more than maxLength"

"""What a field's type comes to, whatever the type: how a cell has to be written and what it becomes in Arrow."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from schemas.problems import CannotRunError


@dataclass(frozen=True)
class FieldType:
    """A field's type made concrete: `form` is the pattern that a whole cell has to match (None: anything).

    `wide` is the type for columns in which `is_wide` finds cells that `arrow` can't hold exactly.
    """

    label: str
    form: str | None
    arrow: pa.DataType
    cast: Callable[[pa.ChunkedArray], pa.ChunkedArray]  # of well-formed cells; what is no such value becomes null
    wide: "FieldType | None" = None
    is_wide: Callable[[pa.ChunkedArray], bool] = lambda _: False


def format_of(field: Mapping[str, Any]) -> str:
    return str(field.get("format", "default")).removeprefix("fmt:")  # the prefix is how v0 wrote formats


def unsupported_format(field: Mapping[str, Any]) -> CannotRunError:
    text = f"format {format_of(field)!r} of type {field.get('type', 'string')!r} is not supported"
    return CannotRunError(f"field {field.get('name')!r}: {text}")


def only_default(field: Mapping[str, Any]) -> None:
    if format_of(field) != "default":
        raise unsupported_format(field)


def escaped(text: str) -> str:
    return "".join(f"\\{char}" if char in r".^$*+?()[]{}|\\-" else char for char in text)

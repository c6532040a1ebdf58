"""A package's JSON, read strictly: one meaning a key, finite numbers, sane size, paths that stay inside the package."""

import json
import os
import re
import stat
from collections.abc import Iterator, Mapping
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import Any

from schemas.limits import DEFAULT, Limits
from schemas.problems import CannotRunError

PROFILES = {
    "data-package", "tabular-data-package", "data-resource", "tabular-data-resource",
    "https://specs.frictionlessdata.io/schemas/data-package.json",
    "https://specs.frictionlessdata.io/schemas/tabular-data-package.json",
    "https://specs.frictionlessdata.io/schemas/tabular-data-resource.json",
    "https://datapackage.org/profiles/1.0/datapackage.json", "https://datapackage.org/profiles/2.0/datapackage.json",
    "https://datapackage.org/profiles/1.0/dataresource.json", "https://datapackage.org/profiles/2.0/dataresource.json",
    "https://datapackage.org/profiles/1.0/tableschema.json", "https://datapackage.org/profiles/2.0/tableschema.json",
    "https://datapackage.org/profiles/1.0/tabledialect.json", "https://datapackage.org/profiles/2.0/tabledialect.json",
}  # fmt: skip
FIELDS_MATCH = ("exact", "equal", "subset", "superset", "partial")
MAX_DEPTH = 50
_HALF_CHARACTER = re.compile(rb"\\u[dD][89a-fA-F]")
UNSAFE_PATH = {
    "an absolute path": re.compile(r"^(?:/|[A-Za-z]:)"),
    "an address; nothing is fetched": re.compile(r"^[A-Za-z][A-Za-z0-9+.-]+:"),
    "a path with a backslash": re.compile(r"\\"),
    "a path with a home directory (~)": re.compile(r"^~"),
    "a path that leaves the package (..)": re.compile(r"(?:^|/)\.\.(?:/|$)"),
    "a path with a hidden file or folder": re.compile(r"(?:^|/)\.[^/.]"),
    "a path with a control character": re.compile(r"[\x00-\x1f\x7f]"),
    "an empty path": re.compile(r"^$"),
    "a path longer than file systems allow": re.compile(r"[^/]{256}|^.{4096}", re.S),
    "a compressed resource, which is not supported": re.compile(r"\.(?:zip|gz|tgz|bz2|xz|zst|7z|rar|tar)$", re.I),
}


class DescriptorError(ValueError):
    """A fault of a descriptor: its rule, the offending text if there is one, and what to do."""

    def __init__(self, rule: str, message: str, value: str | None = None) -> None:
        super().__init__(message)
        self.rule, self.value = rule, value


def open_regular(path: Path) -> BufferedReader:
    """Opens a file to read. Raises OSError, without waiting, for what is no file: a pipe, a device, a folder."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError("is not a regular file")
    return os.fdopen(handle, "rb")


def read_json(path: Path, limits: Limits = DEFAULT) -> dict[str, Any]:
    """The JSON object in a file. Raises DescriptorError where it is no strict JSON, CannotRunError where unreadable."""
    try:
        with open_regular(path) as file:
            data = file.read(limits.descriptor + 1)
    except OSError as error:
        raise CannotRunError(f"{path}: cannot be read: {error.strerror or error}") from None
    if len(data) > limits.descriptor:
        raise DescriptorError(
            "descriptor-too-large", f"more than {limits.descriptor} bytes; a descriptor holds no data"
        )
    value = _parsed(data)
    if not isinstance(value, dict):
        raise DescriptorError("descriptor-not-an-object", "has to be a JSON object")
    if depth(value) > MAX_DEPTH:
        raise DescriptorError("descriptor-too-deep", f"nested deeper than {MAX_DEPTH} levels")
    if _HALF_CHARACTER.search(data) and not _is_unicode(value):
        raise DescriptorError("descriptor-not-json", "escapes half a character (a lone surrogate)")
    return value


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_unique_keys, parse_constant=_refuse_constant)
    except DescriptorError:
        raise
    except UnicodeDecodeError as error:
        raise DescriptorError("descriptor-not-utf-8", f"byte {error.start} is not UTF-8; save it as UTF-8") from None
    except RecursionError:
        raise DescriptorError("descriptor-too-deep", f"nested deeper than {MAX_DEPTH} levels") from None
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise DescriptorError("descriptor-not-json", message) from None
    except ValueError:  # Python refuses to read numbers of thousands of digits
        raise DescriptorError("descriptor-not-json", "holds a number of more digits than anyone needs") from None


def _is_unicode(value: Any) -> bool:
    """Whether every text can be written down."""
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise DescriptorError("descriptor-duplicate-key", f"says {key!r} twice in one object; keep one", key)
        found[key] = value
    return found


def _refuse_constant(text: str) -> Any:
    raise DescriptorError("descriptor-not-json", f"{text} is not a JSON value", text)


def depth(value: Any) -> int:
    """How many levels of objects and arrays stand inside each other."""
    level, layer = 0, [value]
    while layer := [item for outer in layer if isinstance(outer, dict | list) for item in _children(outer)]:
        level += 1
        if level > MAX_DEPTH:
            break
    return level


def _children(value: dict[str, Any] | list[Any]) -> Iterator[Any]:
    return iter(value.values() if isinstance(value, dict) else value)


def inside(root: Path, path: Any) -> Path:
    """The file that a descriptor's path names, if it lies inside the package also behind every symbolic link.

    Raises DescriptorError with the reason where it does not.
    """
    if not isinstance(path, str):
        raise DescriptorError("unsafe-path", "has to be a path, a string", repr(path))
    for what, pattern in UNSAFE_PATH.items():
        if pattern.search(path):
            raise DescriptorError("unsafe-path", f"{path!r} is {what}; name a file inside the package", path)
    target = root / PurePosixPath(path)
    try:
        leaves = not target.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):  # links that lead in a circle, names beyond any file system
        raise DescriptorError("unsafe-path", f"{path!r} leads nowhere", path) from None
    if leaves:
        raise DescriptorError("unsafe-path", f"{path!r} leaves the package through a symbolic link", path)
    return target


def profile_faults(descriptor: Mapping[str, Any], what: str) -> Iterator[DescriptorError]:
    """Profiles that are not the published ones."""
    for key in ("profile", "$schema"):
        if descriptor.get(key) is not None and str(descriptor[key]) not in PROFILES:
            message = f"{key} of {what} is not a published Data Package profile; profiles are never fetched"
            yield DescriptorError("unknown-profile", message, str(descriptor[key]))


def key_names(key: Any) -> tuple[str, ...]:
    """The columns of a key, which may be given as one name."""
    return (key,) if isinstance(key, str) else tuple(key or ())


def check_schema(schema: Mapping[str, Any]) -> None:
    """Raises the first fault of a schema's form: fields with names of their own, keys of fields that exist."""
    for fault in profile_faults(schema, "the schema"):
        raise fault
    fields = schema.get("fields")
    if not isinstance(fields, list) or not fields:
        raise DescriptorError("schema-without-fields", "fields has to be a list of at least one field")
    names: list[str] = []
    for field in fields:
        if not isinstance(field, dict) or not isinstance(field.get("name"), str) or not field["name"]:
            raise DescriptorError("field-without-name", "every field has to be an object with a name")
        names.append(field["name"])
    if len(set(names)) < len(names):
        twice = next(name for place, name in enumerate(names) if name in names[:place])
        raise DescriptorError("duplicate-field", f"two fields are named {twice!r}", twice)
    if not isinstance(fields_match(schema), str) or fields_match(schema) not in FIELDS_MATCH:
        raise DescriptorError("bad-fields-match", f"fieldsMatch has to be one of {', '.join(FIELDS_MATCH)}")
    for key in _keys(schema):
        if missing := [name for name in key if name not in names]:
            raise DescriptorError(
                "unknown-key-field", f"a key names the field {missing[0]!r}, which does not exist", missing[0]
            )


def fields_match(schema: Mapping[str, Any]) -> Any:
    """How a schema wants header and fields to agree."""
    match = schema.get("fieldsMatch", "exact")
    return match[0] if isinstance(match, list) and match else match  # the 2.0 profile wants a list, the text a word


def _keys(schema: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """The keys whose fields stand in this table, each checked for its form."""
    primary, unique, foreign = (schema.get(name) for name in ("primaryKey", "uniqueKeys", "foreignKeys"))
    if not all(value is None or isinstance(value, list) for value in (unique, foreign)):
        raise DescriptorError("bad-key", "uniqueKeys and foreignKeys have to be lists")
    for key in [primary] if primary else []:
        yield _checked(key)
    for key in unique or []:
        yield _checked(key)
    for key in foreign or []:
        if not isinstance(key, dict) or not isinstance(key.get("reference"), dict):
            raise DescriptorError("bad-key", "a foreign key has to have fields and a reference")
        if key["reference"].get("package"):
            raise CannotRunError("a foreign key to a table of another package is not supported")
        if len(_checked(key.get("fields"))) != len(_checked(key["reference"].get("fields"))):
            raise DescriptorError("bad-key", "a foreign key has as many fields as its reference", repr(key))
        yield _checked(key["fields"])


def _checked(key: Any) -> tuple[str, ...]:
    names = [key] if isinstance(key, str) else key
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise DescriptorError("bad-key", "a key has to be a field's name or a list of names", repr(key))
    return tuple(names)

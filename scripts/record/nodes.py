"""A record file's YAML as texts, lists and maps that know their line.

PyYAML finds the structure, and nothing more is taken from it: every scalar stays the text it is (`no`, `6:30`, `010`
and `2021-12-06` too), a key stands once in a map, and anchors, aliases, tags and further documents are refused. PyYAML
is there through frictionless; ruamel.yaml would keep comments and styles, which nobody needs where nothing is written.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import yaml  # type: ignore[import-untyped]

LARGEST = 2_000_000  # bytes
DEEPEST = 12  # lists and maps inside each other; the deepest key that means something stands in the sixth
_STARTS = (yaml.SequenceStartEvent, yaml.MappingStartEvent)
_ENDS = (yaml.SequenceEndEvent, yaml.MappingEndEvent)


class Fault(NamedTuple):
    """What is wrong in a file, and where: its line, the key and the value if one is meant."""

    line: int | None
    key: str | None
    rule: str
    value: str | None
    message: str


class RefusedError(Exception):
    """The file is not YAML of the kind that is read; carries the one fault."""

    def __init__(self, line: int | None, rule: str, message: str, value: str | None = None) -> None:
        super().__init__(message)
        self.fault = Fault(line, None, rule, value, message)


@dataclass(frozen=True)
class Text:
    """A scalar with its runs of white space as one space each; empty where nothing stands (or a plain `~`)."""

    value: str
    line: int


@dataclass(frozen=True)
class Items:
    """A list."""

    items: tuple["Node", ...]
    line: int


@dataclass(frozen=True)
class Entries:
    """A map."""

    entries: Mapping[str, "Node"]
    line: int


Node = Text | Items | Entries


def read_yaml(data: bytes) -> tuple[Entries, list[Fault]]:
    """The map that a file holds, and what is wrong with single keys and texts of it.

    Raises RefusedError where the file holds no map that can be read.
    """
    text = _decoded(data)
    try:
        for event in _events(text):
            _check(event)
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = "; ".join(part for part in (error.context, error.problem) if part)
        message = f"is not YAML: {message}; put text with `: `, ` #` or a bracket or quote in front into quotes"
        raise RefusedError(mark.line + 1 if mark else None, "not-yaml", message) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise RefusedError(None, "not-yaml", f"is not YAML: {' '.join(str(error).split())}") from None
    if root is None:
        raise RefusedError(1, "empty-file", "is empty; see CONTRIBUTING.md for what a record file holds")
    faults: list[Fault] = []
    node = _node(root, text, faults)
    if not isinstance(node, Entries):
        raise RefusedError(node.line, "not-a-map", "has to be a map of keys; see CONTRIBUTING.md")
    return node, faults


def _decoded(data: bytes) -> str:
    if len(data) > LARGEST:
        raise RefusedError(None, "file-too-large", f"has more than {LARGEST} bytes; a record file describes one source")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise RefusedError(line, "not-utf-8", f"byte 0x{data[error.start]:02x} is not UTF-8") from None


def _events(text: str) -> Iterator[Any]:
    """The parser's events; raises RefusedError where they nest too deep or begin a second document."""
    depth = documents = 0
    for event in yaml.parse(text, Loader=yaml.BaseLoader):
        depth += isinstance(event, _STARTS) - isinstance(event, _ENDS)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if depth > DEEPEST:
            raise RefusedError(event.start_mark.line + 1, "too-deep", f"is nested deeper than {DEEPEST} levels")
        if documents > 1:
            raise RefusedError(event.start_mark.line + 1, "second-document", "one file describes one source; split it")
        yield event


def _check(event: Any) -> None:
    line = event.start_mark.line + 1
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise RefusedError(
            line, "anchor", "anchors and aliases (& and *) are not read; write it out, or quote the text"
        )
    if getattr(event, "tag", None) not in (None, "!"):
        raise RefusedError(line, "tag", "tags (!) are not read; remove it, or quote the text", str(event.tag))


def _node(node: Any, text: str, faults: list[Fault]) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return _text(node, text, faults)
    if isinstance(node, yaml.SequenceNode):
        return Items(tuple(_node(item, text, faults) for item in node.value), line)
    return Entries(_entries(node, text, faults), line)


def _entries(node: Any, text: str, faults: list[Fault]) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            faults.append(Fault(line, None, "key-not-a-word", None, "a key has to be a word"))
        elif key.value in found:
            faults.append(Fault(line, key.value, "duplicate-key", key.value, "stands twice in one map; keep one"))
        else:
            found[key.value] = _node(value, text, faults)
    return found


def _text(node: Any, text: str, faults: list[Fault]) -> Text:
    """A scalar; a fault where a comment may have cut it off (words #1) and is no remark behind a code."""
    line, value = node.start_mark.line + 1, " ".join(node.value.split())
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in value):
        faults.append(Fault(line, None, "control-character", value, "holds a control character; remove it"))
        return Text("", line)
    rest = text[node.end_mark.index :].partition("\n")[0].lstrip()
    if node.style is None and rest.startswith("#") and (" " in value or rest[1:2].strip()):
        message = "ends at a #, which begins a comment; quote the text, or give the comment a line of its own"
        faults.append(Fault(line, None, "text-cut-by-comment", value, message))
    return Text("" if node.style is None and value == "~" else value, line)

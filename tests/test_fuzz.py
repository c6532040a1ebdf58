"""Whatever the input: a report or a refusal by name, never a traceback, and never a half-written file."""

import json
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.problems import CannotRunError
from scripts.export import export
from scripts.format import format_package
from scripts.validate import FORMATS, validate
from tests.mutation.generic import COLUMNS

QUICK = settings(max_examples=60, deadline=None)
WORDS = st.sampled_from(
    [key for column in COLUMNS for key in column.schema]
    + ["primaryKey", "foreignKeys", "reference", "resource", "fields", "pattern", "a", "t"]
)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
FIELD = st.sampled_from(COLUMNS).map(lambda column: deepcopy(dict(column.schema)))
CELLS = st.sampled_from(
    [text for column in COLUMNS for texts in column.faults.values() for text in texts] + ["", "1", "x"]
)
TEXT = st.text(st.sampled_from([*'ab1,;"\r\n \t', "é", "\0", "\ufeff", "\ud800"]), max_size=40).map(
    lambda text: text.encode("utf-8", "surrogatepass")
)


def _write(folder: Path, descriptor: Any, data: bytes) -> Path:
    (folder / "t.csv").write_bytes(data)
    path = folder / "datapackage.json"
    path.write_bytes(descriptor if isinstance(descriptor, bytes) else json.dumps(descriptor).encode())
    return path


def _reported(path: Path) -> None:
    try:
        report = validate(path)
    except CannotRunError:
        return
    for render in FORMATS.values():
        render(report).encode("utf-8")


def _package(fields: list[dict[str, Any]], **schema: Any) -> dict[str, Any]:
    named = [{**field, "name": f"c{place}"} for place, field in enumerate(fields)]
    return {"name": "t", "resources": [{"name": "t", "path": "t.csv", "schema": {"fields": named, **schema}}]}


@QUICK
@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()), TEXT)
def test_any_descriptor_is_reported_or_refused(descriptor: bytes, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        _reported(_write(Path(folder), descriptor, data))


@QUICK
@given(FIELD, WORDS, JSON, st.sampled_from(["field", "constraints", "schema", "resource", "dialect"]))
def test_any_value_in_a_sound_descriptor_is_reported_or_refused(field: Any, key: str, value: Any, place: str) -> None:
    package = _package([field, {}])
    resource = package["resources"][0]
    parts = {"field": resource["schema"]["fields"][0], "schema": resource["schema"], "resource": resource}
    parts["constraints"] = parts["field"].setdefault("constraints", {})
    parts["dialect"] = resource.setdefault("dialect", {})
    parts[place][key] = value
    with tempfile.TemporaryDirectory() as folder:
        _reported(_write(Path(folder), package, b"c0,c1\n1,2\n"))


@QUICK
@given(st.lists(FIELD, min_size=1, max_size=4), st.data())
def test_any_cells_are_reported_or_right(fields: list[dict[str, Any]], data: st.DataObject) -> None:
    rows = data.draw(
        st.lists(st.lists(CELLS | st.text(max_size=4), min_size=len(fields), max_size=len(fields)), max_size=4)
    )
    names = [f"c{place}" for place in range(len(fields))]
    text = "".join(",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n" for row in [names, *rows])
    key = data.draw(
        st.sampled_from(
            [
                {},
                {"primaryKey": "c0"},
                {"uniqueKeys": [names]},
                {"foreignKeys": [{"fields": "c0", "reference": {"resource": "", "fields": names[-1]}}]},
            ]
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        _reported(_write(Path(folder), _package(fields, **key), text.encode("utf-8", "surrogatepass")))


@QUICK
@given(
    TEXT, st.sampled_from([{}, {"delimiter": ";"}, {"header": False}, {"skipInitialSpace": True}, {"quoteChar": "'"}])
)
def test_any_bytes_are_reported_and_format_loses_nothing(data: bytes, dialect: dict[str, Any]) -> None:
    package = _package([{}, {}])
    package["resources"][0]["dialect"] = dialect
    with tempfile.TemporaryDirectory() as folder:
        path = _write(Path(folder), package, data)
        _reported(path)
        try:
            before = sorted(validate(path).counts)
            format_package(path, write=True)
        except CannotRunError:
            assert (Path(folder) / "t.csv").read_bytes() == data
        else:
            assert set(validate(path).counts) <= set(before)
        assert {found.name for found in Path(folder).iterdir()} == {"t.csv", "datapackage.json"}


@settings(max_examples=10, deadline=None)
@given(st.lists(FIELD, min_size=1, max_size=3), st.data())
def test_export_writes_a_whole_folder_or_none(fields: list[dict[str, Any]], data: st.DataObject) -> None:
    rows = [[data.draw(CELLS) for _ in fields] for _ in range(2)]
    text = "".join(
        ",".join('"' + cell.replace('"', '""') + '"' for cell in row) + "\n"
        for row in [[f"c{n}" for n in range(len(fields))], *rows]
    )
    with tempfile.TemporaryDirectory() as folder:
        path, to = _write(Path(folder), _package(fields), text.encode()), Path(folder) / "out"
        try:
            done = not export(path, to).problems
        except CannotRunError:
            done = False
        assert done == (to / "datapackage.json").exists()
        assert {found.name for found in Path(folder).iterdir()} - {"out"} == {"t.csv", "datapackage.json"}

"""The verb `diff`: rows by key, by meaning and not by bytes."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from schemas import csv_file
from schemas.problems import CannotRunError
from scripts.__main__ import app
from tests.conftest import edited
from tests.scripts.diffing import changes_told, placed, rows_told, schema, told

PLAIN = schema("id", "n:number", "text")


def counts(found: dict[str, dict[str, int]]) -> tuple[int, ...]:
    return tuple(found["counts"][kind] for kind in ("added", "removed", "changed")) if found else (0, 0, 0)


def test_rows_added_removed_and_changed_are_told_by_key(tmp_path: Path) -> None:
    found = rows_told(tmp_path, "id,n,text\na,1,x\nb,2,y\n", "id,n,text\na,1,z\nc,3,\n", PLAIN)
    assert found["added"] == [{"id": "c", "n": "3", "text": None}]
    assert found["removed"] == [{"id": "b", "n": "2", "text": "y"}]
    assert found["changed"] == [{"key": {"id": "a"}, "fields": [{"field": "text", "old": "x", "new": "z"}]}]
    assert found["changed_fields"] == {"text": 1}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id,n,text\na,1,x\nb,2,y\n", "id,n,text\nb,2,y\na,1,x\n"),
        ("id,n,text\na,1,x\n", 'id,n,text\n"a","1","x"\n'),
        ("id,n,text\na,1,x\n", "text,id,n\nx,a,1\n"),
        ("id,n,text\na,10,x\n", "id,n,text\na,10.0,x\n"),
        ("id,n,text\na,1000,x\n", "id,n,text\na,+1e3,x\n"),
        ("id,n,text\na,0,x\n", "id,n,text\na,-0.00,x\n"),
        ("id,n,text\na,1,x\n", "id,n,text\r\na,1,x\r\n"),
        ("id,n,text\na,1,x\n", "\ufeffid,n,text\na,1,x\n"),
        ("id,n,text\na,1,x\n", "id,n,text\na,1,x"),
        ('id,n,text\na,1,"x\ny"\nb,2,\n', 'id,n,text\nb,2,""\na,1,"x\ny"\n'),
        ("id,n,text\n", "id,n,text\n"),
    ],
)
def test_order_quoting_and_spelling_are_no_difference(tmp_path: Path, old: str, new: str) -> None:
    assert counts(rows_told(tmp_path, old, new, PLAIN)) == (0, 0, 0)


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("integer", "007", "7"),
        ("number", "nan", "NaN"),
        ("boolean", "TRUE", "1"),
        ("date", "2020-01-02", "2020-01-02"),
        ("datetime", "2020-01-02T03:04:05Z", "2020-01-02T03:04:05"),
    ],
)
def test_one_value_in_two_spellings_is_no_difference(tmp_path: Path, kind: str, one: str, other: str) -> None:
    shape = schema("id", f"v:{kind}", "w")
    assert not rows_told(tmp_path, f"id,v,w\na,{one},\n", f'id,v,w\n"a",{other},\n', shape)


def test_dates_in_two_formats_are_one_day(tmp_path: Path) -> None:
    turned = schema("id", {"name": "v", "type": "date", "format": "%d.%m.%Y"})
    iso = schema("id", "v:date")
    old, new = "id,v\na,02.01.2020\nb,30.02.2020\n", "id,v\na,2020-01-02\nb,30.02.2020\n"
    assert not rows_told(tmp_path, old, new, turned, iso)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("1.", "1"),
        ("-0.0", "0"),
        ("+5", "5"),
        ("-.50", "-0.5"),
        ("1e-3", "0.001"),
        ("12e400", "12e400"),
        ("NaN", "NaN"),
    ],
)
def test_numbers_have_one_canonical_spelling(tmp_path: Path, text: str, canonical: str) -> None:
    found = rows_told(tmp_path, "id,n,text\n", f"id,n,text\na,{text},\n", PLAIN)
    assert found["added"][0]["n"] == canonical


def test_rows_are_matched_across_blocks_and_both_ways_of_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_file, "BLOCK", 50)
    rows = [
        f'r{number},{number},"over\ntwo lines"\n' if number % 7 == 0 else f"r{number},{number},\n"
        for number in range(99)
    ]
    other = [*reversed(rows[1:50]), "r0,0,x\n", *rows[51:], "new,1,\n"]
    found = rows_told(tmp_path, "id,n,text\n" + "".join(rows), "id,n,text\n" + "".join(other), PLAIN)
    assert counts(found) == (1, 1, 1)
    assert found["removed"][0]["id"] == "r50"


def test_long_numbers_are_not_taken_for_one_another(tmp_path: Path) -> None:
    found = rows_told(tmp_path, "id,n,text\na,12345678901234567890,\n", "id,n,text\na,12345678901234567891,\n", PLAIN)
    assert counts(found) == (0, 0, 1)


def test_strings_that_look_like_numbers_differ(tmp_path: Path) -> None:
    assert counts(rows_told(tmp_path, "id,n,text\na,1,10\n", "id,n,text\na,1,10.0\n", PLAIN)) == (0, 0, 1)


def test_a_group_character_is_a_spelling(tmp_path: Path) -> None:
    grouped = schema("id", {"name": "n", "type": "number", "groupChar": ",", "decimalChar": "."}, "text")
    found = rows_told(tmp_path, 'id,n,text\na,"1,000.50",\n', "id,n,text\na,1000.5,\n", grouped, PLAIN)
    assert counts(found) == (0, 0, 0)


def test_a_point_before_the_digits_of_an_amount_is_no_sign_of_its_currency(tmp_path: Path) -> None:
    priced = schema("id", {"name": "n", "type": "number", "bareNumber": False}, "text")
    assert not rows_told(tmp_path, "id,n,text\na,$.50,\n", "id,n,text\na,0.5,\n", priced)
    assert counts(rows_told(tmp_path, "id,n,text\na,$.50,\n", "id,n,text\na,50,\n", priced)) == (0, 0, 1)


def test_missing_is_told_from_empty_and_by_what_the_schema_calls_missing(tmp_path: Path) -> None:
    dash = schema("id", "text", missingValues=["-"])
    none = schema("id", "text", missingValues=[""])
    assert counts(rows_told(tmp_path, "id,text\na,-\n", "id,text\na,\n", dash, none)) == (0, 0, 0)
    found = rows_told(tmp_path, "id,text\na,-\n", "id,text\na,\n", dash, dash)
    assert found["changed"][0]["fields"] == [{"field": "text", "old": None, "new": ""}]
    found = rows_told(tmp_path, "id,text\na,-\n", "id,text\na,-\n", dash, none)
    assert found["changed"][0]["fields"] == [{"field": "text", "old": None, "new": "-"}]


def test_a_cell_that_is_no_value_of_its_type_is_compared_as_text(tmp_path: Path) -> None:
    found = rows_told(tmp_path, "id,n,text\na,ten,\n", "id,n,text\na,1e,\n", PLAIN)
    assert found["changed"][0]["fields"] == [{"field": "n", "old": "ten", "new": "1e"}]


def test_a_table_without_a_key_is_compared_by_whole_rows(tmp_path: Path) -> None:
    shape = schema("a", "n:number", key=None)
    found = rows_told(tmp_path, "a,n\nx,1\nx,1\ny,2\n", "a,n\ny,2.0\nx,1\nz,3\n", shape)
    assert found["key"] == []
    assert found["added"] == [{"a": "z", "n": "3"}]
    assert found["removed"] == [{"a": "x", "n": "1"}]


def test_rows_with_one_key_are_all_told(tmp_path: Path) -> None:
    found = rows_told(tmp_path, "id,n,text\na,1,\na,2,\nb,1,\n", "id,n,text\na,3,\na,2.0,\na,4,\nb,1,\n", PLAIN)
    assert counts(found) == (2, 1, 0)
    assert found["unpaired"] == 3


@pytest.mark.parametrize("order", [1, -1], ids=["same columns", "columns turned round"])
@pytest.mark.parametrize(("old", "new"), [("12", "13"), ("11", "13"), ("112", "311")])
def test_rows_of_a_repeated_key_are_never_paired(tmp_path: Path, old: str, new: str, order: int) -> None:
    """Some are equal and cancel out; which of the rest became which, nothing tells."""
    rows = [["id", "n"], ["b", "7"], *(["a", n] for n in new)]
    other = "".join(f"{','.join(row[::order])}\n" for row in rows)
    found = rows_told(tmp_path, "id,n\nb,7\n" + "".join(f"a,{n}\n" for n in old), other, schema("id", "n:number"))
    assert counts(found) == (1, 1, 0)
    assert (found["added"], found["unpaired"]) == ([{"id": "a", "n": "3"}], 2)


def test_a_key_repeated_on_one_side_alone_is_never_paired(tmp_path: Path) -> None:
    found = rows_told(tmp_path, "id,n,text\na,1,\n", "id,n,text\na,2,\na,3,\n", PLAIN)
    assert (counts(found), found["unpaired"]) == ((2, 1, 0), 3)


def test_a_row_repeated_is_a_row_added(tmp_path: Path) -> None:
    assert counts(rows_told(tmp_path, "id,n,text\na,1,\n", "id,n,text\na,1,\na,1,\n", PLAIN)) == (1, 0, 0)


def test_rows_without_their_key_are_never_paired(tmp_path: Path) -> None:
    found = rows_told(tmp_path, "id,n,text\n,1,x\n", "id,n,text\n,2,x\n", PLAIN)
    assert counts(found) == (1, 1, 0)
    assert found["unpaired"] == 2


def test_keys_are_compared_by_value_and_sorted_by_size(tmp_path: Path) -> None:
    shape = schema("id:integer", "text")
    found = rows_told(tmp_path, "id,text\n", "id,text\n10,\n9,\n1,\n", shape)
    assert [row["id"] for row in found["added"]] == ["1", "9", "10"]
    assert not rows_told(tmp_path, "id,text\n01,x\n", "id,text\n1,x\n", shape)


def test_a_key_of_several_columns_matches_rows(tmp_path: Path) -> None:
    shape = schema("a", "b", "v", key=["a", "b"])
    found = rows_told(tmp_path, "a,b,v\n1,1,x\n1,2,y\n", "a,b,v\n1,2,z\n1,1,x\n", shape)
    assert found["changed"] == [{"key": {"a": "1", "b": "2"}, "fields": [{"field": "v", "old": "y", "new": "z"}]}]


def test_fields_whose_names_differ_in_case_alone_are_two(tmp_path: Path) -> None:
    shape = schema("id", "v", "V")
    found = rows_told(tmp_path, "id,v,V\na,1,2\n", "id,v,V\na,1,3\n", shape)
    assert found["changed"][0]["fields"] == [{"field": "V", "old": "2", "new": "3"}]


def test_a_renamed_column_is_suggested_and_not_assumed(tmp_path: Path) -> None:
    found = rows_told(tmp_path, "id,was\na,1\nb,2\n", "id,now\na,1\nb,2\n", schema("id", "was"), schema("id", "now"))
    assert found["suggested_renames"] == [{"old": "was", "new": "now", "same": 2, "rows": 2}]
    assert counts(found) == (0, 0, 0)
    found = told(tmp_path / "old", tmp_path / "new")
    assert {change["what"] for change in found["schema"]} == {"field-removed", "field-added"}


def test_a_renamed_column_with_other_cells_lists_them(tmp_path: Path) -> None:
    old, new = schema("id", "was"), schema("id", "now")
    found = rows_told(tmp_path, "id,was\na,1\nb,2\nc,3\n", "id,now\na,1\nb,2\nc,4\n", old, new)
    assert found["suggested_renames"] == [{"old": "was", "new": "now", "same": 2, "rows": 3}]
    assert found["changed_fields"] == {"was": 3, "now": 3}


def test_a_renamed_column_of_an_empty_table_is_suggested(tmp_path: Path) -> None:
    found = rows_told(tmp_path, "id,was\n", "id,now\n", schema("id", "was"), schema("id", "now"))
    assert found["suggested_renames"] == [{"old": "was", "new": "now", "same": 0, "rows": 0}]


def test_cells_of_a_new_column_are_told(tmp_path: Path) -> None:
    found = rows_told(tmp_path, "id\na\nb\n", "id,note\na,\nb,why\n", schema("id"), schema("id", "note"))
    assert found["changed"] == [{"key": {"id": "b"}, "fields": [{"field": "note", "old": None, "new": "why"}]}]


def test_a_column_that_only_the_file_has_is_compared(tmp_path: Path) -> None:
    shape = schema("id", fieldsMatch="subset")
    found = rows_told(tmp_path, "id,extra\na,1\n", "id,extra\na,2\n", shape)
    assert found["changed"][0]["fields"] == [{"field": "extra", "old": "1", "new": "2"}]


def test_a_changed_key_is_told_and_rows_are_matched_by_what_both_share(tmp_path: Path) -> None:
    old, new = schema("id", "kind", "v"), schema("id", "kind", "v", key=["id", "kind"])
    found = rows_told(tmp_path, "id,kind,v\na,k,1\n", "id,kind,v\na,k,2\n", old, new)
    assert (found["key"], counts(found)) == (["id"], (0, 0, 1))


def test_tables_added_and_removed_have_their_rows_told(tmp_path: Path) -> None:
    one, two = ("one", (schema("id"), "id\na\n")), ("two", (schema("id"), "id\nb\n"))
    found = told(placed(tmp_path, "old", dict([one])), placed(tmp_path, "new", dict([two])))
    assert [(change["what"], change["table"]) for change in found["schema"]] == [
        ("table-removed", "one"),
        ("table-added", "two"),
    ]
    assert found["tables"]["one"]["removed"] == [{"id": "a"}]
    assert found["tables"]["two"]["added"] == [{"id": "b"}]


def test_a_table_in_several_files_is_one(tmp_path: Path) -> None:
    old = placed(tmp_path, "old", {"t": (schema("id"), "id\na\nb\n")})
    new = placed(tmp_path, "new", {"t": (schema("id"), "id\nb\n")})
    (new / "more.csv").write_text("id\na\n", "utf-8")
    descriptor = json.loads((new / "datapackage.json").read_text("utf-8"))
    descriptor["resources"][0]["path"] = ["t.csv", "more.csv"]
    (new / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    found = told(old, new)
    assert (found["tables"], [change["what"] for change in found["metadata"]]) == ({}, ["relocated"])


def test_text_that_would_be_lost_is_refused_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(CannotRunError, match=r"t\.csv: line 3: .*short-row"):
        rows_told(tmp_path, "id,n,text\na,1,x\n", "id,n,text\na,1,x\nb,2\n", PLAIN)


@pytest.mark.parametrize(
    ("old", "new", "what", "level"),
    [
        (schema("id", "v"), schema("id", "v", "w"), "field-added", "major"),
        (schema("id", "v", "w"), schema("id", "v"), "field-removed", "major"),
        (schema("id", "v", "w"), schema("id", "w", "v"), "fields-reordered", "major"),
        (schema("id", "v"), schema("id", "v:integer"), "field-retyped", "major"),
        (schema("id", "v"), schema("id", {"name": "v", "title": "V"}), "field-described", "patch"),
        (schema("id", "v"), schema("id", "v", key=["id", "v"]), "key-changed", "major"),
        (schema("id", "v"), schema("id", "v", uniqueKeys=[["v"]]), "constraint-tightened", "major"),
        (schema("id", "v", exactlyOneOf=[["v"]]), schema("id", "v"), "constraint-loosened", "minor"),
        (schema("id", "v"), schema("id", "v", missingValues=["", "-"]), "missing-values-changed", "major"),
        (schema("id", "v", fieldsMatch="subset"), schema("id", "v"), "constraint-tightened", "major"),
        (schema("id", "v"), schema("id", "v", title="T"), "table-described", "patch"),
    ],
)
def test_change_of_schema_has_a_name_and_a_level(
    tmp_path: Path, old: dict[str, object], new: dict[str, object], what: str, level: str
) -> None:
    assert (what, level) in {(one[0], one[2]) for one in changes_told(tmp_path, old, new)}


@pytest.mark.parametrize(
    ("loose", "tight"),
    [
        ({}, {"required": True}),
        ({"required": False}, {"required": True}),
        ({}, {"unique": True}),
        ({}, {"pattern": "a"}),
        ({"minimum": 1}, {"minimum": 2}),
        ({"maximum": 10}, {"maximum": 9}),
        ({"maximum": "10"}, {"maximum": "9"}),
        ({"enum": [1, 2, 3]}, {"enum": [1, 3]}),
        ({}, {"enum": [1]}),
    ],
)
def test_constraint_is_tightened_one_way_and_loosened_the_other(
    tmp_path: Path, loose: dict[str, object], tight: dict[str, object]
) -> None:
    kind = "string" if "pattern" in tight else "integer"
    one, other = (schema("id", {"name": "v", "type": kind, "constraints": c}) for c in (loose, tight))
    assert changes_told(tmp_path, one, other) == {("constraint-tightened", "v", "major")}
    assert changes_told(tmp_path, other, one) == {("constraint-loosened", "v", "minor")}


def test_another_pattern_counts_as_tighter_and_codes_in_another_order_do_not(tmp_path: Path) -> None:
    one, other = (schema("id", {"name": "v", "constraints": {"pattern": p}}) for p in ("a|b", "b|a"))
    assert changes_told(tmp_path, one, other) == {("constraint-tightened", "v", "major")}
    one, other = (schema("id", {"name": "v", "constraints": {"enum": codes}}) for codes in (["a", "b"], ["b", "a"]))
    assert changes_told(tmp_path, one, other) == {("enum-reordered", "v", "patch")}


def test_a_foreign_key_that_points_elsewhere_is_a_changed_reference(tmp_path: Path) -> None:
    def pointing(to: str) -> dict[str, object]:
        return schema("id", "v", foreignKeys=[{"fields": "v", "reference": {"resource": "", "fields": to}}])

    assert changes_told(tmp_path, pointing("id"), pointing("v")) == {("reference-changed", "v", "minor")}
    assert changes_told(tmp_path, pointing("id"), schema("id", "v")) == {("constraint-loosened", None, "minor")}


def test_metadata_of_the_package_is_told(tmp_path: Path) -> None:
    tables = {"t": (schema("id"), "id\n")}
    old = placed(tmp_path, "old", tables, title="One", version="1.0.0", licenses=[{"name": "CC-BY-4.0"}])
    new = placed(tmp_path, "new", tables, title="Two", version="1.0.1", licenses=[{"name": "CC0-1.0"}])
    found = {(one["what"], one["level"]) for one in told(old, new)["metadata"]}
    assert found == {("license-changed", "major"), ("version", "none"), ("package-described", "patch")}


def run(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["diff", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit | CannotRunError)
    return done.exit_code, done.stdout


def test_exit_is_0_where_nothing_differs_and_1_where_something_does(valid_package: Path, tmp_path: Path) -> None:
    assert run(valid_package, valid_package) == (0, "no difference\n")
    other = tmp_path / "other"
    other.symlink_to(valid_package)
    assert run(other, valid_package / "datapackage.json")[0] == 0


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_a_changed_cell_is_told_in_every_format_with_the_same_bytes_each_time(
    valid_package: Path, tmp_path: Path, form: str
) -> None:
    root = Path(__file__).parents[2]
    edited(valid_package, "claims", line=2, note="Another | note\x1b[31m <b>")
    first, second = (run(root, valid_package, "--format", form) for _ in range(2))
    assert first == second
    assert first[0] == 1
    assert "c00001" in first[1]
    assert "\x1b" not in first[1]
    assert ("<b>" in first[1]) is (form != "markdown")


def test_a_limit_cuts_the_lists_and_not_the_counts(tmp_path: Path) -> None:
    old = placed(tmp_path, "old", {"t": (schema("id"), "id\n")})
    new = placed(tmp_path, "new", {"t": (schema("id"), "id\na\nb\nc\n")})
    found = told(old, new, limit=2)
    assert (found["rows"]["added"], len(found["tables"]["t"]["added"]), found["truncated"]) == (3, 2, True)
    assert "… and 2 more" in run(old, new, "--limit", 1)[1]


def test_json_names_its_format_and_versions(valid_package: Path) -> None:
    found = told(valid_package, valid_package)
    assert found["format_version"] == 1
    assert found["equal"] is True
    assert found["old"] == found["new"] == {"name": "pacts-and-figures", "version": found["new"]["version"]}

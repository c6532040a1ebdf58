"""pandera on polars and dataframely: text columns checked for their form, then typed; keys with polars joins.

Run as `with_polars.py pandera DESCRIPTOR` or `with_polars.py dataframely DESCRIPTOR`.
"""

import json
import sys
from datetime import date
from pathlib import Path

import polars as pl
from forms import form

CASTS = {
    "integer": lambda column: column.cast(pl.Int64, strict=False),
    "number": lambda column: column.cast(pl.Decimal(24, 6), strict=False),
    "date": lambda column: column.str.to_date("%Y-%m-%d", strict=False),
}


def right(field):
    """Expressions over a text column that are true where a cell is right."""
    name, kind, limits = field["name"], field["type"], field.get("constraints", {})
    column = pl.col(name)
    typed = CASTS[kind](column) if kind in CASTS else column
    bound = date.fromisoformat if kind == "date" else lambda value: value
    if limits.get("required"):
        yield column.is_not_null()
    if form(field):
        yield column.str.contains(f"^(?:{form(field)})$")
    if kind in CASTS:
        yield column.is_null() | typed.is_not_null()
    if "enum" in limits:
        yield column.is_in([str(code) for code in limits["enum"]])
    if "pattern" in limits:
        yield column.str.contains(f"^(?:{limits['pattern']})$")
    if "minLength" in limits:
        yield column.str.len_chars() >= limits["minLength"]
    if "maxLength" in limits:
        yield column.str.len_chars() <= limits["maxLength"]
    if "minimum" in limits:
        yield typed >= bound(limits["minimum"])
    if "maximum" in limits:
        yield typed <= bound(limits["maximum"])


def with_pandera(frame, fields):
    import pandera.polars as pandera

    def check(expression):
        return pandera.Check(lambda data: data.lazyframe.select(expression.fill_null(True)))

    columns = {
        field["name"]: pandera.Column(pl.String, [check(one) for one in right(field)], nullable=True)
        for field in fields
    }
    pandera.DataFrameSchema(columns).validate(frame, lazy=True)


def with_dataframely(frame, fields):
    import dataframely as dy

    rules = {f"r{i}": one for i, one in enumerate(one for field in fields for one in right(field))}
    body = {field["name"]: dy.String(nullable=True) for field in fields}
    body |= {name: dy.rule()(lambda cls, one=one: one.fill_null(True)) for name, one in rules.items()}
    type("Table", (dy.Schema,), body).validate(frame)


def main():
    check = {"pandera": with_pandera, "dataframely": with_dataframely}[sys.argv[1]]
    path = Path(sys.argv[2])
    resources = json.loads(path.read_text("utf-8"))["resources"]
    frames = {}
    for resource in resources:
        frames[resource["name"]] = pl.read_csv(path.parent / resource["path"], infer_schema=False)
        check(frames[resource["name"]], resource["schema"]["fields"])
    for resource in resources:
        frame, schema = frames[resource["name"]], resource["schema"]
        for key in {*schema["primaryKey"], *(f["name"] for f in schema["fields"] if f["constraints"].get("unique"))}:
            assert frame[key].drop_nulls().is_unique().all()
        for foreign in schema["foreignKeys"]:
            column, to = foreign["fields"][0], foreign["reference"]["fields"][0]
            parent = frames[foreign["reference"]["resource"] or resource["name"]].select(pl.col(to).alias(column))
            assert frame.select(column).drop_nulls().join(parent, on=column, how="anti").is_empty()


main()

"""pointblank on polars: the same conditions as one validation plan a table; keys with polars joins."""

import json
import sys
from pathlib import Path

import pointblank
import polars as pl
from forms import form

sys.argv = [sys.argv[0], "none", sys.argv[1]]
path = Path(sys.argv[2])
resources = json.loads(path.read_text("utf-8"))["resources"]
frames = {}
for resource in resources:
    frame = pl.read_csv(path.parent / resource["path"], infer_schema=False)
    frames[resource["name"]] = frame
    plan = pointblank.Validate(frame)
    for field in resource["schema"]["fields"]:
        name, limits = field["name"], field.get("constraints", {})
        if limits.get("required"):
            plan = plan.col_vals_not_null(name)
        if "enum" in limits:
            known = pl.col(name).is_in([str(code) for code in limits["enum"]])
            plan = plan.col_vals_expr(known.fill_null(True))
        if "pattern" in limits:
            plan = plan.col_vals_regex(name, f"^(?:{limits['pattern']})$", na_pass=True)
        if form(field):
            plan = plan.col_vals_regex(name, f"^(?:{form(field)})$", na_pass=True)
        if "minLength" in limits or "maxLength" in limits:
            length = pl.col(name).str.len_chars().fill_null(limits.get("minLength", 0))
            bounds = limits.get("minLength", 0), limits.get("maxLength", 1_000_000)
            plan = plan.col_vals_expr(length.is_between(*bounds))
        if "minimum" in limits or "maximum" in limits:
            value = pl.col(name).cast(pl.Float64).fill_null(limits.get("minimum", 0))
            plan = plan.col_vals_expr(value.is_between(limits.get("minimum", -1e30), limits.get("maximum", 1e30)))
    plan = plan.rows_distinct(columns_subset=resource["schema"]["primaryKey"])
    assert plan.interrogate(get_first_n=1).all_passed()
for resource in resources:
    for foreign in resource["schema"]["foreignKeys"]:
        column, to = foreign["fields"][0], foreign["reference"]["fields"][0]
        parent = frames[foreign["reference"]["resource"] or resource["name"]].select(pl.col(to).alias(column))
        child = frames[resource["name"]].select(column).drop_nulls()
        assert child.join(parent, on=column, how="anti").is_empty()

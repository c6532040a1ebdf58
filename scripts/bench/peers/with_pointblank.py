"""pointblank on polars: the same conditions as one validation plan a table; keys with polars joins."""

import json
import sys
from pathlib import Path

import pointblank
import polars as pl

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
            plan = plan.col_vals_in_set(name, limits["enum"])
        if "pattern" in limits:
            plan = plan.col_vals_regex(name, f"^(?:{limits['pattern']})$", na_pass=True)
        if field["type"] == "date":
            plan = plan.col_vals_regex(name, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", na_pass=True)
        if field["type"] in ("number", "integer"):
            plan = plan.col_vals_regex(name, r"^-?[0-9]+(\.[0-9]{1,6})?$", na_pass=True)
    plan = plan.rows_distinct(columns_subset=resource["schema"]["primaryKey"])
    assert plan.interrogate(get_first_n=1).all_passed()
for resource in resources:
    for foreign in resource["schema"]["foreignKeys"]:
        column, to = foreign["fields"][0], foreign["reference"]["fields"][0]
        parent = frames[foreign["reference"]["resource"] or resource["name"]].select(pl.col(to).alias(column))
        child = frames[resource["name"]].select(column).drop_nulls()
        assert child.join(parent, on=column, how="anti").is_empty()

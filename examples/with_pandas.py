"""pandas: which figures do sources give for one thing, and how far apart are they?

Run after `make build`, in the folder of the repository: python examples/with_pandas.py
"""

import pandas

claims = pandas.read_parquet("dist/data/parquet/claims_wide.parquet", dtype_backend="pyarrow")
weighed = pandas.read_parquet("dist/data/parquet/reconciliation.parquet", dtype_backend="pyarrow")

widest = weighed.sort_values(["independent_origins", "spread"], ascending=False, na_position="last").iloc[0]
one = claims[claims["quantity_id"] == widest["quantity_id"]]

print(one["definition"].iloc[0])
print(f"verdict: {widest['verdict']}, from {widest['low']} to {widest['high']} {widest['unit']}")
print(one[["publisher_name", "as_written", "value", "qualifier", "unit", "published_on"]].to_string(index=False))

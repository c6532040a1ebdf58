"""DuckDB: on how many quantities do independent sources agree, and on how many do they not?

Run after `make build`, in the folder of the repository: python examples/with_duckdb.py
"""

import duckdb

verdicts = duckdb.sql("""
    SELECT measure, verdict, count(*) AS quantities, sum(claims) AS claims, max(independent_origins) AS most_origins
    FROM 'dist/data/parquet/reconciliation.parquet'
    JOIN 'dist/data/parquet/quantities.parquet' USING (quantity_id)
    GROUP BY measure, verdict
    ORDER BY measure, verdict
""")
print(verdicts)

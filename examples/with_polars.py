"""polars: who are the parties of each agreement, and how far has it come?

Run after `make build`, in the folder of the repository: python examples/with_polars.py
"""

import polars

folder = "dist/data/parquet"
agreements = polars.scan_parquet(f"{folder}/agreements.parquet").select("agreement_id", "title")
parties = polars.scan_parquet(f"{folder}/agreement_parties.parquet").select("agreement_id", "entity_id", "role")
names = polars.scan_parquet(f"{folder}/entities.parquet").select("entity_id", "name")
status = polars.scan_parquet(f"{folder}/agreement_status.parquet").select("agreement_id", "status", "since")

party = polars.format("{} ({})", "name", polars.col("role").cast(polars.String)).sort()
listed = parties.join(names, on="entity_id").group_by("agreement_id").agg(party.str.join(", ").alias("parties"))
table = agreements.join(listed, on="agreement_id", how="left").join(status, on="agreement_id")

for row in table.sort("agreement_id").collect().iter_rows(named=True):
    print(f"{row['title']}: {row['status']} {row['since'] or ''}\n  {row['parties'] or 'no parties'}")

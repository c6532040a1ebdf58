"""Loads every record set of a Croissant file with mlcroissant and prints, as JSON, rows and some first cells of each.

Run by `.venv-metadata`, which has mlcroissant, and not by pytest: python load_croissant.py croissant.json
"""

import json
import sys

import mlcroissant

dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
found = {}
for record_set in dataset.metadata.record_sets:
    rows = list(dataset.records(record_set.uuid))
    types = {name.partition("/")[2]: type(cell).__name__ for name, cell in rows[0].items()} if rows else {}
    found[record_set.uuid] = {"rows": len(rows), "types": types}
print(json.dumps({"report": dataset.metadata.ctx.issues.report(), "record_sets": found}))

"""The floor: bare pyarrow reads each CSV file and writes it as Parquet; nothing is checked."""

import json
import sys
import tempfile
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet

root = Path(sys.argv[1]).parent
with tempfile.TemporaryDirectory() as folder:
    for resource in json.loads(Path(sys.argv[1]).read_text("utf-8"))["resources"]:
        table = pyarrow.csv.read_csv(root / resource["path"])
        pyarrow.parquet.write_table(table, Path(folder) / f"{resource['name']}.parquet", compression="zstd")

"""diffly compares two files of text by key and writes what differs as CSV.

Run as `with_diffly.py OLD NEW KEY CHANGED ADDED REMOVED`; fails where the numbers of rows are others.
"""

import sys

import polars as pl
from diffly import compare_frames

old, new, key, *wanted = sys.argv[1:]
before, after = (pl.read_csv(path, infer_schema=False) for path in (old, new))
found = compare_frames(before, after, primary_key=key)
parts = [found.joined_unequal(), found.right_only(), found.left_only()]
for part in parts:
    sys.stdout.write(part.write_csv())
assert [str(part.height) for part in parts] == wanted

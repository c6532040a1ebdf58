"""csv-diff compares two files by key and writes what differs, as its command line does.

Run as `with_csv_diff.py OLD NEW KEY CHANGED ADDED REMOVED`; fails where the numbers of rows are others.
"""

import sys
from pathlib import Path

import csv_diff

old, new, key, *wanted = sys.argv[1:]
with Path(old).open(newline="") as one, Path(new).open(newline="") as other:
    found = csv_diff.compare(csv_diff.load_csv(one, key), csv_diff.load_csv(other, key))
print(csv_diff.human_text(found, key))
assert [str(len(found[kind])) for kind in ("changed", "added", "removed")] == wanted

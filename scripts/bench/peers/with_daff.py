"""daff compares two files by key, in any order, and writes what differs as CSV, as its command line does.

Run as `with_daff.py OLD NEW KEY CHANGED ADDED REMOVED`; fails where the numbers of rows are others.
"""

import csv
import sys
from pathlib import Path

import daff


def table(path):
    with Path(path).open(newline="") as file:
        return daff.PythonTableView(list(csv.reader(file)))


old, new, key, *wanted = sys.argv[1:]
flags = daff.CompareFlags()
flags.addPrimaryKey(key)
flags.ordered = False
before, after = table(old), table(new)
difference = daff.TableDiff(daff.Coopy.compareTables(before, after, flags).align(), flags)
shown = []
difference.hilite(daff.PythonTableView(shown))
csv.writer(sys.stdout).writerows(shown)
found = difference.getSummary()
assert [str(number) for number in (found.row_updates, found.row_inserts, found.row_deletes)] == wanted

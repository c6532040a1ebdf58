"""sqlite3, of Python's own library: what does each column mean, and which passages bear out an event?

Run after `make build`, in the folder of the repository: python examples/with_sqlite.py
"""

import sqlite3
from contextlib import closing

EVIDENCE = """
    SELECT events.name, events.date, sources.title, passages.start, passages."end", evidence.stance
    FROM events
    JOIN evidence USING (event_id)
    JOIN passages USING (passage_id)
    JOIN sources USING (source_id)
    ORDER BY events.date, events.event_id, passages.passage_id
    LIMIT 10
"""

with closing(sqlite3.connect("dist/data/pacts-and-figures.sqlite")) as database:
    for column, meaning in database.execute("""SELECT "column", description FROM _columns WHERE "table" = 'events'"""):
        print(f"{column}: {meaning}")
    print()
    for name, date, source, start, end, stance in database.execute(EVIDENCE):
        place = "" if start is None else f", characters {start} to {end}"
        print(f"{name} ({date or 'undated'}): {source}{place} ({stance})")

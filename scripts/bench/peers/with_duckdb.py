"""SQL for DuckDB that makes the same checks: columns as text, their form checked before they are cast, then keys."""

import json
import sys
from pathlib import Path

import duckdb
from forms import form

CASTS = {"integer": "BIGINT", "number": "DECIMAL(24, 6)", "date": "DATE"}


def text(value):
    return "'" + str(value).replace("'", "''") + "'"


def wrong(field):
    """Conditions that are true where a cell is wrong."""
    name, kind, limits = f'"{field["name"]}"', field["type"], field.get("constraints", {})
    typed = f"TRY_CAST({name} AS {CASTS[kind]})" if kind in CASTS else name
    if limits.get("required"):
        yield f"{name} IS NULL"
    if form(field):
        yield f"NOT regexp_full_match({name}, {text(form(field))})"
    if kind in CASTS:
        yield f"{name} IS NOT NULL AND {typed} IS NULL"
    if "enum" in limits:
        yield f"{name} NOT IN ({', '.join(map(text, limits['enum']))})"
    if "pattern" in limits:
        yield f"NOT regexp_full_match({name}, {text(limits['pattern'])})"
    if "minLength" in limits:
        yield f"length({name}) < {limits['minLength']}"
    if "maxLength" in limits:
        yield f"length({name}) > {limits['maxLength']}"
    if "minimum" in limits:
        yield f"{typed} < {text(limits['minimum']) if kind == 'date' else limits['minimum']}"
    if "maximum" in limits:
        yield f"{typed} > {text(limits['maximum']) if kind == 'date' else limits['maximum']}"


def one_row(db, sql):
    return db.execute(sql).fetchall()[0]


def main():
    path = Path(sys.argv[1])
    resources = json.loads(path.read_text("utf-8"))["resources"]
    db = duckdb.connect()
    db.execute("SET threads = 2")
    problems = 0
    for resource in resources:
        names = {field["name"]: "VARCHAR" for field in resource["schema"]["fields"]}
        source = (
            f"read_csv({text(path.parent / resource['path'])}, header = true, delim = ',', quote = '\"', escape = '\"',"
            f" columns = {json.dumps(names).replace(chr(34), chr(39))}, nullstr = '', strict_mode = true)"
        )
        db.execute(f"CREATE TABLE {resource['name']} AS SELECT * FROM {source}")
    for resource in resources:
        table, schema = resource["name"], resource["schema"]
        counts = [f"count(*) FILTER (WHERE {one})" for field in schema["fields"] for one in wrong(field)]
        problems += sum(one_row(db, f"SELECT {', '.join(counts)} FROM {table}"))
        for key in {*schema["primaryKey"], *(f["name"] for f in schema["fields"] if f["constraints"].get("unique"))}:
            problems += one_row(db, f"SELECT count({key}) - count(DISTINCT {key}) FROM {table}")[0]
        for foreign in schema["foreignKeys"]:
            column, other = foreign["fields"][0], foreign["reference"]["resource"] or table
            problems += one_row(
                db,
                f"SELECT count(*) FROM {table} c WHERE {column} IS NOT NULL AND NOT EXISTS"
                f" (SELECT 1 FROM {other} p WHERE p.{foreign['reference']['fields'][0]} = c.{column})",
            )[0]
    sys.exit(1 if problems else 0)


main()

"""The SQLite file: strict types, keys and codes that the database itself enforces, and tables that explain it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from scripts.export import export
from tests.tiny import tiny


def connected(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        yield connection


@pytest.fixture
def things(small: Path) -> Iterator[sqlite3.Connection]:
    yield from connected(small / "tiny.sqlite")


@pytest.fixture
def record(own: Path) -> Iterator[sqlite3.Connection]:
    yield from connected(own / "pacts-and-figures.sqlite")


@pytest.fixture
def copy(things: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """The tiny database in memory, free to be changed, with foreign keys on."""
    with closing(sqlite3.connect(":memory:")) as connection:
        things.backup(connection)
        connection.execute("PRAGMA foreign_keys = ON")
        yield connection


def sql_of(connection: sqlite3.Connection, table: str) -> str:
    return str(connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [table]).fetchone()[0])


def test_a_table_is_strict_with_all_that_its_schema_says(things: sqlite3.Connection) -> None:
    lines = [line.strip().rstrip(",") for line in sql_of(things, "things").splitlines()]
    assert lines == [
        'CREATE TABLE "things" (',
        '"thing_id" TEXT NOT NULL',
        """"kind" TEXT NOT NULL CHECK ("kind" IN ('large', 'a b''s', 'small'))""",
        '"count" INTEGER',
        '"price" REAL',
        '"weight" REAL',
        '"whole" INTEGER NOT NULL CHECK ("whole" IN (0, 1))',
        '"bought" TEXT',
        '"opens" TEXT',
        '"seen" TEXT',
        '"made" TEXT',
        '"made_earliest" TEXT',
        '"made_latest" TEXT',
        '"part_of_id" TEXT',
        '"note" TEXT',
        'PRIMARY KEY ("thing_id")',
        'UNIQUE ("note")',
        'FOREIGN KEY ("part_of_id") REFERENCES "things" ("thing_id")',
        ") STRICT",
    ]


def test_values_stand_as_sqlite_writes_them(things: sqlite3.Connection) -> None:
    row = things.execute("SELECT * FROM things WHERE thing_id = 'b'").fetchone()
    assert row[1:6] == ("small", 3, 0.1, 0.25, 1)
    assert row[6:9] == ("2021-12-06", "09:30:00", "2021-12-06T10:00:00")
    assert row[9:] == ("2021-12~", "2021-12-01", "2021-12-31", "a", "=1+1")


def test_decimals_read_back_as_written(things: sqlite3.Connection) -> None:
    prices = [price for (price,) in things.execute("SELECT price FROM things ORDER BY thing_id")]
    written = ["123456789012345", "0.1", "-0.000001", "999999999.999999"]
    assert [Decimal(repr(price)) for price in prices] == [Decimal(price) for price in written]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE things SET kind = 'huge'",
        "UPDATE things SET kind = NULL",
        "UPDATE things SET whole = 2",
        "UPDATE things SET count = 'many'",
        "UPDATE things SET note = 'same'",
        "UPDATE things SET part_of_id = 'nobody'",
        "INSERT INTO parts VALUES ('nobody', 9)",
        "UPDATE parts SET place = 3 WHERE place = 9",
        "INSERT INTO parts VALUES ('a', 2)",
        "DELETE FROM things WHERE thing_id = 'a'",
    ],
)
def test_the_database_refuses_what_the_schema_refuses(copy: sqlite3.Connection, change: str) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        copy.execute(change)


def test_columns_and_codes_are_explained(things: sqlite3.Connection) -> None:
    explained = things.execute("""SELECT title, description, unit FROM _columns WHERE "column" = 'count'""").fetchall()
    assert explained == [(None, "How many there are.", "1")]
    codes = things.execute("SELECT code, meaning FROM _codes WHERE \"column\" = 'kind' ORDER BY position").fetchall()
    assert codes == [("large", "Does not fit a hand"), ("a b's", None), ("small", "Fits")]
    assert things.execute("""SELECT value FROM _package WHERE property = 'title'""").fetchall() == [("Tiny things",)]


def test_the_record_is_sound_and_every_key_holds(record: sqlite3.Connection) -> None:
    assert record.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert record.execute("PRAGMA foreign_key_check").fetchall() == []
    tables = [name for (name,) in record.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    assert all(sql_of(record, table).endswith("STRICT") for table in tables)
    own_references = record.execute("PRAGMA foreign_key_list(agreements)").fetchall()
    assert {key[3] for key in own_references if key[2] == "agreements"} == {"part_of_id", "extends_id", "amends_id"}


def test_the_record_and_its_derived_tables_hold_what_parquet_holds(own: Path, record: sqlite3.Connection) -> None:
    for path in sorted((own / "parquet").iterdir()):
        rows = pq.read_table(path).to_pylist()
        found = record.execute(f'SELECT * FROM "{path.stem}" ORDER BY rowid').fetchall()
        assert found == [tuple(map(as_sqlite, row.values())) for row in rows]


def as_sqlite(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def test_only_the_library_writes_its_version_into_the_file(own: Path) -> None:
    header = (own / "pacts-and-figures.sqlite").read_bytes()[:100]
    version = int.from_bytes(header[96:100], "big")
    assert (
        version
        == sqlite3.sqlite_version_info[0] * 1_000_000
        + sqlite3.sqlite_version_info[1] * 1000
        + (sqlite3.sqlite_version_info[2])
    )


def test_a_foreign_key_to_no_key_is_left_out(tmp_path: Path) -> None:
    parent = {"fields": [{"name": "a", "type": "string"}]}
    key = {"fields": ["a"], "reference": {"resource": "parent", "fields": ["a"]}}
    package = tiny(tmp_path, {"parent": (parent, "a\nx\nx\n"), "child": ({**parent, "foreignKeys": [key]}, "a\nx\n")})
    export(package, tmp_path / "out")
    with closing(sqlite3.connect(tmp_path / "out" / "tiny.sqlite")) as connection:
        assert not re.search("FOREIGN KEY", sql_of(connection, "child"))
        assert connection.execute("SELECT * FROM child").fetchall() == [("x",)]

"""A generic package with every type and constraint: sound rows, and for each column every way to spoil a cell."""
# ruff: noqa: E501  a case is a line

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

Make = Callable[[Random, int], str]


@dataclass(frozen=True)
class Column:
    """A field, what a sound cell of row number n is, and the faults: rule and the text that breaks it."""

    schema: Mapping[str, Any]
    sound: Make
    faults: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return str(self.schema["name"])


def _column(name: str, kind: str, sound: Make, faults: Mapping[str, list[str]], **more: Any) -> Column:
    return Column({"name": name, "type": kind, **more}, sound, faults)


def _number(rng: Random, _: int) -> str:
    return rng.choice(["0.5", "-3", "+2.25", "1e2", ".5", "7.", "NaN"])


NOT_NUMBERS = ["x", "1,5", " 1", "1 ", "0x1", "--1", "1.2.3", "1_0", "٣"]
NOT_INTEGERS = [*NOT_NUMBERS, "1.0", "1e2"]

COLUMNS = [
    _column("text", "string", lambda rng, n: rng.choice(["a", "é, ü", "NA", 'say "x"', "two words"]), {}),
    _column("email", "string", lambda rng, n: f"a{n}@example.org", {"type": ["a", "a@b@c.d", "@b.c"]}, format="email"),
    _column("uri", "string", lambda rng, n: f"https://example.org/{n}", {"type": ["example", "http://a b"]}, format="uri"),
    _column("uuid", "string", lambda rng, n: f"123e4567-e89b-12d3-a456-{n:012d}", {"type": ["1", "123e4567"]}, format="uuid"),
    _column("count", "integer", lambda rng, n: str(rng.randrange(100)),
            {"type": NOT_INTEGERS, "minimum": ["-1", "-99999999999999999999"], "maximum": ["100", "99999999999999999999"]},
            constraints={"minimum": 0, "maximum": 99}),
    _column("grouped", "integer", lambda rng, n: f"{rng.randrange(10**7):,}", {"type": ["1,,000", ",1", "1;000"]}, groupChar=","),
    _column("share", "number", _number, {"type": [*NOT_NUMBERS, "1e", "Infinity"]}),
    _column("percent", "number", lambda rng, n: f"{rng.randrange(100)},5 %",
            {"type": ["%", "1,5 of 2"], "exclusive-maximum": ["100 %", "100,5 %"]},
            bareNumber=False, decimalChar=",", constraints={"exclusiveMaximum": 100}),
    _column("exact", "number", lambda rng, n: f"{rng.randrange(1000)}.{rng.randrange(100):02d}",
            {"type": ["1.123", "1e3", "+1"], "exclusive-minimum": ["-1", "-1.00"]},
            precision=10, scale=2, constraints={"exclusiveMinimum": -1}),
    _column("flag", "boolean", lambda rng, n: rng.choice(["true", "0"]), {"type": ["yes", "tRUE", "2"]}),
    _column("ja", "boolean", lambda rng, n: rng.choice(["ja", "nein"]), {"type": ["true", "Ja"]},
            trueValues=["ja"], falseValues=["nein"]),
    _column("on", "date", lambda rng, n: f"2021-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}",
            {"type": ["2021-02-30", "2021-2-3", "03/02/2021"], "minimum": ["2020-12-31"]}, constraints={"minimum": "2021-01-01"}),
    _column("day", "date", lambda rng, n: f"{rng.randrange(1, 29):02d}/12/2021", {"type": ["2021-12-01", "31/11/2021"]}, format="%d/%m/%Y"),
    _column("at", "time", lambda rng, n: f"{rng.randrange(12):02d}:00:59", {"type": ["24:00:00", "1:00:00"], "maximum": ["12:00:01"]},
            constraints={"maximum": "12:00:00"}),
    _column("moment", "datetime", lambda rng, n: rng.choice(["2021-12-06T10:00:00", "2021-12-06T10:00:00.5Z"]),
            {"type": ["2021-12-06", "2021-12-06 10:00:00", "2021-12-32T10:00:00"]}),
    _column("year", "year", lambda rng, n: str(rng.randrange(2000, 2030)), {"type": ["21", "2021.0"], "minimum": ["1999"]},
            constraints={"minimum": 2000}),
    _column("month", "yearmonth", lambda rng, n: f"2021-{rng.randrange(1, 13):02d}", {"type": ["2021-13", "2021"]}),
    _column("code", "string", lambda rng, n: rng.choice(["x", "y"]), {"enum": ["z", "X", "x "]}, constraints={"enum": ["x", "y"]}),
    _column("kind", "string", lambda rng, n: rng.choice(["x", "y"]), {"categories": ["z"]}, categories=["x", "y"]),
    _column("slug", "string", lambda rng, n: f"s-{n}", {"pattern": ["S", "a b", "a\n"]},
            constraints={"pattern": "[a-z0-9-]+"}),
    _column("short", "string", lambda rng, n: "ab", {"min-length": ["a"], "max-length": ["abcd"]},
            constraints={"minLength": 2, "maxLength": 3}),
    _column("there", "string", lambda rng, n: "here", {"required": [""]}, constraints={"required": True}),
    _column("coded", "integer", lambda rng, n: rng.choice(["1", "-", "n/a"]), {"type": ["", "none"]},
            missingValues=[{"value": "-"}, {"value": "n/a", "label": "not asked"}]),
]  # fmt: skip


def keyed(columns: list[Column]) -> list[Column]:
    """The columns with a key before them, a unique column, and keys to the same and to another table."""
    return [
        _column("id", "string", lambda rng, n: f"k{n:05d}", {"required": [""], "pattern": ["K", "k 1"]},
                constraints={"pattern": "k[0-9]+"}),
        _column("number", "integer", lambda rng, n: str(n + 1), {"type": ["x", "1.0"]}, constraints={"unique": True}),
        _column("up", "string", lambda rng, n: f"k{rng.randrange(n + 1):05d}", {"unknown-id": ["k99999", "nobody"]}),
        *columns,
    ]  # fmt: skip


def descriptor() -> dict[str, Any]:
    fields = [dict(column.schema) for column in keyed(COLUMNS)]
    schema = {
        "fields": fields,
        "primaryKey": "id",
        "foreignKeys": [{"fields": "up", "reference": {"resource": "", "fields": "id"}}],
    }
    return {"name": "generic", "resources": [{"name": "things", "path": "things.csv", "schema": schema}]}


def rows(rng: Random, count: int) -> list[list[str]]:
    return [[column.sound(rng, number) for column in keyed(COLUMNS)] for number in range(count)]

"""The cases of docs/conformance.md, as data: what a package says, and what the specification makes of it.

A verdict is `valid`, `invalid` or `refused` (a feature that is not supported, named; exit 2). `spec` is None where the
specification leaves it open.
"""
# ruff: noqa: E501  a case is a line

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple


class Case(NamedTuple):
    """A package of one table (or more) and the verdicts on it. `ours` is ours where it is not the specification's."""

    part: str
    feature: str
    shown: str
    files: Mapping[str, bytes]
    descriptor: Mapping[str, Any]
    spec: str | None
    ours: str

    @property
    def name(self) -> str:
        return f"{self.part}: {self.feature}: {self.shown}"


def table(schema: Mapping[str, Any], **resource: Any) -> dict[str, Any]:
    return {"name": "p", "resources": [{"name": "t", "path": "t.csv", "schema": schema, **resource}]}


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _cells(part: str, feature: str, field: dict[str, Any], verdicts: Mapping[str, Sequence[str]]) -> Iterator[Case]:
    """A case for each cell: a column of its own beside a key, so that no row is blank."""
    schema = {"fields": [{"name": "id"}, {"name": "x", **field}]}
    for verdict, cells in verdicts.items():
        spec, ours = SPLIT.get(verdict, (verdict, verdict))
        for cell in cells:
            text = f"id,x\n1,{_quoted(cell)}\n"
            yield Case(
                part,
                feature,
                f"`{cell}`" if cell else "an empty cell",
                {"t.csv": text.encode()},
                table(schema),
                spec,
                ours,
            )


SPLIT = {  # verdicts of specification and us where they are not one
    "strict": (None, "invalid"),
    "open": (None, "valid"),
    "unsupported": ("valid", "refused"),
}

EXACT = {"type": "number", "precision": 24, "scale": 6}
TYPES: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    ("string", {"type": "string"}, {"valid": [" NA ", "a\nb", "é"]}),
    ("string, email", {"type": "string", "format": "email"},
     {"valid": ["a@example.org", "a.b+c@mail.example.org", "ü@example.org"],
      "invalid": ["nobody", "a@b@example.org", "a b@example.org", ".a@example.org", "a..b@example.org"]}),
    ("string, uri", {"type": "string", "format": "uri"},
     {"valid": ["https://example.org/a?b=c#d", "urn:isbn:0451450523", "mailto:a@example.org", "http://[::1]:80/"],
      "invalid": ["example.org", "http://a b", "http://example.org/%zz", "//example.org/"]}),
    ("string, uuid", {"type": "string", "format": "uuid"},
     {"valid": ["123e4567-e89b-12d3-a456-426614174000"], "invalid": ["123", "123e4567e89b12d3a456426614174000"]}),
    ("string, binary", {"type": "string", "format": "binary"}, {"unsupported": ["YQ=="]}),
    ("integer", {"type": "integer"},
     {"valid": ["7", "-7", "+7", "007", "99999999999999999999", "-" + "9" * 38],
      "unsupported": ["9" * 39],
      "invalid": ["1.0", "1e3", " 1", "1 ", "1,000", "1_000", "0x10", "٣", "one"]}),
    ("integer, groupChar", {"type": "integer", "groupChar": ","},
     {"valid": ["1,000", "12,34,567", "1000"], "invalid": [",1", "1,", "1,,000"], "strict": ["12,34"]}),
    ("integer, bareNumber false", {"type": "integer", "bareNumber": False},
     {"valid": ["€ 95", "95%", "-5 each"], "invalid": ["none", "1 of 2"]}),
    ("number", {"type": "number"},
     {"valid": ["1", "-1.5", "+1.50", ".5", "5.", "1E3", "1e-3", "NaN", "nan", "INF", "-INF", "-inf"],
      "invalid": ["1,5", "1.5.5", "0x10", "1e", "-", " 1", "1_000", "Infinity", "٣.٥"]}),
    ("number, decimalChar and groupChar", {"type": "number", "decimalChar": ",", "groupChar": "."},
     {"valid": ["1.234,5", "1234,5", "1,5e3"], "invalid": ["1,234.5", "1,2,3"]}),
    ("number, bareNumber false", {"type": "number", "bareNumber": False},
     {"valid": ["$ 95.5", "95.5%", "EUR -5", "NaN"], "invalid": ["none"]}),
    ("number, precision and scale (our own)", EXACT, {"open": ["0.10005"], "strict": ["1.1234567", "1e3"]}),
    ("boolean", {"type": "boolean"},
     {"valid": ["true", "True", "TRUE", "1", "false", "False", "FALSE", "0"], "invalid": ["yes", "tRUE", "t", "2", " true"]}),
    ("boolean, trueValues and falseValues", {"type": "boolean", "trueValues": ["ja"], "falseValues": ["nein"]},
     {"valid": ["ja", "nein"], "invalid": ["true", "Ja"]}),
    ("date", {"type": "date"},
     {"valid": ["2024-02-29"], "invalid": ["2023-02-29", "2024-2-3", "20240203", "2024-02-03T00:00:00", "03/02/2024"]}),
    ("date, %d/%m/%Y", {"type": "date", "format": "%d/%m/%Y"},
     {"valid": ["06/12/2021", "6/12/2021"], "invalid": ["2021-12-06", "31/02/2021"]}),
    ("date, fmt:%d.%m.%y (v0)", {"type": "date", "format": "fmt:%d.%m.%y"}, {"valid": ["06.12.21"]}),
    ("date, any", {"type": "date", "format": "any"}, {"unsupported": ["6 Dec 2021"]}),
    ("time", {"type": "time"}, {"valid": ["23:59:59"], "invalid": ["24:00:00", "1:00:00", "12:00", "12:00:00Z", "12:00:60"]}),
    ("time, %H:%M", {"type": "time", "format": "%H:%M"}, {"valid": ["23:59"], "invalid": ["23:59:59", "24:00"]}),
    ("datetime", {"type": "datetime"},
     {"valid": ["2024-01-26T15:00:00", "2024-01-26T15:00:00Z", "2024-01-26T15:00:00.300-05:00"],
      "invalid": ["2024-01-26", "2024-01-26 15:00:00", "2024-01-26T15:00", "2024-13-26T15:00:00", "20240126T150000"]}),
    ("datetime, %d/%m/%Y %H:%M", {"type": "datetime", "format": "%d/%m/%Y %H:%M"},
     {"valid": ["26/01/2024 15:00"], "invalid": ["26/01/2024"]}),
    ("datetime, any", {"type": "datetime", "format": "any"}, {"unsupported": ["26 Jan 2024 3pm"]}),
    ("year", {"type": "year"}, {"valid": ["2024", "-0044", "12024"], "invalid": ["24", "02024", "+2024", "2024.0"]}),
    ("yearmonth", {"type": "yearmonth"}, {"valid": ["2024-01", "-0044-03"], "invalid": ["2024-13", "2024", "2024-1"]}),
    ("any", {"type": "any"}, {"valid": ["what ever"]}),
    ("no type", {}, {"valid": ["what ever"]}),
    ("categories", {"type": "string", "categories": ["a", "b"]}, {"valid": ["a", ""], "invalid": ["c"]}),
    ("categories with labels", {"type": "integer", "categories": [{"value": 0, "label": "no"}, {"value": 1}]},
     {"valid": ["1", "01"], "invalid": ["2"]}),
    ("duration", {"type": "duration"}, {"unsupported": ["P1Y"]}),
    ("geopoint", {"type": "geopoint"}, {"unsupported": ["90.5, 45.5"]}),
    ("object", {"type": "object"}, {"unsupported": ["{}"]}),
    ("list", {"type": "list"}, {"unsupported": ["a,b"]}),
]  # fmt: skip


def _bound(kind: str, **constraints: Any) -> dict[str, Any]:
    return {"type": kind, "constraints": constraints}


CONSTRAINTS: list[tuple[str, dict[str, Any], dict[str, list[str]]]] = [
    ("required", _bound("string", required=True), {"valid": ["a"], "invalid": [""]}),
    ("minLength", _bound("string", minLength=2), {"valid": ["ab", ""], "invalid": ["é"]}),
    ("maxLength", _bound("string", maxLength=1), {"valid": ["é"], "invalid": ["ab"]}),
    ("minimum of an integer", _bound("integer", minimum=2), {"valid": ["2", ""], "invalid": ["1", "-99999999999999999999"]}),
    ("maximum of an integer", _bound("integer", maximum=2), {"valid": ["2"], "invalid": ["3", "99999999999999999999"]}),
    ("maximum beyond 64 bits", _bound("integer", maximum="99999999999999999999"),
     {"valid": ["99999999999999999998"], "invalid": ["100000000000000000000"]}),
    ("exclusiveMinimum of a number", _bound("number", exclusiveMinimum=0), {"valid": ["1e-9"], "invalid": ["0", "-0.0"]}),
    ("exclusiveMaximum of a number", _bound("number", exclusiveMaximum=5), {"valid": ["4.99"], "invalid": ["5", "5.0"]}),
    ("maximum, digit by digit", _bound("number", maximum=0.3),
     {"valid": ["0.3", "0.29999999999999999999"], "invalid": ["0.30000000000000000001"]}),
    ("minimum of a date", _bound("date", minimum="2021-01-01"), {"valid": ["2021-01-01"], "invalid": ["2020-12-31"]}),
    ("maximum of a time", _bound("time", maximum="12:00:00"), {"valid": ["12:00:00"], "invalid": ["12:00:01"]}),
    ("minimum of a datetime", _bound("datetime", minimum="2021-01-01T00:00:00"),
     {"valid": ["2021-01-01T00:00:00"], "invalid": ["2020-12-31T23:59:59"]}),
    ("minimum of a year", _bound("year", minimum=2021), {"valid": ["2021"], "invalid": ["2020", "-2022"]}),
    ("minimum of a yearmonth", _bound("yearmonth", minimum="2021-02"), {"valid": ["2021-02", "12021-01"], "invalid": ["2021-01"]}),
    ("enum", _bound("string", enum=["a", "b"]), {"valid": ["a", ""], "invalid": ["c", "A"]}),
    ("enum of integers", _bound("integer", enum=[1, 2]), {"valid": ["1", "01"], "invalid": ["3"]}),
    ("enum of numbers as strings", _bound("number", enum=["1.0", "2"]), {"valid": ["1", "2.00"], "invalid": ["3"]}),
    ("enum of booleans", _bound("boolean", enum=[True]), {"valid": ["TRUE", "1"], "invalid": ["false"]}),
    ("pattern, of the whole cell", _bound("string", pattern="a|b"), {"valid": ["a", "b"], "invalid": ["ab", "xa", "a\n"]}),
    ("pattern, digits and letters", _bound("string", pattern=r"\w+\d"), {"valid": ["é7"], "invalid": ["é"]}),
    ("pattern with look-around", _bound("string", pattern="(?!a).*"), {"unsupported": ["b"]}),
    ("pattern with XML's classes", _bound("string", pattern=r"\i\c*"), {"unsupported": ["b"]}),
    ("missingValues of the field", {"type": "integer", "missingValues": ["-"]}, {"valid": ["-"], "invalid": ["", "NA"]}),
    ("missingValues with labels", {"type": "integer", "missingValues": [{"value": "-9", "label": "refused"}]},
     {"valid": ["-9"], "invalid": [""]}),
    ("missingValues and constraints", {**_bound("integer", minimum=0), "missingValues": ["-9"]}, {"valid": ["-9"]}),
    ("missingValues, none", {"type": "string", "missingValues": [], "constraints": {"required": True}}, {"valid": [""]}),
]  # fmt: skip

PAIR = {"fields": [{"name": "a"}, {"name": "b"}]}
NUMBERS = {"fields": [{"name": "a", "type": "number"}, {"name": "b"}]}
SELF = {"fields": "b", "reference": {"resource": "", "fields": "a"}}
KEYS: list[tuple[str, dict[str, Any], str, str]] = [
    ("primaryKey", {**PAIR, "primaryKey": "a"}, "a,b\nx,1\ny,1\n", "valid"),
    ("primaryKey repeated", {**PAIR, "primaryKey": "a"}, "a,b\nx,1\nx,2\n", "invalid"),
    ("primaryKey missing", {**PAIR, "primaryKey": ["a"]}, "a,b\n,1\n", "invalid"),
    ("primaryKey of two columns", {**PAIR, "primaryKey": ["a", "b"]}, "a,b\nx,1\nx,2\n", "valid"),
    ("primaryKey of two columns repeated", {**PAIR, "primaryKey": ["a", "b"]}, "a,b\nx,1\nx,1\n", "invalid"),
    ("primaryKey of numbers, by value", {**NUMBERS, "primaryKey": "a"}, "a,b\n0.1,x\n0.10,x\n", "invalid"),
    ("primaryKey of long numbers", {**NUMBERS, "primaryKey": "a"},
     "a,b\n12345678901234567890.1,x\n12345678901234567890.2,x\n", "valid"),
    ("primaryKey of long integers", {"fields": [{"name": "a", "type": "integer"}, {"name": "b"}], "primaryKey": "a"},
     "a,b\n12345678901234567890,x\n12345678901234567891,x\n", "valid"),
    ("uniqueKeys", {**PAIR, "uniqueKeys": [["b"]]}, "a,b\nx,1\ny,1\n", "invalid"),
    ("uniqueKeys of two columns", {**PAIR, "uniqueKeys": [["a", "b"]]}, "a,b\nx,1\nx,1\n", "invalid"),
    ("uniqueKeys, null left out", {**PAIR, "uniqueKeys": [["a", "b"]]}, "a,b\nx,\nx,\n", "valid"),
    ("unique", {"fields": [{"name": "a", "constraints": {"unique": True}}, {"name": "b"}]}, "a,b\nx,1\nx,2\n", "invalid"),
    ("unique, null left out", {"fields": [{"name": "a", "constraints": {"unique": True}}, {"name": "b"}]},
     "a,b\n,1\n,2\n", "valid"),
    ("foreignKey to itself", {**PAIR, "foreignKeys": [SELF]}, "a,b\nx,\ny,x\n", "valid"),
    ("foreignKey to itself, unknown", {**PAIR, "foreignKeys": [SELF]}, "a,b\nx,\ny,z\n", "invalid"),
    ("foreignKey without resource (v2)", {**PAIR, "foreignKeys": [{"fields": ["b"], "reference": {"fields": ["a"]}}]},
     "a,b\nx,x\n", "valid"),
]  # fmt: skip
MATCHES: list[tuple[str, str, str]] = [
    ("exact", "b,a\n1,2\n", "invalid"), ("exact", "a,b,c\n1,2,3\n", "invalid"), ("exact", "a\n1\n", "invalid"),
    ("equal", "b,a\n1,2\n", "valid"), ("equal", "a,c\n1,2\n", "invalid"),
    ("subset", "c,b,a\n1,2,3\n", "valid"), ("subset", "a\n1\n", "invalid"),
    ("superset", "b\n1\n", "valid"), ("superset", "a,c\n1,2\n", "invalid"),
    ("partial", "b,c\n1,2\n", "valid"), ("partial", "c,d\n1,2\n", "invalid"),
]  # fmt: skip
DIALECTS: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("delimiter", {"delimiter": ";"}, "a;b\n1;2\n", "valid", "valid"),
    ("delimiter, another one in the file", {"delimiter": ","}, "a;b\n1;2\n", "invalid", "invalid"),
    ("quoteChar", {"quoteChar": "'"}, "a,b\n'1,0',2\n", "valid", "valid"),
    ("header false", {"header": False}, "1,2\n", "valid", "valid"),
    ("skipInitialSpace", {"skipInitialSpace": True}, 'a, b\n1, "2"\n', "valid", "valid"),
    ("lineTerminator", {"lineTerminator": "\r\n"}, "a,b\r\n1,2\r\n", "valid", "valid"),
    ("lineTerminator, another one in the file", {"lineTerminator": "\r\n"}, "a,b\n1,2\n", "invalid", "invalid"),
    ("doubleQuote false", {"doubleQuote": False}, "a,b\n1,2\n", "valid", "refused"),
    ("escapeChar", {"escapeChar": "\\"}, "a,b\n1,2\n", "valid", "refused"),
    ("commentChar", {"commentChar": "#"}, "a,b\n#\n1,2\n", "valid", "refused"),
    ("commentRows", {"commentRows": [2]}, "a,b\n#\n1,2\n", "valid", "refused"),
    ("headerRows", {"headerRows": [1, 2]}, "a,b\nc,d\n1,2\n", "valid", "refused"),
    ("nullSequence", {"nullSequence": "\\N"}, "a,b\n1,2\n", "valid", "refused"),
]  # fmt: skip
STRUCTURE: list[tuple[str, bytes]] = [
    ("a byte that is not UTF-8", b"a,b\n1,\xe9\n"),
    ("UTF-16", "a,b\n1,2\n".encode("utf-16")),
    ("byte order mark", b"\xef\xbb\xbfa,b\n1,2\n"),
    ("NUL character", b"a,b\n1,\x00\n"),
    ("unclosed quote", b'a,b\n1,"2\n3,4\n'),
    ("stray quote", b'a,b\n1,x"2\n3,4\n'),
    ("text after a closing quote", b'a,b\n"1"x,2\n3,4\n'),
    ("short row", b"a,b\n1\n3,4\n"),
    ("long row", b"a,b\n1,2,3\n3,4\n"),
    ("blank row", b"a,b\n\n3,4\n"),
    ("blank row at the end", b"a,b\n3,4\n\n"),
    ("blank header", b"a,\n1,2\n"),
    ("duplicate header", b"a,a\n1,2\n"),
    ("space-padded header", b"a, b\n1,2\n"),
    ("header in other case", b"A,b\n1,2\n"),
    ("mixed line ends", b"a,b\r\n1,2\n"),
    ("carriage return inside a line", b"a,b\n1,2\r3\n"),
    ("carriage returns as line ends", b"a,b\r1,2\r"),
    ("another delimiter", b"a;b\n1;2\n"),
    ("last line without an end", b"a,b\n1,2"),
    ("empty file", b""),
    ("cell of 2 million characters", b"a,b\n1," + b"x" * 2_000_000 + b"\n"),
]
DESCRIPTORS: list[tuple[str, dict[str, Any]]] = [
    ("path that is absolute", {"path": "/etc/hostname"}),
    ("path with ..", {"path": "../t.csv"}),
    ("path with ~", {"path": "~/t.csv"}),
    ("path with a drive letter", {"path": "C:/t.csv"}),
    ("path with a backslash", {"path": "a\\t.csv"}),
    ("path with a hidden folder", {"path": ".git/t.csv"}),
    ("path that is an address", {"path": "http://localhost:9/t.csv"}),
    ("schema that is an address", {"schema": "http://localhost:9/s.json"}),
    ("dialect that is an address", {"dialect": "http://localhost:9/d.json"}),
    ("profile that is not published", {"profile": "http://localhost:9/p.json"}),
    ("compressed resource", {"path": "t.csv.gz"}),
    ("bytes that the file has not", {"bytes": 1}),
    ("hash that the file has not", {"hash": "00000000000000000000000000000000"}),
    ("primary key of no field", {"schema": {**PAIR, "primaryKey": "c"}}),
    ("foreign key to no table", {"schema": {**PAIR, "foreignKeys": [{"fields": "a", "reference": {"resource": "u", "fields": "a"}}]}}),
    ("bad regular expression", {"schema": {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "("}}, {"name": "b"}]}}),
    ("minimum of another type", {"schema": {"fields": [{"name": "a", "type": "integer", "constraints": {"minimum": "x"}}, {"name": "b"}]}}),
    ("minimum of a string", {"schema": {"fields": [{"name": "a", "type": "string", "constraints": {"minimum": "x"}}, {"name": "b"}]}}),
    ("minimum above maximum", {"schema": {"fields": [{"name": "a", "type": "integer", "constraints": {"minimum": 2, "maximum": 1}}, {"name": "b"}]}}),
    ("enum value of another type", {"schema": {"fields": [{"name": "a", "type": "integer", "constraints": {"enum": ["x"]}}, {"name": "b"}]}}),
    ("missingValues that is no list", {"schema": {**PAIR, "missingValues": "NA"}}),
    ("decimalChar that is empty", {"schema": {"fields": [{"name": "a", "type": "number", "decimalChar": ""}, {"name": "b"}]}}),
]  # fmt: skip


def cases() -> Iterator[Case]:
    for feature, field, verdicts in TYPES:
        yield from _cells("Types and formats", feature, field, verdicts)
    for feature, field, verdicts in CONSTRAINTS:
        yield from _cells("Constraints and missing values", feature, field, verdicts)
    for feature, schema, text, verdict in KEYS:
        yield Case("Keys", feature, _row(text), {"t.csv": text.encode()}, table(schema), verdict, verdict)
    for match, text, verdict in MATCHES:
        schema = {**PAIR, "fieldsMatch": match}
        yield Case("fieldsMatch", match, _row(text), {"t.csv": text.encode()}, table(schema), verdict, verdict)
    for feature, dialect, text, spec, ours in DIALECTS:
        yield Case("Dialect", feature, _row(text), {"t.csv": text.encode()}, table(PAIR, dialect=dialect), spec, ours)
    for feature, resource in DESCRIPTORS:
        files = {"t.csv": b"a,b\n1,2\n"}
        yield Case("Descriptor", feature, "", files, table(**{"schema": PAIR, **resource}), "invalid", "invalid")
    for feature, data in STRUCTURE:
        yield Case("Bytes and structure", feature, "", {"t.csv": data}, table(PAIR), _rfc(feature), "invalid")


def _row(text: str) -> str:
    return "`" + text.replace("\r\n", "\\r\\n").replace("\n", "\\n") + "`"


def _rfc(feature: str) -> str | None:
    """RFC 4180 lets the last line end without a break; it says nothing of sizes."""
    return None if feature.startswith(("last line", "cell of", "byte order")) else "invalid"

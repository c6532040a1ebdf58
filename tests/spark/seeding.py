"""Faults seeded in packages of any size, of every kind that a file can have; the same seed gives the same faults."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

from scripts.bench.generate import generate

FILES = 3  # into which the table with most rows is split
Spoil = Callable[[Random, list[bytes]], bytes]  # the cells of a line, which holds no quoted comma, to what stands there


def _joined(cells: list[bytes]) -> bytes:
    return b",".join(cells) + b"\n"


def _with(texts: list[bytes]) -> Spoil:
    def spoil(rng: Random, cells: list[bytes]) -> bytes:
        cells[rng.randrange(len(cells))] = rng.choice(texts)
        return _joined(cells)

    return spoil


def _quoted_break(rng: Random, cells: list[bytes]) -> bytes:
    """A cell of some lines, now and then of very many."""
    lines = rng.choice([1, 1, 2, 5, 400])
    cells[rng.randrange(len(cells))] = b'"' + b'a ""line"", of text\n' * lines + b'"'
    return _joined(cells)


SPOILS: dict[str, Spoil] = {
    "short row": lambda rng, cells: _joined(cells[:-1]),
    "long row": lambda rng, cells: _joined([*cells, b"more"]),
    "blank row": lambda rng, cells: b"\n" + _joined(cells),
    "bad cell": _with([b"x", b"-1", b"2021-02-30", b"99999999999999999999", b"1e3", b" 1", "é".encode()]),
    "missing cell": _with([b""]),
    "unknown key": _with([b"e99999999", b"q99999999", b"p99999999", b"s99999999"]),
    "repeated row": lambda rng, cells: _joined(cells) * 2,
    "stray quote": _with([b'say "x"', b'x"']),
    "open quote": _with([b'"never closed']),
    "text after quote": _with([b'"x"y']),
    "other line end": lambda rng, cells: b",".join(cells) + b"\r\n",
    "stray line end": _with([b"a\rb"]),
    "NUL": _with([b"a\0b"]),
    "not UTF-8": _with([b"\xff\xfe", b"a\xc3"]),
    "line break": _quoted_break,
    "doubled quotes": _with([b'"a ""b"" c"', b'""']),
}


def seeded(folder: Path, claims: int, every: int, seed: int = 7) -> Path:
    """A package with about one fault in `every` lines and the largest table in several files; its descriptor's path."""
    path, rng = generate(folder, claims), Random(seed)
    descriptor: dict[str, Any] = json.loads(path.read_text("utf-8"))
    for resource in descriptor["resources"]:
        whole = folder / resource["path"]
        lines = whole.read_bytes().splitlines(keepends=True)
        parts = FILES if resource["name"].endswith("claims") else 1
        resource["path"] = [f"data/{resource['name']}-{part}.csv" for part in range(parts)]
        size = len(lines) // parts + 1
        for number, name in enumerate(resource["path"]):
            rows = lines[1 + number * size : 1 + (number + 1) * size]
            text = b"".join([lines[0], *_spoilt(rng, rows, every)])
            (folder / name).write_bytes(text if number != 1 else b"\xef\xbb\xbf" + text[:-1])
        whole.unlink()
    path.write_text(json.dumps(descriptor), "utf-8")
    return path


def _spoilt(rng: Random, lines: list[bytes], every: int) -> Iterator[bytes]:
    kinds = list(SPOILS.values())
    for line in lines:
        spoil = b'"' not in line and rng.randrange(every) == 0
        yield rng.choice(kinds)(rng, line[:-1].split(b",")) if spoil else line

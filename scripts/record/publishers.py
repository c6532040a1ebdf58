"""The publisher table: what is known of a source from the host of its address.

`publishers.csv` is for people to extend: a line for each host, or host and path (`example.org/blog`); the longest that
fits is taken, and `www.` doesn't count.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

TABLE = Path(__file__).with_name("publishers.csv")


class Publisher(NamedTuple):
    """Who publishes at a host, and what a source from there is unless its record file says otherwise."""

    host: str
    publisher_id: str
    name: str
    entity_kind: str
    description: str
    kind: str
    language: str
    reliability: str
    reliability_reason: str


@cache
def read_publishers(path: Path = TABLE) -> tuple[Publisher, ...]:
    """The table's rows in its order."""
    with path.open(encoding="utf-8", newline="") as file:
        return tuple(Publisher(**row) for row in csv.DictReader(file))


def place_of(url: str) -> str:
    """Host and path of an address as the table has them; empty where the address has no host."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return f"{host}{parts.path}".rstrip("/") if host and parts.scheme in ("http", "https") else ""


def publisher_of(url: str | None, publisher_id: str | None, table: tuple[Publisher, ...]) -> Publisher | None:
    """The row with the longest host that fits an address; without one the first of a publisher."""
    fitting = [row for row in table if url and _fits(row.host, place_of(url))]
    fitting = [row for row in fitting if publisher_id in (None, row.publisher_id)]
    if fitting:
        return max(fitting, key=lambda row: len(row.host))
    return next((row for row in table if publisher_id and row.publisher_id == publisher_id), None)


def _fits(host: str, place: str) -> bool:
    """Whether a place is at a host or below it: at a subdomain, or behind the path."""
    at, _, path = place.partition("/")
    wanted, _, wanted_path = host.partition("/")
    below = not wanted_path or path == wanted_path or path.startswith(f"{wanted_path}/")
    return (at == wanted or at.endswith(f".{wanted}")) and below

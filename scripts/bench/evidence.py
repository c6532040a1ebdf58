"""A case to measure `verify-evidence` on: many passages of a long invented page, and two copies of the page."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from schemas.passages import Passage, find_all, passage, read
from schemas.problems import CannotRunError
from scripts.bench.measure import Measured

SHORTEST = 4  # words of a passage
_SYLLABLES = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu")


@dataclass(frozen=True)
class Case:
    """Passages of a page, a copy whose text is only shifted, and one in which something was put in every so often."""

    passages: Sequence[Passage]
    shifted: str
    scattered: str


def make_case(passages: int = 1000, lengths: int = 30, size: int = 1_000_000, seed: int = 3) -> Case:
    """A case with a page of about `size` characters; the same arguments give the same case."""
    chance = random.Random(seed)
    tokens = [_token(chance) for _ in range(size // 6)]
    text = read(" ".join(tokens))
    marked = []
    for number in range(passages):
        count = SHORTEST + number % lengths
        start, end = text.span(chance.randrange(len(text.words) - count), count)
        marked.append(Passage(**passage(text.normalised, start, end), start=start, end=end))
    every = max(200, len(tokens) // 500)
    parts = [" ".join(tokens[at : at + every]) for at in range(0, len(tokens), every)]
    advertised = "".join(f"{part}\n\nAdvertisement {'x' * chance.randrange(9)}\n\n" for part in parts)
    return Case(marked, f"Another header, of some length. {text.normalised} Another footer.", advertised)


def _token(chance: random.Random) -> str:
    """A word, or now and then a number."""
    if chance.random() < 0.1:
        return f"{chance.randrange(1, 10_000):,}"
    return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randrange(1, 5)))


def measure_passages(runs: int) -> dict[str, Measured]:
    """How long it takes to find passages in copies of a page; in this process, the reading of the page included."""
    case = make_case()
    pages = {"copy with a shift": case.shifted, "copy with insertions": case.scattered}
    return {name: Measured([_seconds(page, case) for _ in range(runs)]) for name, page in pages.items()}


def _seconds(page: str, case: Case) -> float:
    start = time.perf_counter()
    found = find_all(page, case.passages)
    seconds = time.perf_counter() - start
    if len(found) < len(case.passages) / 2:
        raise CannotRunError("bench: passages were not found in the copy")
    read.cache_clear()
    return seconds

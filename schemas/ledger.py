"""The numeral ledger: every numeral of a text that was read whole stands inside a claim's figure or is waived.

Waived numerals have offsets in the text as its coder had it. A reader's copy may be another one, with other headers
and a shorter caption; `blocks` says which stretches of the two are the same, and only there is anything asked for.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from schemas.figures import numerals
from schemas.passages import Span, normalise, occurrences

NEXT_WORDS = 24  # characters around a passage that show whether a figure goes on beyond its end


class Printed(NamedTuple):
    """A figure as a claim has it, and the span in the text of the passage that it stands in."""

    as_written: str
    passage: Span


class Waiver(NamedTuple):
    """A numeral that gives no claim, at offsets of the text as its coder had it."""

    start: int
    end: int
    as_written: str


class Block(NamedTuple):
    """A stretch of the coder's text, and the same stretch of the copy."""

    start: int
    end: int
    first: int
    last: int

    def shifted(self, span: Span) -> Span | None:
        """Where the copy has a span of the coder's text; None where it is outside."""
        shift = self.first - self.start
        return (span[0] + shift, span[1] + shift) if self.start <= span[0] and span[1] <= self.end else None


@dataclass(frozen=True)
class Ledger:
    """The numerals of a text by what accounts for them, each once and in order.

    `outside` are those of which nothing can be said, as they stand where the copy is not known to be the coder's text;
    `astray` are waivers within a block that do not stand where they should.
    """

    claimed: Sequence[Span]
    waived: Sequence[Span]
    unaccounted: Sequence[Span]
    outside: Sequence[Span]
    astray: Sequence[Waiver]


def places(text: str, printed: Sequence[Printed]) -> list[Span | None]:
    """Where each figure stands in its passage, None where it does not; `text` is normalised.

    One print covers one place: of figures that are printed alike each gets a place of its own as far as there are
    enough, also where their passages overlap.
    """
    found = [_inside(text, each) for each in printed]
    taken = [next(iter(spots), None) for spots in found]
    alike: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(printed):
        alike[normalise(each.as_written).casefold()].append(number)
    for group in alike.values():
        for number, spot in _shared_out(group, found, printed):
            taken[number] = spot
    return taken


def _inside(text: str, printed: Printed) -> list[Span]:
    """The places of a figure in its passage that are not part of a longer figure, be it one that leaves the passage."""
    start, end = printed.passage
    around = text[max(0, start - NEXT_WORDS) : end + NEXT_WORDS].lstrip()  # normalising would strip it, too
    begin = min(end + NEXT_WORDS, len(text)) - len(around)
    spots = occurrences(printed.as_written, around)
    return [(begin + a, begin + b) for a, b in spots if start <= begin + a and begin + b <= end]


def _shared_out(
    group: Sequence[int], found: Sequence[Sequence[Span]], printed: Sequence[Printed]
) -> Iterator[tuple[int, Span]]:
    """Each place to the one whose passage ends first of those that may have it, which leaves most for the others.

    This order is the best one for intervals: F. Glover, Maximum matching in a convex bipartite graph (1967).
    """
    free = set(group)
    for spot in sorted({spot for number in group for spot in found[number]}):
        able = [number for number in free if spot in found[number]]
        if able:
            chosen = min(able, key=lambda number: (printed[number].passage[1], number))
            free.remove(chosen)
            yield chosen, spot


def blocks(found: Iterable[tuple[Span, Span]]) -> list[Block]:
    """The stretches that two texts share, from pairs of a passage's span in the coder's text and in the copy.

    What lies between two passages belongs to a block where both are shifted alike: then nothing was added or taken out.
    """
    joined: list[Block] = []
    for (start, end), (first, last) in sorted(found):
        before = joined[-1] if joined else None
        if before is not None and first - start == before.last - before.end:
            joined[-1] = Block(before.start, max(before.end, end), before.first, max(before.last, last))
        else:
            joined.append(Block(start, end, first, last))
    return joined


def ledger(
    text: str, claimed: Iterable[Span], waivers: Iterable[Waiver], shared: Sequence[Block], lost: Iterable[Span] = ()
) -> Ledger:
    """Accounts for every numeral of a normalised text.

    `claimed` are the places of claims' figures; `shared` the stretches that it has in common with the coder's text, one
    block of the whole where the two are the same; `lost` passages, in the coder's offsets, that the copy does not have.
    """
    waivers, lost = list(waivers), list(lost)
    spots = {waiver: _place(text, waiver, shared) for waiver in waivers}
    by_claim, by_waiver = _Cover(claimed), _Cover(spot for spot in spots.values() if spot)
    known = _Cover((block.first, block.last) for block in shared)
    holes = _Cover(hole for span in lost for hole in _shifted(span, shared))
    kinds: dict[str, list[Span]] = {"claimed": [], "waived": [], "unaccounted": [], "outside": []}
    for span in numerals(text):
        missing = "outside" if span in holes or span not in known else "unaccounted"
        kinds["claimed" if span in by_claim else "waived" if span in by_waiver else missing].append(span)
    return Ledger(**kinds, astray=[waiver for waiver in waivers if _is_astray(waiver, spots, shared, lost)])


def _is_astray(waiver: Waiver, spots: dict[Waiver, Span | None], shared: Sequence[Block], lost: Sequence[Span]) -> bool:
    """Whether a waiver ought to stand in the copy and does not; in a lost passage it is lost with it."""
    is_lost = any(start <= waiver.start and waiver.end <= end for start, end in lost)
    return spots[waiver] is None and not is_lost and any(_shifted((waiver.start, waiver.end), shared))


def _shifted(span: Span, shared: Sequence[Block]) -> Iterator[Span]:
    yield from filter(None, (block.shifted(span) for block in shared))


def _place(text: str, waiver: Waiver, shared: Sequence[Block]) -> Span | None:
    """Where a waived numeral stands in the copy: as it is written, and where its block says."""
    needle = re.escape(normalise(waiver.as_written))
    for block in shared:
        expected = block.shifted((waiver.start, waiver.end))
        if expected is None:
            continue
        # Punctuation that only one of the two texts has may move what stands behind it.
        slack = abs((block.last - block.first) - (block.end - block.start))
        begin = max(0, expected[0] - slack)
        spots = [match.span() for match in re.finditer(needle, text[begin : expected[1] + slack], re.IGNORECASE)]
        if spots:
            start, end = min(spots, key=lambda spot: abs(begin + spot[0] - expected[0]))
            return begin + start, begin + end
    return None


class _Cover:
    """Spans, and whether another one stands whole inside one of them."""

    def __init__(self, spans: Iterable[Span]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))  # the furthest end of all up to here

    def __contains__(self, span: Span) -> bool:
        at = bisect_right(self._starts, span[0]) - 1
        return at >= 0 and self._reach[at] >= span[1]

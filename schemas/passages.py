"""Source passages: how a text is made comparable, what a passage's fingerprint is, and where one stands in a copy.

Nothing here keeps a text: a passage is a position, a number of words and a hash. *Offsets* are 0-based code points
into the normalised text, end exclusive; a passage begins at the first character of a space-separated token and ends
after the last one of a token. Every function takes a text as it is or already normalised, which comes to the same.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate
from typing import NamedTuple, TypedDict

Span = tuple[int, int]

RUN = 8  # consecutive words of a source that no free text may repeat
_QUOTES_AND_DASHES = (("[\u2018-\u201b]", "'"), ("[\u201c-\u201f]", '"'), ("[\u2010-\u2015\u2212]", "-"))


class PassageCells(TypedDict):
    """The cells of `passages` that follow from its text."""

    words: int
    fingerprint: str


class Passage(NamedTuple):
    """What is known of a passage; start and end are None where only its words are."""

    words: int
    fingerprint: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True)
class Text:
    """A normalised text with its words, the span of each one's token in it, and its place among the joined words."""

    normalised: str
    words: Sequence[str]
    spans: Sequence[Span]
    joined: bytes  # the words, one space between two, in UTF-8
    places: Sequence[Span]  # of each word in `joined`, in bytes

    def span(self, first: int, count: int) -> Span:
        """Offsets of `count` words from the word `first` on."""
        return self.spans[first][0], self.spans[first + count - 1][1]


def normalise(text: str) -> str:
    """The normal form of the data model: no format characters, NFKC, plain quotes and hyphens, single spaces."""
    for character in set(text):
        if unicodedata.category(character) == "Cf":
            text = text.replace(character, "")
    text = unicodedata.normalize("NFKC", text)
    for pattern, plain in _QUOTES_AND_DASHES:
        text = re.sub(pattern, plain, text)
    return " ".join(text.split())


def _strippable(token: str, at: int) -> bool:
    """Whether the character is punctuation that may go from a word's edge: not % and not a minus before a digit."""
    if token[at] == "-":
        return not token[at + 1 : at + 2].isdigit()
    return token[at] != "%" and unicodedata.category(token[at]).startswith("P")


@lru_cache(maxsize=1 << 16)
def _word(token: str) -> str:
    """The word that a token stands for, empty where it is punctuation only."""
    folded = token.casefold()
    start, end = 0, len(folded)
    while start < end and _strippable(folded, start):
        start += 1
    while end > start and _strippable(folded, end - 1):
        end -= 1
    return folded[start:end]


def _words(normalised: str) -> list[str]:
    return [word for word in map(_word, normalised.split(" ")) if word]


def words(text: str) -> list[str]:
    """The words of a text, case-folded and without the punctuation at their edges."""
    return _words(normalise(text))


def fingerprint(words: Iterable[str]) -> str:
    """SHA-256 (hex) over the UTF-8 of the words joined by one space."""
    return sha256(" ".join(words).encode()).hexdigest()


def _in_a_row(pieces: Sequence[str] | Sequence[bytes]) -> list[Span]:
    """Where pieces stand when they are joined with one character between two."""
    begins = accumulate((len(piece) + 1 for piece in pieces), initial=0)
    return [(begin, begin + len(piece)) for begin, piece in zip(begins, pieces, strict=False)]


@lru_cache(maxsize=4)  # many passages are looked for in one copy after the other
def read(text: str) -> Text:
    """Normalise a text once and note where its words stand."""
    normalised = normalise(text)
    tokens = normalised.split(" ")
    kept = [(word, span) for word, span in zip(map(_word, tokens), _in_a_row(tokens), strict=True) if word]
    found, spans = [word for word, _ in kept], [span for _, span in kept]
    encoded = [word.encode() for word in found]
    return Text(normalised, found, spans, b" ".join(encoded), _in_a_row(encoded))


def _cut(text: Text, start: int, end: int) -> str | None:
    """The normalised text between two offsets, or None where they do not enclose whole tokens."""
    whole = text.normalised
    if not 0 <= start < end <= len(whole):
        return None
    begins, ends = start == 0 or whole[start - 1] == " ", end == len(whole) or whole[end] == " "
    return whole[start:end] if begins and ends else None


def passage(text: str, start: int, end: int) -> PassageCells:
    """Number of words and fingerprint of a passage; ValueError where the offsets are outside the text or cut a word."""
    cut = _cut(read(text), start, end)
    if cut is None:
        raise ValueError(f"offsets {start} to {end} do not enclose whole words of the text")
    found = _words(cut)
    return PassageCells(words=len(found), fingerprint=fingerprint(found))


def _stands(text: Text, span: Span, expected: str) -> bool:
    cut = _cut(text, *span)
    return cut is not None and fingerprint(_words(cut)) == expected


def stands_at(text: str, start: int, end: int, expected: str) -> bool:
    """Whether the words between two offsets have the expected fingerprint; False also for impossible offsets."""
    return _stands(read(text), (start, end), expected)


def locate(text: str, quote: str) -> Span:
    """Offsets of the one place where a quote's words stand; ValueError where there is none, or more than one."""
    copy, wanted = read(text), words(quote)
    if not wanted:
        raise ValueError("the quote has no words")
    padded, needle = b" %b " % copy.joined, f" {' '.join(wanted)} ".encode()
    at = padded.find(needle)
    if at < 0:
        raise ValueError(f"the text does not have the {len(wanted)} words of the quote in this order")
    if padded.find(needle, at + 1) >= 0:
        raise ValueError("the quote stands more than once in the text: quote more of it")
    return copy.span(padded.count(b" ", 0, at), len(wanted))


def _sweep(text: Text, count: int, wanted: AbstractSet[str]) -> Iterator[tuple[str, Span]]:
    """Each window of `count` words that has a wanted fingerprint, with its offsets, in the order of the text."""
    if not 0 < count <= len(text.words):
        return
    joined, ends = text.joined, (end for _, end in text.places[count - 1 :])
    for first, ((start, _), end) in enumerate(zip(text.places, ends, strict=False)):
        digest = sha256(joined[start:end]).hexdigest()
        if digest in wanted:
            yield digest, text.span(first, count)


def find(text: str, words_count: int, fingerprint: str) -> list[Span]:
    """Offsets of every place where that many words in a row have the fingerprint."""
    return [span for _, span in _sweep(read(text), words_count, {fingerprint})]


def find_all(text: str, passages: Iterable[Passage]) -> dict[Passage, Span]:
    """Where passages stand in a copy, one place each; what is not there is left out.

    A passage is looked for at its own offsets, then at the shifts by which others were off, as a copy with another
    header moves them all alike. Only what remains of one length is looked for in all windows of it, at one go.
    """
    copy, found, by_length = read(text), dict[Passage, Span](), defaultdict(list)
    for wanted in dict.fromkeys(passages):
        by_length[wanted.words].append(wanted)
    shifts = {0: None}  # without repetition, in the order in which they were met
    for count, group in sorted(by_length.items(), key=lambda item: -len(item[1])):  # the largest teaches most shifts
        near = {each: span for each in group if (span := _at_a_shift(copy, each, shifts))}
        far = _anywhere(copy, count, [each for each in group if each not in near])
        shifts |= dict.fromkeys(span[0] - each.start for each, span in far.items() if each.start is not None)
        found |= near | far
    return found


def _anywhere(text: Text, count: int, missing: Sequence[Passage]) -> dict[Passage, Span]:
    """The first place of each passage, all of them `count` words long."""
    places: dict[str, Span] = {}
    for digest, span in _sweep(text, count, {each.fingerprint for each in missing}) if missing else ():
        places.setdefault(digest, span)
    return {each: places[each.fingerprint] for each in missing if each.fingerprint in places}


def _at_a_shift(text: Text, wanted: Passage, shifts: Iterable[int]) -> Span | None:
    if wanted.start is None or wanted.end is None:
        return None
    spans = ((wanted.start + shift, wanted.end + shift) for shift in shifts)
    return next((span for span in spans if _stands(text, span, wanted.fingerprint)), None)


# What makes a number beside it a longer one. The words are those of schemas.figures, which builds on this module, so
# they stand here again and a test compares. Units and currencies do not: "15" is in "$15".
_SMALL = "one|two|three|four|five|six|seven|eight|nine|twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety"
_SCALE = r"(?:dozen|hundred|thousand|lakh|lac|million|crore|billion|trillion|ml?n|mio|bl?n|tr?n|trln|crs?\.?|k|'000)s?"
_LONGER_BEFORE = re.compile(rf"(?:\w|\d[.,'/:⁄-]|(?:^|[ (])[-+]|\b(?:{_SMALL})-)$", re.IGNORECASE)
_LONGER_AFTER = re.compile(
    rf"\w|[.,'/:⁄]\d|-[^\w ]?\d|-(?:{_SMALL}|thirds?|quarters?|fourths?|fifths?)\b"
    rf"|[ -]{_SCALE}(?!\w|-(?:dollar|euro|pound|rouble|ruble|rupee))",  # "two million-dollar deals" are two
    re.IGNORECASE,
)


def occurrences(as_written: str, text: str) -> Iterator[Span]:
    """Offsets of each place where a printed figure stands by itself, upper and lower case taken alike.

    It must not be a part of a longer number: "5" is not in "15", "5.43", "5-6", "-5" or "5 crore".
    """
    needle, whole = normalise(as_written), normalise(text)
    for match in re.finditer(f"(?={re.escape(needle)})", whole, re.IGNORECASE) if needle else ():
        start, end = match.start(), match.start() + len(needle)
        if not (_LONGER_BEFORE.search(whole[max(0, start - 12) : start]) or _LONGER_AFTER.match(whole, end)):
            yield start, end


def occurs(as_written: str, passage_text: str) -> Span | None:
    """Offsets of the first of these places, or None."""
    return next(occurrences(as_written, passage_text), None)


def runs(words: Sequence[str], n: int = RUN) -> frozenset[tuple[str, ...]]:
    """Every n consecutive words."""
    return frozenset(zip(*(words[offset:] for offset in range(n)), strict=False))


def first_run(words: Sequence[str], known: AbstractSet[tuple[str, ...]], n: int = RUN) -> int | None:
    """Position of the first n consecutive words that are known (`known` is made with `runs`, once a source)."""
    return next((at for at in range(len(words) - n + 1) if tuple(words[at : at + n]) in known), None)


def shared_runs(text_words: Sequence[str], source_words: Sequence[str], n: int = RUN) -> int | None:
    """Position in the text of the first n consecutive words that the source has too, or None."""
    return first_run(text_words, runs(source_words, n), n)

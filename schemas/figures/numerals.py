"""The numeral ledger: where a text has numerals and number words."""

import re
from functools import cache

from schemas.figures import vocabulary as words
from schemas.figures.units import alternatives

_SCALE_WORDS = {name for name in words.SCALE_SPELLINGS if len(name) > 1 and name[0].isalpha() and name[-1] != "."}
_CARDINALS = {*words.ONES, *words.TEENS, *words.TENS, *words.ZEROS}
_OTHERS = {
    *words.ORDINALS,
    *words.MULTIPLES,
    *words.FREQUENCIES,
    *words.VAGUE,
    *words.VAGUE_GROUPS,
    *words.ROUND_PLURALS,
    *(f"{name}{ending}" for name in words.DENOMINATORS for ending in ("", "s")),
    *("halves", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"),
    *(
        "decade",
        "decades",
        "decadal",
        "century",
        "centuries",
        "pair",
        "pairs",
        "couple",
        "score",
        "biannual",
        "bimonthly",
    ),
    *("slew", "handful", "plethora"),
}
_SCALE = rf"(?:{alternatives(_SCALE_WORDS)})(?!\w)"
_DIGITS = r"\d+(?:[,.]\d+)*(?:st|nd|rd|th)?"
_RUN = rf"(?:{alternatives(_CARDINALS | _SCALE_WORDS)})(?!\w)"


@cache
def _numeral() -> re.Pattern[str]:
    """Compiled when it is first asked for: reading a single figure does without."""
    return re.compile(
        rf"{_DIGITS}(?:[ -]?{_SCALE})*"
        rf"|(?<!\w)(?:{alternatives(_OTHERS)})(?!\w)"
        rf"|(?<!\w)(?:{alternatives(_CARDINALS)})-?fold(?!\w)"
        rf"|(?<!\w){_RUN}(?:[ -]{_RUN})*",
        re.IGNORECASE,
    )


def numerals(text: str) -> list[tuple[int, int]]:
    """Spans (code points, end exclusive) of the numerals and number words of a normalised text, in order.

    A number with its scale, or a number of several words, is one numeral: "30 billion", "twenty-five"; a currency,
    hedge or unit is no part of it. Digits in a designation count: the 400 of "S-400". Not listed: "some", "both",
    "once", Roman numerals, plurals without a number.
    """
    return [match.span() for match in _numeral().finditer(text)]

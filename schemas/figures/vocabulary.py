"""The words of printed figures: hedges, number words, scales, vague words; each table is the only place of its words.

All in lower case. Read in the order of the file: hedges, numbers and scales, then words that stand for a whole figure.
"""

from decimal import Decimal
from typing import TypeVar

LANGUAGES = ("en",)

Value = TypeVar("Value")


def listed(phrases: str) -> list[str]:
    """Phrases separated by semicolons."""
    return [phrase.strip() for phrase in phrases.split(";")]


def by_phrase(groups: dict[Value, str]) -> dict[str, Value]:
    """Each phrase of several lists with the list that it stands in."""
    return {phrase: group for group, phrases in groups.items() for phrase in listed(phrases)}


# Phrase before the number → qualifier.
HEDGES = by_phrase(
    {
        "more_than": "over; more than; exceeding; exceeded; exceeds; surpassed; surpassing; surpasses; above; "
        "in excess of; upwards of; upward of; greater than; just over; slightly over; a little over; well over; "
        "just above; little over; beyond; slightly more than; a little more than; just more than; exceed; >",
        "at_least": "at least; no less than; not less than; no fewer than; not fewer than; a minimum of; minimum; "
        ">=; ≥",
        "less_than": "under; less than; fewer than; below; well under; <",
        "up_to": "up to; upto; as many as; as much as; as high as; at most; not more than; no more than; "
        "a maximum of; maximum; <=; ≤",
        "near": "near; nearly; almost; close to; nearing; approaching; virtually; practically; just under; "
        "a little under; slightly under; slightly less than; a little less than; just below; slightly below; "
        "just short of; just shy of; a shade below; a shade under; essentially",
        "about": "about; around; some; roughly; approximately; approx; approx.; circa; in the region of; "
        "in the neighbourhood of; on the order of; just about; at about; at around; in the range of; "
        "an approximate cost of; an overall approximate cost of; an approximate value of; ~; ≈",
        "estimated": "estimated; an estimated; an estimate; estimated at; est.; estimated cost of; "
        "an estimated cost of; estimated to cost; "
        "estimated to be worth; estimated value of; an estimated value of; estimated price of; an estimated price of",
        "exact": "exactly; precisely",
    }
)
# Phrase behind the number → qualifier.
HEDGES_BEHIND = by_phrase(
    {
        "at_least": "or more; at least",
        "up_to": "or less; or fewer; at most",
        "about": "or so; approximately; approx; approx.",
    }
)
BOUNDS = {"more_than", "at_least", "less_than", "up_to"}  # the qualifiers that say which side of the number is meant
# A range is itself imprecise, so these add nothing to it; any other hedge leaves open which end it bounds.
HEDGES_OF_RANGES = {"exact", "about", "estimated"}
# "over ten years" is as often "in the course of" as "more than".
DURING = {"over"}
# Words before a figure that change nothing about it.
DETERMINERS = listed("the; a total of; total of; all; just; only")
TIME_DETERMINERS = listed("the next; the last; the past; the coming; next; last; past; coming")  # before a time only

_ONES = "one; two; three; four; five; six; seven; eight; nine"
_TEENS = "ten; eleven; twelve; thirteen; fourteen; fifteen; sixteen; seventeen; eighteen; nineteen"
_TENS = "twenty; thirty; forty; fifty; sixty; seventy; eighty; ninety"
_ORDINALS = (
    "first; second; third; fourth; fifth; sixth; seventh; eighth; ninth; tenth; eleventh; twelfth; thirteenth; "
    "fourteenth; fifteenth; sixteenth; seventeenth; eighteenth; nineteenth"
)
ZEROS = {"zero", "nil"}
ONES = {word: number for number, word in enumerate(listed(_ONES), start=1)}
TEENS = {word: number for number, word in enumerate(listed(_TEENS), start=10)}
TENS = {word: number * 10 for number, word in enumerate(listed(_TENS), start=2)}
ORDINALS = {word: number for number, word in enumerate(listed(_ORDINALS), start=1)}
ORDINALS |= {f"{word[:-1]}ieth": number for word, number in TENS.items()}
ORDINALS |= {
    f"{tens}-{ordinal}": TENS[tens] + one for tens in TENS for ordinal, one in ORDINALS.items() if one < 10
} | {"hundredth": 100}
SUPERLATIVES = listed("largest; biggest; highest; lowest; smallest; strongest; fastest; longest")
# Denominators of fractions in words, those that no decimal states included so that they are refused by name.
DENOMINATORS = {
    "half": 2,
    "halve": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "hundredth": 100,
}
ENDLESS = {3, 6, 7, 9}  # denominators that no decimal states exactly

SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
# Spellings and abbreviations; single letters only beside a currency, since "500m" alone may be metres.
SCALE_SPELLINGS = by_phrase(
    {
        "dozen": "dozen; dozens",
        "hundred": "hundred; hundreds",
        "thousand": "thousand; thousands; k",
        "lakh": "lakh; lakhs; lac; lacs",
        "million": "million; millions; mn; mln; mio; m",
        "crore": "crore; crores; cr; cr.; crs",
        "billion": "billion; billions; bn; bln; b",
        "trillion": "trillion; trillions; tn; trn; trln; t",
    }
)
SCALE_LETTERS = {"m", "b", "t"}
# The only products of scales that are in use: "lakh crore", "thousand crore", "hundred million".
SCALE_PRODUCTS = {
    *(("hundred", scale) for scale in ("thousand", "lakh", "million", "crore", "billion")),
    *(("thousand", scale) for scale in ("million", "crore", "billion")),
    ("lakh", "crore"),
}

# At least two of something; a scale may follow ("several hundred").
VAGUE = listed("multiple; several; numerous; many; few; a few; various")
# Likewise, with "of" before what is counted; those of the second list are read only with it ("a number of systems").
VAGUE_GROUPS = by_phrase(
    {
        False: "a slew; a handful; a host; a raft; a string; a flurry; a spate; a plethora; a clutch; a bevy",
        True: "a number; a series; a variety; a range; a set; an array",
    }
)
# Printed for "a great many", often for fewer than two of them: no number is given.
ROUND_PLURALS = {f"{name}s" for name in SCALES} | {"tens", "scores"}
# Words that give no number and name no unit.
UNQUANTIFIED = {
    *listed(
        "deadly; fatal; lethal; bloody; largely; mostly; mainly; primarily; predominantly; chiefly; heavily; partly"
    ),
    *listed("overwhelmingly; significantly; substantially; considerably; significant; substantial; considerable"),
    *listed("sizeable; sizable; huge; massive; major; minor; most; bulk; the bulk; majority; a majority; the majority"),
    *listed("regular; regularly; frequent; frequently; periodic; periodically; prolonged; protracted; record"),
}
TIMELESS = listed("long; old; after; before; later; earlier; ago")  # "months-long", "hours after": a unit, no number

_A_YEAR = {
    "1": "annual; annually; yearly; every year; each year; once a year; once-a-year",
    "0.5": "biennial; biennially; every two years; every second year",
    "2": "twice a year; twice yearly; twice-yearly; half-yearly; semi-annual; semiannual",
    "4": "quarterly; every quarter; each quarter",
    "12": "monthly; every month; each month",
}
FREQUENCIES = {phrase: Decimal(times) for phrase, times in by_phrase(_A_YEAR).items()}
_TIMES = {
    "2": "twice; double; doubled; doubling",
    "3": "thrice; triple; tripled; tripling; treble; trebled",
    "4": "quadruple; quadrupled; quadrupling",
    "0.5": "halved; halving",
}
MULTIPLES = {phrase: Decimal(times) for phrase, times in by_phrase(_TIMES).items()}
# Refused by name; phrase → why.
TWO_MEANINGS = by_phrase(
    {
        "may be twice a year or every two years": "biannual; bi-annual; biannually",
        "may be two or a few": "couple; a couple; couple of; a couple of",
        "may be a part or a place in a series": "a third; a fourth; a fifth; a quarter; quarter",
        "is not a count that can be read": "once; single; sole",
    }
)

"""The number itself: digits in western or Indian grouping, or words, with a scale behind them, as an exact decimal."""

import re
from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import reduce
from typing import NamedTuple

from schemas.figures import vocabulary as words
from schemas.figures.units import alternatives

EXACT = Context(prec=60, traps=[Inexact, InvalidOperation, Overflow])  # raises where a digit would be lost
SIGNIFICANT_DIGITS, DECIMALS, WHOLE_DIGITS = 15, 6, 18  # the data model's, within decimal128(24,6)
ONE = Decimal(1)


class Magnitude(NamedTuple):
    """A number with the scale in it that a range may share (1 where none), and what matters of its print."""

    value: Decimal
    scale: Decimal = ONE
    letter: bool = False  # the scale is a single letter: "500m"
    article: bool = False  # it ends in "a", which only a time may follow: "a decade", "half a year"
    vague: bool = False  # the number is "several"
    bare: str = ""  # the digits, where nothing but digits is printed


_SCALE = rf"(?:{alternatives(words.SCALE_SPELLINGS)})(?![a-z])"
_SCALE_WORDS = {name for name in words.SCALE_SPELLINGS if name not in words.SCALE_LETTERS}
_CARDINALS = {*words.ONES, *words.TEENS, *words.TENS, *words.ZEROS}
_WORD = rf"(?:{alternatives({*_CARDINALS, *_SCALE_WORDS, 'and', 'half'})})(?![a-z])"
_FIRST_WORD = rf"(?:half[ -]an?(?![a-z])|an?(?![a-z])|{_WORD})"
_LATER_WORD = rf"(?:{_WORD}|an?(?=[ -](?:half|{_SCALE})))"  # not the "a" of "five a year"
_DIGITS = r"[0-9](?:[0-9.,]*[0-9])?"
_VAGUE = rf"(?:{alternatives(words.VAGUE)})(?![a-z])"
_GROUP_OF = rf"(?:{alternatives(words.VAGUE_GROUPS)})(?: of)?(?![a-z])"
NUMBER = rf"(?:{_DIGITS}(?:[ -]?{_SCALE})*|{_VAGUE}(?: {_SCALE})*|{_GROUP_OF}|{_FIRST_WORD}(?:[ -]{_LATER_WORD})*)"

_SCALED = re.compile(rf"(?P<head>{_DIGITS}|{_VAGUE}|{_GROUP_OF})(?P<scales>(?:[ -]?{_SCALE})*)")
_WESTERN = re.compile(r"(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_INDIAN = re.compile(r"[1-9][0-9]?(?:,[0-9]{2})+,[0-9]{3}(?:\.[0-9]+)?")
_DOT_OR_COMMA = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")

# Number words by kind, one letter a word, so that the grammar is one pattern.
_KINDS = {
    **dict.fromkeys(words.ONES, "u"),
    **dict.fromkeys(words.TEENS, "t"),
    **dict.fromkeys(words.TENS, "T"),
    **dict.fromkeys(words.ZEROS, "z"),
    **dict.fromkeys(_SCALE_WORDS, "S"),
    "hundred": "H",
    "thousand": "K",
    "dozen": "D",
    "a": "a",
    "an": "a",
    "and": "&",
    "half": "h",
}
_TENS = "(?:Tu|[utT])"
_GROUP = f"(?:(?:{_TENS}|a)H(?:&?{_TENS})?|{_TENS})"  # below ten thousand: "twelve hundred"
_WHOLE = re.compile(f"(?:(?:{_GROUP}|a)[KS]{{1,2}})*(?:{_GROUP}|(?:{_GROUP}|a)K&{_TENS})?")
_HALVED = re.compile("(?:ha?|u&ah|t&ah)(?:D|[KS]{1,2})?")
_DOZENS = re.compile(f"(?:{_TENS}|a)D")


def read_number(text: str) -> Magnitude:
    """A number in lower case, with its scale. Raises ValueError where it isn't one or may be two different ones."""
    if match := _SCALED.fullmatch(text):
        names = re.findall(_SCALE, match["scales"])
        scale = _scale_product(names)
        head, vague = match["head"], not match["head"][0].isdigit()
        value = Decimal(2) if vague else _digits(head, scaled=bool(names))
        letter = any(name in words.SCALE_LETTERS for name in names)
        return Magnitude(EXACT.multiply(value, scale), scale, letter, vague=vague, bare="" if names or vague else head)
    return _in_words(re.split("[ -]", text))


def _digits(text: str, scaled: bool) -> Decimal:
    """Printed digits as a decimal; "5.000" is refused, as is "5.124" without a scale: the dot may group thousands."""
    if not (_WESTERN.fullmatch(text) or _INDIAN.fullmatch(text)):
        raise ValueError(f"{text!r} is grouped neither in thousands nor in the Indian way")
    if _DOT_OR_COMMA.fullmatch(text) and (text.endswith("000") or not scaled):
        raise ValueError(f"{text!r} may be a decimal or thousands grouped by a dot")
    return _few_digits(Decimal(text.replace(",", "")))


def _scale_product(names: list[str]) -> Decimal:
    """What scale words beside each other come to; 1 for none."""
    scales = tuple(words.SCALE_SPELLINGS[name] for name in names)
    if len(scales) > 1 and scales not in words.SCALE_PRODUCTS:
        raise ValueError(f"{' '.join(names)!r} is no scale in use")
    return reduce(EXACT.multiply, (Decimal(words.SCALES[scale]) for scale in scales), ONE)


def _in_words(pieces: list[str]) -> Magnitude:
    """A number in words, such as "two lakh fifty thousand", "half a billion", "two and a half", "a"."""
    if any(piece not in _KINDS for piece in pieces):
        raise ValueError(f"{' '.join(pieces)!r} is no number")
    kinds = "".join(_KINDS[piece] for piece in pieces)
    if kinds in {"a", "z"}:
        return Magnitude(ONE if kinds == "a" else Decimal(0), article=kinds == "a")
    scale = _scale_product(pieces[len(kinds.rstrip("DKS")) :])
    if _HALVED.fullmatch(kinds):
        head = Decimal("0.5") if kinds[0] == "h" else EXACT.add(_plain_value(pieces[0]), Decimal("0.5"))
        return Magnitude(EXACT.multiply(head, scale), scale, article=kinds == "ha")
    if not (_WHOLE.fullmatch(kinds) or _DOZENS.fullmatch(kinds)):
        raise ValueError(f"{' '.join(pieces)!r} is no number, or several")
    return Magnitude(Decimal(_sum_of_groups(pieces, kinds)), scale)


def _plain_value(piece: str) -> int:
    return (words.ONES | words.TEENS | words.TENS | {"a": 1, "an": 1, "and": 0})[piece]


def _sum_of_groups(pieces: list[str], kinds: str) -> int:
    """Adds up groups of words, each ended by its scales. Raises ValueError unless the scales fall.

    Only thousands and lakhs in full have units behind them: "eight billion seventeen" is no number in print.
    """
    total, last = 0, None
    for match in re.finditer("([^DKS]+)([DKS]*)", kinds):
        scales = pieces[match.start(2) : match.end(2)]
        scale = int(_scale_product(scales))
        abbreviated = match.end() < len(kinds) and not words.SCALES.keys() >= {*scales}
        rises = last is not None and (scale >= last or "a" in match[1])
        if abbreviated or rises or (last and scale == 1 and last > words.SCALES["lakh"]):
            raise ValueError(f"{' '.join(pieces)!r} is no number, or several")
        total, last = total + _below_scale(pieces[match.start(1) : match.end(1)]) * scale, scale
    return total


def _below_scale(pieces: list[str]) -> int:
    """ "twelve hundred and five" and what is smaller."""
    if "hundred" not in pieces:
        return sum(map(_plain_value, pieces))
    at = pieces.index("hundred")
    return sum(map(_plain_value, pieces[:at])) * 100 + sum(map(_plain_value, pieces[at + 1 :]))


def _few_digits(value: Decimal) -> Decimal:
    if len(EXACT.normalize(value).as_tuple().digits) > SIGNIFICANT_DIGITS:
        raise ValueError(f"{value:f} has more than {SIGNIFICANT_DIGITS} significant digits")
    return value


def checked(value: Decimal) -> Decimal:
    """The value without exponent or trailing zeros. Raises ValueError where the record's numbers can't hold it."""
    digits, exponent = EXACT.normalize(_few_digits(value)).as_tuple()[1:]
    assert isinstance(exponent, int)  # finite: only a NaN or an infinity has a letter here
    if -exponent > DECIMALS:
        raise ValueError(f"{value:f} has more than {DECIMALS} decimals")
    if len(digits) + exponent > WHOLE_DIGITS:
        raise ValueError(f"{value:f} has more than {WHOLE_DIGITS} digits before the point")
    return Decimal(format(EXACT.normalize(value), "f"))

"""What printed figures count or measure: currencies, times, physical units and the things of the record."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from schemas.figures import things
from schemas.figures.vocabulary import by_phrase


class Unit(NamedTuple):
    """A unit's code (ISO 4217, UCUM, `1` or `{TIV}`) and how many of it the printed word stands for."""

    code: str
    factor: Decimal = Decimal(1)


# The convention of this record: a dollar without a country is the US dollar, a rupee the Indian one.
_SIGNS = {
    "USD": "$; us$; us $; u.s.$; u.s. $; usd$; us dollar; us dollars; u.s. dollar; u.s. dollars; dollar; dollars; "
    "american dollar; american dollars",
    "AUD": "a$; au$; australian dollar; australian dollars",
    "CAD": "c$; ca$; canadian dollar; canadian dollars",
    "SGD": "s$; singapore dollar; singapore dollars",
    "HKD": "hk$; hong kong dollar; hong kong dollars",
    "NZD": "nz$; new zealand dollar; new zealand dollars",
    "INR": "₹; rs; rs.; re; re.; rupee; rupees; indian rupee; indian rupees",
    "PKR": "pakistani rupee; pakistani rupees",
    "LKR": "sri lankan rupee; sri lankan rupees",
    "RUB": "₽; rouble; roubles; ruble; rubles; russian rouble; russian roubles; russian ruble; russian rubles",
    "EUR": "€; euro; euros",
    "GBP": "£; pound; pounds; pound sterling; pounds sterling; british pound; british pounds",
    "CNY": "yuan; chinese yuan",
    "JPY": "yen; japanese yen",
    "ILS": "shekel; shekels",
    "CHF": "swiss franc; swiss francs",
}
_ISO_4217 = (
    "AED AUD BDT BRL BYN CAD CHF CNY DKK EGP EUR GBP HKD IDR ILS INR IRR JPY KRW KZT LKR MYR NOK NZD PHP PKR PLN RUB "
    "SAR SEK SGD THB UAH USD VND ZAR"
)
ISO_4217 = _ISO_4217.split()
CURRENCIES = by_phrase(_SIGNS) | {code.lower(): code for code in ISO_4217}
MONEY_OR_WEIGHT = {"pound", "pounds"}  # read as money beside a scale word only

_TIMES = {  # name → code and how many of it; plurals are added below
    "year": Unit("a"),
    "decade": Unit("a", Decimal(10)),
    "century": Unit("a", Decimal(100)),
    "month": Unit("mo"),
    "week": Unit("wk"),
    "fortnight": Unit("d", Decimal(14)),
    "day": Unit("d"),
    "hour": Unit("h"),
    "minute": Unit("min"),
}
TIMES = _TIMES | {"yr": Unit("a"), "hr": Unit("h"), "min": Unit("min")}
TIME_PLURALS = {"centuries" if name == "century" else f"{name}s": unit for name, unit in TIMES.items()}
_OTHERS = {
    "%": "%; per cent; percent; pct; pc",
    "/a": "a year; per year; per annum; every year; each year; annually; times a year; times per year",
    "{TIV}": "tiv; tivs; sipri tiv",
    "t": "tonne; tonnes; metric ton; metric tons; metric tonnes",
    "kg": "kg; kilogram; kilograms; kilogramme; kilogrammes",
    "km": "km; kms; kilometre; kilometres; kilometer; kilometers",
    "m": "metre; metres; meter; meters",
    "km2": "sq km; square kilometre; square kilometres; square kilometer; square kilometers",
    "[mi_i]": "mile; miles",
    "[nmi_i]": "nautical mile; nautical miles",
    "[ft_i]": "foot; feet; ft",
    "MW": "mw; megawatt; megawatts",
    "GW": "gw; gigawatt; gigawatts",
    "[bbl_us]/d": "barrels per day; barrels a day; bpd",
    "[bbl_us]": "barrel; barrels",
}
OTHERS = {name: Unit(code) for name, code in by_phrase(_OTHERS).items()}
MEASURES = TIMES | TIME_PLURALS | OTHERS
COUNT = Unit("1")
CODES = {"1": COUNT, **{code: Unit(code) for code in ("a", "mo", "d", "h", *_OTHERS, *ISO_4217)}}


def alternatives(phrases: Iterable[str]) -> str:
    """A pattern of literal phrases; the longer one wins where two begin alike."""
    return "|".join(re.escape(phrase) for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)))


_ADJECTIVES = alternatives({*things.ADJECTIVES, *things.SINGULARS})
_COUNTED = rf"(?:(?:{_ADJECTIVES})[ -]){{0,3}}(?:{alternatives({*things.SINGULARS, *things.PLURALS, *things.BOTH})})"
COUNTED_PLURAL = re.compile(rf"(?:(?:{_ADJECTIVES})[ -]){{0,3}}(?:{alternatives(things.PLURALS)})")
MONEY = rf"(?:{alternatives(CURRENCIES)})"
NAMED = rf"(?:{alternatives({*CURRENCIES, *MEASURES})}|{_COUNTED})"  # any unit that may stand behind a number


def unit_named(name: str) -> Unit:
    """The unit of a printed name in lower case that `NAMED` matches."""
    if name in CURRENCIES:
        return Unit(CURRENCIES[name])
    return MEASURES.get(name, COUNT)


def is_money(unit: Unit | None) -> bool:
    """Whether a unit is a currency."""
    return unit is not None and unit.code in ISO_4217

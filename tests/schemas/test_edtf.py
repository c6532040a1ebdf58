"""Which dates are read, what they mean in days, and how they are ordered."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.edtf import Edtf, bounds, contains, is_before, parse, sort_key

GOOD = [
    ("2021", date(2021, 1, 1), date(2021, 12, 31)),
    ("2021-12", date(2021, 12, 1), date(2021, 12, 31)),
    ("2021-12-06", date(2021, 12, 6), date(2021, 12, 6)),
    ("2021-02", date(2021, 2, 1), date(2021, 2, 28)),
    ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
    ("2000-02-29", date(2000, 2, 29), date(2000, 2, 29)),
    ("0001", date(1, 1, 1), date(1, 12, 31)),
    ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ("2021-12~", date(2021, 12, 1), date(2021, 12, 31)),
    ("2021?", date(2021, 1, 1), date(2021, 12, 31)),
    ("2020-04/2021-03", date(2020, 4, 1), date(2021, 3, 31)),
    ("2021/2021-03", date(2021, 1, 1), date(2021, 3, 31)),
    ("2021-03/2021", date(2021, 3, 1), date(2021, 12, 31)),
    ("2021-12-06/2021-12-06", date(2021, 12, 6), date(2021, 12, 6)),
    ("2010~/2012?", date(2010, 1, 1), date(2012, 12, 31)),
    ("../2025-12-31", None, date(2025, 12, 31)),
    ("2021-12-06/..", date(2021, 12, 6), None),
    ("../2025?", None, date(2025, 12, 31)),
]

BAD = [
    ("", "is blank"),
    ("  ", "is blank"),
    ("2021 ", "white space"),
    ("2021-12-06\n", "white space"),
    ("2021 / 2022", "white space"),
    ("2021%", "both approximate and uncertain"),
    ("2021~?", "both approximate and uncertain"),
    ("2021~-12", "after the whole date"),
    ("~2021", "after the whole date"),
    ("2021~~", "after the whole date"),
    ("2021-12-06T10:00", "time of day"),
    ("-0044", "four plain digits"),
    ("+2021", "four plain digits"),
    ("Y170000002", "four plain digits"),
    ("1950S2", "four plain digits"),
    ("202X", "placeholder"),
    ("2021-12-XX", "placeholder"),
    ("[2021,2022]", "write an interval"),
    ("2021..2022", "write an interval"),
    ("2021-1-06", "not two digits"),
    ("2021-12-6", "not two digits"),
    ("21", "is not YYYY"),
    ("20211206", "is not YYYY"),
    ("December 2021", "white space"),
    ("06/12/2021", "more than one /"),
    ("٢٠٢١", "is not YYYY"),
    ("２０２１", "is not YYYY"),
    ("0000", "has the year 0"),
    ("2021-00", "leave an unknown month out"),
    ("2021-12-00", "leave an unknown day out"),
    ("2021-21", "season"),
    ("2021-34", "season"),
    ("2021-41", "season"),
    ("2021-13", "month 13, which does not exist"),
    ("2021-42", "month 42, which does not exist"),
    ("2023-02-29", "day 29 in a month of 28 days"),
    ("1900-02-29", "day 29 in a month of 28 days"),
    ("2021-04-31", "day 31 in a month of 30 days"),
    ("2022/2021", "runs backwards"),
    ("2021-12-06/2021-12-05", "runs backwards"),
    ("2021-06/2021-05", "runs backwards"),
    ("../..", "open at both ends"),
    ("..", "write an interval"),
    ("2021/", "an end that is blank"),
    ("/2021", "a start that is blank"),
    ("/", "a start that is blank"),
    ("2021/2022/2023", "more than one /"),
    ("2021/open", "an end that is not YYYY"),
    ("../..~", "an end that"),
    ("2021/2022-13", "an end that has month 13"),
]

DAYS = st.dates(min_value=date(1, 1, 1))
SINGLE = st.builds(
    lambda day, length, mark: day.isoformat()[:length] + mark, DAYS, st.sampled_from([4, 7, 10]), st.sampled_from("~?")
) | st.builds(lambda day, length: day.isoformat()[:length], DAYS, st.sampled_from([4, 7, 10]))


def _forwards(pair: tuple[str, str]) -> bool:
    return sort_key(pair[0])[0] <= sort_key(pair[1])[1]


CLOSED = SINGLE | st.tuples(SINGLE, SINGLE).filter(_forwards).map("/".join)
OPEN_START = SINGLE.map(lambda end: f"../{end}")
OPEN_END = SINGLE.map(lambda start: f"{start}/..")
ANY = CLOSED | OPEN_START | OPEN_END


@pytest.mark.parametrize(("text", "earliest", "latest"), GOOD)
def test_allowed_date_has_its_first_and_last_day(text: str, earliest: date | None, latest: date | None) -> None:
    assert bounds(text) == (earliest, latest)


@pytest.mark.parametrize(("text", "reason"), BAD)
def test_other_text_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refusal:
        parse(text)
    assert str(refusal.value).startswith(repr(text))


def test_marks_are_kept_and_move_no_bound() -> None:
    day = date(2021, 12, 6)
    assert parse("2021-12-06") == Edtf(day, day)
    assert parse("2021-12-06~") == Edtf(day, day, approximate=True)
    assert parse("2021-12-06?") == Edtf(day, day, uncertain=True)


def test_interval_has_the_marks_of_its_ends() -> None:
    assert parse("2020~/2021?") == Edtf(date(2020, 1, 1), date(2021, 12, 31), True, True, True)
    assert parse("2020/2021") == Edtf(date(2020, 1, 1), date(2021, 12, 31), is_interval=True)
    assert parse("../2021?").uncertain


def test_before_means_over_before_the_other_can_begin() -> None:
    assert is_before("2021-12-05", "2021-12-06")
    assert is_before("2020~", "2021?")
    assert not is_before("2021", "2021-12-06")
    assert not is_before("2021-12-06", "2021-12-06")
    assert is_before(date(2021, 11, 30), "2021-12")


def test_open_bound_only_counts_on_its_closed_side() -> None:
    assert is_before("../2020", "2021/..")
    assert not is_before("2021/..", "2022")
    assert not is_before("2020", "../2022")


def test_period_contains_what_lies_wholly_inside() -> None:
    assert contains("2020-04/2021-03", "2021-03")
    assert contains("2020-04/2021-03", date(2020, 4, 1))
    assert not contains("2020-04/2021-03", "2021")
    assert contains("../2025-12-31", "1999")
    assert contains("../2025-12-31", "../2025")
    assert not contains("2025", "../2025")
    assert not contains("2025", "2025-03/..")


def test_sorting_puts_open_starts_first_and_open_ends_last() -> None:
    dates = ["2021-03", "2021/..", "../2025", "2021", "2020"]
    assert sorted(dates, key=sort_key) == ["../2025", "2020", "2021", "2021/..", "2021-03"]


def test_time_of_day_is_no_day() -> None:
    with pytest.raises(ValueError, match="time of day"):
        bounds(datetime(2021, 12, 6, 10, 0))


@given(ANY)
def test_earliest_is_not_after_latest(text: str) -> None:
    earliest, latest = bounds(text)
    assert earliest is None or latest is None or earliest <= latest
    assert contains(text, text)


@given(ANY, ANY)
def test_order_holds_one_way_at_most(a: str, b: str) -> None:
    assert not (is_before(a, b) and is_before(b, a))
    assert not is_before(a, a)


@given(ANY, ANY, ANY)
def test_order_carries_over(a: str, b: str, c: str) -> None:
    assert is_before(a, c) or not (is_before(a, b) and is_before(b, c))


@given(OPEN_END, ANY, OPEN_START)
def test_open_bound_never_violates_an_order(endless: str, other: str, without_start: str) -> None:
    assert not is_before(endless, other)
    assert not is_before(other, without_start)


@given(ANY, ANY)
def test_what_a_period_contains_is_not_outside_it(period: str, when: str) -> None:
    if contains(period, when):
        assert not is_before(period, when)
        assert not is_before(when, period)


@given(DAYS)
def test_every_day_reads_as_itself(day: date) -> None:
    assert bounds(day.isoformat()) == bounds(day) == (day, day)


@given(st.text() | st.text(alphabet="0123456789-/.~?X%T: ", max_size=24) | st.from_regex(r"\d{4}-\d\d(-\d\d)?[~?]?"))
def test_refusal_is_a_value_error_and_nothing_else(text: str) -> None:
    with suppress(ValueError):
        assert parse(text) != Edtf(None, None)

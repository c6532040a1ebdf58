"""What makes two printings of a passage the same, what does not, and where a passage stands in a copy.

All texts are invented.
"""

import hashlib
import random
import unicodedata
from collections.abc import Callable, Iterator
from time import perf_counter

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from schemas import passages
from schemas.figures import vocabulary
from schemas.passages import (
    Passage,
    Span,
    Text,
    find,
    find_all,
    fingerprint,
    first_run,
    locate,
    normalise,
    occurrences,
    occurs,
    passage,
    read,
    runs,
    shared_runs,
    stands_at,
    words,
)

STORY = (
    "Élan Works said on 3 May 2019 that it had sold 1,250 kites - nearly half of its stock - to the islands. "
    '"It\'s our biggest order," its founder said; the price was $4.75 million, or 12% more than planned. '
    "The kites arrive in 2020-21, and a second order of 310 follows a year later."
)

RETYPINGS: list[Callable[[str], str]] = [
    lambda text: text.replace("'", "’").replace(' "', " “").replace('"', "”"),
    lambda text: text.replace(" - ", " – "),
    lambda text: text.replace("-", "\N{NON-BREAKING HYPHEN}"),
    lambda text: text.replace("-", "\N{MINUS SIGN}"),
    lambda text: text.replace(" ", "\N{NO-BREAK SPACE}"),
    lambda text: text.replace(" ", " \r\n\t"),
    lambda text: text.replace("order", "or\N{SOFT HYPHEN}der").replace("kites", "ki\N{ZERO WIDTH SPACE}tes"),
    lambda text: f"\N{ZERO WIDTH NO-BREAK SPACE}{text}\n",
    lambda text: unicodedata.normalize("NFC", text),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: text.replace("1,250", "１,２５０"),
]

TOKENS = st.text(alphabet="abcxyzÉß0123456789%$-.,;'\"“”–()", min_size=1, max_size=8)
TEXTS = st.lists(TOKENS, min_size=1, max_size=40).map(" ".join)


def mark(text: str, first: int, count: int) -> Passage:
    """The passage of `count` words from the word `first` on, with its offsets."""
    start, end = read(text).span(first, count)
    return Passage(**passage(text, start, end), start=start, end=end)


def test_normal_form_is_that_of_the_data_model() -> None:
    assert normalise(" “A\N{SOFT HYPHEN}b”\u2003‘c’ – d‑e − ﬁn\n") == "\"Ab\" 'c' - d-e - fin"


def test_words_are_folded_and_lose_the_punctuation_at_their_edges() -> None:
    assert words("“Up 5.4% (or ‘less’)…”, said Straße-Co.") == ["up", "5.4%", "or", "less", "said", "strasse-co"]


def test_words_of_punctuation_only_are_dropped() -> None:
    assert words("one – two ... three !") == ["one", "two", "three"]


def test_percent_sign_minus_and_currency_stay_on_a_word() -> None:
    assert words("(-5%), --7 -x % $3. - 5") == ["-5%", "-7", "x", "%", "$3", "5"]


def test_text_without_words_has_none() -> None:
    assert words("") == words(" – … ") == list(read("").words) == []


def test_fingerprint_is_sha_256_of_the_joined_words() -> None:
    expected = hashlib.sha256("3 kites for élan".encode()).hexdigest()
    assert fingerprint(words("“3 kites” for Élan.")) == expected


@pytest.mark.parametrize("retyped", RETYPINGS)
def test_other_printing_of_the_same_words_has_the_same_fingerprint(retyped: Callable[[str], str]) -> None:
    assert retyped(STORY) != STORY or unicodedata.is_normalized("NFC", STORY)
    assert fingerprint(words(retyped(STORY))) == fingerprint(words(STORY))


@given(st.sets(st.sampled_from(RETYPINGS)), st.integers(0, 20), st.integers(4, 25))
def test_passage_is_found_in_any_mixture_of_printings(
    mixture: set[Callable[[str], str]], first: int, count: int
) -> None:
    wanted, copy = mark(STORY, first, count), STORY
    for retyped in sorted(mixture, key=RETYPINGS.index):
        copy = retyped(copy)
    assert find_all(f"Menu | Home {copy} Read more", [wanted]).keys() == {wanted}


@given(st.data())
def test_any_changed_digit_changes_the_fingerprint(data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([at for at, character in enumerate(STORY) if character.isdigit()]))
    other = data.draw(st.sampled_from("0123456789x -").filter(lambda character: character != STORY[at]))
    assert fingerprint(words(STORY[:at] + other + STORY[at + 1 :])) != fingerprint(words(STORY))


@given(st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    assert words(normalise(text)) == words(text)


@given(st.text() | TEXTS)
def test_text_knows_its_words_and_where_they_stand(text: str) -> None:
    copy = read(text)
    assert list(copy.words) == words(text)
    assert [words(copy.normalised[start:end]) for start, end in copy.spans] == [[word] for word in copy.words]
    assert [copy.joined[start:end].decode() for start, end in copy.places] == list(copy.words)


def test_passage_gives_number_of_words_and_fingerprint() -> None:
    start = STORY.index("1,250")
    end = STORY.index(" - nearly")
    assert passage(STORY, start, end) == {"words": 2, "fingerprint": fingerprint(["1,250", "kites"])}


def test_offsets_count_code_points_of_the_normalised_text() -> None:
    text = "\N{SOFT HYPHEN}É\N{COMBINING ACUTE ACCENT}  𝟛 kites"
    assert normalise(text)[-7:] == "3 kites"
    assert passage(text, len(normalise(text)) - 7, len(normalise(text)))["words"] == 2


@pytest.mark.parametrize(("start", "end"), [(1, 8), (0, 7), (0, 9), (3, 8), (0, 99), (-4, 14), (4, 4), (8, 4)])
def test_offsets_that_cut_a_word_or_leave_the_text_are_refused(start: int, end: int) -> None:
    text = "five red kites"
    with pytest.raises(ValueError, match="do not enclose whole words"):
        passage(text, start, end)
    assert not stands_at(text, start, end, fingerprint(words(text[max(start, 0) : end])))


def test_passage_stands_at_its_own_offsets() -> None:
    wanted = mark(STORY, 5, 10)
    assert wanted.start is not None
    assert wanted.end is not None
    assert stands_at(STORY, wanted.start, wanted.end, wanted.fingerprint)
    assert not stands_at(f"x {STORY}", wanted.start, wanted.end, wanted.fingerprint)


def test_quote_is_located_by_its_words() -> None:
    start, end = locate(STORY, "it’s our BIGGEST order")
    assert normalise(STORY)[start:end] == '"It\'s our biggest order,"'


@pytest.mark.parametrize(
    ("quote", "reason"),
    [
        ("our smallest order", "does not have the 3 words"),
        ("our bigg", "does not have the 2 words"),
        ("order", "more than once"),
        ("…", "no words"),
    ],
)
def test_absent_or_ambiguous_quote_is_refused(quote: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        locate(STORY, quote)


def test_overlapping_repetition_is_ambiguous() -> None:
    with pytest.raises(ValueError, match="more than once"):
        locate("again and again and again", "again and again")


@given(TEXTS, st.data())
def test_located_quote_has_the_words_of_the_quote(text: str, data: st.DataObject) -> None:
    known = words(text)
    assume(known)
    first = data.draw(st.integers(0, len(known) - 1))
    quoted = known[first : data.draw(st.integers(first + 1, len(known)))]
    places = find(text, len(quoted), fingerprint(quoted))
    assert read(text).span(first, len(quoted)) in places
    if len(places) == 1:
        assert [locate(text, " ".join(quoted))] == places


def test_every_place_of_a_passage_is_found() -> None:
    assert find("one two – one two. One “two”", 2, fingerprint(["one", "two"])) == [(0, 7), (10, 18), (19, 28)]


@pytest.mark.parametrize("count", [0, -1, 99])
def test_impossible_number_of_words_is_found_nowhere(count: int) -> None:
    assert find("kites", count, fingerprint(["kites"])) == []
    assert find("kites", count, fingerprint([])) == []


@given(TEXTS, TEXTS, TEXTS, st.data())
def test_passages_are_found_in_a_shifted_copy(text: str, header: str, footer: str, data: st.DataObject) -> None:
    known = words(text)
    assume(known)
    firsts = data.draw(st.lists(st.integers(0, len(known) - 1), min_size=1, max_size=5))
    wanted = [mark(text, first, data.draw(st.integers(1, len(known) - first))) for first in firsts]
    copy = f"{header}\n{text}\n{footer}"
    found = find_all(copy, wanted)
    assert found.keys() == set(wanted)
    assert all(stands_at(copy, *span, each.fingerprint) for each, span in found.items())


def test_passage_without_offsets_is_found() -> None:
    wanted = mark(STORY, 3, 6)
    bare = Passage(wanted.words, wanted.fingerprint)
    assert find_all(STORY, [bare]) == {bare: (wanted.start, wanted.end)}


def test_own_offsets_come_before_an_earlier_repetition() -> None:
    text = "two kites fly, then two kites fly"
    wanted = mark(text, 4, 3)
    assert find_all(text, [wanted]) == {wanted: (wanted.start, wanted.end)}


def test_first_of_several_places_is_given() -> None:
    wanted = Passage(3, fingerprint(["two", "kites", "fly"]))
    assert find_all("Look: two kites fly, then two kites fly", [wanted]) == {wanted: (6, 20)}


def test_passage_with_a_changed_digit_is_not_found() -> None:
    intact, broken = mark(STORY, 0, 5), mark(STORY, 5, 8)
    assert find_all(STORY.replace("2019", "2018"), [intact, broken]).keys() == {intact}


def test_shift_does_not_find_words_cut_out_of_others() -> None:
    wanted = mark("a 5 kites b", 1, 2)
    assert find_all("a 15 kites", [wanted]) == {}
    assert find_all("15 kites", [Passage(wanted.words, wanted.fingerprint, 1, 8)]) == {}


def test_only_one_length_is_searched_where_a_copy_is_shifted(monkeypatch: pytest.MonkeyPatch) -> None:
    swept, sweep = [], passages._sweep

    def noted(text: Text, count: int, wanted: set[str]) -> Iterator[tuple[str, Span]]:
        swept.append(count)
        return sweep(text, count, wanted)

    monkeypatch.setattr(passages, "_sweep", noted)
    wanted = [mark(STORY, first, count) for count in (4, 5, 6) for first in range(5 if count == 4 else 10)]
    assert len(find_all(f"A new header. {STORY}", wanted)) == len(wanted)
    assert swept == [5]


def test_hundred_passages_are_sought_in_a_long_copy_within_seconds() -> None:
    chance = random.Random(3)
    text = " ".join(f"{chance.choice('abcdefgh')}{chance.randrange(4000)}" for _ in range(20_000))
    wanted = [mark(text, chance.randrange(19_000), 4 + each % 10) for each in range(100)]
    started = perf_counter()
    assert len(find_all(f"header {text}", wanted)) == 100
    assert find_all(text.replace("1", "9"), wanted[:10]) == {}
    assert perf_counter() - started < 5


@pytest.mark.parametrize(
    ("as_written", "text", "printed"),
    [
        ("$4.75 million", STORY, "$4.75 million"),
        ("1,250", STORY, "1,250"),
        ("12%", STORY, "12%"),
        ("12", STORY, "12"),
        ("2020-21", STORY, "2020-21"),
        ("rs 5 CRORE", "a fee of Rs 5 crore", "Rs 5 crore"),
        ("5", "sold 15, then 5.", "5"),
        ("“five”", 'some "five" kites', '"five"'),
        ("five", "five-year plan", "five"),
        ("two", "two million-dollar deals", "two"),
        ("600 kites", "the order—600 kites—stands", "600 kites"),
        ("$3", "($3)", "$3"),
        ("-5%", "a change of −5%", "-5%"),
        ("nearly half", STORY, "nearly half"),
    ],
)
def test_printed_figure_is_found_where_it_stands_by_itself(as_written: str, text: str, printed: str) -> None:
    span = occurs(as_written, text)
    assert span is not None
    assert normalise(text)[slice(*span)] == printed


@pytest.mark.parametrize(
    ("as_written", "text"),
    [
        ("5", "15"),
        ("5", "5.43"),
        ("5", "1.5"),
        ("5", "5,200"),
        ("200", "5,200"),
        ("$3", "$30"),
        ("$3", "$3.50"),
        ("$3", "$3 billion"),
        ("$3", "$3-billion"),
        ("5 lakh", "5 lakh crore"),
        ("$5", "US$50"),
        ("$5", "US$5"),
        ("5", "a loss of -5"),
        ("5", "between 5-6"),
        ("6", "between 5-6"),
        ("$5", "$5-$6"),
        ("20", "2020"),
        ("1", "1/2"),
        ("1", "½"),
        ("5", "5½"),
        ("five", "twenty-five"),
        ("twenty", "twenty-five"),
        ("two", "two-thirds"),
        ("six", "sixty"),
        ("ten", "often"),
        ("several", "several hundred"),
        ("5", "F5"),
        ("5", "5th"),
        ("7", STORY),
        ("", "5"),
        ("  ", "5"),
        ("", "- . -"),
        ("two", "two dozen"),
        ("Rs 5", "Rs 5 cr."),
    ],
)
def test_part_of_a_longer_number_is_no_occurrence(as_written: str, text: str) -> None:
    assert occurs(as_written, text) is None


def test_every_number_word_that_figures_read_makes_a_number_longer() -> None:
    for scale in vocabulary.SCALE_SPELLINGS.keys() - vocabulary.SCALE_LETTERS:
        assert occurs("5", f"some 5 {scale} of them") is None, scale
    for word in (*vocabulary.ONES, *vocabulary.TENS):
        assert occurs("twenty", f"twenty-{word}") is None, word


def test_every_occurrence_is_given() -> None:
    assert list(occurrences("5", "5, 15 and 5")) == [(0, 1), (10, 11)]
    assert list(occurrences("5 or 5", "5 or 5 or 5")) == [(0, 6), (5, 11)]


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_number_occurs_in_another_only_where_they_are_equal(one: int, other: int) -> None:
    assert (occurs(f"{one:,}", f"about {other:,} kites") is None) == (one != other)
    assert (occurs(f"${one}", f"(${other})") is None) == (one != other)


def test_eight_shared_words_are_reported_where_they_begin() -> None:
    text = words("In short: it had sold 1,250 kites, nearly half of its stock, by then.")
    assert shared_runs(text, words(STORY)) == 2


def test_seven_shared_words_are_no_run() -> None:
    text = words("Once it had sold 1,250 kites, nearly half was paid.")
    assert shared_runs(text, words(STORY)) is None
    assert shared_runs(text, words(STORY), n=7) == 1


def test_text_shorter_than_a_run_shares_none() -> None:
    assert shared_runs(words(STORY)[:7], words(STORY)) is None
    assert shared_runs(words(STORY), words(STORY)[:7]) is None


@given(TEXTS, TEXTS, st.integers(1, 4))
def test_first_run_is_the_first(text: str, source: str, n: int) -> None:
    mine, known = words(text), runs(words(source), n)
    at = first_run(mine, known, n)
    ends = len(mine) - n + 1 if at is None else at
    assert all(tuple(mine[before : before + n]) not in known for before in range(ends))
    assert at is None or tuple(mine[at : at + n]) in known

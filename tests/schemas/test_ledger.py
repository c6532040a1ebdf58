"""The numeral ledger: what accounts for a numeral, and what can be said of a copy that is another text."""

from schemas.ledger import Block, Ledger, Printed, Waiver, blocks, ledger, places
from schemas.passages import Span

TEXT = "The fleet of 40 kites and 12 boats met two rivals in 2019. It won 40 races."


def whole(text: str) -> list[Block]:
    return [Block(0, len(text), 0, len(text))]


def span(part: str, text: str = TEXT) -> Span:
    return text.index(part), text.index(part) + len(part)


def waived(part: str, text: str = TEXT) -> Waiver:
    return Waiver(*span(part, text), part)


def shown(spans: object, text: str = TEXT) -> list[str]:
    assert isinstance(spans, list)
    return [text[start:end] for start, end in spans]


def account(claimed: list[str], waivers: list[str]) -> Ledger:
    return ledger(TEXT, [span(part) for part in claimed], [waived(part) for part in waivers], whole(TEXT))


def test_each_numeral_is_claimed_or_waived_or_neither() -> None:
    book = account(["40 kites", "12"], ["2019"])
    assert shown(book.claimed) == ["40", "12"]
    assert shown(book.waived) == ["2019"]
    assert shown(book.unaccounted) == ["two", "40"]
    assert not book.outside


def test_claimed_numeral_is_not_counted_as_waived_too() -> None:
    book = account(["40 kites"], ["40 kites", "12", "two", "2019", "40 races"])
    assert shown(book.claimed) == ["40"]
    assert shown(book.waived) == ["12", "two", "2019", "40"]
    assert not book.unaccounted


def test_numeral_that_a_span_only_touches_is_unaccounted() -> None:
    start, end = span("2019")
    book = ledger(TEXT, [(start, end - 1), (start + 1, end)], [], whole(TEXT))
    assert "2019" in shown(book.unaccounted)


def test_long_span_before_a_short_one_still_covers() -> None:
    book = ledger(TEXT, [span("12 boats met two rivals"), span("12")], [], whole(TEXT))
    assert shown(book.claimed) == ["12", "two"]


def test_waiver_that_says_something_else_is_astray_and_covers_nothing() -> None:
    start, end = span("2019")
    book = ledger(TEXT, [], [Waiver(start, end, "2018")], whole(TEXT))
    assert [waiver.as_written for waiver in book.astray] == ["2018"]
    assert "2019" in shown(book.unaccounted)


def test_waiver_at_another_place_is_astray() -> None:
    start, end = span("2019")
    assert ledger(TEXT, [], [Waiver(start + 1, end + 1, "2019")], whole(TEXT)).astray


def test_figure_stands_in_its_passage() -> None:
    assert places(TEXT, [Printed("40", span("It won 40 races."))]) == [(TEXT.rindex("40"), TEXT.rindex("40") + 2)]
    assert places(TEXT, [Printed("2019", span("It won 40 races."))]) == [None]


def test_one_claim_covers_one_of_two_equal_figures() -> None:
    everything = (0, len(TEXT))
    assert places(TEXT, [Printed("40", everything)]) == [span("40")]


def test_claims_of_equal_figures_share_the_places_out() -> None:
    everything = (0, len(TEXT))
    both = [span("40"), (TEXT.rindex("40"), TEXT.rindex("40") + 2)]
    assert sorted(filter(None, places(TEXT, [Printed("40", everything), Printed("40", everything)]))) == both


def test_narrow_passage_leaves_the_other_place_to_the_wide_one() -> None:
    first, second = span("40"), (TEXT.rindex("40"), TEXT.rindex("40") + 2)
    wide, narrow = Printed("40", (0, len(TEXT))), Printed("40", span("The fleet of 40 kites"))
    assert places(TEXT, [wide, narrow]) == [second, first]
    assert places(TEXT, [narrow, wide]) == [first, second]


def test_more_claims_than_places_all_have_one() -> None:
    assert places(TEXT, [Printed("12", (0, len(TEXT)))] * 3) == [span("12")] * 3


def test_figure_that_goes_on_beyond_its_passage_is_not_in_it() -> None:
    text = "They paid 40 million for it."
    assert places(text, [Printed("40", span("They paid 40", text))]) == [None]


def test_figure_is_found_wherever_the_text_around_its_passage_begins() -> None:
    for header in range(30):
        text = f"{'x' * header} abcd efgh ijkl mnopq It cost 40 marks.".strip()
        assert places(text, [Printed("40", span("It cost 40 marks.", text))]) == [span("40", text)]


def test_stretches_shifted_alike_are_one_block() -> None:
    assert blocks([((10, 20), (15, 25)), ((40, 50), (45, 55))]) == [Block(10, 50, 15, 55)]


def test_something_put_in_between_parts_blocks() -> None:
    assert blocks([((40, 50), (85, 95)), ((10, 20), (15, 25))]) == [Block(10, 20, 15, 25), Block(40, 50, 85, 95)]


def test_overlapping_and_nested_passages_are_one_block() -> None:
    assert blocks([((0, 50), (5, 55)), ((10, 20), (15, 25)), ((40, 70), (45, 75))]) == [Block(0, 70, 5, 75)]


def test_numerals_of_other_headers_and_footers_are_outside() -> None:
    copy = f"3 new mails | {TEXT} | 17 comments"
    whole_text = [((0, len(TEXT)), span(TEXT, copy))]
    book = ledger(copy, [], [waived("2019")], blocks(whole_text))
    assert shown(book.outside, copy) == ["3", "17"]
    assert shown(book.waived, copy) == ["2019"]
    assert len(book.unaccounted) == 4


def test_numerals_between_passages_that_stand_as_they_did_are_asked_for() -> None:
    copy = f"A header. {TEXT}"
    parts = [(span(part), span(part, copy)) for part in ("The fleet of 40 kites", "It won 40 races.")]
    assert shown(ledger(copy, [], [], blocks(parts)).unaccounted, copy) == ["40", "12", "two", "2019", "40"]


def test_numerals_beside_something_put_in_are_outside() -> None:
    copy = TEXT.replace("met", "(5 more stories for you) met")
    parts = [(span(part), span(part, copy)) for part in ("The fleet of 40 kites", "It won 40 races.")]
    book = ledger(copy, [], [], blocks(parts))
    assert shown(book.unaccounted, copy) == ["40", "40"]
    assert shown(book.outside, copy) == ["12", "5", "two", "2019"]


def test_changed_waived_numeral_is_noticed_in_a_shifted_copy() -> None:
    copy = f"A header. {TEXT}".replace("2019", "2018")
    parts = [(span(part), span(part, copy)) for part in ("The fleet of 40 kites", "It won 40 races.")]
    book = ledger(copy, [], [waived("2019")], blocks(parts))
    assert [waiver.as_written for waiver in book.astray] == ["2019"]
    assert "2018" in shown(book.unaccounted, copy)


def test_waiver_moves_with_punctuation_that_only_the_copy_has() -> None:
    copy = TEXT.replace("kites and", '"kites", and')
    passage = "The fleet of 40 kites and 12 boats met two rivals in 2019."
    parts = [(span(passage), (0, copy.index("2019") + 5))]
    book = ledger(copy, [], [waived("2019")], blocks(parts))
    assert shown(book.waived, copy) == ["2019"]
    assert not book.astray


def test_numerals_and_waivers_of_a_lost_passage_are_not_asked_for() -> None:
    copy = TEXT.replace("2019", "2018")
    lost = span("met two rivals in 2019.")
    book = ledger(
        copy, [span("40"), span("12")], [waived("two"), waived("2019"), waived("40 races")], whole(copy), [lost]
    )
    assert shown(book.outside, copy) == ["2018"]
    assert shown(book.waived, copy) == ["two", "40"]
    assert not book.unaccounted
    assert not book.astray


def test_text_without_numerals_has_an_empty_ledger() -> None:
    assert ledger("No kites here.", [], [], []) == Ledger([], [], [], [], [])

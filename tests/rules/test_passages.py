"""Rules on passages and waived numerals."""

from .record import COURIER, TEXTS, added, broken, broken_by_text, edit, edited, valid


def test_passage_without_offsets_into_a_full_text_is_reported() -> None:
    found = broken(edited("passages", line=2, start="", end=""))
    assert found == {("offsets-contradict-read-extent", "passages", 2, "start")}


def test_offsets_into_a_text_that_was_not_read_in_full_are_reported() -> None:
    found = broken(edited("passages", line=6, start="3", end="90"))
    assert found == {("offsets-contradict-read-extent", "passages", 6, "start")}


def test_offset_that_is_no_number_is_left_to_the_schema() -> None:
    assert broken(edited("passages", line=2, start="soon")) == set()


def test_passage_that_ends_before_it_starts_is_reported() -> None:
    found = broken(edited("passages", line=2, end="20"))
    assert found == {("passage-ends-before-it-starts", "passages", 2, "end")}


def test_more_words_than_the_offsets_hold_are_reported() -> None:
    found = broken(edited("passages", line=5, words="24"))  # 46 characters
    assert found == {("passage-too-short-for-its-words", "passages", 5, "words")}
    assert broken(edited("passages", line=5, words="23")) == set()


def test_same_words_at_the_same_place_are_reported() -> None:
    found = broken(added("passages", like=6, passage_id="p00009"))
    assert found == {("passage-stated-twice", "passages", 8, "fingerprint")}
    found = broken(added("passages", like=2, passage_id="p00009", end="104"))
    assert found == {("passage-stated-twice", "passages", 8, "fingerprint")}


def test_same_words_at_another_place_are_another_passage() -> None:
    assert broken(added("passages", like=2, passage_id="p00009", start="200", end="290")) == set()


def test_waived_numeral_of_a_text_that_was_not_read_in_full_is_reported() -> None:
    found = broken(edited("waived_numerals", source_id="gazette"))
    assert found == {("waived-numeral-without-full-text", "waived_numerals", 2, "source_id")}


def test_waived_numeral_that_ends_before_it_starts_is_reported() -> None:
    found = broken(edited("waived_numerals", end=valid()["waived_numerals"].rows[0].raw["start"] or ""))
    assert found == {("waived-numeral-ends-before-it-starts", "waived_numerals", 2, "end")}


def test_waived_numeral_longer_than_its_stretch_of_text_is_reported() -> None:
    found = broken(edited("waived_numerals", as_written="20212"))
    assert found == {("waived-numeral-of-another-length", "waived_numerals", 2, "as_written")}


def test_waived_numerals_that_overlap_are_reported() -> None:
    start = COURIER.index("2021") + 1
    found = broken(edited("waived_numerals", line=3, start=str(start), end=str(start + 3)))
    assert found == {("waived-numerals-overlap", "waived_numerals", 3, "start")}


def test_waived_numerals_may_touch() -> None:
    start = COURIER.index("2021") + 4
    assert broken(edited("waived_numerals", line=3, start=str(start), end=str(start + 3))) == set()


def test_offsets_that_cut_a_word_of_the_text_are_reported() -> None:
    found = broken_by_text(edited("passages", line=3, start="105"))
    assert ("passage-differs-from-its-text", "passages", 3, "start") in found


def test_other_words_at_the_offsets_are_reported() -> None:
    found = broken_by_text(valid(), {"courier": COURIER.replace("60", "65")})
    assert found == {
        ("passage-differs-from-its-text", "passages", 4, "fingerprint"),
        ("figure-not-in-its-passage", "claims", 7, "as_written"),
    }


def test_wrong_number_of_words_is_reported() -> None:
    found = broken_by_text(edited("passages", line=3, words="16"))
    assert found == {("passage-differs-from-its-text", "passages", 3, "words")}


def test_figure_that_its_passage_does_not_print_is_reported() -> None:
    found = broken_by_text(edited("claims", line=3, passage_id="p00001"))
    assert found == {("figure-not-in-its-passage", "claims", 3, "as_written")}


def test_part_of_a_longer_number_is_not_the_figure() -> None:
    found = broken_by_text(edit(valid(), "claims", line=2, as_written="20"))
    assert found == {("figure-not-in-its-passage", "claims", 2, "as_written")}


def test_text_that_is_not_at_hand_is_not_missed() -> None:
    record = edited("passages", line=3, words="16")
    assert broken_by_text(record, {"gazette": TEXTS["courier"]}) == set()

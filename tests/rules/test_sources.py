"""Rules on sources."""

from .record import broken, edit, edited


def test_full_text_without_its_hash_is_reported() -> None:
    found = broken(edited("sources", line=2, text_sha256=""))
    assert found == {("text-hash-contradicts-read-extent", "sources", 2, "text_sha256")}


def test_hash_of_a_text_that_was_not_read_in_full_is_reported() -> None:
    found = broken(edited("sources", line=3, text_sha256="c" * 64))
    assert found == {("text-hash-contradicts-read-extent", "sources", 3, "text_sha256")}


def test_unseen_source_without_a_copy_is_reported() -> None:
    found = broken(edited("sources", line=3, origin_id="", origin_relation=""))
    assert found == {("unseen-source-without-a-copy", "sources", 4, "read_extent")}


def test_passage_of_an_unseen_source_is_reported() -> None:
    found = broken(edited("passages", line=7, source_id="wire"))
    assert found == {("passage-of-an-unseen-source", "passages", 7, "source_id")}


def test_copy_published_before_its_origin_is_reported() -> None:
    found = broken(edited("sources", line=4, published_on="2021-06-04"))
    assert found == {("copy-published-before-its-origin", "sources", 3, "published_on")}


def test_retrieved_before_published_is_reported() -> None:
    found = broken(edited("sources", line=2, retrieved_on="2021-05-31"))
    assert found == {("retrieved-before-published", "sources", 2, "retrieved_on")}


def test_retrieved_on_the_day_of_publication_is_no_problem() -> None:
    record = edited("sources", line=2, retrieved_on="2021-06-01")
    assert broken(edit(record, "sources", line=5, published_on="2022", retrieved_on="2022-01-31")) == set()

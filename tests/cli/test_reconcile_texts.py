"""Two texts that differ are shown from where they do."""

from __future__ import annotations

from cli.render.reconcile import _apart


def test_long_texts_are_cut_to_the_words_that_differ() -> None:
    one = "The customer called and wants the parcel on Monday, at the back door"
    was, now = _apart(one, one.replace("Monday", "Tuesday"))
    assert (was, now) == ("…Monday, at the back door", "…Tuesday, at the back door")


def test_short_texts_and_those_that_differ_at_once_are_shown_from_their_start() -> None:
    assert _apart("Sent on Monday", "Sent on Tuesday") == ("Sent on Monday", "Sent on Tuesday")
    long = "a" * 60
    assert _apart(long, "b" + long) == ("a" * 39 + "…", "b" + "a" * 38 + "…")

"""Names to ids, remembered from chunk to chunk."""

from __future__ import annotations

import polars as pl
import pytest
from bringing import HEADER, Bring

from importers.readers.csv import reader
from importers.writing import name_cache
from importers.writing.known_ids import KnownIds


def looked_up(known: KnownIds, *names: str | None) -> tuple[list[int | None], list[str]]:
    column = pl.Series(names, dtype=pl.String)
    numbers = known.numbers(column)
    return known.ids(numbers).to_list(), known.missing(column, numbers).to_list()


def test_what_was_learned_is_found_in_later_columns() -> None:
    known = KnownIds()
    assert looked_up(known, "b", None, "a", "b") == ([None] * 4, ["b", "a", "b"])
    known.learn({"a": 7, "b": 8})
    assert looked_up(known, "c", "a", None, "b") == ([None, 7, None, 8], ["c"])
    known.learn({"c": 9})
    assert looked_up(known, "c", "b")[0] == [9, 8]


def test_a_deleted_person_is_known_and_has_no_id() -> None:
    known = KnownIds()
    known.learn({"gone": None, "anna": 3})
    assert looked_up(known, "gone", "anna") == ([None, 3], [])


def test_names_of_two_kinds_are_apart() -> None:
    orders, people = KnownIds(), KnownIds()
    orders.learn({"1001": 1})
    assert looked_up(people, "1001") == ([None], ["1001"])


def test_orders_that_were_forgotten_to_make_room_are_found_again(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    monkeypatch.setattr(name_cache, "REMEMBERED", 2)
    numbers = [1, 2, 3, 4, 1, 5, 2, 6, 3]
    text = "".join(f"{place},{number},2020-01-01,,text\n" for place, number in enumerate(numbers))
    report = bring(HEADER + text)
    assert (report.counts.imported, report.counts.orders_made) == (9, 6)

"""Legacy messages counted by their wording, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from events import kind_store
from events.filters import Filters
from events.meaning.kind_codes import masked
from events.models import Order
from events.order import events as order_events
from events.statistics import message_counts
from events.statistics.message_counts import Wordings, count_messages
from events.vocabulary.kinds import Kind

START = datetime(2020, 11, 4, 8, tzinfo=UTC)
LEGACY = frozenset({Kind.LEGACY})


@pytest.mark.parametrize("gap", ["  ", "\x1f"], ids=["joined", "with the separator of joined texts"])
@pytest.mark.parametrize("together", [1, 1_000_000], ids=["by their ids", "by the page"])
def test_what_differs_in_numbers_counts_together_with_and_without_stored_kinds(
    session: Session,
    reader: Connection,
    order: Order,
    *,
    together: int,
    gap: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(message_counts, "_TOGETHER", together)
    said = ["Colis 7 vu", "Colis 12.345,6 vu", f"Colis 8{gap}vu", "Order placed", "Vers.\0o.k."]
    for message in said:
        order_events.other_event(order=order, user=None, message=message, date=START)
    order_events.note_added_event(order=order, user=None, message="Colis 9 vu")
    session.commit()
    list(kind_store.prepare(reader, None, least=0))
    stored = kind_store.load(reader, None)
    assert stored is not None
    for kinds in (stored, None):
        found = count_messages(reader, Filters(), LEGACY, legacy=None, stored=kinds)
        assert (found.counts[0].wording, found.counts[0].events) == ("Colis # vu", 3)
        assert [one.example and one.example.number for one in found.counts] == [order.number] * 2
        assert (found.events, found.rare) == (4, 0)
        everything = count_messages(reader, Filters(), frozenset(), legacy=None, stored=kinds)
        assert (everything.events, len(everything.counts)) == (5, 3)
        late = Filters(since=datetime(2021, 1, 1, tzinfo=UTC))
        assert count_messages(reader, late, frozenset(), legacy=None, stored=kinds).events == 0
        notes = Filters(types=frozenset({"note_added"}))
        assert count_messages(reader, notes, frozenset(), legacy=None, stored=kinds).events == 0


def test_no_more_wordings_are_kept_than_there_is_room_for() -> None:
    found = Wordings(most=10)
    for at in range(26):
        page = [b"frequent", b"frequent", b"rare %c" % (97 + at)]
        found.add(page, partial(list, [at + 1] * 3))
    kept = found.most_frequent()
    assert kept[0] == ("frequent", 52, 1)
    assert len(kept) <= 10
    assert found.events == 78


def test_a_message_with_nul_is_one_message() -> None:
    found = Wordings()
    found.add(list(map(masked, ["Vers.\0o.k. 7", "Vers.\0o.k. 12", ""])), lambda: [None, 5, 6])
    assert found.most_frequent() == [("Vers.\0o.k. #", 2, 5), ("", 1, 6)]

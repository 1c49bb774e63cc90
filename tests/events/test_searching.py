"""Full-text search: what is found, and that the index never falls behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, text
from sqlalchemy.orm import Session

from events import search
from events.filters import Filters
from events.models import Order, OrderEvent, User
from events.order import events as order_events
from events.search import sqlite, sqlite_index

DAY = datetime(2020, 11, 4, tzinfo=UTC)
Find = Callable[..., list[str]]


@pytest.fixture
def find(reader: Connection) -> Find:
    """What a search finds, as messages or codes."""

    def find(words: str, *, by_rank: bool = False, **filters: object) -> list[str]:
        list(search.prepare(reader))
        chosen = Filters(**filters)  # type: ignore[arg-type]
        found = search.find(reader, search.parse(words), chosen, limit=50, by_rank=by_rank)
        reader.rollback()
        assert found.total == len(found.entries)
        return [entry.message or entry.type.value for entry in found.entries]

    return find


def note(order: Order, message: str, *, days: int = 0, user: User | None = None) -> OrderEvent:
    return order_events.other_event(order=order, user=user, message=message, date=DAY + timedelta(days=days))


@pytest.fixture
def told(session: Session, order: Order, anna: User) -> None:
    note(order, "Parcel left at the neighbour's, über Straße 5", days=1, user=anna)
    note(order, "The neighbour says: no parcel, no parcel at all", days=2)
    note(order, "Mail from jane.doe@shop.example about order #1001", days=3)
    order_events.captured_event(
        order=order, user=None, amount=Decimal("209.130"), payment_id="ch_77", payment_gateway="Stripe"
    )
    session.commit()


@pytest.mark.usefixtures("told")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("PARCEL", ["The neighbour says", "Parcel left"]),
        ("neighb parc", ["The neighbour says", "Parcel left"]),
        ('"parcel left"', ["Parcel left"]),
        ('"left parcel"', []),
        ("jane.doe@shop.example", ["Mail from"]),
        ("209.13", ["captured"]),
        ("stripe", ["captured"]),
        ("anna@shop", ["Parcel left"]),
        ("Anna parcel", ["Parcel left"]),
        ("anna mail", []),
        ("UBER straß", ["Parcel left"]),
        ("*", []),
        ("", []),
    ],
)
def test_all_words_must_be_there_in_the_text_or_in_who_did_it(
    find: Find, words: str, found: list[str]
) -> None:
    hits = find(words)
    assert len(hits) == len(found)
    assert all(hit.startswith(start) for hit, start in zip(hits, found, strict=True))
    assert sorted(find(words, by_rank=True)) == sorted(hits)


def test_what_says_the_words_comes_before_what_their_author_did(
    find: Find, session: Session, order: Order
) -> None:
    stripe = User(email="stripe@pay.example")
    session.add(stripe)
    session.flush()
    note(order, "Stripe says no, after a long time and many words about it all", days=1)
    note(order, "Payout", days=2, user=stripe)
    session.commit()
    assert find("stripe", by_rank=True)[1:] == ["Payout"]
    assert find("stripe", by_rank=True, since=DAY)[1:] == ["Payout"]
    assert find("stripe")[:1] == ["Payout"]


def test_the_domain_of_an_e_mail_finds_no_author_unless_it_is_asked_for(
    find: Find, session: Session, order: Order
) -> None:
    """The shop's own name would find all that its staff did."""
    kim = User(email="kim.brand@brandname.example", name="Kim Lee")
    session.add(kim)
    session.flush()
    note(order, "Rang", days=1, user=kim)
    session.commit()
    assert [find(text) for text in ("brandname", "example", "brandname.example")] == [[], [], []]
    assert [find(text) for text in ("kim", "brand", "@brandname", "kim.brand@b")] == [["Rang"]] * 4


def test_a_whole_word_comes_before_one_that_begins_so(find: Find, session: Session, order: Order) -> None:
    """However short the text is that says the other, and however new."""
    note(order, f"The zzdoe family, {'and many more words ' * 40}", days=1)
    note(order, "zzdoes", days=2)
    session.commit()
    assert [hit[:9] for hit in find("zzdoe", by_rank=True)] == ["The zzdoe", "zzdoes"]
    assert find("zzdoe")[:1] == ["zzdoes"]


@pytest.mark.usefixtures("told")
def test_filters_narrow_what_is_found(find: Find) -> None:
    assert len(find("parcel", since=DAY + timedelta(days=2))) == 1
    late = find("parcel", since=DAY + timedelta(days=2))
    assert find("parcel", authors=frozenset({None}), by_rank=True) == late
    assert find("parcel", types=frozenset({"captured"})) == []


@pytest.mark.parametrize("by_rank", [False, True])
@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"since": DAY + timedelta(days=3), "until": DAY + timedelta(days=17)},
        {"authors": "anna"},
        {"types": frozenset({"captured"})},
    ],
)
def test_more_hits_than_are_counted_are_found_as_few_are(
    *,
    session: Session,
    reader: Connection,
    order: Order,
    anna: User,
    monkeypatch: pytest.MonkeyPatch,
    by_rank: bool,
    filters: dict[str, Any],
) -> None:
    if filters.get("authors") == "anna":
        filters = {"authors": frozenset({anna.id})}
    for number in range(40):  # dated back and forth, so that ids and dates go different ways
        text = f"parcel {number}" if number % 3 else f"letter {number}"
        note(order, text, days=number * 7 % 20, user=anna if number % 5 == 0 else None)
    session.commit()
    list(search.prepare(reader))

    def found(limit: int) -> list[str]:
        chosen = search.find(reader, search.parse("parcel"), Filters(**filters), limit=limit, by_rank=by_rank)
        return [entry.id for entry in chosen.entries]

    few, first = found(50), found(4)
    for name, value in {"FIRST_PAGE": 2, "LARGEST_PAGE": 5}.items():
        monkeypatch.setattr(sqlite_index, name, value)
    monkeypatch.setattr(search, "REACH", 3)
    assert (found(50), found(4)) == (few, first)
    place = Filters(after=(DAY + timedelta(days=4), 0, 0), **filters)
    after = search.find(reader, search.parse("parcel"), place, limit=3, by_rank=False).entries
    monkeypatch.setattr(search, "REACH", 100)
    assert after == search.find(reader, search.parse("parcel"), place, limit=3, by_rank=False).entries


@pytest.mark.usefixtures("told")
def test_the_index_follows_every_change(find: Find, session: Session, order: Order, anna: User) -> None:
    assert len(find("parcel")) == 2
    event = note(order, "a third parcel", days=9, user=anna)
    session.commit()
    assert len(find("parcel")) == 3
    event.parameters = {"message": "a letter"}
    session.commit()
    assert (len(find("parcel")), len(find("letter")), len(find("anna"))) == (2, 1, 2)
    session.execute(delete(OrderEvent).where(OrderEvent.id == event.id))
    session.commit()
    assert (len(find("letter")), len(find("anna"))) == (0, 1)
    session.delete(anna)
    session.commit()
    assert (find("anna"), len(find("parcel"))) == ([], 2)


MARKS = [
    "NEAR(",
    "OR",
    "AND",
    "NOT",
    '"',
    "*",
    "^",
    "text:",
    "who:u1",
    ")",
    "'",
    "--",
    "-x",
    "{",
    "\\",
    "&",
    "!",
]
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
HOSTILE = TEXT | st.lists(st.sampled_from([*MARKS, ":*", "<->", "a"])).map(" ".join)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=HOSTILE)
def test_no_text_is_an_error(find: Find, words: str) -> None:
    find(words)
    find(words, by_rank=True)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_an_index_half_made_goes_on_and_what_changes_meanwhile_is_right(
    reader: Connection, find: Find, session: Session, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "CHUNK", 4)
    events = [note(order, f"parcel {number}") for number in range(10)]
    session.commit()
    begun = search.prepare(reader)
    assert next(begun) == (4, 10)
    begun.close()
    session.delete(events[0])
    session.delete(events[8])
    events[1].parameters = {"message": "letter 1"}
    events[9].parameters = {"message": "letter 9"}
    note(order, "parcel 10")
    session.commit()
    assert len(find("parcel")) == 7
    assert sorted(find("letter")) == ["letter 1", "letter 9"]
    assert list(search.prepare(reader)) == []
    reader.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('integrity-check')")
    reader.rollback()


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("told")
def test_an_index_that_lost_a_part_is_made_anew(find: Find, session: Session, order: Order) -> None:
    assert len(find("parcel")) == 2
    session.execute(text("DROP TRIGGER search_order_events_added"))
    note(order, "unseen parcel")
    session.commit()
    assert len(find("parcel")) == 3


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("told")
def test_scrubbing_leaves_nothing_of_what_was_erased(
    find: Find, reader: Connection, session: Session
) -> None:
    find("neighbour")
    left = text("SELECT count(*) FROM search_index_data WHERE instr(block, CAST('neighbour' AS BLOB))")
    assert reader.scalar(left)
    reader.rollback()
    session.execute(text("UPDATE order_events SET parameters = '{}'"))
    session.commit()
    search.scrub(reader)
    reader.commit()
    assert reader.scalar(left) == 0


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_the_index_of_a_former_version_is_replaced(find: Find, session: Session, order: Order) -> None:
    former = "jsonb_to_tsvector('simple', parameters, '[\"string\", \"numeric\"]')"
    session.execute(text(f"CREATE INDEX ix_order_events_text ON order_events USING gin (({former}))"))
    note(order, "Überweisung")
    session.commit()
    assert find("uberw") == ["Überweisung"]
    names = "SELECT indexname FROM pg_indexes WHERE tablename = 'order_events' AND indexdef LIKE '%gin%'"
    assert list(session.scalars(text(names))) == ["ix_order_events_unaccented"]


def test_marks_stand_where_the_words_are() -> None:
    said = "Über STRASSE 5, uber alles"
    spans = search.parse('ub "strasse 5"').spans(said)
    assert [said[start:end] for start, end in spans] == ["Über", "STRASSE 5", "uber"]

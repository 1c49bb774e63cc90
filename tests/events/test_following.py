"""Following the log: every event once, whatever order transactions are committed in."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from events import follow
from events.account import events as account_events
from events.database.engine import make_engine, parse
from events.filters import Filters
from events.follow import Follower, ForeignCursorError, Mark
from events.models import Order, User
from events.order import events as order_events

DAY = datetime(2020, 11, 4, tzinfo=UTC)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = make_engine(parse(database))
    yield engine
    engine.dispose()


@pytest.fixture
def reader(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def writer(engine: Engine) -> Iterator[Callable[[], Session]]:
    """Opens sessions with an order of their own each."""
    opened: list[Session] = []

    def open_one() -> Session:
        session = Session(engine)
        opened.append(session)
        session.add(Order(number=str(len(opened))))
        session.commit()
        return session

    yield open_one
    for session in opened:
        session.close()


def write(session: Session, *messages: str, days: int = 0) -> None:
    order = session.query(Order).order_by(Order.id).first()
    assert order is not None
    for message in messages:
        order_events.other_event(order=order, user=None, message=message, date=DAY + timedelta(days=days))


def now(reader: Connection, **filters: object) -> Follower:
    return Follower.from_now(reader, Filters(**filters), on_wait=lambda: None)  # type: ignore[arg-type]


def arrived(follower: Follower) -> list[str | None]:
    return [entry.message for entry in follower.arrivals()]


def test_only_what_arrives_later_is_printed_also_with_an_old_date(
    reader: Connection, writer: Callable[[], Session]
) -> None:
    session = writer()
    write(session, "before")
    session.commit()
    follower = now(reader)
    assert arrived(follower) == []
    write(session, "newer", days=9)
    write(session, "older", days=-4000)
    session.add(jane := User(email="jane@example.com"))
    account_events.other_event(customer=jane, user=None, message="of jane", date=DAY)
    session.commit()
    assert arrived(follower) == ["older", "of jane", "newer"]
    assert arrived(follower) == arrived(follower) == []
    assert [entry.message for entry in follower.earlier(5)] == ["older", "of jane", "before", "newer"]


def test_filters_hide_arrivals_and_still_count_them_as_read(
    reader: Connection, writer: Callable[[], Session]
) -> None:
    session = writer()
    follower = now(reader, text="paid")
    write(session, "paid", "shipped")
    session.commit()
    assert arrived(follower) == ["paid"]
    unfiltered = Follower.since(reader, Filters(), follower.marks)
    assert arrived(unfiltered) == []


def test_more_than_a_page_arrives_page_by_page(
    reader: Connection, writer: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "PAGE", 7)
    session = writer()
    follower = now(reader)
    write(session, *map(str, range(40)))
    session.commit()
    told: list[str | None] = []
    while page := arrived(follower):
        told += page
        assert len(page) <= 7
        assert all(len(mark.seen) <= 14 for mark in follower.marks.values())
    assert told == [str(number) for number in range(40)]


def test_a_cursor_of_another_log_is_refused(reader: Connection, writer: Callable[[], Session]) -> None:
    write(session := writer(), "one")
    session.commit()
    assert arrived(Follower.since(reader, Filters(), {"o": Mark(floor=1)})) == []
    with pytest.raises(ForeignCursorError):
        Follower.since(reader, Filters(), {"o": Mark(floor=2)})


def test_an_undone_event_does_not_make_a_cursor_foreign(
    reader: Connection, writer: Callable[[], Session]
) -> None:
    session = writer()
    write(session, "one")
    session.flush()
    session.connection().exec_driver_sql("DELETE FROM order_events")
    session.commit()
    follower = Follower.since(reader, Filters(), {"o": Mark(floor=1)})
    write(session, "two")
    session.commit()
    assert arrived(follower) == ["two"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_ids_committed_out_of_order_are_printed_once_each(
    reader: Connection, writer: Callable[[], Session]
) -> None:
    slow, fast = writer(), writer()
    follower = now(reader)
    write(slow, "slow 1")
    write(fast, "fast 1")
    fast.commit()
    assert arrived(follower) == ["fast 1"]
    assert follower.marks["o"] == Mark(floor=0, seen=frozenset({2}))
    resumed = Follower.since(reader, Filters(), dict(follower.marks))
    for _ in range(3):
        assert arrived(follower) == []
    write(fast, "fast 2")
    fast.commit()
    slow.commit()
    assert arrived(follower) == ["slow 1", "fast 2"]
    assert arrived(follower) == arrived(follower) == []
    assert follower.marks["o"] == Mark(floor=3)
    assert arrived(resumed) == ["slow 1", "fast 2"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_following_begins_when_those_at_work_have_ended(
    reader: Connection, writer: Callable[[], Session]
) -> None:
    slow, fast = writer(), writer()
    write(slow, "slow")
    write(fast, "fast")
    fast.commit()
    waited: list[bool] = []

    def on_wait() -> None:
        waited.append(True)
        slow.commit()

    follower = Follower.from_now(reader, Filters(), on_wait=on_wait)
    assert waited
    told = [entry.message for entry in follower.earlier(9)] + arrived(follower) + arrived(follower)
    assert sorted(map(str, told)) == ["fast", "slow"]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_nothing_is_lost_nor_repeated_while_several_write(engine: Engine, reader: Connection) -> None:
    with Session(engine) as session:
        session.add(Order(number="1"))
        session.commit()
    follower = now(reader)

    def busy(name: str) -> None:
        dice = random.Random(name)  # noqa: S311
        with Session(engine) as session:
            for number in range(40):
                write(session, f"{name}{number}")
                if dice.random() < 0.6:
                    session.rollback() if dice.random() < 0.3 else session.commit()
            session.commit()

    threads = [Thread(target=busy, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    told: list[str | None] = []
    while any(thread.is_alive() for thread in threads):
        told += arrived(follower)
    told += arrived(follower) + arrived(follower)
    with Session(engine) as session:
        stored = [event.parameters["message"] for event in session.query(order_event_model())]
    assert sorted(map(str, told)) == sorted(stored)
    assert len(stored) > 50


def order_event_model() -> type:
    from events.models import OrderEvent

    return OrderEvent

"""The stored summaries of orders: what reading all events gives, whatever is added, changed or removed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.orm import Session

from events import kind_store
from events.doctor import examination as doctor
from events.doctor.checks import CHECKS, chosen
from events.filters import Filters
from events.lists import OrderFilter, PageWindow
from events.models import Order, OrderEvent, OrderLine
from events.order import events as order_events
from events.statistics import stats
from events.statistics.money_sums import MONEY, add_up, add_up_stored
from events.statistics.order_steps import read_order_steps
from events.summaries import store as summary_store
from events.summaries.order_state import PLACES
from events.summaries.store import filling, read_units
from events.summaries.store.reach import Reach, advanced
from events.summaries.store.rows import as_row
from events.summaries.store.tables import stale
from events.summaries.stored_summaries import read_summaries
from events.vocabulary.kinds import Kind

DAY = datetime(2020, 11, 4, tzinfo=UTC)
STORIES = (
    ("Order placed", "Captured amount of £86.50 online. Transaction ID: 77", "Shipped"),
    ("Captured amount of £86.50 online. Transaction ID: 78", "Refunded amount of £99.00 online.", "Shipped"),
    ("Shipped", "Captured amount of £7.00 online. Transaction ID: 79", "Authorized amount of £7.00"),
    ("Nobody knows", "Status changed to Paid"),
    (),
)


@pytest.fixture(autouse=True)
def orders(session: Session) -> list[Order]:
    """Orders with stories, one without any event."""
    found = []
    for number, story in enumerate(STORIES):
        order = Order(number=str(number), created=None, currency="GBP")
        session.add(order)
        for days, message in enumerate(story):
            say(order, message, days=days + 10 * number)
        found.append(order)
    session.commit()
    return found


def say(order: Order, message: str, *, days: int) -> OrderEvent:
    return order_events.other_event(order=order, user=None, message=message, date=DAY + timedelta(days=days))


def refresh(reader: Connection) -> int:
    """Bring the summaries up to date; returns how many orders that took."""
    done, total = list(summary_store.refresh(reader, None, lambda: None, least=0))[-1]
    assert done == total
    return total


def stored(reader: Connection) -> list[dict[str, object]]:
    table = summary_store.summaries
    found = [dict(row) for row in reader.execute(select(table).order_by(table.c.order_id)).mappings()]
    reader.rollback()
    return found


def computed(reader: Connection) -> list[dict[str, object]]:
    """The rows, from all events as they are now."""
    known = reader.execute(select(Order.id, Order.created).order_by(Order.id)).all()
    summaries = {one.order: one for one in read_summaries(reader, Filters(), legacy=None, kinds=None)}
    for one in summaries.values():
        one.currency = "GBP"
    rows = []
    for number, created in known:
        moment = None if created is None else round(created.timestamp() * 1_000_000)
        rows.append(as_row(number, moment, summaries.get(number)))
    reader.rollback()
    return rows


def test_they_are_made_for_many_orders_and_hold(reader: Connection) -> None:
    assert list(summary_store.refresh(reader, None, lambda: None)) == []
    assert not summary_store.is_there(reader)
    assert refresh(reader) == len(STORIES)
    assert stored(reader) == computed(reader)
    names = {place: (state.value, is_open) for (state, is_open), place in PLACES.items()}
    assert [names.get(row["state"]) for row in stored(reader)] == [  # type: ignore[call-overload]
        ("shipped", False), ("shipped", False), ("paid", False), ("paid", True), None
    ]  # fmt: skip
    assert refresh(reader) == 0


def test_the_steps_of_orders_are_those_that_their_events_show(reader: Connection) -> None:
    assert refresh(reader) == len(STORIES)
    known: dict[str, Any] = {"legacy": None, "stored": None, "with_refunds": True}
    stored = list(read_order_steps(reader, Filters(), has_summaries=True, **known))
    assert stored == list(read_order_steps(reader, Filters(), has_summaries=False, **known))
    assert len(stored) == len(STORIES) - 1 and any(one.refunded for one in stored)


@pytest.mark.parametrize("by_kinds", [False, True], ids=["few", "many"])
def test_only_orders_that_something_happened_to_are_read_again(
    session: Session, reader: Connection, orders: list[Order], by_kinds: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by_kinds:
        monkeypatch.setattr(filling, "FEW", 0)
    loaded: list[bool] = []

    def kinds() -> kind_store.StoredKinds | None:
        loaded.append(True)
        list(kind_store.prepare(reader, None, least=0))
        return kind_store.load(reader, None)

    def refresh() -> int:
        return list(summary_store.refresh(reader, None, kinds, least=0))[-1][1]

    assert refresh() == len(STORIES)
    say(orders[0], "Refunded amount of £86.50 online.", days=50)
    session.commit()
    assert refresh() == 1
    session.add(new := Order(number="new", created=DAY))
    say(new, "Order placed", days=3)
    say(orders[1], "Order delivered", days=60)
    session.commit()
    assert refresh() == 2
    assert stored(reader) == computed(reader)
    assert bool(loaded) is by_kinds


def _removed(session: Session, order: Order) -> None:
    session.execute(delete(OrderEvent).where(OrderEvent.order_id == order.id))


def _moved(session: Session, order: Order) -> None:
    some = select(OrderEvent.id).where(OrderEvent.order_id == order.id).limit(1)
    session.execute(update(OrderEvent).where(OrderEvent.id == session.scalar(some)).values(order_id=4))


def _said_otherwise(session: Session, order: Order) -> None:
    changed = update(OrderEvent).where(OrderEvent.order_id == order.id)
    session.execute(changed.values(parameters={"message": "Order cancelled"}))


def _created(session: Session, order: Order) -> None:
    session.execute(update(Order).where(Order.id == order.id).values(created=DAY - timedelta(days=9)))


def _order_removed(session: Session, order: Order) -> None:
    _removed(session, order)
    session.execute(delete(Order).where(Order.id == order.id))


@pytest.mark.parametrize("change", [_removed, _moved, _said_otherwise, _created, _order_removed])
def test_what_is_changed_or_removed_is_added_up_again(
    session: Session, reader: Connection, orders: list[Order], change: Callable[[Session, Order], None]
) -> None:
    refresh(reader)
    before = stored(reader)
    change(session, orders[0])
    session.commit()
    assert refresh(reader) in (1, 2)
    assert stored(reader) == computed(reader) != before
    assert reader.scalars(select(stale.c.order_id)).all() == []


def test_lines_that_are_added_or_removed_later_are_taken_into_account(
    session: Session, reader: Connection, orders: list[Order]
) -> None:
    """Whether all of an order was shipped depends on its lines."""
    refresh(reader)
    session.add(line := OrderLine(order=orders[0], item_name="Plate", quantity=1))
    session.commit()
    assert reader.scalars(select(stale.c.order_id)).all() == [orders[0].id]
    refresh(reader)
    assert stored(reader) == computed(reader)
    session.execute(delete(OrderLine).where(OrderLine.id == line.id))
    session.commit()
    assert reader.scalars(select(stale.c.order_id)).all() == [orders[0].id]


def test_orders_whose_legacy_words_were_changed_are_added_up_again(
    session: Session, reader: Connection, orders: list[Order]
) -> None:
    refresh(reader)
    of_first = select(OrderEvent.id).where(OrderEvent.order_id == orders[0].id)
    for _ in range(2):
        summary_store.discard(session.connection(), session.scalars(of_first).all())
    session.commit()
    assert refresh(reader) == 1


def test_another_version_is_made_anew(reader: Connection) -> None:
    refresh(reader)
    reader.execute(text("UPDATE order_summary_state SET version = 1"))
    reader.execute(text("UPDATE order_summaries SET state = 9"))
    reader.commit()
    assert refresh(reader) == len(STORIES)
    assert stored(reader) == computed(reader)


def test_events_that_were_emptied_as_a_whole_leave_no_summary(
    session: Session, reader: Connection, orders: list[Order]
) -> None:
    refresh(reader)
    on_server = reader.dialect.name == "postgresql"
    emptied = "TRUNCATE order_events RESTART IDENTITY CASCADE" if on_server else "DELETE FROM order_events"
    reader.exec_driver_sql(emptied)
    reader.commit()
    say(orders[4], "Shipped", days=1)
    session.commit()
    refresh(reader)
    assert stored(reader) == computed(reader)


def test_a_run_that_was_interrupted_is_resumed(reader: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "_PAGE", 2)
    run = summary_store.refresh(reader, None, lambda: None, least=0)
    assert next(run) == (2, len(STORIES))
    run.close()
    assert refresh(reader) == len(STORIES) - 2
    assert stored(reader) == computed(reader)


@pytest.mark.parametrize("is_complete", [True, False], ids=["ended", "died"])
def test_of_two_runs_at_once_none_leaves_what_is_old(
    session: Session,
    reader: Connection,
    orders: list[Order],
    is_complete: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filling, "_PAGE", 2)
    monkeypatch.setattr(filling, "FEW", 0)
    monkeypatch.setattr(filling, "PATIENCE_SECONDS", 0.0)
    list(kind_store.prepare(reader, None, least=0))
    first = summary_store.refresh(reader, None, lambda: kind_store.load(reader, None), least=0)
    assert next(first) == (2, len(STORIES))
    _said_otherwise(session, orders[3])
    session.commit()
    second = summary_store.refresh(reader, None, lambda: None, least=0)
    assert list(second)[-1] == (4, 4) if is_complete else next(second)
    second.close()
    done, total = list(first)[-1]
    assert done == total
    refresh(reader)
    assert stored(reader) == computed(reader)


def test_events_that_come_into_sight_late_are_waited_for() -> None:
    """On a server, a transaction that is still open may commit events with lower ids than others have."""
    known = {"version": 1, "event_id": 5, "order_id": 2, "filled_id": 9, "turn": 1, "is_filling": 0}
    state = Reach(**known, next_event_id=None, next_order_id=None, writers="")
    waiting = advanced(state, event=20, order=9, at_work=frozenset({"3/7"}))
    assert waiting == {"next_event_id": 20, "next_order_id": 9, "writers": "3/7"}
    state = Reach(**known, **waiting)
    assert advanced(state, event=30, order=9, at_work=frozenset({"3/7", "4/1"})) == {}
    assert advanced(state, event=30, order=9, at_work=frozenset({"4/1"})) == {
        "event_id": 20, "order_id": 9, "next_event_id": 30, "next_order_id": 9, "writers": "4/1"
    }  # fmt: skip
    assert advanced(state, event=30, order=9, at_work=frozenset())["event_id"] == 30


def test_lists_are_sorted_and_filtered_by_them(reader: Connection) -> None:
    refresh(reader)

    def numbers(
        *, status: str = "", sort: str = "added", chosen: OrderFilter | None = None, reverse: bool = False
    ) -> str:
        window, now = PageWindow(page=1, size=10), DAY + timedelta(45)
        total, ids = summary_store.find_orders(
            reader,
            window,
            chosen=chosen or OrderFilter(),
            status=status,
            sort=sort,
            now=now,
            reverse=reverse,
        )
        assert total == len(ids)
        return "".join(str(pk - first) for pk in ids)

    first = min(row["order_id"] for row in stored(reader))  # type: ignore[type-var]
    assert numbers() == "43210"
    assert numbers(sort="began") == "32104"
    assert numbers(sort="last") == "32104"
    assert numbers(sort="age") == "01234"
    assert numbers(sort="paid") == "10243"
    assert numbers(sort="refunded") == numbers(sort="refunded", reverse=True)[::-1] == "14320"
    for sort, backwards in {"added": "01234", "began": "01234", "last": "01234", "paid": "34201"}.items():
        assert numbers(sort=sort, reverse=True) == backwards
    assert numbers(sort="age", reverse=True) == "32104"
    assert numbers(status="shipped") == "10"
    assert numbers(status="paid") == "32"
    for reverse, in_order in ((False, "23"), (True, "32")):  # 2 is closed, 3 is open
        assert numbers(status="paid", sort="age", reverse=reverse) == in_order
    assert numbers(status="open", sort="age") == numbers(status="stuck") == "3"  # not what left and was paid
    assert numbers(chosen=OrderFilter(since=DAY + timedelta(days=10), until=DAY + timedelta(days=30))) == "21"
    assert numbers(chosen=OrderFilter(until=DAY + timedelta(days=10))) == "0"


def test_stats_and_doctor_find_the_same_with_them(
    session: Session, reader: Connection, orders: list[Order]
) -> None:
    for days, message in ((60, "Order cancelled"), (61, "Shipped")):
        say(orders[0], message, days=days)
    session.commit()
    list(kind_store.prepare(reader, None, least=0))
    refresh(reader)
    kinds = kind_store.load(reader, None)

    def both(*, has_summaries: bool) -> Iterator[object]:
        yield stats.stats(reader, Filters(), authors=3, stored=kinds, has_summaries=has_summaries)
        yield doctor.examine(reader, chosen([]), limit=9, stored=kinds, has_summaries=has_summaries)

    found, examined = both(has_summaries=True)
    assert [found, examined] == list(both(has_summaries=False))
    assert {one.check.name for one in examined if one.count} == {*CHECKS} - {
        "silence",
        "in-1970",
        "in-the-future",
    }  # type: ignore[attr-defined]


def test_money_and_its_currencies_are_those_that_the_events_say(
    session: Session, reader: Connection, orders: list[Order]
) -> None:
    for days, message in ((60, "Paid: $9.00"), (61, "Refunded US$2.00"), (62, "Refunded 1 kr")):
        say(orders[0], message, days=days)
    say(orders[1], "Paid: $5.00", days=62)
    orders[0].currency = orders[1].currency = ""
    session.commit()
    of = {"summed": MONEY, "by": "month", "zone": UTC, "legacy": None, "stored": None}
    read = add_up(reader, Filters(), Filters(), **of)  # type: ignore[arg-type]
    refresh(reader)
    assert add_up_stored(reader, Filters(), **of) == read  # type: ignore[arg-type]
    assert read[Kind.PAID, None].assumed == {("$", "USD"): 2}
    assert {"USD", "kr", "$"} <= (read_units(reader) or {})[""]

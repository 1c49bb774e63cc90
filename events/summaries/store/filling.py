"""Makes the stored summaries, and brings up to date those of orders that something happened to."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from secrets import randbits
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any
from zlib import crc32

from sqlalchemy import Connection, delete, func, insert, select, update

from events.classified_events import dialect_of, microseconds
from events.database.derived import CannotStoreError, storing, where_allowed
from events.database.postgresql import writers
from events.database.turns import take_turns
from events.filters import Filters
from events.meaning.kind_codes import classifier
from events.summaries.store.brought import sources_by_order
from events.summaries.store.reach import Reach, advanced, touched, unlocked
from events.summaries.store.rows import REVISION, as_row, needs_texts
from events.summaries.store.standings import mark_customers, write_standings
from events.summaries.store.tables import (
    add,
    create,
    create_indexes,
    is_there,
    stale,
    stale_customers,
    state,
    summaries,
)
from events.summaries.stored_summaries import read_lines, read_summaries
from events.tables import order_events, order_lines, orders

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, TableClause

    from events.classified_events import LegacyKind
    from events.kind_store import StoredKinds
    from events.summaries.store.brought import FindRanges

    LoadKinds = Callable[[], StoredKinds | None]
    """Gives the stored kinds, up to date, if there are any: for many orders that is worth its time."""

LEAST = 1000
"""Fewer orders are summarized each time they are read: that takes less than storing is worth."""

FEW = 5000
"""Orders that are summarized from their texts: loading all stored kinds would take longer."""

_PAGE = 2000

PATIENCE_SECONDS = 10.0
"""How long another run may take for one transaction until it is overtaken in turn."""

_POLL_SECONDS = 0.1


def version() -> int:
    """The version of the summaries: another one may have understood the same events differently."""
    return crc32(repr((REVISION, classifier())).encode())


class _OvertakenError(Exception):
    """Another run has written summaries meanwhile. What this one has loaded may be older."""


def refresh(
    connection: Connection,
    legacy: LegacyKind | None,
    kinds: LoadKinds,
    *,
    ranges: FindRanges | None = None,
    least: int | None = None,
) -> Iterator[tuple[int, int]]:
    """Bring the summaries up to date, or make them if there are more than `least` orders; yields the numbers
    of orders done and in total. Where the last of these are not equal, the summaries cannot be used now.

    If interrupted, the next call resumes. `legacy` gives the words of all legacy records, `ranges` the events
    that sources brought.
    """
    with where_allowed(connection):
        if _is_made(connection, LEAST if least is None else least):
            yield from _Refresh(connection, legacy, kinds, ranges).run()


def _is_made(connection: Connection, least: int) -> bool:
    """Whether there are summaries of this version, which are made if that is worth it."""
    if is_there(connection) and connection.scalar(select(state.c.version)) == version():
        return True
    some = select(orders.c.id).limit(least + 1).subquery()
    if (connection.scalar(select(func.count()).select_from(some)) or 0) <= least:
        return False
    with storing(connection):
        create(connection)
        # On a server, making triggers has waited for all writers: whoever comes later, gives higher ids.
        made = {"event_id": _highest(connection, order_events), "order_id": 0, "filled_id": 0}
        unique = {"turn": randbits(40), "is_filling": 0}
        connection.execute(insert(state).values(version=version(), writers="", **made, **unique))
    return True


def _highest(connection: Connection, table: Any) -> int:
    return connection.scalar(select(func.max(table.c.id))) or 0


class _Refresh:
    """One run, in transactions of some orders each.

    The kinds that it has loaded show no later changes of events. Such a change marks the order: the mark is
    for a later run, unless another run that overtakes this one takes it meanwhile. So each transaction makes
    sure that no other run was here.
    """

    def __init__(
        self,
        connection: Connection,
        legacy: LegacyKind | None,
        kinds: LoadKinds,
        find_ranges: FindRanges | None,
    ) -> None:
        self._connection, self._legacy, self._load_kinds = connection, legacy, kinds
        self._find_ranges, self._ranges = find_ranges, list[tuple[int, int, int]]()
        self._kinds: StoredKinds | None = None
        self._turn = 0

    def run(self) -> Iterator[tuple[int, int]]:
        """Yields (done, total) orders. A run that was overtaken begins anew when the other has ended."""
        while True:
            try:
                yield from self._run()
                return
            except _OvertakenError:
                self._connection.rollback()
                self._kinds = None
                self._watch()

    def _watch(self) -> None:
        """Wait until the other run has ended, or seems to be dead."""
        turn, since = -1, monotonic()
        while monotonic() - since < PATIENCE_SECONDS:
            row = self._connection.execute(select(state.c.turn, state.c.is_filling)).one_or_none()
            self._connection.rollback()
            if row is None or not row.is_filling:
                return
            if row.turn != turn:
                turn, since = row.turn, monotonic()
            sleep(_POLL_SECONDS)

    def _take_turn(self, *, is_last: bool = False) -> None:
        """Make sure, within a transaction, that no other run has written since this one began."""
        mine = update(state).where(state.c.turn == self._turn)
        self._turn += 1
        done = self._connection.execute(mine.values(turn=self._turn, is_filling=int(not is_last)))
        if done.rowcount != 1:
            raise _OvertakenError

    def _run(self) -> Iterator[tuple[int, int]]:
        connection = self._connection
        before = Reach(**connection.execute(select(state)).mappings().one())
        if before.version != version():
            raise CannotStoreError
        self._turn = before.turn
        # First the ids, then who writes, then what is in sight: see `events.follow`.
        event, order = _highest(connection, order_events), _highest(connection, orders)
        at_work = writers(connection, "order_events", "orders")
        self._ranges = [] if self._find_ranges is None else self._find_ranges(connection)
        old = array("q", connection.scalars(touched(before)))
        marked = array("q", connection.scalars(select(stale.c.order_id).order_by(stale.c.order_id)))
        unfilled = select(func.count()).where(orders.c.id > before.filled_id)
        new = connection.scalar(unfilled) or 0
        done, total = 0, len(old) + len(marked) + new
        if len(old) + new > FEW:
            connection.rollback()
            self._kinds = self._load_kinds()
        for written in self._write_new(before.filled_id):
            done += written
            yield min(done, total - 1), total
        for ids in _pages(old):
            self._write(orders.c.id.in_(ids))
            done += len(ids)
            yield min(done, total - 1), total
        self._kinds = None  # an event may have been changed since they were loaded: then its order is marked
        for ids in _pages(marked):
            self._write(orders.c.id.in_(ids), marked=ids)
            done += len(ids)
            yield min(done, total - 1), total
        if self._add_up_customers() or total:
            self._end(advanced(before, event=event, order=order, at_work=at_work))
        yield total, total

    def _write_new(self, filled: int) -> Iterator[int]:
        own = orders.c.id
        while page := self._connection.scalars(
            select(own).where(own > filled).order_by(own).limit(_PAGE)
        ).all():
            first, filled = page[0], page[-1]
            self._write(own.between(first, filled), filled=filled)
            yield len(page)

    def _write(
        self, which: ColumnElement[bool], *, marked: Sequence[int] = (), filled: int | None = None
    ) -> None:
        """Replace the summaries of these orders. Marks are removed before the events are read."""
        connection, own = self._connection, stale.c.order_id
        with storing(connection):
            take_turns(connection, "order summaries")
            self._take_turn()
            if marked:
                connection.execute(delete(stale).where(own.in_(unlocked(connection, own, marked))))
            rows = self._rows(which)
            before = self._take_out(which) if filled is None else []  # no order above has a summary yet
            add(connection, rows)
            mark_customers(connection, {*before, *(row["owner"] for row in rows)})
            if filled is not None:
                connection.execute(update(state).values(filled_id=filled))

    def _take_out(self, which: ColumnElement[bool]) -> Sequence[int | None]:
        """Remove the summaries of these orders; returns whose they were."""
        connection = self._connection
        of_these = summaries.c.order_id.in_(select(orders.c.id).where(which))
        before = connection.scalars(select(summaries.c.owner).where(of_these).distinct()).all()
        connection.execute(delete(summaries).where(of_these))
        return before

    def _rows(self, which: ColumnElement[bool]) -> list[dict[str, Any]]:
        connection, own = self._connection, orders.c
        created = microseconds(own.created, dialect_of(connection))
        wanted = select(own.id, created, own.currency, own.user_id, own.shop).where(which).order_by(own.id)
        known = connection.execute(wanted).all()
        currencies = {order: currency for order, _, currency, *_ in known}
        places = {order: {"owner": owner, "shop": shop} for order, _, _, owner, shop in known}
        dates = {order: moment for order, moment, *_ in known}
        ids = list(dates)
        if not ids:
            return []
        is_run = ids[-1] - ids[0] < 2 * len(ids)

        def are_theirs(table: TableClause) -> ColumnElement[bool]:
            order = table.c.order_id
            return order.between(ids[0], ids[-1]) if is_run else order.in_(ids)

        for order, sources in sources_by_order(connection, self._ranges, are_theirs(order_events)).items():
            if order in places:
                places[order]["sources"] = sources
        lines, rows = read_lines(connection, are_theirs(order_lines)), []
        for one in read_summaries(
            connection,
            Filters(extra_condition=are_theirs),
            legacy=self._legacy,
            kinds=self._kinds,
            summed=lambda summary: needs_texts(summary, has_lines=summary.order in lines),
        ):
            if one.order is not None and one.order in dates:
                one.currency = currencies[one.order]
                one.lines = lines.get(one.order, frozenset())
                rows.append(as_row(one.order, dates.pop(one.order), one, **places[one.order]))
        rest = (as_row(order, moment, None, **places[order]) for order, moment in dates.items())
        return [*rows, *rest]

    def _add_up_customers(self) -> bool:
        """Replace the standings of customers of whose orders summaries were written or removed, if any."""
        connection, own = self._connection, stale_customers.c.user_id
        connection.rollback()
        if connection.scalar(select(own).limit(1)) is None:
            return False
        with storing(connection):
            take_turns(connection, "order summaries")
            self._take_turn()
            create_indexes(connection, of_customers=False)
        last = -1
        while page := connection.scalars(select(own).where(own > last).order_by(own).limit(_PAGE)).all():
            last = page[-1]
            with storing(connection):
                take_turns(connection, "order summaries")
                self._take_turn()
                connection.execute(delete(stale_customers).where(own.in_(unlocked(connection, own, page))))
                write_standings(connection, page)
        return True

    def _end(self, values: dict[str, Any]) -> None:
        with storing(self._connection):
            take_turns(self._connection, "order summaries")
            self._take_turn(is_last=True)
            create_indexes(self._connection, of_customers=False)
            create_indexes(self._connection, of_customers=True)
            if values:
                self._connection.execute(update(state).values(**values))


def _pages(ids: array[int]) -> Iterator[list[int]]:
    return (ids[start : start + _PAGE].tolist() for start in range(0, len(ids), _PAGE))

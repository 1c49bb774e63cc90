"""A page of the list of orders: read as it is shown, or chosen by what the orders' events add up to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from cli.render.people import counted
from cli.words import hints
from cli.words.command_rules import state_of
from events import clock, moments
from events.errors import UsageError
from events.next_commands import joined
from events.totals_filter import ALL_TOTALS
from events.vocabulary.kinds import Kind
from events.vocabulary.words import kind_called, nearest

if TYPE_CHECKING:
    from events.lists import OrderFilter, OrderRow
    from events.summaries.totals import TotalsByKind
    from events.tables import Reader

Row = TypeVar("Row")

SORTINGS: Mapping[str, str] = {
    "added": "the last added first",
    "began": "the last begun first",
    "last": "the last active first",
    "age": "the longest in its state first",
    "paid": "the most paid first, in whatever currency",
    "refunded": "the most refunded first, in whatever currency",
}
_OPPOSITES = {"last": "earliest", "longest": "shortest", "most": "least"}
_AGES = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Sorting:
    """What a list is sorted by, and whether the other way round."""

    by: str
    is_reversed: bool = False

    def words(self, sortings: Mapping[str, str]) -> str:
        """The order in words: `the last begun first`, and of the reverse `the earliest begun first`."""
        the, superlative, *rest = sortings[self.by].split()
        if not self.is_reversed:
            return sortings[self.by]
        if superlative not in _OPPOSITES:
            return f"{sortings[self.by]}, reversed"
        return " ".join([the, _OPPOSITES[superlative], *rest])


@dataclass(frozen=True, kw_only=True)
class OrderPage:
    """The rows of a page with their totals, how many orders there are in all, and what was not looked at."""

    rows: Iterable[tuple[OrderRow, TotalsByKind]]
    total: int
    note: str = ""


def period(since: str, until: str, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """The limits as moments. Raises `InvalidDateError`, and `UsageError` for the wrong way round."""
    start = moments.since(since, zone) if since else None
    end = moments.until(until, zone) if until else None
    if start and end and start >= end:
        raise UsageError(f"--since {since} is not before --until {until}: nothing matches. Exchange them.")
    return start, end


def check_status(text: str, statuses: Sequence[str]) -> str:
    """The one of `statuses` that was asked for. Raises `UsageError` with the nearest."""
    word = state_of(text)
    if word and word not in statuses:
        from events.meaning.classify import classify_text
        from events.summaries.order_state import State

        meaning = classify_text(text)  # as a shop calls it: `versendet`
        meant = State(meaning.display_kind, meaning.is_partial).value
        if meant in statuses:
            return meant
        near = nearest(word, list(statuses))
        if word in hints.STATES:
            raise UsageError(f"There is no status {text!r}. {hints.STATES[word]}")
        hint = f" Did you mean {near[0]}?" if near else ""
        raise UsageError(f"There is no status {text!r}.{hint} They are {', '.join(statuses)}.")
    return word


def check_statuses(text: str, statuses: Sequence[str]) -> tuple[str, ...]:
    """The ones of `statuses` that are named between commas. Raises `UsageError` with the nearest."""
    words = dict.fromkeys(check_status(word, statuses) for word in text.split(","))
    return tuple(word for word in words if word)


def amount_of(option: str, text: str) -> Decimal | None:
    """The amount that an option gives; None where it was not given. Raises `UsageError` for no amount."""
    if not text:
        return None
    if re.fullmatch(r"-?[0-9]+,[0-9]{1,2}", text):
        text = text.replace(",", ".")
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", text):
        raise UsageError(f"{option} {text!r} is no amount. Write it without a currency: {option} 100.50")
    return Decimal(text)


def check_step(text: str) -> Kind:
    """The step that orders are to have taken. Raises `UsageError` for what is none."""
    from events.summaries.order_summary import STEPS

    word = kind_called(text)
    if word not in STEPS:
        near = nearest(word, [step.value for step in STEPS])
        hint = f" Did you mean {near[0]}?" if near else ""
        known = ", ".join(step.value for step in STEPS)
        raise UsageError(f"There is no step {text!r}.{hint} They are {known}.")
    return Kind.parse(word)


def needs_summaries(chosen: OrderFilter, *, status: str, sort: str) -> bool:
    """Whether this list needs the summaries of all orders, not only of some customers'."""
    has_period = chosen.since is not None or chosen.until is not None
    return not chosen.subjects and bool(status or _needs_totals(chosen) or sort != "added" or has_period)


def read_stored_orders(
    reader: Reader, chosen: OrderFilter, *, status: str, sort: Sorting, page: int, size: int
) -> OrderPage:
    """A page of the orders by their stored summaries, which must be up to date."""
    from events import list_totals, lists
    from events.summaries import store as summary_store
    from importers.ledger.provenance import legacy_word

    window = lists.PageWindow(page=page, size=size)
    total, ids = summary_store.find_orders(
        reader, window, chosen=chosen, status=status, sort=sort.by, reverse=sort.is_reversed, now=clock.now()
    )
    rows = lists.orders_by_id(reader, ids)
    return OrderPage(rows=list_totals.add_order_totals(reader, rows, legacy_word), total=total)


def read_orders(
    reader: Reader, chosen: OrderFilter, *, status: str, sort: Sorting, page: int, size: int
) -> OrderPage:
    """A page of the orders without summaries. With a status, or sorted by what events add up to, all up to
    `REACH` are read."""
    from events import list_totals, lists
    from importers.ledger.provenance import legacy_word

    if not (status or _needs_totals(chosen)) and sort.by in (lists.ADDED, lists.BEGAN, lists.LAST):
        window = lists.PageWindow(page=page, size=size)
        total, listed = lists.orders(reader, window, chosen=chosen, sort=sort.by, reverse=sort.is_reversed)
        return OrderPage(rows=list_totals.add_order_totals(reader, listed, legacy_word), total=total)
    in_database = sort.by if sort.by in (lists.BEGAN, lists.LAST) else lists.ADDED
    window = lists.PageWindow(page=1, size=list_totals.REACH)
    reverse = sort.is_reversed and sort.by == in_database
    total, listed = lists.orders(reader, window, chosen=chosen, sort=in_database, reverse=reverse)
    found = [
        (row, totals)
        for row, totals in list_totals.add_order_totals(reader, listed, legacy_word)
        if (not status or list_totals.has_status(totals.standing, status, now=clock.now()))
        and (chosen.had is None or chosen.had in totals)
        and (chosen.waits_since is None or _waits(totals, chosen.waits_since))
        and list_totals.has_totals(totals, chosen.totals, now=clock.now())
    ]
    sort_by_totals(found, sort)
    note = ""
    if total > list_totals.REACH:
        note = f"Looked at {list_totals.REACH:,} of {total:,} orders; --since and --until choose others."
    return OrderPage(rows=found[(page - 1) * size : page * size], total=len(found), note=note)


def _needs_totals(chosen: OrderFilter) -> bool:
    """Whether the orders' own columns do not say which are chosen."""
    return chosen.had is not None or chosen.waits_since is not None or chosen.totals != ALL_TOTALS


def _waits(totals: TotalsByKind, since: datetime) -> bool:
    from events.list_totals import state_since

    reached = state_since(totals)
    return reached is not None and reached <= since


def sort_by_totals(found: list[tuple[Row, TotalsByKind]], sort: Sorting) -> None:
    """Sort rows by the age of their state, or by what was paid or refunded, where that is asked for. What is
    in no state comes last either way. The reverse also reverses rows that are equal, as stored summaries are
    sorted."""
    from events.list_totals import most_of, state_since

    if sort.by not in ("age", "paid", "refunded"):
        return
    if sort.by == "age":
        found.sort(key=lambda pair: state_since(pair[1]) or _AGES)
    else:
        is_paid = sort.by == "paid"
        kind = Kind.PAID if is_paid else Kind.REFUNDED
        # A refund of which no amount is known comes before none.
        found.sort(key=lambda pair: (most_of(pair[1], kind), is_paid or kind in pair[1]), reverse=True)
    if sort.is_reversed:
        found.reverse()
    if sort.by == "age":
        found.sort(key=lambda pair: state_since(pair[1]) is None)


def had_before_note(others: int, status: str, given: Mapping[str, str | None]) -> str:
    """A sentence on orders that took a step at some time without being in its state, with the command that
    lists them; empty where there are none. `given` are the other options."""
    if others <= 0:
        return ""
    more = [word for name, value in given.items() if value for word in (name, value)]
    again = joined(["events", "orders", "--had", status, *more])
    return f"{counted(others, 'more order')} took this step in part, or another one since: {again}"


def period_note(step: str, since: str | None, until: str | None) -> str:
    """A sentence on what dates mean where orders are chosen by a state or a step, with the command for the
    other meaning; empty without dates, or where no step of an order is meant."""
    dates = [
        word for name, value in (("--since", since), ("--until", until)) if value for word in (name, value)
    ]
    kind = step.removeprefix("partially_")
    if not dates or kind not in set(Kind):
        return ""
    log = joined(["events", "log", "--kind", kind, *dates])
    return f"The dates are about when orders began. What was {Kind.parse(kind).word} in that time: {log}"

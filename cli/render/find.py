"""What `events find` found: a section for each kind, and for each result the command that opens it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import TYPE_CHECKING

from cli.event_view import EventView
from cli.render import people, records, safe
from cli.render.layout import WIDEST, Line, clip, flow, span_width
from cli.render.palette import DOT, Ink
from cli.render.people import counted
from cli.render.search import event_lines
from events.find import REACH
from events.next_commands import command, joined, look_at_order
from events.summaries.totals import TotalsByKind
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.find import Matches
    from events.lists import CustomerRow, OrderRow
    from events.search import Query

COLUMNS = ("kind", "name", "customer", "date", "text", "command")
_INDENT = ("  ", Ink.PLAIN)
_GAP = 2


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The best matches of `text` of each kind, and how many there are of each; None for too many events."""

    text: str
    matches: Matches
    query: Query
    events: Sequence[EventView]
    events_in_all: int | None


def lines(answer: Answer, *, width: int, zone: tzinfo) -> Iterator[Line]:
    """The sections that have results, each with its heading; else what to try next."""
    width, found = min(width, WIDEST), answer.matches
    if not (found.orders or found.customers or answer.events):
        yield [("Nothing found.", Ink.PLAIN)]
        hint, opens = _other_search(answer.text)
        yield from flow([(hint, Ink.DIM)], width)
        yield [_INDENT, (safe.line(joined(opens)), Ink.PLAIN)]
        return
    yield from matches(found, width=width, zone=zone)
    if answer.events:
        yield from [[]] if found.orders or found.customers else []
        yield _heading("Events", len(answer.events), answer.events_in_all)
        for view in answer.events:
            yield from event_lines(view, answer.query, width=width, zone=zone)
        words = ["events", "search", *(["--"] if answer.text.startswith("-") else []), answer.text]
        shows = f"{joined(words)}, or {joined(['events', 'show', 'ID'])}"
        yield [_INDENT, (safe.line(shows), Ink.PLAIN)]


def _other_search(text: str) -> tuple[str, list[str]]:
    """Why nothing was found, and the command that looks elsewhere."""
    word = text.strip().lower()
    if word in {kind.value for kind in Kind}:
        return "It is a kind of events. To list them:", ["events", "log", "--kind", word]
    hint = "Events match from the start of a word. To search within words:"
    return hint, ["events", "log", f"--grep={text}"]


def matches(found: Matches, *, width: int, zone: tzinfo) -> Iterator[Line]:
    """The sections of orders and of people, as far as there are any."""
    if found.orders:
        yield _heading("Orders", len(found.orders), found.orders_in_all)
        for order in found.orders:
            facts = _of_order(order, zone, is_shared=_is_shared(order, found))
            yield from _result(facts, safe.line(_open_order(order, found)), width)
    if found.customers:
        yield from [[]] if found.orders else []
        yield _heading("People", len(found.customers), found.customers_in_all)
        for customer in found.customers:
            yield from _result(_of_customer(customer), safe.line(_open_customer(customer)), width)


def _heading(title: str, shown: int, in_all: int | None) -> Line:
    if in_all is None or in_all > shown:
        of_all = "more" if in_all is None or in_all > REACH else f"{in_all:,}"
        return [(title, Ink.STRONG), (f"  {shown:,} of {of_all}; --limit shows more", Ink.DIM)]
    return [(title, Ink.STRONG)]


def _result(facts: Line, opens: str, width: int) -> Iterator[Line]:
    """A line of facts and the command; the command on a line of its own where both do not fit."""
    used, size = span_width([_INDENT, *facts]), len(opens)
    if used + _GAP + size <= width:
        yield [_INDENT, *facts, (" " * (width - used - size), Ink.PLAIN), (opens, Ink.PLAIN)]
        return
    (name, ink), *rest = facts
    yield [_INDENT, (name, ink), (clip("".join(text for text, _ in rest), width - 2 - len(name)), Ink.DIM)]
    yield [_INDENT, _INDENT, (opens, Ink.PLAIN)]


def _of_order(row: OrderRow, zone: tzinfo, *, is_shared: bool) -> Line:
    parts = [people.customer(row.customer), counted(row.events, "event")]
    if row.last:
        parts.append(f"last {people.moment(row.last, zone)}")
    badge = people.badge(row.shop, row.number, is_shared=is_shared)
    return [(badge, Ink.BADGE), (f"  {f' {DOT} '.join(parts)}", Ink.PLAIN)]


def _of_customer(row: CustomerRow) -> Line:
    counts = ", ".join(
        [counted(row.orders, "order")] + ([counted(row.events, "own event")] if row.events else [])
    )
    return [(people.customer(row.who), Ink.BADGE), (f"  {counts}", Ink.PLAIN)]


def _is_shared(row: OrderRow, found: Matches) -> bool:
    """Whether it is the one without a shop, and another shop has the number, too."""
    return not row.shop and row.number in found.shared


def _open_order(row: OrderRow, found: Matches) -> str:
    if _is_shared(row, found):
        return command("order", target=f"/{row.number}")
    return look_at_order(row.number, shop=row.shop)


def _open_customer(row: CustomerRow) -> str:
    """The customer's timeline; of somebody without orders who only wrote, what they wrote."""
    if row.orders or row.events or not (row.who.is_staff or row.who.is_placeholder):
        return command("customer", target=row.who.label)
    return joined(["events", "log", f"--user={row.who.label}"])


def results(answer: Answer) -> Iterable[dict[str, str | None]]:
    """The results as plain values: `kind` is order, customer or event."""
    for order in answer.matches.orders:
        listed = records.order(order, TotalsByKind())
        yield {
            "kind": "order",
            "name": f"{order.shop}/{order.number}" if order.shop else order.number,
            "customer": listed["customer"],
            "date": listed["last_event"] or listed["created"],
            "text": None,
            "command": _open_order(order, answer.matches),
        }
    for customer in answer.matches.customers:
        yield {
            "kind": "customer",
            "name": customer.who.label,
            "customer": customer.who.label,
            "date": None,
            "text": customer.who.name or None,
            "command": _open_customer(customer),
        }
    for view in answer.events:
        event = records.event(view)
        yield {
            "kind": "event",
            "name": event["id"],
            "customer": event["customer"],
            "date": event["date"],
            "text": event["message"],
            "command": command("show", target=event["id"]),
        }

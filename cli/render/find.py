"""What `events find` found: a section for each kind, and for each result the command that opens it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING

from cli.event_view import EventView
from cli.render import people, records, safe, standing
from cli.render.layout import WIDEST, Line, clip, flow, span_width, width_of
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

COLUMNS = ("kind", "name", "customer", "date", "state", "text", "command")
_INDENT = ("  ", Ink.PLAIN)
_GAP = 2


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The best matches of `text` of each kind, and how many there are of each; None for too many events.
    `totals` are what the events of orders add up to, by the orders' ids; `place` says where events have the
    text if not at the beginnings of words, else ""."""

    text: str
    matches: Matches
    query: Query
    events: Sequence[EventView] = ()
    events_in_all: int | None = 0
    place: str = ""
    totals: Mapping[int, TotalsByKind] = field(default_factory=dict)


def lines(answer: Answer, *, width: int, zone: tzinfo) -> Iterator[Line]:
    """The sections that have results, each with its heading; else what to try next."""
    width, found = min(width, WIDEST), answer.matches
    if not (found.orders or found.customers or answer.events):
        yield [("Nothing found.", Ink.PLAIN)]
        hint, opens = _other_search(answer)
        yield from flow([(hint, Ink.DIM)], width)
        yield [_INDENT, (safe.line(joined(opens)), Ink.PLAIN)]
        return
    yield from matches(found, totals=answer.totals, width=width, zone=zone)
    if answer.events:
        yield from [[]] if found.orders or found.customers else []
        title = f"Events, {answer.place}" if answer.place else "Events"
        yield _heading(title, len(answer.events), answer.events_in_all)
        for view in answer.events:
            yield from event_lines(view, answer.query, width=width, zone=zone)
        words = ["events", "search", *(["--"] if answer.text.startswith("-") else []), answer.text]
        again = "" if answer.place else f"{joined(words)}, or "
        shows = f"{again}{joined(['events', 'show', 'ID'])}"
        yield [_INDENT, (safe.line(shows), Ink.PLAIN)]


def _other_search(answer: Answer) -> tuple[str, list[str]]:
    """Why nothing was found, and the command that looks elsewhere."""
    word = answer.text.strip().lower()
    if word in {kind.value for kind in Kind}:
        return "It is a kind of events. To list them:", ["events", "log", "--kind", word]
    if answer.place:
        return "It is not within words either. To list all orders:", ["events", "orders"]
    hint = "Events match from the start of a word. To search within words:"
    return hint, ["events", "log", f"--grep={answer.text}"]


def matches(
    found: Matches, *, totals: Mapping[int, TotalsByKind] | None = None, width: int, zone: tzinfo
) -> Iterator[Line]:
    """The sections of orders, with their state and money as `totals` has them by their ids, and of people, as
    far as there are any."""
    totals = totals or {}
    if found.orders:
        places = standing.decimal_places(totals.values())
        yield _heading("Orders", len(found.orders), found.orders_in_all)
        for order in found.orders:
            stands = _standing(totals.get(order.id, TotalsByKind()), places)
            facts = _of_order(order, stands, zone, is_shared=_is_shared(order, found))
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
    """A line of facts and the command; the command on a line of its own where both do not fit. The last facts
    give way where the line is too narrow."""
    used, size = span_width([_INDENT, *facts]), len(opens)
    if used + _GAP + size <= width:
        yield [_INDENT, *facts, (" " * (width - used - size), Ink.PLAIN), (opens, Ink.PLAIN)]
        return
    (name, ink), *rest = facts
    said, room = "".join(text for text, _ in rest), width - 2 - len(name)
    while width_of(said) > room and f" {DOT} " in said:
        said = said.rpartition(f" {DOT} ")[0]
    yield [_INDENT, (name, ink), (clip(said, room), Ink.DIM)]
    yield [_INDENT, _INDENT, (opens, Ink.PLAIN)]


def _standing(totals: TotalsByKind, places: Mapping[str, int]) -> list[str]:
    """The state of an order, and its money."""
    word, _ = standing.state(totals)
    money = [(kind.word, standing.money(kind, totals, places)) for kind in (Kind.PAID, Kind.REFUNDED)]
    return [*([word] if word else []), *(f"{verb} {amount}" for verb, amount in money if amount)]


def _of_order(row: OrderRow, stands: Sequence[str], zone: tzinfo, *, is_shared: bool) -> Line:
    parts = [people.customer(row.customer), *(stands or [counted(row.events, "event")])]
    if row.last:
        last = people.moment(row.last, zone)
        parts.append(f"last {last.split(' ')[0] if stands else last}")
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
    """The results as plain values: `kind` is order, customer or event. `state` is that of the order, or what
    the event brought it to."""
    for order in answer.matches.orders:
        listed = records.order(order, answer.totals.get(order.id, TotalsByKind()))
        yield {
            "kind": "order",
            "name": f"{order.shop}/{order.number}" if order.shop else order.number,
            "customer": listed["customer"],
            "date": listed["last_event"] or listed["created"],
            "state": listed["state"],
            "text": None,
            "command": _open_order(order, answer.matches),
        }
    for customer in answer.matches.customers:
        yield {
            "kind": "customer",
            "name": customer.who.label,
            "customer": customer.who.label,
            "date": None,
            "state": None,
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
            "state": event["state"],
            "text": event["message"],
            "command": command("show", target=event["id"]),
        }

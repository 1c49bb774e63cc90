"""A timeline's header line: where an order or a customer's orders stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from decimal import Decimal

from cli.event_view import EventView
from cli.render import people, safe
from cli.render.layout import Line, Span
from cli.render.palette import TIMES, Ink, icon
from events.amounts import is_dollar
from events.database.types import from_microseconds
from events.summaries.entry_summaries import EntryEvent, summarize_entries
from events.summaries.order_state import State
from events.summaries.order_summary import OrderSummary, add_up
from events.summaries.totals import Totals, TotalsByKind
from events.vocabulary.kinds import Kind

MOST = 1000
"""Longer histories get no such line: all of it would have to be read before the first line is printed."""

_SHOWN = frozenset({Kind.PAID, Kind.REFUNDED})
"""Kinds whose amounts lists have a column for."""

Lines = Mapping[tuple[str, str | None], frozenset[int]]
"""Ids of the lines of orders, by shop and number."""

_MOST_PLACES = 4
"""No currency has more decimal places: Chile's unit of account has four."""
_CENTS = 2


def state(totals: TotalsByKind) -> Span:
    """The state in a word, in the ink of its kind: `partially refunded`."""
    if totals.standing is None:
        return "", Ink.PLAIN
    known = totals.standing.state
    return known.word, icon(known.kind)[1]


def line(
    events: Iterable[EventView], zone: tzinfo, *, of_customer: bool = False, lines: Lines | None = None
) -> list[Line]:
    """The steps of `events`, all of an order or a customer and by date, to be set side by side. `lines` are
    the ids of the lines of orders by shop and number."""
    events = list(events)
    found = add_up(summaries(events, lines))
    is_counted = of_customer and any(totals.times > 1 for totals in found.values())
    parts: list[Line] = []
    for kind, totals in found.items():
        if of_customer and kind is Kind.PLACED:  # beside the number of orders it looks like another
            continue
        parts.append(_part(kind, totals, zone, of_customer=of_customer, is_counted=is_counted))
        if kind is Kind.REFUNDED and not of_customer and (left := net(found)):
            parts[-1] += [(", ", Ink.PLAIN), (left, Ink.STRONG)]
    return [*parts, *_last(events, frozenset(found), zone)] if of_customer else parts


def _last(events: Sequence[EventView], steps: frozenset[Kind], zone: tzinfo) -> Iterator[Line]:
    """The last step of any of a customer's orders: which, of which order, and when."""
    for view in reversed(events):
        kind, order = view.meaning.display_kind, view.entry.order
        if kind in steps and order is not None:
            badge = people.badge(view.entry.shop, order, is_shared=view.needs_shop)
            date = f"{view.entry.date.astimezone(zone):%Y-%m-%d}"
            yield [(f"last: {kind.word} ", Ink.PLAIN), (badge, Ink.BADGE), (f" {date}", Ink.PLAIN)]
            return


def summaries(events: Iterable[EventView], lines: Lines | None = None) -> list[OrderSummary]:
    """What the events of each order add up to."""
    return summarize_entries(
        (
            EntryEvent(entry=view.entry, meaning=view.meaning, currency=view.currency, codes=view.codes)
            for view in events
        ),
        lines,
    )


def _part(kind: Kind, totals: Totals, zone: tzinfo, *, of_customer: bool, is_counted: bool) -> Line:
    sign, ink = icon(kind)
    is_partial = totals.is_partial and not of_customer
    part: Line = [(f"{sign} {State(kind, is_partial).word}", ink)]
    if totals.times > 1 or is_counted:
        part.append((f" {totals.times}{TIMES}", ink))
    if totals.sums:
        part.append((f" {sums(totals.sums)}", Ink.STRONG))
        part.append((_more(totals), Ink.PLAIN))
    if not of_customer:
        part.append((f" {from_microseconds(totals.last).astimezone(zone):%Y-%m-%d}", Ink.PLAIN))
    if totals.tracking and not of_customer:
        part.append((f" {safe.line(totals.tracking)}", Ink.PLAIN))
    return part


def money(kind: Kind, totals: Mapping[Kind, Totals], places: Mapping[str, int]) -> str:
    """The money that came in or went back, where an amount is known: `86.50 GBP or more`; with as many
    decimal places as `places` has for a currency."""
    found = totals.get(kind)
    if not found or not found.sums:
        return ""
    padded = {currency: _padded(amount, places.get(currency, 0)) for currency, amount in found.sums.items()}
    return f"{sums(padded)}{_more(found)}"


def decimal_places(all_totals: Iterable[Mapping[Kind, Totals]]) -> dict[str, int]:
    """How many decimal places the amounts of each currency have at most, so that a column shows all alike.

    A text that has more than money ever has does not widen the others.
    """
    found: dict[str, int] = {}
    for totals in all_totals:
        for kind in _SHOWN & totals.keys():
            for currency, amount in totals[kind].sums.items():
                if (places := _places(amount)) <= _MOST_PLACES:
                    found[currency] = max(found.get(currency, 0), places)
    return found


def _places(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _padded(amount: Decimal, places: int) -> Decimal:
    sign, digits, exponent = amount.as_tuple()
    if not isinstance(exponent, int) or -exponent >= places:
        return amount
    return Decimal((sign, (*digits, *[0] * (exponent + places)), -places))


def net(totals: Mapping[Kind, Totals]) -> str:
    """What is left of the money paid after refunds: `net 82.55 GBP`; empty where that is nothing, or where
    amounts are not known, in one currency."""
    paid, back = totals.get(Kind.PAID), totals.get(Kind.REFUNDED)
    if paid is None or back is None or paid.has_unknown_amount or back.has_unknown_amount:
        return ""
    if len(paid.sums) != 1 or paid.sums.keys() != back.sums.keys():
        return ""
    ((currency, amount),) = paid.sums.items()
    left = amount - back.sums[currency]
    return f"net {sums({currency: left})}" if left else ""


def _more(totals: Totals) -> str:
    return " or more" if totals.has_unknown_amount else ""


def sums(amounts: Mapping[str, Decimal]) -> str:
    """Amounts by currency, side by side: currencies are never added up."""
    return " + ".join(safe.line(_sum(amount, currency)) for currency, amount in sorted(amounts.items()))


def _sum(amount: Decimal, currency: str) -> str:
    """`86.50 GBP`, never `86.5`; dollars with their sign, as messages write them, and code: `$20.00 USD`."""
    amount = _padded(amount, _CENTS) if _places(amount) == 1 else amount
    if is_dollar(currency):
        return f"${amount:f} {currency.removeprefix('$')}".rstrip()
    return f"{amount:f} {currency}".rstrip()

"""What is shown, as plain values for data formats. One event has one shape, in every command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cli.event_view import EventView
from cli.format_registry import Media, find_format
from events.vocabulary.event_type import EventType
from events.vocabulary.kinds import Kind
from events.vocabulary.parameters import describe
from importers import readable_export

if TYPE_CHECKING:
    from events.account.people import Person
    from events.lists import CustomerRow, OrderRow
    from events.summaries.totals import TotalsByKind

EVENT_COLUMNS = (
    "id", "date", "type", "code", "kind", "state", "amount", "currency",
    "shop", "order", "customer", "user", "message", "parameters", "corrects",
    "user_details.name", "user_details.is_staff", "user_details.is_placeholder",
    "customer_details.name", "customer_details.is_staff", "customer_details.is_placeholder",
    "source.batch", "source.source", "source.file", "source.record", "source.line", "source.legacy_id",
)  # fmt: skip
"""Columns of an event in CSV."""

ORDER_COLUMNS = (
    "shop", "number", "customer", "created", "currency", "events", "first_event", "last_event",
    "state", "state_since", "paid", "refunded", "paid_amount", "refunded_amount", "amount_currency",
)  # fmt: skip
CUSTOMER_COLUMNS = (
    "email",
    "name",
    "orders",
    "events",
    "state",
    "state_since",
    "paid",
    "refunded",
    "all_events",
    "paid_amount",
    "refunded_amount",
    "amount_currency",
)
TYPE_COLUMNS = ("vocabulary", "code", "type", "label", "tone", "parameters")


def event_columns(format: str) -> tuple[str, ...]:
    """The columns of events in a format: of a workbook, those that people read."""
    return EVENT_COLUMNS if find_format(format).media is not Media.BOOK else readable_export.COLUMNS


def event(view: EventView) -> dict[str, Any]:
    """One event, absent values as None.

    `kind` is what the event means, `state` what a new status means, `amount` the exact amount as text, and
    `corrects` the id of the note that this one corrects.
    """
    entry, source, meaning = view.entry, view.source, view.meaning
    return {
        "id": entry.id,
        "date": moment(entry.date),
        "type": entry.type.name,
        "code": entry.type.value,
        "kind": meaning.kind.value,
        "state": meaning.state.value if meaning.state else None,
        "amount": None if meaning.amount is None else f"{meaning.amount:f}",
        "currency": view.unit or None,
        "shop": entry.shop,
        "order": entry.order,
        "customer": entry.customer.label if entry.customer else None,
        "user": entry.user.label if entry.user else None,
        "message": entry.message,
        "parameters": dict(entry.parameters),
        "corrects": view.corrects or None,
        "user_details": _details(entry.user),
        "customer_details": _details(entry.customer),
        "source": source
        and {
            "batch": source.batch,
            "source": source.source,
            "file": source.file,
            "record": source.record,
            "line": source.line,
            "legacy_id": source.legacy_id,
        },
    }


def whole_event(view: EventView) -> dict[str, Any]:
    """One event with all that the log has of it: also what an imported record's mapping altered or did not
    use."""
    found, source = event(view), view.source
    if source is not None:
        found["source"] |= {
            "kind": source.kind,
            "raw_date": source.raw_date,
            "raw_author": source.raw_author,
            "raw_message": source.raw_message,
            "extra": dict(source.extra),
        }
    return found


def _details(person: Person | None) -> dict[str, Any] | None:
    """What is known of a person beside their label."""
    if person is None:
        return None
    return {
        "name": person.name or None,
        "is_staff": person.is_staff,
        "is_placeholder": person.is_placeholder,
    }


def moment(date: datetime) -> str:
    """A moment in UTC, with microseconds only where it has some."""
    return date.astimezone(UTC).isoformat().replace("+00:00", "Z")


def order(row: OrderRow, totals: TotalsByKind) -> dict[str, Any]:
    """One order of a list, with what its events add up to."""
    from events.list_totals import state_since

    since = state_since(totals)
    return {
        "shop": row.shop,
        "number": row.number,
        "customer": row.customer.label if row.customer else None,
        "created": moment(row.created) if row.created else None,
        "currency": row.currency,
        "events": row.events,
        "first_event": moment(row.first) if row.first else None,
        "last_event": moment(row.last) if row.last else None,
        "state": totals.standing.state.value if totals.standing else None,
        "state_since": moment(since) if since else None,
        "paid": _money(totals, Kind.PAID),
        "refunded": _money(totals, Kind.REFUNDED),
        **_numbers(totals),
    }


def customer(row: CustomerRow, totals: TotalsByKind) -> dict[str, Any]:
    """One customer of a list, with what the events of their orders add up to."""
    from events.list_totals import state_since

    since = state_since(totals)
    return {
        "email": row.who.email,
        "name": row.who.name,
        "orders": row.orders,
        "events": row.events,
        "state": totals.standing.state.value if totals.standing else None,
        "state_since": moment(since) if since else None,
        "paid": _money(totals, Kind.PAID),
        "refunded": _money(totals, Kind.REFUNDED),
        "all_events": row.all_events,
        **_numbers(totals),
    }


def _money(totals: TotalsByKind, kind: Kind) -> str | None:
    """Amounts with their currencies, such as `86.50 GBP + 5.00`; None where no amount is known."""
    return sums_of(totals[kind].sums if kind in totals else {})


def _numbers(totals: TotalsByKind) -> dict[str, str | None]:
    """What was paid and refunded as plain numbers, to be added up, where all of it is of one currency."""
    paid, refunded = (totals[one].sums if one in totals else {} for one in (Kind.PAID, Kind.REFUNDED))
    units = {*paid, *refunded}
    unit = units.pop() if len(units) == 1 else None
    amounts = {
        name: f"{sums[unit]:f}" if unit is not None and unit in sums else None
        for name, sums in (("paid_amount", paid), ("refunded_amount", refunded))
    }
    return {**amounts, "amount_currency": unit or None}


def sums_of(amounts: Mapping[str, Decimal]) -> str | None:
    """Amounts by currency, as all data formats have them; None for none."""
    return " + ".join(f"{amount:f} {code}".rstrip() for code, amount in sorted(amounts.items())) or None


def event_type(vocabulary: str, member: EventType) -> dict[str, Any]:
    """One member of the vocabulary."""
    return {
        "vocabulary": vocabulary,
        "code": member.value,
        "type": member.name,
        "label": member.label,
        "tone": member.tone.value,
        "parameters": describe(member.parameters),
    }

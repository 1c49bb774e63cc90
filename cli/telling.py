"""Events with what they refer to, a page at a time, so that long timelines stream."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from events.kinds import Meaning, meaning

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.timeline import TimelineEntry
    from importers.provenance import Provenance

PAGE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """An event with what is needed to tell it. `items` names order lines by id; `source` is None for
    events that were not imported."""

    entry: TimelineEntry
    source: Provenance | None = None
    items: Mapping[int, str] = field(default_factory=dict)
    currency: str = ""

    @property
    def meaning(self) -> Meaning:
        """What the event means, whether it was typed or understood from a legacy message."""
        entry = self.entry
        return meaning(
            entry.type.value,
            entry.parameters,
            legacy=self.source.kind if self.source else None,
            by_customer=entry.user is not None and entry.user == entry.customer,
        )


def told(session: Session, entries: Iterable[TimelineEntry]) -> Iterator[Told]:
    """`entries` with their provenance, item names and currencies, looked up by the page."""
    from events.timeline import line_names

    rest = iter(entries)
    while page := list(itertools.islice(rest, PAGE)):
        sources = _sources(session, page)
        items = line_names(session, {line for entry in page for line in _lines(entry)})
        currencies = _currencies(session, page)
        for entry in page:
            yield Told(
                entry=entry,
                source=sources.get(entry.id),
                items=items,
                currency=currencies.get((entry.shop, entry.order), ""),
            )


def _sources(session: Session, page: list[TimelineEntry]) -> Mapping[str, Provenance]:
    """Provenance by event id. The ledger's models are not even loaded where nothing was ever imported."""
    from sqlalchemy import text

    if session.scalar(text("SELECT 1 FROM records LIMIT 1")) is None:
        return {}
    from importers.provenance import of_entries

    return of_entries(session, page)


def _lines(entry: TimelineEntry) -> list[int]:
    """Ids of order lines that the event names by id only."""
    named = entry.parameters.get("fulfilled_items") or [entry.parameters.get("order_line_pk")]
    return [line for line in named if isinstance(line, int)] if isinstance(named, list) else []


def _currencies(session: Session, page: list[TimelineEntry]) -> dict[tuple[str, str | None], str]:
    """Currencies of the orders whose events carry an amount, by (shop, number)."""
    from sqlalchemy import select

    from events.order.models import Order

    numbers = {entry.order for entry in page if entry.order is not None and "amount" in entry.parameters}
    if not numbers:
        return {}
    rows = session.execute(
        select(Order.shop, Order.number, Order.currency).where(Order.number.in_(sorted(numbers)))
    )
    return {(shop, number): currency for shop, number, currency in rows}

"""Events with what they refer to, a page at a time, so that long timelines stream."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from events.meaning.classify import classify
from events.meaning.meaning import Meaning

if TYPE_CHECKING:
    from events.notes.corrections import Links
    from events.tables import Reader
    from events.timeline import TimelineEntry
    from importers.ledger.provenance import Provenance

FIRST_PAGE, PAGE = 50, 500
_SIGN = re.compile(r"[$¥￥]|kr\b|\blei\b", re.IGNORECASE)
_NOTE = "note_added"
_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, kw_only=True)
class EventView:
    """An event with everything that is needed to show it.

    `items`: names of order lines by id. `codes`: the currencies that signs stand for in the order, or its
    shop. `source`: None for events that were not imported. `corrects` and
    `corrected_by`: ids of other notes, or empty. `needs_shop`: whether a shop with a name has an order of the
    same number as this one of the shop without a name. `apart`: the source of an author whose name another
    one has, too.
    """

    entry: TimelineEntry
    source: Provenance | None = None
    items: Mapping[int, str] = field(default_factory=dict)
    currency: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    corrects: str = ""
    corrected_by: str = ""
    needs_shop: bool = False
    apart: str = ""

    @cached_property
    def meaning(self) -> Meaning:
        """What the event means, whether it was typed or understood from a legacy message."""
        entry = self.entry
        return classify(
            entry.type.value,
            entry.parameters,
            legacy=self.source.kind if self.source else None,
            by_customer=entry.user is not None and entry.user == entry.customer,
        )

    @property
    def unit(self) -> str:
        """The currency of the event's amount, also where a sign stands for it; empty where it is unknown."""
        own = self.meaning.currency
        return self.codes.get(own, own) or self.currency


def enrich(reader: Reader, entries: Iterable[TimelineEntry]) -> Iterator[EventView]:
    """`entries` with their provenance, item names and currencies, looked up by the page.

    The first page is a screenful, so that it is shown at once.
    """
    rest, size = iter(entries), FIRST_PAGE
    while page := list(itertools.islice(rest, size)):
        size = PAGE
        yield from enrich_page(reader, page)


def enrich_page(reader: Reader, page: list[TimelineEntry]) -> Iterator[EventView]:
    """The events of one page."""
    from events.order.facts import currencies, line_names, shared_numbers
    from importers.authors.namesakes import sources_of_namesakes
    from importers.ledger.provenance import of_entries

    sources = of_entries(reader, page)
    items = line_names(reader, {line for entry in page for line in _lines(entry)})
    known = currencies(reader, {e.order for e in page if e.order is not None and "amount" in e.parameters})
    linked = _linked(reader, page)
    shared = shared_numbers(reader, (e.order for e in page if e.order is not None and not e.shop))
    codes = _codes(reader, page)
    apart = sources_of_namesakes(reader, (entry.user for entry in page))
    for entry in page:
        link = linked.get(entry.id)
        yield EventView(
            entry=entry,
            source=sources.get(entry.id),
            # An imported event names lines of another system.
            items={} if entry.id in sources else {n: items[n] for n in _lines(entry) if n in items},
            currency=known.get((entry.shop, entry.order or ""), ""),
            codes=codes.get(entry.id, {}),
            corrects=link.corrects if link else "",
            corrected_by=link.corrected_by if link else "",
            needs_shop=not entry.shop and entry.order in shared,
            apart=apart.get(entry.user.id or 0, "") if entry.user else "",
        )


def _codes(reader: Reader, page: list[TimelineEntry]) -> dict[str, Mapping[str, str]]:
    """What signs stand for, of the events of the page that have one; most pages have none."""
    signed = [entry for entry in page if entry.table == "o" and _SIGN.search(entry.message or "")]
    if not signed:
        return {}
    from events.summaries.signs_of_entries import codes_of
    from importers.ledger.provenance import legacy_word

    return codes_of(reader, signed, legacy_word)


def _linked(reader: Reader, page: list[TimelineEntry]) -> dict[str, Links]:
    """The links between notes; a page without notes asks for none."""
    from events.notes.corrections import links

    notes = [entry for entry in page if entry.type.value == _NOTE]
    found: dict[str, Links] = {}
    for letter in {entry.table for entry in notes}:
        found |= links(reader, letter, (entry.number for entry in notes if entry.table == letter))
    return found


def _lines(entry: TimelineEntry) -> list[int]:
    """Ids of order lines that the event names by id only; another program may have stored anything there."""
    named = entry.parameters.get("fulfilled_items") or [entry.parameters.get("order_line_pk")]
    listed = named if isinstance(named, list) else []
    return [line for line in listed if type(line) is int and 0 < line <= _LARGEST_ID]

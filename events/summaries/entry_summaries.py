"""What the orders of a timeline's entries add up to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from events.classified_events import named_lines
from events.database.types import to_microseconds
from events.summaries.order_summary import OrderSummary

if TYPE_CHECKING:
    from events.meaning.meaning import Meaning
    from events.timeline import TimelineEntry
    from events.vocabulary.kinds import Kind


@dataclass(frozen=True, kw_only=True, slots=True)
class EntryEvent:
    """A timeline's entry as a summary needs it. `currency` is the order's, where known, and `codes` are the
    currencies that signs stand for in its shop."""

    entry: TimelineEntry
    meaning: Meaning
    currency: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def date(self) -> int:
        """When it happened."""
        return to_microseconds(self.entry.date)

    @property
    def code(self) -> str:
        """The code of its type."""
        return self.entry.type.value

    @property
    def display_kind(self) -> Kind:
        """Its kind; for a change of status, what the new status means."""
        return self.meaning.display_kind

    @property
    def kind(self) -> Kind:
        """Its kind; STATUS for a change of status."""
        return self.meaning.kind

    @property
    def is_partial(self) -> bool:
        """Whether it says that only a part was meant."""
        return self.meaning.is_partial

    @property
    def lines(self) -> frozenset[int]:
        """The ids of the order's lines that it names."""
        return named_lines(self.entry.parameters)


def _code_of(codes: Mapping[str, str], sign: str) -> str:
    return codes.get(sign, sign)


def summarize_entries(
    events: Iterable[EntryEvent], lines: Mapping[tuple[str, str | None], frozenset[int]] | None = None
) -> list[OrderSummary]:
    """A summary of each order in `events`, which come by date. Events of customers are ignored. `lines` are
    the ids of the lines of orders by shop and number, as far as they are known."""
    found: dict[tuple[str, str | None], OrderSummary] = {}
    for event in events:
        if event.entry.table == "o":
            name = (event.entry.shop, event.entry.order)
            summary = found.setdefault(name, OrderSummary(lines=(lines or {}).get(name, frozenset())))
            summary.currency = summary.currency or event.currency
            if event.codes:
                summary.code_of = partial(_code_of, event.codes)
            summary.add(event)
    return list(found.values())

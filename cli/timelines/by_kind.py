"""Reads events for display, filtered by kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.event_view import EventView, enrich

if TYPE_CHECKING:
    from cli.timelines.kinds import KnownKinds
    from events.filters import Filters, Subject
    from events.tables import Reader
    from events.vocabulary.kinds import Kind


def read_views(
    reader: Reader,
    subject: Subject,
    filters: Filters,
    kinds: frozenset[Kind],
    *,
    newest_first: bool,
    known: KnownKinds | None = None,
) -> Iterator[EventView]:
    """The subject's events that pass the filters and, where kinds are given, are of one of `kinds`, as far
    as they are `known` by these."""
    from events.kind_filter import select_page
    from events.timeline import entries

    def read(wanted: Filters, is_newest_first: bool) -> Iterator[EventView]:
        return enrich(reader, entries(reader, subject, wanted, newest_first=is_newest_first))

    if not kinds:
        return read(filters, newest_first)
    from importers.ledger.provenance import legacy_word

    return select_page(
        reader,
        read,
        subject=subject,
        filters=filters,
        kinds=kinds,
        legacy=known.legacy if known else legacy_word,
        stored=known.stored if known else None,
        newest_first=newest_first,
    )

"""What is stored of a large log when it is first needed: the kinds of events, and summaries of orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cli.context import Context
    from events.classified_events import LegacyKind
    from events.filters import Filters
    from events.kind_store import StoredKinds


@dataclass(frozen=True, kw_only=True)
class KnownKinds:
    """How kinds are known: from the store or, in a log without one, from messages and legacy words."""

    stored: StoredKinds | None
    legacy: LegacyKind | None


def prepare_kinds(context: Context, reader: Connection) -> KnownKinds:
    """Store the kinds of a large log where that was not done yet, with progress if it takes a while."""
    from cli.progress import counting
    from events import kind_store
    from importers.ledger.provenance import legacy_word_if_any

    with counting(context, "Classifying the messages") as update:
        for done, of_all in kind_store.prepare(reader, legacy_word_if_any(reader)):
            update(done, of_all)
    return known_kinds(reader)


def prepare_summaries(context: Context, reader: Connection, kinds: KnownKinds | None = None) -> bool:
    """Bring the stored summaries of orders up to date, with progress if it takes a while; returns whether
    there are any that can be used."""
    from cli.progress import counting
    from events.summaries import store as summary_store
    from importers.ledger.order_sources import event_ranges
    from importers.ledger.provenance import legacy_word

    def load() -> StoredKinds | None:
        return (kinds or prepare_kinds(context, reader)).stored

    done, of_all = 0, -1
    with counting(context, "Adding up the orders") as update:
        for done, of_all in summary_store.refresh(reader, legacy_word, load, ranges=event_ranges):
            update(done, of_all)
    return done == of_all


def known_kinds(reader: Connection) -> KnownKinds:
    """How the kinds of this log are known, stored or not."""
    from events import kind_store
    from importers.ledger.provenance import legacy_word, legacy_words

    stored = kind_store.load(reader, legacy_word)
    return KnownKinds(stored=stored, legacy=None if stored else legacy_words(reader))


_SHOWS = "events stats --kind legacy --by message"

_FEW = 100
"""What numbers lack is said where more than one event in this many has no known meaning."""

_SOME = 20
"""And where these are more than one for this many that an answer counts: others hardly change it."""


def unknown_note(reader: Connection, *, counted: int | None = None) -> str:
    """A line on the events that numbers built on meanings lack; empty where there are hardly any, also beside
    what was `counted`."""
    from events import kind_store
    from importers.ledger.provenance import legacy_words

    unknown, events = kind_store.count_unknown(reader, lambda: legacy_words(reader))
    if unknown * _FEW <= events or not may_change(unknown, counted):
        return ""
    verb, are = ("has", "is") if unknown == 1 else ("have", "are")
    return (
        f"{unknown:,} of the log's {events:,} events {verb} no known meaning and {are} not counted: {_SHOWS}"
    )


def lacking_note(reader: Connection, filters: Filters, kinds: KnownKinds, *, counted: int) -> str:
    """The same for an answer that counts some kinds of the events that pass `filters`, of which others may
    have been meant; where nothing was `counted`, behind a sentence that says so."""
    if counted and not filters.hiding:
        return unknown_note(reader, counted=counted)
    from cli.render.people import counted as number_of
    from events import kind_filter
    from events.filters import EVERYTHING
    from events.timeline import count
    from events.vocabulary.kinds import Kind

    only = kind_filter.restrict_to_kinds(
        reader, filters, frozenset({Kind.LEGACY}), kinds.legacy, kinds.stored
    )
    unknown = count(reader, EVERYTHING, only)
    if not unknown or not may_change(unknown, counted):
        return ""
    verb, are = ("has", "is") if unknown == 1 else ("have", "are")
    if not counted:
        return f"{number_of(unknown, 'message')} among them {verb} no known meaning: {_SHOWS}"
    of = "of the events asked about"
    return f"{unknown:,} {of} {verb} no known meaning and {are} not counted: {_SHOWS}"


def may_change(unknown: int, counted: int | None) -> bool:
    """Whether events that may mean what was counted are enough to change the number."""
    return counted is None or unknown * _SOME > counted

"""Events counted by two groups at once: who did what, what happened in which month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING

from cli.arguments.groups import CHOSEN
from cli.render import people, safe
from cli.render.layout import Line
from cli.render.palette import Ink
from cli.render.table import Column, table
from events import kind_filter, moments
from events.filters import of_shop
from events.periods import PERIODS, place_of
from events.statistics.counted_notes import stats_of_notes_once
from events.statistics.event_counts import in_order
from events.statistics.period_kinds import count_kinds_by_period
from events.vocabulary.catalogue import parse_type
from events.vocabulary.kinds import Kind
from importers.authors.namesakes import sources_of_namesakes

if TYPE_CHECKING:
    from datetime import tzinfo

    from sqlalchemy import Connection

    from cli.arguments.filters import FilterArgs
    from cli.context import Context
    from events.classified_events import LegacyKind
    from events.filters import Filters
    from events.kind_store import StoredKinds
    from events.statistics.event_counts import EventCount
    from events.statistics.stats import Stats

_MANY = 2**31 - 1


@dataclass(frozen=True, kw_only=True)
class CrossCount:
    """The events of one member of a group that belong to one of another, too."""

    first: str
    second: str
    events: int


def print_cross_counts(
    context: Context,
    reader: Connection,
    asked: FilterArgs,
    *,
    groups: tuple[str, str],
    authors: int | None,
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
    format: str,
) -> None:
    """Print how many events belong to each pair of members of two groups; `authors` is how many of them are
    listed (None for all)."""
    of_all = asked.filters(context.zone, reader)
    filters = kind_filter.restrict_to_kinds(reader, of_all, asked.kinds(), legacy, stored)
    zone = context.zone if format == "text" else UTC
    found = _counted(
        reader, filters, groups, authors=authors or _MANY, legacy=legacy, stored=stored, zone=zone
    )
    if format != "text":
        rows = ({groups[0]: one.first, groups[1]: one.second, "events": one.events} for one in found)
        context.write(rows, (*groups, "events"), format=format)
    elif found:
        context.out.page(_lines(found, groups, context.out.table_width))
    if not found:
        context.info("No events pass the filters." if filters.hiding else "No events.")


def _counted(
    reader: Connection,
    filters: Filters,
    groups: tuple[str, str],
    *,
    authors: int,
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
    zone: tzinfo,
) -> list[CrossCount]:
    """The pairs that have events, in the order of the first group, then of the second."""
    period = next((one for one in PERIODS if one in groups), None)
    if period and "kind" in groups:
        by_period = count_kinds_by_period(reader, filters, period, zone=zone, legacy=legacy, stored=stored)
        return _by_period_and_kind(by_period, is_kind_first=groups[0] == "kind")
    split = next(group for group in CHOSEN if group in groups)
    other = groups[1] if groups[0] == split else groups[0]

    def count(these: Filters, group: str) -> list[tuple[str, int | None, int]]:
        done, _ = stats_of_notes_once(
            reader,
            these,
            authors=authors if group == "author" else 1,
            legacy=legacy,
            stored=stored,
            with_kinds=group == "kind",
            zone=zone,
            period=next((one for one in PERIODS if one == group), None),
        )
        return list(_members(reader, done, group))

    pairs = [
        (name, inner, events)
        for name, id, _ in count(filters, split)
        for inner, _, events in count(_only(filters, split, name, id, zone), other)
    ]
    if groups[0] == split:
        return [CrossCount(first=one, second=two, events=events) for one, two, events in pairs]
    at = {name: place for place, (name, _, _) in enumerate(count(filters, other))}
    turned = [CrossCount(first=two, second=one, events=events) for one, two, events in pairs]
    return sorted(turned, key=lambda one: at.get(one.first, len(at)))


def _by_period_and_kind(
    by_period: Sequence[tuple[str, Sequence[EventCount]]], *, is_kind_first: bool
) -> list[CrossCount]:
    if not is_kind_first:
        return [
            CrossCount(first=name, second=kind.name, events=kind.events)
            for name, kinds in by_period
            for kind in kinds
        ]
    in_all: Counter[str] = Counter()
    for _, kinds in by_period:
        in_all.update({kind.name: kind.events for kind in kinds})
    at = {kind.name: place for place, kind in enumerate(in_order(in_all))}
    found = [
        CrossCount(first=kind.name, second=name, events=kind.events)
        for name, kinds in by_period
        for kind in kinds
    ]
    return sorted(found, key=lambda one: at[one.first])


def _members(reader: Connection, done: Stats, group: str) -> Iterator[tuple[str, int | None, int]]:
    """The members of a group: a name, the id of an author, and the number of events."""
    if group == "author":
        known = [one.who for one in done.authors if one.who is not None]
        apart = sources_of_namesakes(reader, known)
        for one in done.authors:
            id = one.who.id if one.who else None
            yield people.actor(one.who, imported=False, apart=apart.get(id or 0, "")), id, one.events
        return
    counts = {"kind": done.kinds, "type": done.types, "shop": done.shops}.get(group)
    if counts is None:
        counts = sorted(done.periods, key=lambda one: place_of(one.name))
    yield from ((one.name, None, one.events) for one in counts)


def _only(filters: Filters, group: str, name: str, id: int | None, zone: tzinfo) -> Filters:
    """The filters, for one member of a group."""
    if group == "author":
        return replace(filters, authors=frozenset({id}))
    if group == "shop":
        return of_shop(filters, name)
    if group == "type":
        return replace(filters, types=frozenset({parse_type(name)}))
    since, until = moments.since(name, zone), moments.until(name, zone)
    return replace(
        filters,
        since=max(since, filters.since) if filters.since else since,
        until=min(until, filters.until) if filters.until else until,
    )


def _lines(found: Sequence[CrossCount], groups: tuple[str, str], width: int) -> Iterator[Line]:
    """A row for each pair; the first member stands beside its first row only."""
    columns = [Column(title=groups[0]), Column(title=groups[1]), Column(title="events", right=True)]
    rows = []
    before = None
    for one in found:
        head = "" if one.first == before else _shown(one.first, groups[0])
        rows.append(
            [
                (head, Ink.STRONG),
                (_shown(one.second, groups[1]), Ink.PLAIN),
                (f"{one.events:,}", Ink.PLAIN),
            ]
        )
        before = one.first
    return table(columns, rows, width=width)


def _shown(name: str, group: str) -> str:
    if group == "kind":
        return Kind.parse(name).word
    return safe.line(name) or ("(default)" if group == "shop" else "")

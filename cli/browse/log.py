"""What the interface reads and writes in the log: search results, timelines, notes, original lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, func, not_, select

from cli.arguments.filters import FilterArgs
from cli.context import Context
from cli.event_view import EventView, enrich
from cli.render import people, safe
from cli.render.layout import Line, clip
from cli.render.sentences import title
from cli.render.timeline import rows, sign_of
from cli.timelines import subjects
from cli.timelines.print_events import whole_page
from events import find as finding
from events import lists, search
from events.filters import Filters
from events.next_commands import joined
from events.tables import orders, users

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.account.people import Person
    from events.tables import Reader

MOST_FOUND = 50
MOST_TEXTS = 20
MOST_EVENTS = 500
"""A longer history is shown from its newest events on."""
_SUMMARY, _BEST = 60, 3


@dataclass(frozen=True, kw_only=True)
class BrowseTarget:
    """An order or a customer. `key` is its name in commands; `about` describes it in a few words.

    `event` is the id of the event whose text was found, "" where the order or customer itself was found.
    """

    is_order: bool
    key: str
    name: str
    about: str
    event: str = ""


@dataclass(frozen=True, kw_only=True)
class BrowseTimeline:
    """A target's timeline: what stands above it, blocks of lines with their events, and what is hidden."""

    target: BrowseTarget
    top: list[Line]
    blocks: list[tuple[EventView | None, list[Line]]]
    note: str


@dataclass(frozen=True, kw_only=True)
class FoundTexts:
    """Events whose texts match, and a note on what keeps others from being found, or ""."""

    targets: list[BrowseTarget]
    note: str = ""


def find(context: Context, text: str) -> list[BrowseTarget]:
    """Orders and people as `events find` has them, best first, and orders of the best people; without a text,
    the newest of both. A leading `#` or `/` is ignored: numbers are shown with the one, and a search begins
    with the other."""
    shown, text = text, text.lstrip("#/")
    with context.reader() as reader:
        if text:
            found = finding.find(reader, text, limit=MOST_FOUND)
            as_shown = sorted(
                map(_order, found.orders), key=lambda target: shown not in (target.name, target.key)
            )
            listed = {row.id for row in found.orders}
            theirs = [row for row in _orders_of(reader, found.customers) if row.id not in listed]
            return [*as_shown, *map(_customer, found.customers), *map(_order, theirs)]
        newest = select(orders.c.id).order_by(orders.c.id.desc()).limit(MOST_FOUND)
        customers = not_(users.c.is_staff) & not_(users.c.is_placeholder)
        latest = select(users.c.id).where(customers).order_by(users.c.id.desc()).limit(MOST_TEXTS)
        placed = lists.orders_by_id(reader, list(reader.scalars(newest)))
        known = lists.customers_by_id(reader, list(reader.scalars(latest)))
        return [*map(_order, placed), *map(_customer, known)]


def find_texts(context: Context, text: str) -> FoundTexts:
    """Events by the words of their texts, best first."""
    query = search.parse(text.lstrip("#/"))
    if not query.pieces:
        return FoundTexts(targets=[])
    with context.reader() as reader:
        if not _is_indexed(reader):
            command = joined(["events", "search", text])
            return FoundTexts(targets=[], note=f"Texts are searched after `{command}` has built the index.")
        found = search.find(reader, query, Filters(), limit=MOST_TEXTS, by_rank=True)
        views = list(enrich(reader, found.entries))
        return FoundTexts(targets=[_hit(view, context) for view in views if _is_somebodys(view)])


def is_empty(context: Context) -> bool:
    """Whether the log has neither orders nor people."""
    with context.reader() as reader:
        return not any(reader.scalar(select(table.c.id).limit(1)) for table in (orders, users))


def story(
    context: Context, target: BrowseTarget, asked: FilterArgs, *, width: int, unfolded: bool
) -> BrowseTimeline:
    """The target's timeline, laid out for `width` columns. Runs of machine events are folded, unless
    `unfolded` or the target is one of the events."""
    with context.reader() as reader:
        whose = subjects.order if target.is_order else subjects.customer
        reading = whose(reader, target.key, context.zone)
        page = whole_page(context, reader, reading, replace(asked, limit=MOST_EVENTS))
        folds = page.layout.folds and not unfolded and not target.event
        page = replace(page, layout=replace(page.layout, width=width, silences=not asked.kind, folds=folds))
        blocks = list(rows(page.events, page.layout))
        note = page.note()
        if page.events.count == MOST_EVENTS and note:
            command = f"events {'order' if target.is_order else 'customer'} {target.key.removeprefix('/')}"
            note = f"The newest {MOST_EVENTS} of them; `{command}` shows all."
        return BrowseTimeline(target=target, top=list(page.top()), blocks=blocks, note=note)


def add_note(context: Context, target: BrowseTarget, text: str, *, user: str | None) -> str:
    """Write a note on the target, and return its event id."""
    from cli.acting_user import acting
    from events.notes import adding
    from events.notes.keys import event_id

    with context.session() as session, context.turn(session):
        whom = adding.find_note_target(session, target.key, is_customer=not target.is_order)
        author = acting(context, session, user=user)
        event = adding.add_note(session, target=whom, message=text, author=lambda: author).event
        session.commit()
        return event_id(event)


def correct_note(context: Context, event: str, text: str, *, user: str | None) -> str:
    """Correct the note with this event id, and return that of the correction.

    Raises what `find_correctable_note` and `adding.correct_note` raise.
    """
    from cli.acting_user import acting
    from events.notes import adding
    from events.notes.keys import event_id

    with context.session() as session, context.turn(session):
        earlier = adding.find_correctable_note(session, event)
        author = acting(context, session, user=user)
        event_made = adding.correct_note(session, earlier, user=author, message=text)
        session.commit()
        return event_id(event_made)


def check_correctable(context: Context, event: str) -> None:
    """Raises what `find_correctable_note` raises."""
    from events.notes.adding import find_correctable_note

    with context.session() as session:
        find_correctable_note(session, event)


def original(view: EventView) -> tuple[str, str]:
    """The legacy line behind an event: a sentence about it, and its text."""
    if view.source is None:
        return f"{view.entry.id} was recorded here, not imported: it has no legacy source.", ""
    from importers.trace.original import original

    found = original(view.source)
    return found.note, found.text


def _orders_of(reader: Reader, people: Sequence[lists.CustomerRow]) -> list[lists.OrderRow]:
    """The newest orders of the first people."""
    best = people[:_BEST]
    ids = [row.who.id for row in best if row.who.id is not None]
    guests = [row.who.email.lower() for row in best if row.who.id is None and row.who.email]
    theirs: ColumnElement[bool] = orders.c.user_id.in_(ids)
    if guests:
        theirs |= (orders.c.user_email != "") & func.lower(orders.c.user_email).in_(guests)
    newest = select(orders.c.id).where(theirs).order_by(orders.c.id.desc()).limit(MOST_TEXTS)
    return list(lists.orders_by_id(reader, list(reader.scalars(newest))))


def _order(row: lists.OrderRow) -> BrowseTarget:
    return BrowseTarget(
        is_order=True,
        key=f"{row.shop}/{row.number}",
        name=people.badge(row.shop, row.number),
        about=people.customer(row.customer),
    )


def _customer(row: lists.CustomerRow) -> BrowseTarget:
    about = people.counted(row.orders, "order")
    return BrowseTarget(is_order=False, key=row.who.label, name=people.customer(row.who), about=about)


def _hit(view: EventView, context: Context) -> BrowseTarget:
    """The order or customer that an event belongs to, with the beginning of its text."""
    entry, sign = view.entry, sign_of(view)[0]
    is_order = entry.order is not None
    whose = (
        people.badge(entry.shop, entry.order or "", is_shared=view.needs_shop)
        if is_order
        else people.customer(_owner(view))
    )
    owner = _owner(view)
    return BrowseTarget(
        is_order=is_order,
        key=f"{entry.shop}/{entry.order}" if is_order else (owner.label if owner else ""),
        name=f"{sign} {whose} {entry.date.astimezone(context.zone):%Y-%m-%d}",
        about=clip(safe.line(title(view)[0]), _SUMMARY),
        event=entry.id,
    )


def _owner(view: EventView) -> Person | None:
    return view.entry.customer or view.entry.user


def _is_somebodys(view: EventView) -> bool:
    return view.entry.order is not None or _owner(view) is not None


def _is_indexed(reader: Connection) -> bool:
    """Whether the text index is there; that of a small log is built now, that of a large one by the first
    `events search`."""
    if search.takes_long(reader):
        return False
    for _ in search.prepare(reader):
        pass
    return True

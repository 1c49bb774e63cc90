"""Legacy messages counted by their wording, as a list and as data, and what is said of those that nobody
understands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from cli.render import bars, safe
from cli.render.layout import Line
from cli.render.order_examples import order_numbers
from cli.render.palette import Ink
from cli.render.people import counted
from cli.render.table import Column, table
from events.errors import UsageError
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cli.arguments.filters import FilterArgs
    from cli.context import Context
    from events.classified_events import LegacyKind
    from events.kind_store import StoredKinds
    from events.statistics.message_counts import MessageCount, MessageCounts
    from importers.report import ImportReport

COLUMNS = ("group", "name", "events", "order")
_SHOWN = 20
_NAMED = 5
_TAUGHT = "To say what they mean: events meanings set TEXT KIND, or [meanings] in a mapping (docs/import.md)."
COUNT_UNKNOWN = f"Counted by their wording: events stats --kind legacy --by message. {_TAUGHT}"
"""What helps with messages of no known meaning."""

_LOOKED_AT, _MANY, _SHARE = 1000, 10, 5
"""The hint reads up to `_LOOKED_AT` messages of each table. It names what helps if `_MANY` or more are
unknown, and at least one in `_SHARE`."""


def unknown_hint(context: Context, done: ImportReport) -> str:
    """How many messages of an import have no known meaning, with what shows them, which statuses have none,
    and what helps; "" where all have one."""
    if done.dry_run or context.quiet or not done.counts.imported:
        return ""
    from events.filters import Filters
    from events.statistics.message_counts import count_messages
    from importers.ledger.provenance import legacy_word
    from importers.ledger.record_tables import of_batch

    some = Filters(
        extra_condition=lambda table: table.c.id.in_(of_batch(done.batch, table).limit(_LOOKED_AT))
    )
    with context.reader() as reader:
        every, found, statuses = (
            count_messages(reader, some, kinds, legacy=legacy_word, stored=None)
            for kinds in (frozenset[Kind](), frozenset({Kind.LEGACY}), frozenset({Kind.STATUS}))
        )
    return " ".join(filter(None, (_unknown(done, every.events, found.events), _unknown_statuses(statuses))))


def _unknown_statuses(found: MessageCounts) -> str:
    from events.meaning.classify import classify_text
    from importers.first_look import is_unknown

    unknown = [
        one.wording for one in found.counts if is_unknown(classify_text(one.wording.replace("#", "1.00")))
    ]
    names = list(dict.fromkeys(name for one in unknown if (name := classify_text(one).after)))
    if not names:
        return ""
    named = ", ".join(safe.line(name) for name in names[:_NAMED]) + ", …" * (len(names) > _NAMED)
    of = "1 status has" if len(names) == 1 else f"{len(names):,} statuses have"
    return f"{of} no known meaning: {named}. {_TAUGHT}"


def _unknown(done: ImportReport, messages: int, unknown: int) -> str:
    if not unknown:
        return ""
    of = f"{unknown:,} of {counted(messages, 'message')}" + " looked at" * (messages < done.counts.imported)
    shows = f"events stats --kind legacy --batch {done.batch} --by message"
    said = f"{of} {'has' if unknown == 1 else 'have'} no known meaning. Counted by their wording: {shows}."
    return said if unknown < _MANY or unknown * _SHARE < messages else f"{said} {_TAUGHT}"


def print_message_counts(
    context: Context,
    reader: Connection,
    asked: FilterArgs,
    stored: StoredKinds | None,
    legacy: LegacyKind | None,
    *,
    format: str,
) -> None:
    """Print the wordings of the legacy messages that were asked for; the most frequent ones, or as data all.

    Raises `UsageError` for a format of names.
    """
    from events.statistics.message_counts import count_messages

    if format == "ids":
        raise UsageError("Counts have no ids: choose --format csv or json, or leave out --by.")
    filters, kinds = asked.filters(context.zone, reader), asked.kinds()
    found = count_messages(reader, filters, kinds, legacy=legacy, stored=stored)
    if format == "json":
        from cli.render import formats

        formats.write_one(context.data, _document(found), format=format)
    elif format != "text":
        context.write(map(_record, found.counts), COLUMNS, format=format)
    elif found.counts:
        context.out.page(_lines(found, context.out.table_width))
    else:
        context.print_answer("No legacy messages pass the filters.")
    context.info_if(_note(found, is_text=format == "text"))
    if found.counts and Kind.LEGACY in kinds:
        context.info(_TAUGHT)


def _note(found: MessageCounts, *, is_text: bool) -> str:
    """How many messages and wordings there are, and how far that is exact."""
    if not found.counts:
        return ""
    messages, wordings = counted(found.events, "message"), counted(len(found.counts), "wording")
    if found.rare:
        note = f"{messages}; {found.rare:,} of rare wordings are in no count, which may be too low by as many"
    else:
        note = f"{messages} of {wordings}, numbers as #"
    cut = f"; the {_SHOWN} most frequent: -o csv gives all" if len(found.counts) > _SHOWN and is_text else ""
    return f"{note}{cut}."


def _lines(found: MessageCounts, width: int) -> Iterator[Line]:
    rows = [
        [
            (f"{one.events:,}", Ink.PLAIN),
            (bars.percent(one.events, found.events), Ink.PLAIN),
            (safe.line(_order(one) or ""), Ink.PLAIN),
            (safe.line(one.wording), Ink.PLAIN),
        ]
        for one in found.counts[:_SHOWN]
    ]
    columns = (
        Column(title="events", right=True),
        Column(title="share", right=True, optional=1),
        Column(title="order"),
        Column(title="message", gives_way=True),
    )
    return table(columns, rows, width=width)


def _order(one: MessageCount) -> str | None:
    return order_numbers([one.example])[0] if one.example else None


def _record(one: MessageCount) -> dict[str, Any]:
    return {"group": "message", "name": one.wording, "events": one.events, "order": _order(one)}


def _document(found: MessageCounts) -> dict[str, Any]:
    messages = [{"message": one.wording, "events": one.events, "order": _order(one)} for one in found.counts]
    return {"events": found.events, "rare": found.rare, "messages": messages}

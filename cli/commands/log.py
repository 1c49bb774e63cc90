"""`events log`: the newest events, and with --follow those that arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments.columns import pick_columns
from cli.arguments.filters import FilterArgs, filtered_for_all
from cli.arguments.options import EventFormat
from cli.context import Context, get_context
from cli.lists.message_counts import COUNT_UNKNOWN
from cli.lists.paging import ROWS, is_all
from cli.render.people import counted
from events import clock
from events.errors import UsageError
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection


@filtered_for_all
def log(
    ctx: typer.Context,
    asked: FilterArgs,
    *,
    follow: Annotated[
        bool,
        typer.Option(
            "--follow", "-f", help="Print the newest events oldest first, then each event as it arrives."
        ),
    ] = False,
    once: Annotated[
        bool,
        typer.Option("--once", help="With --cursor-file: print what arrived since the last run, and end."),
    ] = False,
    cursor_file: Annotated[
        str, typer.Option(metavar="FILE", help="With --follow or --once: resume where the last run ended.")
    ] = "",
    columns: Annotated[
        str,
        typer.Option(
            metavar="NAMES", help="Only these columns of data: id,date,order,message …, short or all."
        ),
    ] = "",
    format: EventFormat = "text",
) -> None:
    """Show the newest events of all orders and customers, newest first (default: 50, see --limit).

    As data (csv, json, jsonl) in a pipe or a file, all events that pass the filters are written.
    `events log 1001` and `events log jane@example.com` show those of one order or customer.

    --follow uses the order of arrival: imported events appear when they are imported. With an existing
    --cursor-file, it starts with the events that arrived since the last run; with a new one, with the first
    event of all, or the newest of --limit. --once does the same and ends: for a job that runs every minute.
    """
    context = get_context(ctx)
    if once and not cursor_file:
        raise UsageError("--once needs --cursor-file FILE, which keeps how far the last run came.")
    follow = follow or once
    picked = pick_columns(columns, format=format)
    if follow and picked:
        raise UsageError("--columns is not for --follow and --once: choose what to print with -o.")
    if not cursor_file and (follow or not is_all(context, format)):
        asked = replace(asked, limit=asked.limit or ROWS)
    if cursor_file and not follow:
        raise UsageError("--cursor-file can only be used with --follow or --once.")
    with context.reader(creates=follow) as reader:
        if follow:
            from cli.timelines.follow import follow as follow_log

            follow_log(context, reader, asked, format=format, cursor_file=cursor_file, once=once)
            return
        from cli.timelines import subjects
        from cli.timelines.print_events import print_events

        reading, asked = subjects.chosen(reader, asked, context.zone)
        print_events(context, reader, replace(reading, newest_first=True, columns=picked), asked, format)
        context.info_if(_arrived_note(context, reader, asked))
    if Kind.LEGACY in asked.kinds():
        context.info(COUNT_UNKNOWN)


_NEW = timedelta(days=31)
"""Whoever asks for events since an earlier date does not ask what is new."""
_NAMED = 3


def _arrived_note(context: Context, reader: Connection, asked: FilterArgs) -> str:
    """That imports since then brought events with older dates, which a list by date does not show."""
    from importers.ledger.arrived import arrived_since

    since = asked.begins(context.zone, reader)
    if since is None or asked.batch is not None or asked.legacy is False or since < clock.now() - _NEW:
        return ""
    found = list(arrived_since(reader, since))
    if not found:
        return ""
    named = "; ".join(
        f"batch {one.batch} ({counted(one.events, 'event')}): events log --batch {one.batch}"
        for one in found[:_NAMED]
    )
    more = f"; {len(found) - _NAMED:,} more: events batches" if len(found) > _NAMED else ""
    return f"Imported since then, with older dates: {named}{more}"

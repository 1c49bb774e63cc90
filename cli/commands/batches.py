"""`events batches` and `events batch ID`: past imports."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import completion, context
from cli.options import ListFormat, OneFormat
from cli.outputs import check_output
from cli.render import formats, safe
from cli.render.palette import DOT, Ink
from cli.render.people import counted
from cli.render.report import account, groups
from cli.render.table import Column, table

if TYPE_CHECKING:
    from importers.batches import BatchView

_COLUMNS = (
    Column(title="batch", right=True),
    Column(title="status"),
    Column(title="source", gives_way=True),
    Column(title="file", gives_way=True),
    Column(title="started"),
    Column(title="read", right=True),
    Column(title="imported", right=True),
    Column(title="rejected", right=True),
)
_KEYS = (
    *("id", "status", "source", "shop", "file", "started", "finished", "lines"),
    *("read", "imported", "duplicate", "changed", "skipped", "rejected"),
)
_INKS = {"done": Ink.GOOD, "interrupted": Ink.BAD, "stopped": Ink.BAD, "running": Ink.INFO}


def batches(
    ctx: typer.Context,
    *,
    limit: Annotated[int, typer.Option(min=1, help="Only the newest so many.")] = 50,
    format: ListFormat = "text",
) -> None:
    """List past imports, newest first."""
    here = context.of(ctx)
    with here.session() as session:
        from events.database.engine import parse
        from importers.batches import all_batches, is_running, view

        running = is_running(parse(here.settings.database))
        views = [view(session, batch, running=running) for batch in all_batches(session, limit=limit)]
    if format != "text":
        formats.WRITERS[format](here.data, map(_record, views), _KEYS)
    elif views:
        here.out.page(table(_COLUMNS, [_row(batch) for batch in views], width=here.out.width))
    else:
        here.tell("No batches yet. `events import` makes one.")


def batch(
    ctx: typer.Context,
    *,
    number: Annotated[
        int, typer.Argument(metavar="ID", autocompletion=completion.batches, help="The batch's number.")
    ],
    rejects: Annotated[
        str, typer.Option(metavar="FILE", help="Write its rejected records there, and why beside it.")
    ] = "",
    format: OneFormat = "text",
) -> None:
    """One past import: its account and its rejects by cause."""
    here = context.of(ctx)
    with here.session() as session:
        from events.database.engine import parse
        from importers.batches import is_running, one_batch, view
        from importers.rejects import SIDECAR, write_file

        found = one_batch(session, number)
        for output in (rejects, rejects + SIDECAR) if rejects else ():
            check_output(output, spare=[found.path, here.settings.database])
        seen = view(session, found, running=is_running(parse(here.settings.database)), with_groups=True)
        written = write_file(session, found, rejects) if rejects else 0
    if format != "text":
        formats.write_one(here.data, _record(seen), format=format)
    else:
        _print(here, seen)
    if rejects:
        here.say(f"Wrote {counted(written, 'record')} to {rejects}, and why to {rejects}.reasons.csv.")


def _print(here: context.Context, seen: BatchView) -> None:
    title = f"Batch {seen.id} {DOT} {safe.line(seen.file)} {DOT} source {safe.line(seen.source)}"
    shop = f" {DOT} shop {safe.line(seen.shop)}" if seen.shop else ""
    when = f"started {seen.started[:19]}Z, " + (
        f"ended {seen.finished[:19]}Z" if seen.finished else "not ended"
    )
    here.out.show([[(title + shop, Ink.STRONG)]])
    here.out.show([[(seen.status, _INKS.get(seen.status, Ink.PLAIN)), (f" {DOT} {when}", Ink.DIM)], []])
    here.out.show(account(seen.counts))
    if seen.groups:
        here.out.show([[], [("Rejected, by cause", Ink.STRONG)]])
        here.out.show(groups(seen.groups, width=here.out.width))
    if seen.status == "interrupted":
        here.say("Next: run the same import again; it goes on from the last committed chunk.")


def _record(seen: BatchView) -> dict[str, Any]:
    record = asdict(seen)
    return {**record, **record.pop("counts")}


def _row(seen: BatchView) -> list[tuple[str, Ink]]:
    shop = f" ({safe.line(seen.shop)})" if seen.shop else ""
    return [
        (str(seen.id), Ink.STRONG),
        (seen.status, _INKS.get(seen.status, Ink.PLAIN)),
        (safe.line(seen.source) + shop, Ink.PLAIN),
        (safe.line(seen.file), Ink.PLAIN),
        (seen.started[:16].replace("T", " "), Ink.DIM),
        *((f"{seen.counts[name]:,}", Ink.PLAIN) for name in ("read", "imported", "rejected")),
    ]

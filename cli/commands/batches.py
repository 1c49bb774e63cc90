"""`events batches` and `events batch ID`: past imports."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import completion
from cli.arguments.options import NamedFormat, OneFormat
from cli.arguments.outputs import check_output
from cli.context import Context, get_context
from cli.render import formats, people, safe
from cli.render.import_notes import skipped
from cli.render.import_report import account, groups
from cli.render.layout import flow
from cli.render.palette import DOT, Ink
from cli.render.people import counted
from cli.render.records import moment
from cli.render.table import Column, table

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from importers.ledger.batches import BatchView
    from importers.ledger.models import Batch
    from importers.ledger.operations import OperationView
    from importers.rejects_file import RejectsFile

_COLUMNS = (
    Column(title="batch", right=True),
    Column(title="status"),
    Column(title="source", gives_way=True, optional=1),
    Column(title="file", gives_way=True, optional=2),
    Column(title="started", optional=3),
    Column(title="by", gives_way=True, optional=4),
)
_ALWAYS = ("read", "imported", "rejected")
"""Counts that have a column in any case; the others have one where any batch has such records."""
_OTHERS = 5
"""Other batches with rejects that are named."""
_MAIN = ("imported", "rejected")
"""Counts that the narrowest screen shows."""
_KEYS = (
    *("id", "status", "source", "shop", "file", "started", "finished", "by", "lines"),
    *("read", "imported", "duplicate", "changed", "skipped", "rejected"),
    *("undo.id", "undo.date", "undo.by"),
)
_OPERATIONS = (
    Column(title="operation"),
    Column(title="date", optional=1),
    Column(title="by", optional=1),
    Column(title="what"),
)
_INKS = {
    "done": Ink.GOOD,
    "interrupted": Ink.BAD,
    "stopped": Ink.BAD,
    "running": Ink.INFO,
    "undoing": Ink.BAD,
    "undone": Ink.DIM,
}


def batches(
    ctx: typer.Context,
    *,
    limit: Annotated[
        int, typer.Option(min=1, metavar="N", help="Show at most N batches, newest first.")
    ] = 50,
    operations: Annotated[
        bool,
        typer.Option("--operations", help="List operations on the whole log: undo, assign, forget, seal."),
    ] = False,
    format: NamedFormat = "text",
) -> None:
    """List past imports, newest first."""
    context = get_context(ctx)
    if operations:
        _print_operations(context, limit=limit, format=format)
        return
    with context.session() as session:
        from events.database.engine import parse
        from importers.ledger.batches import all_batches, view
        from importers.ledger.locks import running as running_imports

        running = running_imports(parse(context.settings.database))
        views = [view(session, batch, running=running) for batch in all_batches(session, limit=limit)]
    if format != "text":
        context.write(map(_record, views), _KEYS, format=format)
    elif views:
        counts = [name for name in views[0].counts if name in _ALWAYS or any(v.counts[name] for v in views)]
        columns = (
            *_COLUMNS,
            *(Column(title=name, right=True, optional=0 if name in _MAIN else 1) for name in counts),
        )
        rows = [_row(context, batch, counts) for batch in views]
        context.out.page(table(columns, rows, width=context.out.table_width))
    else:
        context.print_answer("No batches yet. Next: events import FILE")


def _print_operations(context: Context, *, limit: int, format: str) -> None:
    with context.session() as session:
        from importers.ledger.operations import newest, view

        found = [view(operation) for operation in newest(session, limit=limit)]
    if format != "text":
        keys = ("id", "date", "kind", "batch", "by", "what")
        context.write(map(_operation, found), keys, format=format)
    elif found:
        rows = [
            [
                (one.id, Ink.STRONG),
                (people.moment(one.date, context.zone), Ink.DIM),
                (safe.line(one.by), Ink.PLAIN),
                (safe.line(one.what), Ink.PLAIN),
            ]
            for one in found
        ]
        context.out.page(table(_OPERATIONS, rows, width=context.out.table_width))
    else:
        context.print_answer("No operations yet.")


def batch(
    ctx: typer.Context,
    *,
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="[ID]", autocompletion=completion.batches, help="The batch's number (default: the last)."
        ),
    ] = None,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="Without ID: the last import that has rejected records.")
    ] = False,
    rejects: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="Write its rejected records to FILE and the reasons to FILE.reasons.csv."
        ),
    ] = "",
    mapping: Annotated[
        str, typer.Option(metavar="FILE", help="Write its mapping to FILE, for `import --map FILE`.")
    ] = "",
    format: OneFormat = "text",
) -> None:
    """Show one import: its counts, and its rejects by cause."""
    context = get_context(ctx)
    with context.session() as session:
        from events.database.engine import parse
        from importers.ledger.batches import last_batch, one_batch, rejected_too, view
        from importers.ledger.locks import running as running_imports
        from importers.trace import reimport_command

        found = last_batch(session, rejected=rejected) if number is None else one_batch(session, number)
        spare = [found.path, context.settings.database]
        if mapping:
            check_output(mapping, spare=spare, session=session)
        running = running_imports(parse(context.settings.database))
        reimport = reimport_command.command(found)
        seen = view(session, found, running=running, with_groups=True, reimport=reimport)
        others = rejected_too(session, but=found.id) if rejected and number is None else []
        written = _write_rejects(session, found, rejects, spare=spare) if rejects else None
        if mapping:
            reimport_command.write_mapping(found, mapping)
    if format != "text":
        formats.write_one(context.data, _record(seen), format=format)
    else:
        _print(context, seen, and_next=not (rejects or mapping))
    if others:
        shown = ", ".join(map(str, others[-_OTHERS:]))
        which = (
            f"{'batch' if len(others) == 1 else 'batches'} {shown}"
            if len(others) <= _OTHERS
            else f"{len(others):,} batches, the last {shown}"
        )
        context.info(f"Other imports have rejects too: {which}. Next: events batch {others[-1]}")
    if written:
        path = safe.line(written.path)
        context.info(
            f"Wrote {counted(written.records, 'record')} to {path}, and the reasons to {path}.reasons.csv."
        )
        context.info(f"Next: fix {path}, then: events retry {seen.id}")
    if mapping:
        context.info(f"Wrote the mapping to {mapping}. Next: events import FILE --map {mapping}")


def _write_rejects(session: Session, batch: Batch, path: str, *, spare: list[str]) -> RejectsFile:
    from importers.ledger.user_files import SIDECAR, check_rejects
    from importers.rejects_file import write_file

    for output in (path, path + SIDECAR):
        check_output(output, spare=spare)
    check_rejects(session, path)
    return write_file(session, batch, path)


def _print(context: Context, seen: BatchView, *, and_next: bool) -> None:
    title = f"Batch {seen.id} {DOT} {safe.line(seen.file)} {DOT} source {safe.line(seen.source)}"
    shop = f" {DOT} shop {safe.line(seen.shop)}" if seen.shop else ""
    when = f"started {_local(context, seen.started)}, "
    when += f"ended {_local(context, seen.finished)}" if seen.finished else "not ended"
    when += f", by {safe.line(seen.by)}" if seen.by else ""
    context.out.show([[(title + shop, Ink.STRONG)]])
    context.out.show([[(seen.status, _INKS.get(seen.status, Ink.PLAIN)), (f" {DOT} {when}", Ink.DIM)], []])
    if seen.undo:
        how = f"{seen.undo.id} on {people.moment(seen.undo.date, context.zone)}, by {safe.line(seen.undo.by)}"
        began = "Undone by" if seen.status == "undone" else "Undo started by"
        context.out.show([[(f"{began} {how}", Ink.BAD)], []])
    context.out.show(account(seen.counts))
    if seen.skips:
        context.out.show([[], *flow([(skipped(seen.skips), Ink.PLAIN)], context.out.width)])
    if seen.groups:
        context.out.show([[], [("Rejected, by cause", Ink.STRONG)]])
        context.out.show(groups(seen.groups, width=context.out.width))
    if and_next:
        context.info(_next(seen))


def _local(context: Context, moment: str) -> str:
    return people.moment(datetime.fromisoformat(moment), context.zone)


def _next(seen: BatchView) -> str:
    """The next command for a batch of this status."""
    from events.next_commands import quoted

    done = (
        f"To undo: events undo {seen.id}" if seen.counts["imported"] else "It added nothing: nothing to undo."
    )
    if seen.counts["rejected"]:
        from importers.ledger.user_files import rejects_command

        done = f"Next: {safe.line(rejects_command(seen.id, input_path=seen.path))}"
        if seen.rejects_file:
            done = f"Next: fix {safe.line(seen.rejects_file)}, then: events retry {seen.id}"
    goes_on = "it resumes after the last committed chunk" if seen.counts["read"] else "it starts over"
    again = f"events import {safe.line(quoted(seen.path or '-'))} with the same options; {goes_on}."
    return {
        "running": f"It is running. To see its progress: events batch {seen.id}",
        "interrupted": f"Next: run the same import again: {again}",
        "stopped": f"Next: fix the input or allow more rejects, then run the same import again: {again}",
        "undoing": f"Next: events undo {seen.id}; it resumes the interrupted undo.",
        "undone": f"To import it again: {safe.line(seen.reimport)}",
    }.get(seen.status, done)


def _record(seen: BatchView) -> dict[str, Any]:
    record = asdict(seen)
    undo = _operation(seen.undo) if seen.undo else None
    return {**record, **record.pop("counts"), "undo": undo}


def _operation(one: OperationView) -> dict[str, Any]:
    return {**asdict(one), "date": moment(one.date)}


def _row(context: Context, seen: BatchView, counts: list[str]) -> list[tuple[str, Ink]]:
    shop = f" ({safe.line(seen.shop)})" if seen.shop else ""
    return [
        (str(seen.id), Ink.STRONG),
        (seen.status, _INKS.get(seen.status, Ink.PLAIN)),
        (safe.line(seen.source) + shop, Ink.PLAIN),
        (safe.line(seen.file), Ink.PLAIN),
        (_local(context, seen.started), Ink.DIM),
        (safe.line(seen.by), Ink.DIM),
        *((f"{seen.counts[name]:,}", Ink.PLAIN) for name in counts),
    ]

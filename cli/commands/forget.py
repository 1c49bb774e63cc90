"""`events forget`: erase a person; their events stay, anonymised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.acting_user import acting_name
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat
from cli.commands.actors import changing
from cli.context import Context, get_context
from cli.render import formats, safe
from cli.render.layout import flow
from cli.render.palette import Ink

if TYPE_CHECKING:
    from importers.erasure.forget import Forgotten

_LABELS = {
    "people": "",
    "names": "that identified them",
    "orders": "no longer name a customer",
    "events": "anonymised",
    "texts": "of events that named them",
    "records": "of imported data that contained them",
    "rejects": "that contained them",
    "batches": "whose notes named them",
    "operations": "that named them",
}


def forget(
    ctx: typer.Context,
    *,
    email: Annotated[
        str, typer.Argument(metavar="EMAIL", autocompletion=completion.people, help="The person to erase.")
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be erased; change nothing.")
    ] = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Erase a person from users, events, imported records and search. This cannot be undone.

    Removes their e-mail and full name everywhere; a single-word name is removed only from their own
    records. Orders and events stay, anonymised.
    """
    context = get_context(ctx)
    with changing(context, dry_run=dry_run) as session:
        from importers.erasure import forget as forgetting

        done = forgetting.forget(session, email, by=acting_name(context, user))
    copies, rejects = _copies_left(context, dry_run=dry_run)
    if format != "text":
        record = {**done.as_dict(), "dry_run": dry_run, "copies": copies, "rejects_files": rejects}
        formats.write_one(context.data, record, format=format)
    else:
        _show(context, done, dry_run=dry_run)
    _warn(context, copies, rejects, dry_run=dry_run)


def _show(context: Context, done: Forgotten, *, dry_run: bool) -> None:
    context.out.show([[("Would erase" if dry_run else "Erased", Ink.STRONG)]])
    for name, number in done.as_dict().items():
        if number:
            context.out.show([[(f"  {name:<10}{number:>12,}", Ink.PLAIN), (f"  {_LABELS[name]}", Ink.DIM)]])


def _copies_left(context: Context, *, dry_run: bool) -> tuple[list[str], list[str]]:
    """Backups and rejects files that may still hold the person; the log's own remains are cleared."""
    from events.database.engine import parse
    from events.database.schema import clear_write_ahead_log, list_backups
    from importers.ledger.user_files import rejects_files

    with context.session() as session:
        if not dry_run:
            clear_write_ahead_log(session.get_bind())
        return list_backups(parse(context.settings.database)), rejects_files(session)


def _warn(context: Context, copies: list[str], rejects: list[str], *, dry_run: bool) -> None:
    """Warn about copies that this program cannot erase."""
    warnings = ["The imported files still contain this person; importing one again restores the data."]
    if copies:
        warnings.append(f"Database backups contain this person too: {', '.join(copies)}.")
    if rejects:
        warnings.append(f"Rejects files may contain this person: {', '.join(rejects)}.")
    if dry_run:
        warnings.append("Nothing was changed. Next: run the same command without --dry-run.")
    for text in warnings if not context.quiet else []:
        context.err.show(flow([(safe.line(text), Ink.PLAIN)], context.err.width))

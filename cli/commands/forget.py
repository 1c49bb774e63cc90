"""`events forget`: erase a person; their events stay, anonymised."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import context
from cli.acting_user import acting_name
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat
from cli.commands.actors import changing
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
    here = context.of(ctx)
    with changing(here, dry_run=dry_run) as session:
        from importers.erasure import forget as forgetting

        done = forgetting.forget(session, email, by=acting_name(here, user))
    if not dry_run:
        _compact(here)
    copies, rejects = _copies(here), _rejects(here)
    if format != "text":
        record = {**done.as_dict(), "dry_run": dry_run, "copies": copies, "rejects_files": rejects}
        formats.write_one(here.data, record, format=format)
    else:
        _show(here, done, dry_run=dry_run)
    _warn(here, copies, rejects, dry_run=dry_run)


def _show(here: context.Context, done: Forgotten, *, dry_run: bool) -> None:
    here.out.show([[("Would erase" if dry_run else "Erased", Ink.STRONG)]])
    for name, number in done.as_dict().items():
        if number:
            here.out.show([[(f"  {name:<10}{number:>12,}", Ink.PLAIN), (f"  {_LABELS[name]}", Ink.DIM)]])


def _warn(here: context.Context, copies: list[str], rejects: list[str], *, dry_run: bool) -> None:
    """Warn about copies that this program cannot erase."""
    warnings = ["The imported files still contain this person; importing one again restores the data."]
    if copies:
        warnings.append(f"Database backups contain this person too: {', '.join(copies)}.")
    if rejects:
        warnings.append(f"Rejects files may contain this person: {', '.join(rejects)}.")
    if dry_run:
        warnings.append("Nothing was changed. Next: run the same command without --dry-run.")
    for text in warnings if not here.quiet else []:
        here.err.show(flow([(safe.line(text), Ink.PLAIN)], here.err.width))


def _compact(here: context.Context) -> None:
    """Remove the erased data from the write-ahead log too, unless another process is reading it."""
    from sqlalchemy import text

    with here.session() as session:
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _rejects(here: context.Context) -> list[str]:
    """The rejects files written so far that still exist."""
    from sqlalchemy import select

    from importers.ledger.models import Batch

    with here.session() as session:
        found = [notes.get("rejects_file") for notes in session.scalars(select(Batch.notes))]
    return [path for path in dict.fromkeys(found) if path and Path(path).exists()]


def _copies(here: context.Context) -> list[str]:
    """Backups of the database that upgrades made beside it."""
    from events.database.engine import parse, sqlite_path

    path = Path(sqlite_path(parse(here.settings.database)))
    start = f"{path.name}.before-"
    return sorted(str(copy) for copy in path.parent.iterdir() if path.name and copy.name.startswith(start))

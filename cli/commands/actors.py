"""`events actors`: authors known only by a legacy name, and their assignment to people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting_user import acting_name
from cli.arguments import completion
from cli.arguments.options import Author, NamedFormat, OneFormat, Page, PageSize, mask_name
from cli.context import Context, get_context
from cli.lists.paging import cut_note, page_of, print_list
from cli.render import formats, people, safe
from cli.render.layout import Span
from cli.render.palette import DASH, Ink
from cli.render.people import counted
from cli.render.records import moment
from cli.render.table import Column
from events.account.machines import SYSTEM
from events.errors import EventsError, UsageError
from events.next_commands import command, joined

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cli.commands.actors_file import AssignmentFile
    from importers.authors.actors import Actor
    from importers.authors.assignments import Attributed

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_COLUMNS = (
    Column(title="author"),
    Column(title="source", gives_way=True),
    Column(title="events", right=True),
    Column(title="first", optional=1),
    Column(title="last", optional=1),
    Column(title="person"),
)
_KEYS = ("name", "source", "shop", "user", "events", "first", "last")

Name = Annotated[str, typer.Argument(metavar="NAME", help="The author's name as listed by `events actors`.")]
OfSource = Annotated[
    str | None, typer.Option("--source", metavar="NAME", callback=mask_name, help="Only in this source.")
]
OfShop = Annotated[
    str | None, typer.Option("--shop", metavar="NAME", callback=mask_name, help="Only in this shop.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would change; change nothing.")]


@app.callback(invoke_without_command=True)
def actors(
    ctx: typer.Context,
    *,
    unassigned: Annotated[
        bool, typer.Option("--unassigned", help="Only names not yet assigned to a person.")
    ] = False,
    like: Annotated[
        str, typer.Option(metavar="TEXT", help="Only names that contain TEXT, in upper or lower case.")
    ] = "",
    limit: PageSize = None,
    page: Page = None,
    format: NamedFormat = "text",
) -> None:
    """List authors known only by their name in the legacy data; `actors assign` names the person."""
    if ctx.invoked_subcommand:
        return
    context = get_context(ctx)
    with context.session() as session:
        from importers.authors.actors import actors as found

        at, size = page_of(context, format, page, limit)
        total, rows = found(session, limit=size, offset=(at - 1) * size, unassigned=unassigned, like=like)
    noun, sorting = "legacy author", "by source and name"
    if format != "text":
        context.write(map(_record, rows), _KEYS, format=format)
        context.info_if(cut_note(total, page=at, size=size, noun=noun, sorting=sorting))
    else:
        shown = [_row(context, row) for row in rows]
        print_list(
            context,
            _COLUMNS,
            shown,
            total=total,
            page=at,
            size=size,
            noun=noun,
            sorting=sorting,
        )
        if (
            first := next((row.name for row in rows if not row.user and not row.is_system), None)
        ) is not None:
            context.info(f"Next: {command('actors', 'assign', target=safe.line(first))} EMAIL")


@app.command("assign")
def assign(
    ctx: typer.Context,
    *,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE.csv", help="The author's name as listed by `events actors`, or a file of them."
        ),
    ],
    email: Annotated[
        str,
        typer.Argument(
            metavar="[EMAIL]",
            autocompletion=completion.people,
            help="The person's e-mail, or full name; or `system`, which is no person.",
        ),
    ] = "",
    source: OfSource = None,
    shop: OfShop = None,
    dry_run: DryRun = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Assign a legacy author to a person.

    Their events become that person's; later imports use the assignment too. `actors assign NAME system` says
    that it is a program. A CSV file with the columns name and email, and source and shop if wanted, assigns
    all of its authors or none. A list of staff with ids, logins or initials beside names and e-mails assigns
    those who are authors.
    """
    context = get_context(ctx)
    from cli.commands import actors_file
    from importers.authors import assignments

    if not email and actors_file.is_file(name):
        given = actors_file.read(name)
        _assign_all(context, given, source=source, shop=shop, user=user, dry_run=dry_run, format=format)
        return
    if not email:
        raise UsageError(f"Who is {name!r}? {joined(['events', 'actors', 'assign', name])} EMAIL")

    def change(session: Session) -> Attributed:
        by = acting_name(context, user)
        return assignments.assign(session, name, email, source=source, shop=shop, by=by)

    _change(context, change, dry_run=dry_run, format=format)


def _assign_all(
    context: Context,
    given: AssignmentFile,
    *,
    source: str | None,
    shop: str | None,
    user: str | None,
    dry_run: bool,
    format: str,
) -> None:
    """Assign the authors of a file in one transaction. An error names the line."""
    from importers.authors import assignments

    done: list[Attributed] = []
    by = acting_name(context, user)
    with changing(context, dry_run=dry_run) as session:
        for row in given.rows:
            of = {"source": row.source or source, "shop": row.shop or shop}
            try:
                if given.is_staff_list:
                    done += assignments.assign_known(session, row.names, row.person, **of, by=by)
                else:
                    done.append(assignments.assign(session, row.names[0], row.person, **of, by=by))
            except EventsError:
                context.info(f"Line {row.line} cannot be assigned. Nothing was changed.")
                raise
    done = [replace(each, dry_run=dry_run) for each in done]
    if format != "text":
        context.write(map(asdict, done), (), format=format)
    for one in done if format == "text" else ():
        _print_change(context, one)
    is_changed = done and not dry_run
    next_step = "To undo one: events batches --operations" if is_changed else "Nothing was changed."
    found = counted(len(done), "author")
    context.info(f"{found} in the file. {next_step}")


@app.command("unassign")
def unassign(
    ctx: typer.Context,
    *,
    name: Name,
    source: OfSource = None,
    shop: OfShop = None,
    dry_run: DryRun = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Remove the assignment of a legacy author.

    Events recorded under the person's own e-mail are unaffected.
    """
    context = get_context(ctx)
    from importers.authors import assignments

    def change(session: Session) -> Attributed:
        return assignments.unassign(session, name, source=source, shop=shop, by=acting_name(context, user))

    _change(context, change, dry_run=dry_run, format=format)


def take_back(context: Context, operation: str, *, user: str | None, dry_run: bool, format: str) -> None:
    """Undo the assignment that an operation made."""
    from importers.authors import assignments
    from importers.ledger import operations

    def change(session: Session) -> Attributed:
        found = operations.find(session, operation)
        return assignments.take_back(session, found, by=acting_name(context, user))

    _change(context, change, dry_run=dry_run, format=format)


def _change(context: Context, change: Callable[[Session], Attributed], *, dry_run: bool, format: str) -> None:
    with changing(context, dry_run=dry_run) as session:
        done = replace(change(session), dry_run=dry_run)
    if format != "text":
        formats.write_one(context.data, asdict(done), format=format)
    else:
        _print_change(context, done)
    context.info(_next(done))


@contextmanager
def changing(context: Context, *, dry_run: bool) -> Iterator[Session]:
    """A session for changes to the whole log, held while no import runs; rolled back in a dry run."""
    from events.database.engine import parse
    from importers.ledger.locks import exclusive

    with context.session() as session, exclusive(parse(context.settings.database)):
        yield session
        if dry_run:
            session.rollback()
        else:
            session.commit()


def _print_change(context: Context, done: Attributed) -> None:
    name = f"{done.name} of {done.source}" + (f" (shop {done.shop})" if done.shop else "")
    events = counted(done.events, "event")
    if done.kind == "assign":
        verb = "would be" if done.dry_run else "is now"
        new = ", a new staff user" if done.made_user else ""
        context.print_answer(f"{name} {verb} {done.email}{new}: {events} re-attributed.")
    else:
        verb = "would be" if done.dry_run else "is"
        gone = f" {done.email} {verb} removed: the user has no other events." if done.made_user else ""
        context.print_answer(f"{name} {verb} unassigned again: {events} taken back from {done.email}.{gone}")


def _next(done: Attributed) -> str:
    if done.dry_run:
        return "Nothing was changed. Next: run the same command without --dry-run."
    if done.kind == "assign":
        return f"To undo: events undo {done.operation}"
    return "Next: events actors"


def _row(context: Context, row: Actor) -> list[Span]:
    shop = f" ({safe.line(row.shop)})" if row.shop else ""
    return [
        (safe.line(row.name), Ink.LEGACY),
        (safe.line(row.source) + shop, Ink.PLAIN),
        (f"{row.events:,}", Ink.PLAIN),
        *(
            (date.astimezone(context.zone).strftime("%Y-%m-%d") if date else DASH, Ink.DIM)
            for date in (row.first, row.last)
        ),
        (people.customer(row.user) if row.user else SYSTEM * row.is_system, Ink.PLAIN),
    ]


def _record(row: Actor) -> dict[str, Any]:
    return {
        "name": row.name,
        "source": row.source,
        "shop": row.shop,
        "user": row.user.label if row.user else SYSTEM if row.is_system else None,
        "events": row.events,
        "first": moment(row.first) if row.first else None,
        "last": moment(row.last) if row.last else None,
    }

"""`events actors`: authors known only by a legacy name, and their assignment to people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.acting_user import acting_name
from cli.arguments import completion
from cli.arguments.options import Author, NamedFormat, OneFormat, Page, PageSize, mask_name
from cli.commands.actors_changes import assign_all, change
from cli.context import Context, get_context
from cli.lists.paging import cut_note, page_of, print_list
from cli.render import people, safe
from cli.render.layout import Span
from cli.render.palette import DASH, Ink
from cli.render.records import moment
from cli.render.table import Column
from events.account.machines import SYSTEM
from events.errors import UsageError
from events.next_commands import command, joined

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from importers.authors.actors import Actor
    from importers.authors.every_source import Change

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
    """Assign a legacy author to a person, in all sources that have the name, or with --source in one.

    Their events become that person's; later imports use the assignment too. `actors assign NAME system` says
    that it is a program. A CSV file with the columns name and email, and source and shop if wanted, assigns
    all of its authors or none. A list of staff with ids, logins or initials beside names and e-mails assigns
    those who are authors.
    """
    context = get_context(ctx)
    from cli.commands import actors_file
    from importers.authors import every_source

    if not email and actors_file.is_file(name):
        given = actors_file.read(name)
        assign_all(context, given, source=source, shop=shop, user=user, dry_run=dry_run, format=format)
        return
    if not email:
        raise UsageError(f"Who is {name!r}? {joined(['events', 'actors', 'assign', name])} EMAIL")

    def work(session: Session) -> Change:
        by = acting_name(context, user)
        return every_source.assign(session, name, email, source=source, shop=shop, by=by)

    change(context, work, dry_run=dry_run, format=format)


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
    """Remove the assignment of a legacy author, in all sources where it is the same person's.

    Events recorded under the person's own e-mail are unaffected.
    """
    context = get_context(ctx)
    from importers.authors import every_source

    def work(session: Session) -> Change:
        by = acting_name(context, user)
        return every_source.unassign(session, name, source=source, shop=shop, by=by)

    change(context, work, dry_run=dry_run, format=format)


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

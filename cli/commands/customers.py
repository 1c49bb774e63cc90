"""`events customers`: the list of customers, and adding one by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments.options import ListFormat, OneFormat, Page, PageSize
from cli.context import get_context
from cli.paging import print_list
from cli.render import formats, people, records, safe, standing
from cli.render.layout import Span
from cli.render.palette import Ink, icon
from cli.render.table import Column
from events import clock
from events.errors import UsageError
from events.next_commands import command

if TYPE_CHECKING:
    from events.list_totals import TotalsByKind

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_COLUMNS = (
    Column(title="customer", gives_way=True),
    Column(title="name", gives_way=True, optional=1),
    Column(title="orders", right=True),
    Column(title="own events", right=True, optional=2),
    Column(title="last step", optional=1),
    Column(title="for", right=True, optional=1),
    Column(title="paid", right=True),
)


@app.callback(invoke_without_command=True)
def customers(
    ctx: typer.Context,
    *,
    like: Annotated[
        str, typer.Option(metavar="TEXT", help="Only customers whose e-mail or name contains TEXT.")
    ] = "",
    limit: PageSize = 50,
    page: Page = 1,
    format: ListFormat = "text",
) -> None:
    """List customers by e-mail, or add one."""
    if ctx.invoked_subcommand:
        return
    context = get_context(ctx)
    with context.session() as session:
        from events import lists
        from events.list_totals import add_customer_totals
        from importers.ledger.provenance import legacy_words

        total, listed = lists.customers(session, lists.PageWindow(page=page, size=limit), like=like)
        rows = add_customer_totals(session, listed, legacy_words(session))
        if format != "text":
            data = (records.customer(row, totals) for row, totals in rows)
            formats.write(context.data, data, records.CUSTOMER_COLUMNS, format=format)
            return
        shown = [
            [
                (safe.line(row.who.label), Ink.BADGE),
                (safe.line(row.who.name), Ink.PLAIN),
                (f"{row.orders:,}", Ink.PLAIN),
                (f"{row.events:,}", Ink.PLAIN),
                *_last_step(totals),
                (standing.paid(totals), Ink.PLAIN),
            ]
            for row, totals in rows
        ]
        print_list(
            context,
            _COLUMNS,
            shown,
            total=total,
            page=page,
            size=limit,
            noun="customer",
            sorting="by e-mail",
        )


def _last_step(totals: TotalsByKind) -> list[Span]:
    """The step that any of their orders took last, and how long ago."""
    from events.list_totals import state, state_since

    step, since = state(totals), state_since(totals)
    age = people.age(since, clock.now()) if since else ""
    return [(step.word, icon(step)[1]) if step else ("", Ink.PLAIN), (age, Ink.PLAIN)]


@app.command("add")
def add(
    ctx: typer.Context,
    *,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The customer's e-mail.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="The customer's full name.")] = "",
    format: OneFormat = "text",
) -> None:
    """Add a customer without recording an event; see `events record customer account_created`."""
    context = get_context(ctx)
    with context.session() as session:
        from events.account.people import add_customer, is_email, person
        from events.lists import CustomerRow

        if not is_email(email.strip()):
            raise UsageError(f"{email!r} is not an e-mail address. Nothing was changed.")
        with context.turn(session):
            who = person(add_customer(session, email=email, name=name))
            session.commit()
    if format != "text":
        row = CustomerRow(who=who, orders=0, events=0)
        formats.write_one(context.data, records.customer(row, {}), format=format)
    else:
        context.print_answer(f"Added customer {people.customer(who)}.")
    context.info(f"Next: {command('record', 'customer', 'account_created', target=who.label)}")

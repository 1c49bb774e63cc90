"""`events customers`: the list of customers, and adding one by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.arguments import completion
from cli.arguments.options import NamedFormat, NextAuthor, OneFormat, Page, PageSize, Reverse, mask_name
from cli.context import get_context
from cli.lists.assumed import Assumed, noting
from cli.lists.brought import Batch, Source, chosen_orders
from cli.lists.customers import (
    SORTINGS,
    needs_summaries,
    prefers_summaries,
    read_customers,
    read_stored_customers,
)
from cli.lists.orders import Sorting, check_status, period
from cli.lists.paging import cut_note, page_of, print_list
from cli.render import formats, people, records, safe, standing
from cli.render.amount_notes import assumed_signs
from cli.render.layout import Span
from cli.render.palette import Ink
from cli.render.table import Column
from events import clock
from events.errors import UsageError
from events.next_commands import as_user, command
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.summaries.totals import TotalsByKind

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_COLUMNS = (
    Column(title="customer"),
    Column(title="name", gives_way=True, optional=1),
    Column(title="orders", right=True),
    Column(title="own events", right=True, optional=2),
    Column(title="last step", optional=1),
    Column(title="age", right=True, optional=1),
    Column(title="paid", right=True),
)
_ALL_EVENTS = Column(title="events", right=True)
_REFUNDED = Column(title="refunded", right=True)


@app.callback(invoke_without_command=True)
def customers(
    ctx: typer.Context,
    *,
    like: Annotated[
        str, typer.Option(metavar="TEXT", help="Only customers whose e-mail or name contains TEXT.")
    ] = "",
    shop: Annotated[
        str | None,
        typer.Option(metavar="NAME", callback=mask_name, help="Only customers with an order of this shop."),
    ] = None,
    source: Source = None,
    batch: Batch = None,
    status: Annotated[
        str,
        typer.Option(
            metavar="STATE",
            autocompletion=completion.statuses,
            help="Only customers whose last step is this: open, stuck (open for 14 days), placed, paid …",
        ),
    ] = "",
    since: Annotated[
        str, typer.Option(metavar="DATE", help="Only with an order begun on or after this date.")
    ] = "",
    until: Annotated[
        str, typer.Option(metavar="DATE", help="Only with an order begun on or before it.")
    ] = "",
    sort: Annotated[
        Literal["email", "orders", "events", "age", "paid", "refunded"] | None,
        typer.Option(
            metavar="email|orders|events|age|paid|refunded",
            help="By e-mail, most orders, most events, longest without a step, most paid or most refunded.",
        ),
    ] = None,
    reverse: Reverse = False,
    limit: PageSize = None,
    page: Page = None,
    format: NamedFormat = "text",
) -> None:
    """List customers with the last step of any of their orders, and what they paid; or add one.

    They come by e-mail; with --status stuck, those that wait longest first.
    """
    if ctx.invoked_subcommand:
        return
    context = get_context(ctx)
    with context.reader() as reader:
        from cli.timelines.kinds import prepare_summaries
        from events.list_totals import STATUSES
        from events.lists import OrderFilter

        status = check_status(status, STATUSES)
        start, end = period(since, until, context.zone)
        ids, of_sources = chosen_orders(reader, None, source, batch)
        having = OrderFilter(shop=shop, since=start, until=end, ids=ids, of_sources=of_sources)
        by = sort or ("age" if status == "stuck" else "email")
        sorting = Sorting(by=by, is_reversed=reverse)
        needs_all = needs_summaries(having, status=status, sort=by) or (
            prefers_summaries(reader, having, sort=by)
        )
        is_stored = needs_all and prepare_summaries(context, reader)
        read = read_stored_customers if is_stored else read_customers
        at, size = page_of(context, format, page, limit)
        found = read(reader, like=like, having=having, status=status, sort=sorting, page=at, size=size)
        noun, words = f"{status} customer".strip(), sorting.words(SORTINGS)
        context.info_if(found.note)
        assumed = Assumed()
        listed = noting(found.rows, assumed)
        if format != "text":
            data = (records.customer(row, totals) for row, totals in listed)
            context.write(data, records.CUSTOMER_COLUMNS, format=format)
            context.info_if(cut_note(found.total, page=at, size=size, noun=noun, sorting=words))
            context.info_if(assumed_signs(assumed))
            return
        rows = list(listed)
        places = standing.decimal_places(totals for _, totals in rows)
        has_all, has_refunds = by == "events", by == "refunded"
        columns = [*_COLUMNS[:3], *([_ALL_EVENTS] if has_all else []), *_COLUMNS[3:]]
        shown = [
            [
                (safe.line(row.who.label), Ink.BADGE),
                (safe.line(row.who.name), Ink.PLAIN),
                (f"{row.orders:,}", Ink.PLAIN),
                *([(f"{row.all_events:,}", Ink.PLAIN)] if has_all else []),
                (f"{row.events:,}", Ink.PLAIN),
                *_last_step(totals),
                (standing.money(Kind.PAID, totals, places), Ink.PLAIN),
                *([(standing.money(Kind.REFUNDED, totals, places), Ink.PLAIN)] if has_refunds else []),
            ]
            for row, totals in rows
        ]
        print_list(
            context,
            [*columns, *([_REFUNDED] if has_refunds else [])],
            shown,
            total=found.total,
            page=at,
            size=size,
            noun=noun,
            sorting=words,
        )
        context.info_if(assumed_signs(assumed))


def _last_step(totals: TotalsByKind) -> list[Span]:
    """The step that any of their orders took last, and how long ago."""
    from events.list_totals import state_since

    since = state_since(totals)
    return [standing.state(totals), (people.age(since, clock.now()) if since else "", Ink.PLAIN)]


@app.command("add")
def add(
    ctx: typer.Context,
    *,
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="The customer's e-mail.")],
    name: Annotated[str, typer.Option(metavar="NAME", help="The customer's full name.")] = "",
    user: NextAuthor = None,
    format: OneFormat = "text",
) -> None:
    """Add a customer without recording an event; see `events record customer account_created`."""
    context = get_context(ctx)
    with context.session(creates=True) as session:
        from events.account.people import add_customer, is_email, person
        from events.lists import CustomerRow
        from events.summaries.totals import TotalsByKind

        if not is_email(email.strip()):
            raise UsageError(f"{email!r} is not an e-mail address. Nothing was changed.")
        with context.turn(session):
            who = person(add_customer(session, email=email, name=name))
            session.commit()
    if format != "text":
        row = CustomerRow(who=who, orders=0, events=0)
        formats.write_one(context.data, records.customer(row, TotalsByKind()), format=format)
    else:
        context.print_answer(f"Added customer {people.customer(who)}.")
    created = command("record", "customer", "account_created", target=who.label)
    context.info(f"Next: {created}{as_user(user)}")

"""`events orders`: the list of orders, and adding one by hand."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.arguments import completion
from cli.arguments.options import NamedFormat, NextAuthor, OneFormat, Page, PageSize, Reverse, mask_name
from cli.context import get_context
from cli.lists.assumed import Assumed, noting
from cli.lists.brought import Batch, Numbers, Source, chosen_orders, prefers_summaries
from cli.lists.order_counts import check_counted, print_counts
from cli.lists.order_rows import COLUMNS, shown_order
from cli.lists.orders import (
    SORTINGS,
    Sorting,
    amount_of,
    check_statuses,
    check_step,
    had_before_note,
    needs_summaries,
    period,
    period_note,
    read_orders,
    read_stored_orders,
)
from cli.lists.paging import cut_note, page_of, print_list
from cli.render import formats, people, records, safe, standing
from cli.render.amount_notes import assumed_signs
from events import moments
from events.errors import UsageError
from events.next_commands import as_user, command
from events.order_groups import OrderGrouping
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.lists import OrderFilter
    from events.order.lookup import NewLine

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.callback(invoke_without_command=True)
def orders(
    ctx: typer.Context,
    *,
    customer: Annotated[
        str | None,
        typer.Option(
            metavar="EMAIL|NAME",
            autocompletion=completion.people,
            help="Only orders of this customer, also by part of the name or e-mail.",
        ),
    ] = None,
    shop: Annotated[
        str | None, typer.Option(metavar="NAME", callback=mask_name, help="Only orders of this shop.")
    ] = None,
    number: Numbers = None,
    source: Source = None,
    batch: Batch = None,
    status: Annotated[
        str,
        typer.Option(
            metavar="STATE",
            autocompletion=completion.statuses,
            help="Only orders in this state: open, stuck (open, in its state for 14 days), unshipped (paid "
            "or being prepared, with goods to be sent), placed, paid, shipped, completed, refunded, "
            "partially_refunded …; or in one of several: paid,shipped.",
        ),
    ] = "",
    not_status: Annotated[
        str,
        typer.Option(metavar="STATE", help="Only orders that are not in this state, or in none of several."),
    ] = "",
    had: Annotated[
        str,
        typer.Option(
            metavar="STEP",
            help="Only orders that took this step at some time, whatever followed: paid, shipped, refunded, "
            "cancelled …",
        ),
    ] = "",
    never: Annotated[str, typer.Option(metavar="STEP", help="Only orders that never took this step.")] = "",
    min_paid: Annotated[
        str, typer.Option(metavar="AMOUNT", help="Only orders of which at least this was paid in a currency.")
    ] = "",
    max_paid: Annotated[
        str, typer.Option(metavar="AMOUNT", help="Only orders of which at most this was paid in a currency.")
    ] = "",
    older_than: Annotated[
        str,
        typer.Option(
            metavar="DAYS", help="Only orders that have been in their state for longer: '3 days', 2w, a date."
        ),
    ] = "",
    since: Annotated[str, typer.Option(metavar="DATE", help="Only orders begun on or after this date.")] = "",
    until: Annotated[str, typer.Option(metavar="DATE", help="Only orders begun on or before it.")] = "",
    sort: Annotated[
        Literal["added", "began", "last", "age", "paid", "refunded"] | None,
        typer.Option(
            metavar="added|began|last|age|paid|refunded",
            help="Newest in the log, begun or active last, longest in its state, most paid or refunded.",
        ),
    ] = None,
    by: Annotated[
        OrderGrouping | None,
        typer.Option(
            metavar="GROUP",
            help="Count them instead: by day, week, month, quarter, year, weekday or hour in which they "
            "began, by state, shop, or source: the system from which they were imported.",
        ),
    ] = None,
    reverse: Reverse = False,
    limit: PageSize = None,
    page: Page = None,
    format: NamedFormat = "text",
) -> None:
    """List orders with their state, since when they are in it, and what was paid.

    The last added come first; with --customer, those active last; with --status stuck or unshipped, those
    that have waited longest. An order's state is the last step that it took, in part or in whole: placed,
    paid, shipped, returned and so on. With --by, orders are counted and payments added up.
    """
    if ctx.invoked_subcommand:
        return
    context = get_context(ctx)
    with context.reader() as reader:
        from cli.timelines.kinds import prepare_summaries, unknown_note
        from events import lists
        from events.account.people import find_customers
        from events.filters import of_customer
        from events.list_totals import ORDER_STATUSES
        from events.totals_filter import TotalsFilter

        states = check_statuses(status, ORDER_STATUSES)
        status, named = states[0] if len(states) == 1 else "", " or ".join(states)
        owners = () if customer is None else tuple(map(of_customer, find_customers(reader, customer)))
        start, end = period(since, until, context.zone)
        ids, of_sources = chosen_orders(reader, number, source, batch)
        chosen = lists.OrderFilter(
            shop=shop,
            subjects=owners,
            since=start,
            until=end,
            ids=ids,
            of_sources=of_sources,
            had=check_step(had) if had else None,
            waits_since=moments.since(older_than, context.zone) if older_than else None,
            totals=TotalsFilter(
                any_status=states if len(states) > 1 else (),
                no_status=check_statuses(not_status, ORDER_STATUSES),
                never=check_step(never) if never else None,
                least=amount_of("--min-paid", min_paid),
                most=amount_of("--max-paid", max_paid),
            ),
        )
        by_meaning = states or had or never or not_status
        if by is not None:
            check_counted(sort=sort, page=page)
            is_stored = not owners and prepare_summaries(context, reader)
            print_counts(
                context,
                reader,
                chosen,
                by=by,
                status=status,
                is_stored=is_stored,
                noun=f"{named} order".strip(),
                size=limit,
                is_reversed=reverse,
                format=format,
            )
            context.info_if(unknown_note(reader) if by_meaning or by == "state" else "")
            return
        order = sort or ("age" if status in ("stuck", "unshipped") else "last" if customer else "added")
        needs_all = needs_summaries(chosen, status=status, sort=order) or prefers_summaries(reader, chosen)
        read = read_stored_orders if needs_all and prepare_summaries(context, reader) else read_orders
        sorting = Sorting(by=order, is_reversed=reverse)
        at, size = page_of(context, format, page, limit)
        found = read(reader, chosen, status=status, sort=sorting, page=at, size=size)
        noun, words, assumed = f"{named} order".strip(), sorting.words(SORTINGS), Assumed()
        listed = noting(found.rows, assumed)
        if format != "text":
            data = (records.order(row, totals) for row, totals in listed)
            context.write(data, records.ORDER_COLUMNS, format=format)
            context.info_if(cut_note(found.total, page=at, size=size, noun=noun, sorting=words))
        else:
            rows = list(listed)
            places = standing.decimal_places(totals for _, totals in rows)
            from events.order.facts import shared_numbers

            shared = shared_numbers(reader, (row.number for row, _ in rows if not row.shop))
            shown = [shown_order(row, totals, places, context, shared) for row, totals in rows]
            print_list(
                context, COLUMNS, shown, total=found.total, page=at, size=size, noun=noun, sorting=words
            )
        context.info_if(found.note)
        context.info_if(assumed_signs(assumed))
        context.info_if(unknown_note(reader, counted=found.total) if by_meaning and at == 1 else "")
        context.info_if(period_note(had or status, since, until))
        if status in _ENDS and not (had or older_than or page or chosen.totals != TotalsFilter()):
            others = _had_before(reader, chosen, status, is_stored=read is read_stored_orders) - found.total
            given = {"--customer": customer, "--shop": shop, "--since": since, "--until": until}
            context.info_if(had_before_note(others, status, given))


_ENDS = (Kind.CANCELLED, Kind.RETURNED, Kind.REFUNDED)
"""States by which people may mean orders that something else happened to since."""


def _had_before(reader: Connection, chosen: OrderFilter, status: str, *, is_stored: bool) -> int:
    """How many orders took at some time the step that this state is named by."""
    read = read_stored_orders if is_stored else read_orders
    had = replace(chosen, had=Kind.parse(status))
    return read(reader, had, status="", sort=Sorting(by="began"), page=1, size=1).total


@app.command("add")
def add(
    ctx: typer.Context,
    *,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="The order number as people write it.")],
    customer: Annotated[
        str,
        typer.Option(
            metavar="EMAIL",
            autocompletion=completion.people,
            help="The customer; an unknown e-mail is added.",
        ),
    ] = "",
    line: Annotated[
        list[str] | None, typer.Option(metavar="'2 x Mug'", help="Quantity and item (repeatable).")
    ] = None,
    shop: Annotated[
        str,
        typer.Option(
            metavar="NAME", callback=mask_name, help="The shop, if several shops use the same numbers."
        ),
    ] = "",
    currency: Annotated[str, typer.Option(metavar="CODE", help="Currency code, e.g. EUR.")] = "",
    user: NextAuthor = None,
    format: OneFormat = "text",
) -> None:
    """Add an order without recording an event; see `events record order placed`."""
    context = get_context(ctx)
    if not (number := number.strip()):
        raise UsageError("An order needs a number.")
    lines = [_line(text) for text in line or ()]
    with context.session(creates=True) as session:
        from events.account.people import is_email, person
        from events.lists import OrderRow
        from events.order.lookup import add_order, full_number
        from events.summaries.totals import TotalsByKind

        if customer and not is_email(customer.strip()):
            raise UsageError(f"{customer!r} is not an e-mail address. Nothing was changed.")
        with context.turn(session):
            order = add_order(
                session, number=number, shop=shop, customer=customer, lines=lines, currency=currency
            )
            session.commit()
        row = OrderRow(
            id=order.id,
            shop=order.shop,
            number=order.number,
            customer=person(order.user) if order.user else None,
            created=order.created,
            currency=order.currency,
            events=0,
            first=None,
            last=None,
        )
        if format != "text":
            ids = [{"id": line.id, "quantity": line.quantity, "item": line.item_name} for line in order.lines]
            added = {**records.order(row, TotalsByKind()), "lines": ids}
            formats.write_one(context.data, added, format=format)
        else:
            context.print_answer(
                f"Added order {people.badge(order.shop, order.number)}, {people.customer(row.customer)}."
            )
            for item in order.lines:
                context.print_answer(f"  line {item.id}: {item.quantity} × {safe.line(item.item_name)}")
        placed = full_number(session, order)
        context.info(f"Next: {command('record', 'order', 'placed', target=placed)}{as_user(user)}")


def _line(text: str) -> NewLine:
    """A line from words like `2 x Mug`, or `Mug` for one."""
    from events.order.lookup import NewLine

    found = re.fullmatch(r"\s*(?:(\d{1,9})\s*[x×*]\s+)?(\S.*?)\s*", text, re.DOTALL)
    if found is None or (found[1] is not None and int(found[1]) < 1):
        raise UsageError(f"Cannot read the line {text!r}. Write it as '2 x Mug'.")
    return NewLine(quantity=int(found[1] or 1), item_name=found[2])

"""An order as a row of a list on the screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cli.context import Context
from cli.render import people, safe, standing
from cli.render.layout import Span
from cli.render.palette import Ink
from cli.render.table import Column
from events import clock
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.lists import OrderRow
    from events.summaries.totals import TotalsByKind

COLUMNS = (
    Column(title="order"),
    Column(title="customer"),
    Column(title="name", gives_way=True, optional=2),
    Column(title="began", optional=3),
    Column(title="state"),
    Column(title="age", right=True, optional=1),
    Column(title="paid", right=True),
    Column(title="refunded", right=True, optional=1),
    Column(title="last event", optional=2),
)


def shown_order(
    row: OrderRow, totals: TotalsByKind, places: Mapping[str, int], context: Context, shared: frozenset[str]
) -> list[Span]:
    """The cells of `COLUMNS`; `places` are the decimal places of each currency, `shared` the numbers that
    several shops have."""
    from events.list_totals import state_since

    began, last = (
        f"{date.astimezone(context.zone):%Y-%m-%d}" if date else "" for date in (row.began, row.last)
    )
    since = state_since(totals)
    return [
        (people.badge(row.shop, row.number, is_shared=row.number in shared), Ink.BADGE),
        (safe.line(row.customer.label) if row.customer else people.customer(None), Ink.PLAIN),
        (safe.line(row.customer.name) if row.customer and row.customer.email else "", Ink.PLAIN),
        (began, Ink.DIM),
        standing.state(totals),
        (people.age(since, clock.now()) if since else "", Ink.PLAIN),
        (standing.money(Kind.PAID, totals, places), Ink.PLAIN),
        (standing.money(Kind.REFUNDED, totals, places), Ink.PLAIN),
        (last, Ink.DIM),
    ]

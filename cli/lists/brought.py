"""Which orders an import brought, or those of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import completion
from cli.arguments.options import mask_name

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from events.lists import ChosenOrders, OfSources, OrderFilter
    from events.tables import Reader

Source = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="NAME", callback=mask_name, help="Only with events that this source brought."
    ),
]
Batch = Annotated[
    int | None,
    typer.Option(
        "--batch", metavar="ID", autocompletion=completion.batches, help="Only with events of this import."
    ),
]


Numbers = Annotated[
    list[str] | None,
    typer.Option(
        "--number",
        metavar="NUMBER",
        autocompletion=completion.orders,
        help="Only this order (repeatable): `events orders 1001 1002` does the same.",
    ),
]


def chosen_orders(
    reader: Reader, numbers: list[str] | None, source: str | None, batch: int | None
) -> tuple[ChosenOrders | None, OfSources | None]:
    """The orders with one of `numbers` of which a source, or a batch, brought an event: a condition on an
    order's id, and sources; None for any.

    Raises `UnknownOrderError`, `AmbiguousOrderError`, `UnknownSourceError` and `UnknownBatchError`.
    """
    if not numbers and source is None and batch is None:
        return None, None
    from sqlalchemy import and_

    from events.lists import OfSources
    from importers.ledger import of_source
    from importers.ledger.provenance import check_batch

    found: list[ChosenOrders] = []
    of_sources: OfSources | None = None
    if numbers:
        from events.order.lookup import find

        ids = [find(reader, number).id for number in numbers]
        found.append(lambda order: order.in_(ids))
    if source is not None:
        of_sources = of_source.orders_of_source(reader, of_source.find_source(reader, source))
    if batch is not None:
        check_batch(reader, batch)
        theirs = of_source.orders_of_batch(reader, batch)
        if not isinstance(theirs, OfSources):
            found.append(theirs)
        elif of_sources is None:
            of_sources = theirs
        else:
            found.append(theirs.condition)
    return (lambda order: and_(*(one(order) for one in found))) if found else None, of_sources


def prefers_summaries(reader: Connection, chosen: OrderFilter) -> bool:
    """Whether orders of many events are found sooner by summaries, if they are stored already."""
    from events.summaries import store

    brought = chosen.of_sources
    return brought is not None and brought.are_many and not chosen.subjects and store.is_there(reader)

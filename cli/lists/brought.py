"""Which orders an import brought, or those of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments import completion
from cli.arguments.options import mask_name

if TYPE_CHECKING:
    from events.lists import ChosenOrders
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
) -> ChosenOrders | None:
    """The condition on an order's id that it has one of `numbers`, and that a source, or a batch, brought an
    event of it; None for any order.

    Raises `UnknownOrderError`, `AmbiguousOrderError`, `UnknownSourceError` and `UnknownBatchError`.
    """
    if not numbers and source is None and batch is None:
        return None
    from sqlalchemy import and_

    from importers.ledger import of_source
    from importers.ledger.provenance import check_batch

    found: list[ChosenOrders] = []
    if numbers:
        from events.order.lookup import find

        ids = [find(reader, number).id for number in numbers]
        found.append(lambda order: order.in_(ids))
    if source is not None:
        found.append(of_source.orders_of_source(reader, of_source.find_source(reader, source)))
    if batch is not None:
        check_batch(reader, batch)
        found.append(of_source.orders_of_batch(reader, batch))
    return lambda order: and_(*(one(order) for one in found))

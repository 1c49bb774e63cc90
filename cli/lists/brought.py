"""Which orders an import brought, or those of a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.arguments import completion
from cli.arguments.options import mask_name

if TYPE_CHECKING:
    from sqlalchemy import Select

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


def brought_orders(reader: Reader, source: str | None, batch: int | None) -> Select[Any] | None:
    """A query of the ids of the orders of which a source, or a batch, brought an event; None for any order.

    Raises `UnknownSourceError` and `UnknownBatchError`.
    """
    if source is None and batch is None:
        return None
    from importers.ledger import of_source
    from importers.ledger.provenance import check_batch

    found = None if source is None else of_source.orders_of_source(of_source.find_source(reader, source))
    if batch is None:
        return found
    check_batch(reader, batch)
    theirs = of_source.orders_of_batch(batch)
    return theirs if found is None else theirs.intersect(found).subquery().select()

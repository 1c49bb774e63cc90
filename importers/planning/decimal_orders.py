"""Whether 1001.0 is the order 1001: not where other orders of the same input have decimals."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from importers.mapping.apply import MappingApplier
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.unusual_cells import have_decimals, have_zero_decimals
from importers.readers.chunks import Chunk


def has_decimal_orders(
    mapping: ColumnMapping, first: Chunk, *, all_chunks: Callable[[], Iterator[Chunk]]
) -> bool:
    """Whether orders of an input have decimals (1001.1), which makes 1001.0 and 1001 different orders.

    All of the input is read only where the orders of its first chunk are like 1001.0.
    """
    if mapping.exact:
        return False
    applier = MappingApplier(mapping)
    orders = applier.subjects_as_read(first)
    if have_decimals(orders) or not have_zero_decimals(orders):
        return have_decimals(orders)
    return any(have_decimals(applier.subjects_as_read(chunk)) for chunk in all_chunks())

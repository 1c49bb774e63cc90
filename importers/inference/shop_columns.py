"""A column of shops beside the order: two shops may have an order of the same number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from events.next_commands import quoted
from importers.column_words import simple

if TYPE_CHECKING:
    import polars as pl

_SHOPS = frozenset(
    "shop shop_id shop_name shop_code shop_nr store store_id store_name store_code store_view webshop "
    "website website_id website_name storefront marketplace sales_channel marktplatz mandant mandant_nr "
    "mandant_id filiale verkaufskanal boutique site_marchand magasin tienda tienda_id negozio sklep winkel "
    "webwinkel butik butikk loja loja_id eshop магазин 店铺 店舗".split()
)


def shops_note(order: str, unused: Sequence[str], frame: pl.DataFrame) -> str:
    """A sentence if rows of one order number are of several shops by a column that nothing reads: they are
    then taken for one order. Empty if there is no such column."""
    import polars as pl

    for name in (one for one in unused if simple(one.rpartition(".")[2]) in _SHOPS):
        if {order, name} - {*frame.columns}:
            continue
        cells = frame.select(pl.col(order, name).str.strip_chars())
        cells = cells.filter(pl.all_horizontal(pl.all() != ""))
        shops = cells.group_by(order, maintain_order=True).agg(pl.col(name).unique(maintain_order=True))
        several = shops.filter(pl.col(name).list.len() > 1)
        if several.height:
            number, whose = several.row(0)
            composed = quoted(f"order={{{name}}}-{{{order}}}")
            return (
                f"Rows of one order have several values of {name} ({number}: {', '.join(whose[:3])}), and "
                "are taken for one order. If these are orders of several shops, undo this import, and import "
                "the rows of each shop as a file of their own with --shop NAME, or all with --set "
                f"{composed}."
            )
    return ""

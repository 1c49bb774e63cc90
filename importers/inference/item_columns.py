"""Columns that hold an item of an order, in a table with a row for each item."""

from __future__ import annotations

import re
from collections.abc import Iterable

from importers.column_words import simple

_GOODS = re.compile(
    r"(^|_)(line_?items?|items?|products?|produkt\w*|artikel\w*|articles?|articulos?|articol[oi]|produits?"
    r"|productos?|produtos?|prodott[oi]|sku|variante?s?|towar\w*|asin|isbn|ean|upc|gtin|товар\w*)(_|$)|商品|品名"
)
_LINE = re.compile(r"(^|_)line_?items?(_|$)")
_QUANTITY = re.compile(
    r"(^|_)(qty|quantity|menge|anzahl|stuckzahl|quantite|qte|cantidad|quantita|quantidade|ilosc|aantal|antal"
    r"|mnozstvi|количество|кол_во)(_|$)|数量|個数"
)
_PRICE = re.compile(
    r"(^|_)(price|cost|preis|\w*preis|prix|precio|prezzo|preco|cena|prijs|pris|sold_for|цена)(_|$)|価格|単価|单价"
)
_OF_THE_ORDER = re.compile(r"(^|_)(order|total|subtotal|shipping)(_|$)")


def is_item_column(name: str) -> bool:
    """Whether a column's name says that it is of an item, and not of the whole order."""
    plain = simple(name)
    return not _OF_THE_ORDER.search(plain) and any(kind.search(plain) for kind in (_GOODS, _QUANTITY, _PRICE))


def has_line_items(columns: Iterable[str]) -> bool:
    """Whether rows hold items of orders: line items by name, or goods and how many or at what price."""
    own = [simple(name) for name in columns if is_item_column(name)]
    if any(map(_LINE.search, own)):
        return True
    goods, *amounts = (any(kind.search(name) for name in own) for kind in (_GOODS, _QUANTITY, _PRICE))
    return goods and any(amounts)

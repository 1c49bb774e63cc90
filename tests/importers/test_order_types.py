"""Types of objects that are orders are recognised by their names, in any language."""

from __future__ import annotations

import pytest

from importers.table_views.order_types import rank_of


@pytest.mark.parametrize(
    ("name", "rank"),
    [
        *((name, 0) for name in ("order", "Orders", "SalesOrder", "customer_order", "Kundenaufträge", "ORD")),
        *((name, 0) for name in ("Bestellung", "commande client", "pedidos", "zamówienie", "заказ", "注文")),
        *(
            (name, 1)
            for name in ("PURCHORD", "Purchase Order", "orden de compra", "Einkaufsbestellung", "EKKO")
        ),
        *((name, 2) for name in ("work order", "TransportOrder", "production orders")),
        *((name, None) for name in ("order item", "OrderLine", "ligne de commande", "Auftragsposition")),
        *((name, None) for name in ("MATERIAL", "PURCHREQ", "recorder", "items", "pozycja zamówienia", "")),
    ],
)
def test_types_of_orders_are_recognised_by_their_names(name: str, rank: int | None) -> None:
    """Orders of customers come before those to suppliers, and these before those within a company."""
    assert rank_of(name) == rank

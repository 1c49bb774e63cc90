"""WooCommerce as its REST interface tells it: order notes, and what customers wrote when they ordered."""

from importers.platforms import HistoryTable, Lookup

SHOP = "(?i)^(woocommerce|system|ووکامرس|ووكومرس|ווקומרס)$"
"""The shop's own name as an author, in scripts that translate it."""
ID = ("order_id", "parent_id", "linked_id")

NOTES = HistoryTable(
    table="order_notes",
    name="comments",
    every=True,
    needs=("id", "note", "date_created"),
    cut={"linked_id": ("_links.up", "/orders/(\\d+)")},
    lookups=(Lookup(name="order", table="orders", key="id", on=ID, columns=("number", "billing.email")),),
    fields={
        "legacy_id": "id",
        "order": ("order_number", "order.number", *ID),
        "customer": ("order.billing.email", "billing_email"),
        "date": ("{date_created_gmt}Z", "date_created"),
        "author": "author",
        "message": "note",
    },
    html=True,
    system=SHOP,
    same={"customer_note": "is_customer_note"},
    shown="customer_note = true",
    typed={"note_added": ("customer_note = true",)},
)
ORDERS = HistoryTable(
    table="orders",
    name="customer_notes",
    every=True,
    needs=("id", "number", "customer_note", "date_created"),
    only=("customer_note is not empty",),
    skip={"in the trash": "status = trash"},
    fields={
        "legacy_id": "id",
        "order": ("number", "id"),
        "customer": "billing.email",
        "date": ("{date_created_gmt}Z", "date_created"),
        "author": "billing.email",
        "message": "customer_note",
    },
    html=True,
    typed={"note_added": ()},
)
RECORDS = (NOTES, ORDERS)

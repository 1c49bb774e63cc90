"""WooCommerce by its REST API: order notes, and what customers wrote when they ordered."""

from importers.platforms import HistoryTable, Lookup

SHOP = "(?i)^(woocommerce|system|ووکامرس|ووكومرس|ווקומרס)$"
"""The shop's own name as an author, in scripts that translate it."""
ID = ("order_id", "parent_id", "linked_id")

NOTES = HistoryTable(
    table="order_notes",
    name="comments",
    read_all_matches=True,
    required_columns=("id", "note", "date_created"),
    extracted_columns={"linked_id": ("_links.up", "/orders/(\\d+)")},
    lookups=(
        Lookup(name="order", table="orders", right_on="id", left_on=ID, columns=("number", "billing.email")),
    ),
    fields={
        "legacy_id": "id",
        "order": ("order_number", "order.number", *ID),
        "customer": ("order.billing.email", "billing_email"),
        "date": ("{date_created_gmt}Z", "date_created"),
        "author": "author",
        "message": "note",
    },
    html=True,
    system_author_pattern=SHOP,
    column_aliases={"customer_note": "is_customer_note"},
    visible_when="customer_note = true",
    typed={"note_added": ("customer_note = true",)},
)
ORDERS = HistoryTable(
    table="orders",
    name="customer_notes",
    read_all_matches=True,
    required_columns=("id", "number", "customer_note", "date_created"),
    skip={
        "in the trash": "status = trash",
        "an order without a note of its customer": "customer_note is empty",
    },
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

"""WooCommerce as plugins export lists of its orders: when each was placed, what the customer wrote, and its
notes in one cell, by the shop's clock."""

from importers.platforms import HistoryTable, Values, event, woocommerce_rest

SAME: Values = {
    "order_number": "Order Number",
    "order_id": "Order ID",
    "order_date": "Order Date",
    "order_total": "Order Total Amount",
    "customer_note": "Customer Note",
    "billing_email": "Email (Billing)",
    "order_notes": "Order Notes",
    "status": "Order Status",
}
ORDER = ("order_number", "order_id")
NUMBER = "order_number|order_id"
NOTE = (
    r"content:(?P<content>[\s\S]*?)\|date:(?P<date>[^|]*)\|customer:(?P<customer>[^|]*)"
    r"\|added_by:(?P<added_by>[^|]*)|\A(?!content:)(?P<text>[\s\S]+)\Z"
)
"""A note with its date, or all that stands in the cell, where they have none."""

SAID = ("{order_notes.date} {order_notes.content}", "{order_notes.text}")
"""What distinguishes notes, which have no id; an order of several items has all of them in several rows."""

NOTES = HistoryTable(
    table="orders_list",
    name="listed_notes",
    read_all_matches=True,
    required_columns=(NUMBER, "order_date", "billing_email", "order_notes"),
    column_aliases=SAME,
    explode="order_notes",
    explode_pattern=NOTE,
    fields={
        "legacy_id": tuple(f"{{{order}}} {said}" for said in SAID for order in ORDER),
        "order": ORDER,
        "customer": "billing_email",
        "date": ("order_notes.date", "order_date"),
        "author": "order_notes.added_by",
        "message": ("order_notes.content", "order_notes.text"),
    },
    html=True,
    system_author_pattern=woocommerce_rest.SHOP,
    visible_when="order_notes.customer = 1",
    typed={"note_added": ("order_notes.customer = 1",)},
)
ORDERS = HistoryTable(
    table="orders_list",
    read_all_matches=True,
    required_columns=(NUMBER, "order_date", "billing_email", "customer_note"),
    column_aliases=SAME,
    copied_columns={"asked": ("order_date", "customer_note is not empty")},
    fields={"legacy_id": ORDER, "order": ORDER, "customer": "billing_email", "kind": "status"},
    parts=(
        event(
            "placed",
            "order_date",
            "Order placed: {order_total} {order_currency}",
            "Order placed: {order_total}",
        ),
        event("customer_note", "asked", "customer_note", author="billing_email"),
    ),
)
RECORDS = (ORDERS, NOTES)

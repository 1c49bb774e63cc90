"""Shopify by its REST API: events, orders with their parcels and refunds, and transactions, which its admin
exports under other names."""

from importers.platforms import HistoryTable, Lookup, event

PLACED = "Order placed: {total_price} {currency}"

EVENTS = HistoryTable(
    table="events",
    read_all_matches=True,
    required_columns=("id", "subject_id", "subject_type", "verb", "created_at"),
    packed_columns=("first.arguments",),
    copied_columns={
        "order_id": ("subject_id", "subject_type = Order"),
        "customer_id": ("subject_id", "subject_type = Customer"),
    },
    lookups=(
        Lookup(name="order", table="orders", right_on="id", left_on="order_id", columns=("name", "email")),
        Lookup(
            name="first",
            table="",
            right_on="subject_id",
            left_on="order_id",
            columns=("arguments",),
            where=("subject_type = Order", "verb ~ ^(confirmed|placed)$"),
        ),
    ),
    fields={
        "legacy_id": "id",
        "order": ("order.name", "first.arguments.0", "order_id"),
        "customer": ("order.email", "customer_id"),
        "date": "created_at",
        "author": "author",
        "kind": "verb",
        "message": ("body", "description", "message", "{subject_type} {verb}"),
    },
    skip={"of something other than an order or a customer": "subject_type !~ ^(Order|Customer)$"},
    html=True,
    system_author_pattern="^Shopify$",
    typed={"note_added": ("verb = comment", "body is not empty"), "canceled": ("verb = cancelled",)},
)
ORDERS = HistoryTable(
    table="orders",
    read_all_matches=True,
    required_columns=("id", "name", "created_at", "financial_status", "cancelled_at"),
    fields={
        "legacy_id": "id",
        "order": "name",
        "customer": ("email", "customer.email"),
        "kind": "financial_status",
    },
    parts=(
        event("placed", "created_at", f"{PLACED}\nNote: {{note}}", PLACED),
        event("closed", "closed_at", "'Closed'"),
        event("cancelled", "cancelled_at", "Cancelled: {cancel_reason}", "'Cancelled'"),
    ),
)


def _within(name: str, *messages: str, kind: str = "status") -> HistoryTable:
    """What an order holds a list of; `kind` is the member that says what an item is."""
    return HistoryTable(
        table="orders",
        name=name,
        read_all_matches=True,
        required_columns=("id", "name", "financial_status", name),
        explode=name,
        fields={
            "legacy_id": f"{name}.id",
            "order": "name",
            "customer": ("email", "customer.email"),
            "date": (f"{name}.processed_at", f"{name}.created_at"),
            "kind": f"{name}.{kind}",
            "message": messages,
        },
    )


def _transaction(own: str) -> str:
    """The message of a transaction whose columns begin with `own`."""
    return f"{{{own}kind}}, {{{own}status}}: {{{own}amount}} {{{own}currency}}, {{{own}gateway}}"


FULFILLMENTS = _within(
    "fulfillments",
    "Fulfilled: {fulfillments.tracking_company} {fulfillments.tracking_number}",
    "Fulfilled: {fulfillments.tracking_company}",
    "'Fulfilled'",
)
REFUNDS = _within("refunds", "Refunded: {refunds.note}", "'Refunded'")
OWN_TRANSACTIONS = _within("transactions", _transaction("transactions."), kind="kind")
TRANSACTIONS = HistoryTable(
    table="transactions",
    read_all_matches=True,
    required_columns=("order_id", "kind", "gateway", "created_at", "amount"),
    column_aliases={
        "order_id": "Order",
        "order_name": "Name",
        "kind": "Kind",
        "gateway": "Gateway",
        "created_at": "Created At",
        "status": "Status",
        "amount": "Amount",
        "currency": "Currency",
    },
    lookups=(Lookup.by_id("order", "orders", "order_id", "name", "email"),),
    fields={
        "legacy_id": "id",
        "order": ("order_name", "order.name", "order_id"),
        "customer": "order.email",
        "date": ("processed_at", "created_at"),
        "kind": "kind",
        "message": _transaction(""),
    },
)
RECORDS = (EVENTS, ORDERS, FULFILLMENTS, REFUNDS, OWN_TRANSACTIONS, TRANSACTIONS)

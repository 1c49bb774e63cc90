"""Shopify as its interfaces tell it: events and orders by REST, and events by GraphQL's bulk operations."""

from importers.platforms import Lookup, Records, event

PLACED = "Order placed: {total_price} {currency}"

EVENTS = Records(
    table="events",
    every=True,
    needs=("id", "subject_id", "subject_type", "verb", "created_at"),
    serialized=("first.arguments",),
    given={
        "order_id": ("subject_id", "subject_type = Order"),
        "customer_id": ("subject_id", "subject_type = Customer"),
    },
    lookups=(
        Lookup(name="order", table="orders", key="id", on="order_id", columns=("name", "email")),
        Lookup(
            name="first",
            table="",
            key="subject_id",
            on="order_id",
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
    skip={"of something else than an order or a customer": "subject_type !~ ^(Order|Customer)$"},
    html=True,
    system="^Shopify$",
    typed={"note_added": ("verb = comment", "body is not empty"), "canceled": ("verb = cancelled",)},
)
BULK = Records(
    table="events",
    every=True,
    needs=("id", "__parentId", "action", "createdAt", "message"),
    only=("action is not empty",),
    cut={"event_id": ("id", "(\\d+)$"), "order_id": ("__parentId", "/Order/(\\d+)$")},
    lookups=(Lookup(name="order", table="", key="id", on="__parentId", columns=("name", "email")),),
    fields={
        "legacy_id": ("event_id", "id"),
        "order": ("order.name", "order_id"),
        "customer": "order.email",
        "date": "createdAt",
        "author": ("author.email", "author.name", "appTitle"),
        "kind": "action",
        "message": ("rawMessage", "message"),
    },
    html=True,
    system="^(Shopify|Online Store)$",
    typed={"note_added": ("id ~ /CommentEvent/",), "canceled": ("action = cancelled",)},
)
ORDERS = Records(
    table="orders",
    every=True,
    needs=("id", "name", "created_at", "financial_status", "cancelled_at"),
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
RECORDS = (EVENTS, BULK, ORDERS)

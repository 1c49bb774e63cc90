"""Shopify: the orders export of its admin, whose history lies in date columns; and REST's events and orders.

An order of several items fills several rows of the export; its own columns stand in the first only.
"""

from importers.platforms import Lookup, Platform, Records

PLATFORM = Platform(
    title="Shopify",
    records=(
        Records(
            table="orders_export",
            needs=("Name", "Financial Status", "Created at"),
            fields={
                "legacy_id": ("Id", "Name"),
                "order": "Name",
                "customer": "Email",
                "author": "Employee",
                "kind": "Financial Status",
            },
            skip={"a further line item of its order": ("Financial Status is empty", "Total is empty")},
            parts=(
                {
                    "part": "placed",
                    "date": "Created at",
                    "message": (
                        "Order placed: {Total} {Currency}\nNote: {Notes}",
                        "Order placed: {Total} {Currency}",
                        "'Order placed'",
                    ),
                },
                {
                    "part": "paid",
                    "date": "Paid at",
                    "message": ("Paid: {Total} {Currency}, {Payment Method}", "'Paid'"),
                },
                {
                    "part": "fulfilled",
                    "date": "Fulfilled at",
                    "message": ("Fulfilled: {Shipping Method}", "'Fulfilled'"),
                },
                {
                    "part": "cancelled",
                    "date": "Cancelled at",
                    "message": ("Cancelled, payment {Financial Status}", "'Cancelled'"),
                },
            ),
        ),
        Records(
            table="events",
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
            typed={"note_added": ("verb = comment", "body is not empty")},
        ),
        Records(
            table="orders",
            needs=("id", "name", "created_at", "financial_status", "cancelled_at"),
            fields={
                "legacy_id": "id",
                "order": "name",
                "customer": ("email", "customer.email"),
                "kind": "financial_status",
            },
            parts=(
                {
                    "part": "placed",
                    "date": "created_at",
                    "message": (
                        "Order placed: {total_price} {currency}\nNote: {note}",
                        "Order placed: {total_price} {currency}",
                    ),
                },
                {"part": "closed", "date": "closed_at", "message": "'Closed'"},
                {
                    "part": "cancelled",
                    "date": "cancelled_at",
                    "message": ("Cancelled: {cancel_reason}", "'Cancelled'"),
                },
            ),
        ),
    ),
)

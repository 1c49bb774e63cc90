"""BigCommerce: orders and their messages as its REST API gives them. Dates say their offset.

An order has no list of events: what it tells of its history are its dates and two notes.
"""

from importers.platforms import Lookup, Platform, Records

PLATFORM = Platform(
    title="BigCommerce",
    tz="UTC",
    records=(
        Records(
            table="messages",
            needs=("id", "order_id", "subject", "message", "date_created"),
            given={
                "staff": ("staff_id", "staff_id != 0"),
                "customer_name": ("customer_id", "staff_id = 0"),
            },
            lookups=(
                Lookup(
                    name="order",
                    table="orders",
                    key="id",
                    on="order_id",
                    columns=("billing_address.email",),
                ),
            ),
            fields={
                "legacy_id": "id",
                "order": "order_id",
                "customer": ("order.billing_address.email", "customer_id"),
                "date": "date_created",
                "author": ("staff", "order.billing_address.email", "customer_name"),
                "kind": "status",
                "message": ("{subject}\n{message}", "message", "subject"),
            },
        ),
        Records(
            table="orders",
            needs=("id", "date_created", "staff_notes", "customer_message"),
            given={
                "noted": ("date_created", "staff_notes is not empty"),
                "asked": ("date_created", "customer_message is not empty"),
            },
            fields={
                "legacy_id": "id",
                "order": "id",
                "customer": ("billing_address.email", "customer_id"),
                "kind": "status",
            },
            parts=(
                {
                    "part": "placed",
                    "date": "date_created",
                    "message": ("Order placed: {total_inc_tax} {currency_code}", "'Order placed'"),
                },
                {
                    "part": "customer_message",
                    "date": "asked",
                    "author": ("billing_address.email", "customer_id"),
                    "message": "customer_message",
                },
                {"part": "staff_notes", "date": "noted", "message": "staff_notes"},
                {"part": "shipped", "date": "date_shipped", "message": ("Shipped ({status})", "'Shipped'")},
            ),
        ),
    ),
)

"""Spree and Solidus: every state change of orders, payments and shipments, and what payment gateways
answered, in UTC. An answer is YAML with Ruby's objects: it is kept as text, and never loaded."""

from importers.platforms import Lookup, Platform, Records

PAYMENT = Lookup.by_id("payment", "payments", "payment_id", "order_id")
ORDER = ("own_id", "payment.order_id", "shipment.order_id")

PLATFORM = Platform(
    title="Spree, Solidus",
    tz="UTC",
    records=(
        Records(
            table="state_changes",
            needs=("name", "previous_state", "next_state", "stateful_id", "stateful_type", "created_at"),
            given={
                "own_id": ("stateful_id", "stateful_type ~ (^|::)Order$"),
                "payment_id": ("stateful_id", "stateful_type ~ (^|::)Payment$"),
                "shipment_id": ("stateful_id", "stateful_type ~ (^|::)Shipment$"),
            },
            lookups=(
                PAYMENT,
                Lookup.by_id("shipment", "shipments", "shipment_id", "order_id"),
                Lookup.by_id("order", "orders", ORDER, "number", "email"),
                Lookup.by_id("user", "users", "user_id", "email"),
            ),
            fields={
                "legacy_id": "id",
                "order": ("order.number", *ORDER),
                "customer": "order.email",
                "date": "created_at",
                "author": ("user.email", "user_id"),
                "kind": "next_state",
                "message": ("{name}: {previous_state} \u2192 {next_state}", "{name}: {next_state}"),
            },
            skip={
                "of something else than an order, a payment or a shipment": (
                    "stateful_type !~ (^|::)(Order|Payment|Shipment)$",
                )
            },
            typed={
                "canceled": ("name = order", "next_state = canceled"),
                "placed": ("name = order", "next_state = complete"),
            },
        ),
        Records(
            table="log_entries",
            needs=("id", "source_id", "source_type", "details", "created_at"),
            given={"payment_id": ("source_id", "source_type ~ (^|::)Payment$")},
            cut={
                "answer": ("details", "(?m)^message: *(.*(?:\\n +.*)*)"),
                "success": ("details", "(?m)^success: (true|false)"),
            },
            lookups=(PAYMENT, Lookup.by_id("order", "orders", "payment.order_id", "number", "email")),
            fields={
                "legacy_id": "id",
                "order": ("order.number", "payment.order_id"),
                "customer": "order.email",
                "date": "created_at",
                "kind": "success",
                "message": (
                    "Payment gateway: {answer}",
                    "Payment gateway, success: {success}",
                    "Payment gateway:\n{details}",
                ),
            },
            skip={
                "the log of something else than a payment": "source_type !~ (^|::)Payment$",
                "the log of a payment that is not there": "payment.order_id is empty",
            },
        ),
    ),
)

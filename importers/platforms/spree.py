"""Spree and Solidus: the state changes of orders, payments and shipments, responses of payment gateways, and
refunds, in UTC. A response is YAML with Ruby objects: it is kept as text and never loaded."""

from importers.platforms import HistoryTable, Lookup, Platform

REFUND = Lookup.by_id("refund", "refunds", "refund_id", "payment_id")
PAYMENT = Lookup.by_id("payment", "payments", ("payment_id", "refund.payment_id"), "order_id")
ORDER = ("own_id", "payment.order_id", "shipment.order_id")
STATE_CHANGE = ("name", "previous_state", "next_state", "stateful_id", "stateful_type", "created_at")
OF_PAYMENT = Lookup.by_id("order", "orders", "payment.order_id", "number", "email", "currency")

ANSWERS = {
    "answer": "(?m)^message: *([^\"'|>\\s].*(?:\\n +.*)*)",
    "quoted": '(?m)^message: *"((?:[^"\\\\]|\\\\.)+)"',
    "apart": "(?m)^message: *'((?:[^']|'')+)'",
    "block": "(?m)^message: *[|>][-+]?\\n +(.*(?:\\n +.*)*)",
}
"""The styles in which YAML writes the message of a response."""

PLATFORM = Platform(
    title="Spree, Solidus",
    tz="UTC",
    systems=("Spree", "Solidus"),
    records=(
        HistoryTable(
            table="state_changes",
            required_columns=STATE_CHANGE,
            copied_columns={
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
                "of something other than an order, a payment or a shipment": (
                    "stateful_type !~ (^|::)(Order|Payment|Shipment)$",
                )
            },
            typed={
                "canceled": ("name = order", "next_state = canceled"),
                "placed": ("name = order", "next_state = complete"),
            },
        ),
        HistoryTable(
            table="log_entries",
            required_columns=("id", "source_id", "source_type", "details", "created_at"),
            copied_columns={
                "payment_id": ("source_id", "source_type ~ (^|::)Payment$"),
                "refund_id": ("source_id", "source_type ~ (^|::)Refund$"),
            },
            extracted_columns={
                **{name: ("details", pattern) for name, pattern in ANSWERS.items()},
                "success": ("details", "(?m)^success: (true|false)"),
            },
            lookups=(REFUND, PAYMENT, OF_PAYMENT),
            fields={
                "legacy_id": "id",
                "order": ("order.number", "payment.order_id"),
                "customer": "order.email",
                "date": "created_at",
                "kind": "success",
                "message": (
                    *(f"Payment gateway: {{{name}}}" for name in ANSWERS),
                    "Payment gateway, success: {success}",
                    "Payment gateway:\n{details}",
                ),
            },
            skip={
                "the log of something other than a payment": "source_type !~ (^|::)(Payment|Refund)$",
                "the log of a missing payment": "payment.order_id is empty",
            },
        ),
        HistoryTable(
            table="refunds",
            required_columns=("id", "payment_id", "amount", "refund_reason_id", "created_at"),
            lookups=(
                PAYMENT,
                OF_PAYMENT,
                Lookup.by_id("reason", "refund_reasons", "refund_reason_id", "name"),
            ),
            fields={
                "legacy_id": "id",
                "order": ("order.number", "payment.order_id"),
                "customer": "order.email",
                "date": "created_at",
                "message": (
                    "Refund: {amount} {order.currency} ({reason.name})",
                    "Refund: {amount} ({reason.name})",
                    "Refund: {amount}",
                ),
            },
            skip={"a refund of a missing payment": "payment.order_id is empty"},
        ),
    ),
)

"""Spree and Solidus: every state change of orders, payments and shipments, in UTC."""

from importers.platforms import Lookup, Platform, Records


def _of(name: str, table: str) -> Lookup:
    return Lookup(name=name, table=table, key="id", on=f"{name}_id", columns=("order_id",))


PLATFORM = Platform(
    title="Spree, Solidus",
    tz="UTC",
    records=(
        Records(
            table="state_changes",
            needs=("name", "previous_state", "next_state", "stateful_id", "stateful_type", "created_at"),
            given={
                "own_id": ("stateful_id", "stateful_type ~ ::Order$"),
                "payment_id": ("stateful_id", "stateful_type ~ ::Payment$"),
                "shipment_id": ("stateful_id", "stateful_type ~ ::Shipment$"),
            },
            lookups=(
                _of("payment", "payments"),
                _of("shipment", "shipments"),
                Lookup(
                    name="order",
                    table="orders",
                    key="id",
                    on=("own_id", "payment.order_id", "shipment.order_id"),
                    columns=("number", "email"),
                ),
                Lookup(name="user", table="users", key="id", on="user_id", columns=("email",)),
            ),
            fields={
                "legacy_id": "id",
                "order": ("order.number", "own_id", "payment.order_id", "shipment.order_id"),
                "customer": "order.email",
                "date": "created_at",
                "author": ("user.email", "user_id"),
                "kind": "next_state",
                "message": (
                    "{name}: {previous_state} \u2192 {next_state}",
                    "{name}: {next_state}",
                ),
            },
            skip={
                "of something else than an order, a payment or a shipment": (
                    "stateful_type !~ ::(Order|Payment|Shipment)$",
                )
            },
            typed={
                "canceled": ("name = order", "next_state = canceled"),
                "placed": ("name = order", "next_state = complete"),
            },
        ),
    ),
)

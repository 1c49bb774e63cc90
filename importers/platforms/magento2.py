"""Magento 2 and Adobe Commerce: the comments history of orders, from the tables or from REST's orders."""

from importers.platforms import Lookup, Platform, Records

TABLE = "sales_order_status_history"

PLATFORM = Platform(
    title="Magento 2",
    tz="UTC",
    records=(
        Records(
            table=TABLE,
            needs=("entity_id", "parent_id", "comment", "status", "created_at"),
            lookups=(
                Lookup(
                    name="order",
                    table="sales_order",
                    key="entity_id",
                    on="parent_id",
                    columns=("increment_id", "customer_email"),
                ),
                Lookup(
                    name="label", table="sales_order_status", key="status", on="status", columns=("label",)
                ),
            ),
            fields={
                "legacy_id": "entity_id",
                "order": ("order.increment_id", "increment_id", "parent_id"),
                "customer": ("order.customer_email", "customer_email"),
                "date": "created_at",
                "kind": "status",
                "message": ("comment", "Status: {label.label}", "Status: {status_label}", "Status: {status}"),
            },
            html=True,
            shown="is_visible_on_front = 1",
            typed={"canceled": ("status = canceled", "comment is empty")},
        ),
        Records(
            table="orders",
            name=TABLE,
            needs=("increment_id", "status_histories"),
            each="status_histories",
            fields={
                "legacy_id": "status_histories.entity_id",
                "order": ("increment_id", "entity_id"),
                "customer": "customer_email",
                "date": "status_histories.created_at",
                "kind": "status_histories.status",
                "message": ("status_histories.comment", "Status: {status_histories.status}"),
            },
            html=True,
            shown="status_histories.is_visible_on_front = 1",
            typed={"canceled": ("status_histories.status = canceled", "status_histories.comment is empty")},
        ),
    ),
)

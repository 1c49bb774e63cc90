"""Magento 1 and OpenMage: the comments history of orders. Dates are stored in UTC; no author is."""

from importers.platforms import Lookup, Platform, Records

PLATFORM = Platform(
    title="Magento 1 (OpenMage)",
    tz="UTC",
    records=(
        Records(
            table="sales_flat_order_status_history",
            needs=("entity_id", "parent_id", "comment", "status", "created_at"),
            lookups=(
                Lookup(
                    name="order",
                    table="sales_flat_order",
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
    ),
)

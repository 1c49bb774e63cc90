"""Magento 2 and Adobe Commerce: the comments of orders, from the tables, which are those of Magento 1 under
other names, or from REST's orders."""

from importers.platforms import Platform, Records, magento1

REST = Records(
    table="orders",
    name="sales_order_status_history",
    every=True,
    needs=("increment_id", "status_histories"),
    each="status_histories",
    each_by="entity_id",
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
)

PLATFORM = Platform(title="Magento 2", tz="UTC", records=(*magento1.records("sales_"), REST))

"""Magento 2 and Adobe Commerce: the comments of orders, from the tables, which are those of Magento 1 under
other names, or from REST's orders; and the list of orders that its admin exports."""

from importers.platforms import Platform, magento1

PLATFORM = Platform(
    title="Magento 2",
    tz="UTC",
    systems=("Magento 2", "Adobe Commerce"),
    records=(
        *magento1.records("sales_"),
        magento1.answers("sales_order_status_history", "status_histories", "entity_id"),
        magento1.listed(
            "ID", "Purchase Date", "Bill-to Name", "Grand Total (Purchased)", "Grand Total (Base)"
        ),
    ),
)

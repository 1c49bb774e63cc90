"""Magento 2 and Adobe Commerce: the tables of Magento 1 under other names, orders of the REST API, and the
order list exported from the admin."""

from importers.platforms import Platform
from importers.platforms.magento1 import history_tables
from importers.platforms.magento_exports import order_list, orders_of_api

PLATFORM = Platform(
    title="Magento 2",
    tz="UTC",
    systems=("Magento 2", "Adobe Commerce"),
    records=(
        *history_tables("sales_"),
        orders_of_api("sales_order_status_history", "status_histories", sort_key="entity_id"),
        order_list(
            *("ID", "Grand Total (Purchased)", "Grand Total (Base)"),
            date="Purchase Date",
            buyer="Bill-to Name",
        ),
    ),
)

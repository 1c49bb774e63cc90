"""osCommerce and Zen Cart: the status history of orders, in the server's local time."""

from importers.platforms import Lookup, Platform, Records

PLATFORM = Platform(
    title="osCommerce, Zen Cart",
    records=(
        Records(
            table="orders_status_history",
            needs=("orders_id", "orders_status_id", "date_added", "comments"),
            lookups=(
                Lookup(
                    name="order",
                    table="orders",
                    key="orders_id",
                    on="orders_id",
                    columns=("customers_email_address",),
                ),
                Lookup(
                    name="status",
                    table="orders_status",
                    key="orders_status_id",
                    on="orders_status_id",
                    columns=("orders_status_name",),
                    language="language_id",
                ),
            ),
            fields={
                "legacy_id": "orders_status_history_id",
                "order": "orders_id",
                "customer": ("order.customers_email_address", "customers_email_address"),
                "date": "date_added",
                "author": "updated_by",
                "kind": "orders_status_id",
                "message": (
                    "comments",
                    "Status: {status.orders_status_name}",
                    "Status: {orders_status_name}",
                    "Status: {orders_status_id}",
                ),
            },
            html=True,
            system="(?i)^system$",
            shown="customer_notified = 1",
        ),
    ),
)

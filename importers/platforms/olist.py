"""Olist's public data set of Brazilian orders: one row an order, with a column of dates for each step.

`customer_id` is another one for each order; who the person is stands in the customers' table. The estimate is
a promise made when the order was placed, and no event of the day it names.
"""

from importers.platforms import HistoryTable, Lookup, Platform, event

CUSTOMERS = ("olist_customers_dataset", "olist_customers", "customers")
PROMISED = "Order placed, delivery promised for {order_estimated_delivery_date}"

PLATFORM = Platform(
    title="Olist (Brazilian e-commerce data set)",
    tz="America/Sao_Paulo",
    records=(
        HistoryTable(
            table=("olist_orders_dataset", "olist_orders", "orders"),
            required_columns=(
                "order_id",
                "customer_id",
                "order_status",
                "order_purchase_timestamp|order_approved_at",
            ),
            lookups=(
                Lookup.by_key("customer", CUSTOMERS, "customer_id", "customer_unique_id"),
            ),
            fields={
                "legacy_id": "order_id",
                "order": "order_id",
                "customer": ("customer.customer_unique_id", "customer_unique_id"),
                "kind": "order_status",
            },
            parts=(
                event("placed", "order_purchase_timestamp", PROMISED, "'Order placed'"),
                event("approved", "order_approved_at", "'Payment approved'", kind="'paid'"),
                event("shipped", "order_delivered_carrier_date", "'Handed to the carrier'"),
                event("delivered", "order_delivered_customer_date", "'Delivered to the customer'"),
            ),
        ),
    ),
)  # fmt: skip

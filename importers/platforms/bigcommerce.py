"""BigCommerce: orders and their messages as its REST API gives them, and orders as its control panel exports
them. An order has no list of events: what it tells of its history are its dates and two notes."""

from importers.platforms import Lookup, Platform, Records, Values

SAME: Values = {
    "id": ("Order ID", "Order Id"),
    "customer_id": "Customer ID",
    "date_created": ("Order Date", "Date Created"),
    "status": ("Order Status", "Status"),
    "total_inc_tax": ("Order Total (inc tax)", "Total Inc Tax"),
    "currency_code": ("Order Currency Code", "Currency Code"),
    "staff_notes": ("Order Notes", "Staff Notes"),
    "customer_message": "Customer Message",
    "date_shipped": "Date Shipped",
    "billing_address.email": ("Customer Email", "Billing Email"),
    "customer_name": "Customer Name",
}
"""What the API calls its columns, and what an exported list does."""

EMAIL = "billing_address.email"

PLATFORM = Platform(
    title="BigCommerce",
    records=(
        Records(
            table="messages",
            needs=("id", "order_id", "subject", "message", "date_created"),
            given={
                "staff": ("staff_id", "staff_id != 0"),
                "customer_name": ("customer_id", "staff_id = 0"),
            },
            lookups=(Lookup.by_id("order", "orders", "order_id", EMAIL),),
            fields={
                "legacy_id": "id",
                "order": "order_id",
                "customer": (f"order.{EMAIL}", "customer_id"),
                "date": "date_created",
                "author": ("staff", f"order.{EMAIL}", "customer_name"),
                "kind": "status",
                "message": ("{subject}\n{message}", "message", "subject"),
            },
        ),
        Records(
            table="orders",
            needs=("id", "date_created", "staff_notes", "customer_message"),
            same=SAME,
            given={
                "noted": ("date_created", "staff_notes is not empty"),
                "asked": ("date_created", "customer_message is not empty"),
            },
            fields={
                "legacy_id": "id",
                "order": "id",
                "customer": (EMAIL, "customer_name", "customer_id"),
                "kind": "status",
            },
            parts=(
                {
                    "part": "placed",
                    "date": "date_created",
                    "message": ("Order placed: {total_inc_tax} {currency_code}", "'Order placed'"),
                },
                {
                    "part": "customer_message",
                    "date": "asked",
                    "author": (EMAIL, "customer_name", "customer_id"),
                    "message": "customer_message",
                },
                {"part": "staff_notes", "date": "noted", "message": "staff_notes"},
                {"part": "shipped", "date": "date_shipped", "message": ("Shipped ({status})", "'Shipped'")},
            ),
        ),
    ),
)

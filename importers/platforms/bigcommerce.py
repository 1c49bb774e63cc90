"""BigCommerce: orders, their messages, parcels and payments as its REST API gives them, and orders as its
control panel exports them. An order has no list of events: its history consists of its dates and
two notes."""

from collections.abc import Mapping

from importers.platforms import HistoryTable, Lookup, Platform, Values, event
from importers.platforms.transactions import Transactions

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
BUYER = (EMAIL, "customer_name", "customer_id")
MOMENT = ("{date_created} {Order Time}", "date_created")
CARRIER = ("shipping_provider", "tracking_carrier", "shipping_method")
PARCEL = tuple(f"Shipment: {{{carrier}}} {{tracking_number}}" for carrier in CARRIER)


def _of_order(
    table: str,
    name: str,
    *needs: str,
    copied: Mapping[str, tuple[str, ...]] | None = None,
    **fields: str | tuple[str, ...],
) -> HistoryTable:
    """What the API gives of an order apart from it, by the order's id."""
    return HistoryTable(
        table=table,
        name=name,
        required_columns=("id", "order_id", "date_created", *needs),
        copied_columns={
            **(copied or {}),
            "staff": ("staff_id", "staff_id != 0"),
            "customer_name": ("customer_id", "staff_id = 0"),
        },
        lookups=(Lookup.by_id("order", "orders", "order_id", EMAIL),),
        fields={
            "legacy_id": "id",
            "order": "order_id",
            "customer": (f"order.{EMAIL}", "customer_id"),
            "date": "date_created",
            "kind": "status",
            **fields,
        },
    )


MESSAGES = _of_order(
    "messages",
    "messages",
    *("subject", "message"),
    author=("staff", f"order.{EMAIL}", "customer_name"),
    message=("{subject}\n{message}", "message", "subject"),
)
SHIPMENTS = _of_order(
    "shipments",
    "shipments",
    *("tracking_number", "shipping_method"),
    message=(*(f"{parcel}\n{{comments}}" for parcel in PARCEL), *PARCEL, "Shipment: {shipping_method}"),
)
PAYMENTS = Transactions(
    id="id", kind="event", status="status", amount="amount", currency="currency", gateway="gateway"
)
TRANSACTIONS = _of_order(
    "transactions",
    "transactions",
    *("event", "amount", "gateway", "status"),
    message=PAYMENTS.messages(
        "Payment, {event}: {amount} {currency}, {gateway}, {status}", *PAYMENTS.listed()
    ),
    copied=PAYMENTS.copied_columns(),
    **PAYMENTS.amounts(),
)
ORDERS = HistoryTable(
    table="orders",
    required_columns=("id", "date_created", "staff_notes|customer_message"),
    column_aliases=SAME,
    copied_columns={
        "noted": ("date_created", "staff_notes is not empty"),
        "asked": ("date_created", "customer_message is not empty"),
    },
    fields={"legacy_id": "id", "order": "id", "customer": BUYER, "kind": "status"},
    parts=(
        event("placed", MOMENT, "Order placed: {total_inc_tax} {currency_code}", "'Order placed'"),
        event("customer_message", ("{asked} {Order Time}", "asked"), "customer_message", author=BUYER),
        event("staff_notes", ("{noted} {Order Time}", "noted"), "staff_notes"),
        event("shipped", "date_shipped", "Shipped ({status})", "'Shipped'", kind="'shipped'"),
    ),
    skip={"an abandoned checkout (Incomplete)": ("status = Incomplete", "staff_notes is empty")},
)

PLATFORM = Platform(title="BigCommerce", records=(MESSAGES, ORDERS, SHIPMENTS, TRANSACTIONS))

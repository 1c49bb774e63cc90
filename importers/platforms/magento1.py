"""Magento 1 and OpenMage: the comments of orders and of their invoices, shipments and credit memos.

Dates are in UTC. Authors are not stored."""

from importers.platforms import HistoryTable, Lookup, Platform
from importers.platforms.magento_exports import order_list, orders_of_api

HISTORY = ("entity_id", "parent_id", "comment", "status", "created_at")
COMMENT = ("entity_id", "parent_id", "comment", "is_customer_notified", "created_at")


def order(tables: str, on: str) -> Lookup:
    """The order's number and its customer's e-mail."""
    found = ("increment_id", "customer_email")
    return Lookup(name="order", table=f"{tables}order", right_on="entity_id", left_on=on, columns=found)


def history(tables: str) -> HistoryTable:
    """The status history of orders, in tables whose names begin with the prefix `tables`."""
    return HistoryTable(
        table=f"{tables}order_status_history",
        required_columns=HISTORY,
        lookups=(
            order(tables, "parent_id"),
            Lookup.by_key("label", "sales_order_status", "status", "label"),
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
        visible_when="is_visible_on_front = 1",
        typed={"canceled": ("status = canceled", "comment is empty")},
    )


def comments(tables: str, document: str, title: str) -> HistoryTable:
    """The comments of one kind of document, such as `invoice`, whose rows have the id of their order."""
    table, own = f"{tables}{document}", ("order_id", "increment_id")
    return HistoryTable(
        table=f"{table}_comment",
        required_columns=COMMENT,
        lookups=(
            Lookup(name=document, table=table, right_on="entity_id", left_on="parent_id", columns=own),
            order(tables, f"{document}.order_id"),
        ),
        fields={
            "legacy_id": "entity_id",
            "order": ("order.increment_id", f"{document}.order_id"),
            "customer": "order.customer_email",
            "date": "created_at",
            "message": (f"{title} {{{document}.increment_id}}: {{comment}}", "comment"),
        },
        html=True,
        visible_when="is_visible_on_front = 1",
    )


def history_tables(tables: str) -> tuple[HistoryTable, ...]:
    """All tables with history whose names begin with the prefix `tables`."""
    documents = {"invoice": "Invoice", "shipment": "Shipment", "creditmemo": "Credit memo"}
    return history(tables), *(comments(tables, name, title) for name, title in documents.items())


PLATFORM = Platform(
    title="Magento 1 (OpenMage)",
    tz="UTC",
    systems=("Magento 1", "OpenMage"),
    records=(
        *history_tables("sales_flat_"),
        orders_of_api("sales_flat_order_status_history", "status_history", sort_key="created_at"),
        order_list("Order #", "G.T. (Purchased)", "G.T. (Base)", date="Purchased On", buyer="Bill to Name"),
    ),
)

"""Magento 1 and OpenMage: the comments of orders, and those of their invoices, shipments and credit memos.
Dates are stored in UTC; no author is."""

from importers.platforms import Lookup, Platform, Records

HISTORY = ("entity_id", "parent_id", "comment", "status", "created_at")
COMMENT = ("entity_id", "parent_id", "comment", "is_customer_notified", "created_at")


def order(tables: str, on: str) -> Lookup:
    """The order's number and its customer's e-mail."""
    found = ("increment_id", "customer_email")
    return Lookup(name="order", table=f"{tables}order", key="entity_id", on=on, columns=found)


def history(tables: str) -> Records:
    """The status history of orders, in tables whose names start so."""
    return Records(
        table=f"{tables}order_status_history",
        needs=HISTORY,
        lookups=(
            order(tables, "parent_id"),
            Lookup(name="label", table="sales_order_status", key="status", on="status", columns=("label",)),
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
    )


def comments(tables: str, document: str, title: str) -> Records:
    """The comments of one kind of document, which names its order."""
    own = ("order_id", "increment_id")
    return Records(
        table=f"{tables}{document}_comment",
        needs=COMMENT,
        lookups=(
            Lookup(name=document, table=f"{tables}{document}", key="entity_id", on="parent_id", columns=own),
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
        shown="is_visible_on_front = 1",
    )


def records(tables: str) -> tuple[Records, ...]:
    """All of them, in tables whose names start so."""
    documents = {"invoice": "Invoice", "shipment": "Shipment", "creditmemo": "Credit memo"}
    return history(tables), *(comments(tables, name, title) for name, title in documents.items())


PLATFORM = Platform(title="Magento 1 (OpenMage)", tz="UTC", records=records("sales_flat_"))

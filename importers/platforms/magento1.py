"""Magento 1 and OpenMage: the comments of orders, and those of their invoices, shipments and credit memos.
Dates are stored in UTC; no author is."""

from importers.platforms import HistoryTable, Lookup, Platform, event

HISTORY = ("entity_id", "parent_id", "comment", "status", "created_at")
COMMENT = ("entity_id", "parent_id", "comment", "is_customer_notified", "created_at")


def order(tables: str, on: str) -> Lookup:
    """The order's number and its customer's e-mail."""
    found = ("increment_id", "customer_email")
    return Lookup(name="order", table=f"{tables}order", right_on="entity_id", left_on=on, columns=found)


def history(tables: str) -> HistoryTable:
    """The status history of orders, in tables whose names start so."""
    return HistoryTable(
        table=f"{tables}order_status_history",
        required_columns=HISTORY,
        lookups=(
            order(tables, "parent_id"),
            Lookup(
                name="label",
                table="sales_order_status",
                right_on="status",
                left_on="status",
                columns=("label",),
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
        visible_when="is_visible_on_front = 1",
        typed={"canceled": ("status = canceled", "comment is empty")},
    )


def comments(tables: str, document: str, title: str) -> HistoryTable:
    """The comments of one kind of document, which names its order."""
    own = ("order_id", "increment_id")
    return HistoryTable(
        table=f"{tables}{document}_comment",
        required_columns=COMMENT,
        lookups=(
            Lookup(
                name=document,
                table=f"{tables}{document}",
                right_on="entity_id",
                left_on="parent_id",
                columns=own,
            ),
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


def answers(table: str, each: str, by: str) -> HistoryTable:
    """Orders as the interface gives them, with the comments of each in a list."""
    return HistoryTable(
        table="orders",
        name=table,
        read_all_matches=True,
        required_columns=("increment_id", each),
        explode=each,
        explode_sort_key=by,
        fields={
            "legacy_id": f"{each}.entity_id",
            "order": ("increment_id", "entity_id"),
            "customer": "customer_email",
            "date": f"{each}.created_at",
            "kind": f"{each}.status",
            "message": (f"{each}.comment", f"Status: {{{each}.status}}"),
        },
        html=True,
        visible_when=f"{each}.is_visible_on_front = 1",
        typed={"canceled": (f"{each}.status = canceled", f"{each}.comment is empty")},
    )


def listed(order: str, date: str, buyer: str, *totals: str) -> HistoryTable:
    """The admin's list of orders, exported: of their history it has when each was placed, by the shop's
    clock."""
    placed = (f"Order placed: {{{total}}}" for total in totals)
    return HistoryTable(
        table="orders_list",
        read_all_matches=True,
        required_columns=(order, date, buyer, "Status"),
        fields={
            "legacy_id": order,
            "order": order,
            "customer": ("Customer Email", buyer),
            "kind": "Status",
        },
        parts=(event("placed", date, *placed, "'Order placed'"),),
        tz="",
    )


def records(tables: str) -> tuple[HistoryTable, ...]:
    """All of them, in tables whose names start so."""
    documents = {"invoice": "Invoice", "shipment": "Shipment", "creditmemo": "Credit memo"}
    return history(tables), *(comments(tables, name, title) for name, title in documents.items())


PLATFORM = Platform(
    title="Magento 1 (OpenMage)",
    tz="UTC",
    systems=("Magento 1", "OpenMage"),
    records=(
        *records("sales_flat_"),
        answers("sales_flat_order_status_history", "status_history", "created_at"),
        listed("Order #", "Purchased On", "Bill to Name", "G.T. (Purchased)", "G.T. (Base)"),
    ),
)

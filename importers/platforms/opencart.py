"""OpenCart and AbanteCart: the histories of orders, returns and customers, in the shop's local time, with
HTML's escapes.

An edit of an order first sets its status to 0. An order whose status was never another one was not placed:
its checkout was abandoned.
"""

from importers.platforms import CodeLabels, HistoryTable, Lookup, Platform

CUSTOMER = Lookup.by_key("customer", ("customer", "customers"), "customer_id", "email")
PLACED = Lookup.by_key("placed", "", "order_id", "order_status_id", where=("order_status_id !~ ^0?$",))
RETURN = Lookup.by_key("return", "return", "return_id", "order_id")


def _order(on: str) -> Lookup:
    return Lookup(
        name="order", table=("order", "orders"), right_on="order_id", left_on=on, columns=("email",)
    )


def _history(name: str, title: str, *lookups: Lookup, order: str) -> HistoryTable:
    """The changes of the status of orders, or of what was sent back."""
    status, is_order = f"{name}_status_id", name == "order"
    statuses = (f"{name}_status", f"{name}_statuses")
    label = Lookup.by_key("status", statuses, status, "name", language="language_id")
    return HistoryTable(
        table=f"{name}_history",
        required_columns=(f"{name}_history_id", f"{name}_id", status, "comment", "date_added"),
        lookups=(*lookups, _order(order), label),
        fields={
            "legacy_id": f"{name}_history_id",
            "order": order,
            "customer": ("order.email", "email"),
            "date": "date_added",
            "kind": status,
            "status": ("status.name", "name") if is_order else "Return: {status.name}",
            "message": (
                *("comment", *(("edit",) if is_order else ())),
                *(f"{title}: {{{name}}}" for name in ("status.name", "name", status)),
            ),
        },
        code_labels=CodeLabels(column=status, labels={"0": "'Order edited'"}, into="edit")
        if is_order
        else None,
        skip={
            "an abandoned checkout (status 0)": (
                *(f"{status} = 0", "comment is empty"),
                "placed.order_status_id is empty",
            )
        }
        if is_order
        else {},
        html=True,
        visible_when="notify = 1",
        typed={"canceled": ("comment is empty", "status.name ~ ^Cancel?led$")} if is_order else {},
    )


PLATFORM = Platform(
    title="OpenCart",
    systems=("OpenCart", "AbanteCart"),
    records=(
        _history("order", "Status", PLACED, order="order_id"),
        _history("return", "Return", RETURN, order="return.order_id"),
        HistoryTable(
            table="customer_history",
            required_columns=("customer_history_id", "customer_id", "comment", "date_added"),
            lookups=(CUSTOMER,),
            fields={
                "legacy_id": "customer_history_id",
                "customer": ("customer.email", "customer_id", "email"),
                "date": "date_added",
                "message": "comment",
            },
            html=True,
            typed={"note_added": ()},
        ),
        HistoryTable(
            table="customer_activity",
            required_columns=("customer_id", "key", "data", "date_added"),
            packed_columns=("data",),
            lookups=(CUSTOMER, _order("data.order_id")),
            fields={
                "legacy_id": ("customer_activity_id", "activity_id"),
                "order": "data.order_id",
                "customer": ("customer.email", "order.email", "customer_id", "data.name"),
                "date": "date_added",
                "author": ("customer.email", "order.email", "data.name"),
                "kind": "key",
                "message": ("{key}: {data.name}", "key"),
            },
            html=True,
            typed={"account_created": ("key = register",)},
        ),
    ),
)

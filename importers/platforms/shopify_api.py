"""Shopify by its REST API: events, orders with their parcels and refunds, and transactions, which its admin
exports under other names."""

from dataclasses import replace

from importers.platforms import HistoryTable, Lookup, event
from importers.platforms.transactions import Transactions

PLACED = "Order placed: {total_price} {currency}"
PAID = "financial_status ~ ^(paid|partially_refunded|refunded)$"
NO_TRANSACTIONS = r"transactions ~ ^(\[ *\])?$"
"""The order has no list of them, or an empty one."""

EVENTS = HistoryTable(
    table="events",
    read_all_matches=True,
    required_columns=("id", "subject_id", "subject_type", "verb", "created_at"),
    packed_columns=("first.arguments",),
    copied_columns={
        "order_id": ("subject_id", "subject_type = Order"),
        "customer_id": ("subject_id", "subject_type = Customer"),
    },
    lookups=(
        Lookup(name="order", table="orders", right_on="id", left_on="order_id", columns=("name", "email")),
        Lookup(
            name="first",
            table="",
            right_on="subject_id",
            left_on="order_id",
            columns=("arguments",),
            where=("subject_type = Order", "verb ~ ^(confirmed|placed)$"),
        ),
    ),
    fields={
        "legacy_id": "id",
        "order": ("order.name", "first.arguments.0", "order_id"),
        "customer": ("order.email", "customer_id"),
        "date": "created_at",
        "author": "author",
        "kind": "verb",
        "message": ("body", "description", "message", "{subject_type} {verb}"),
    },
    skip={"of something other than an order or a customer": "subject_type !~ ^(Order|Customer)$"},
    html=True,
    system_author_pattern="^Shopify$",
    typed={"note_added": ("verb = comment", "body is not empty"), "canceled": ("verb = cancelled",)},
)
ORDERS = HistoryTable(
    table="orders",
    read_all_matches=True,
    required_columns=("id", "name", "created_at", "financial_status"),
    lookups=(
        Lookup(
            name="sale",
            table="transactions",
            right_on="order_id",
            left_on="id",
            columns=("kind",),
            where=("kind ~ ^(sale|capture)$",),
        ),
    ),
    fields={
        "legacy_id": "id",
        "order": "name",
        "customer": ("email", "customer.email"),
        "kind": "financial_status",
    },
    parts=(
        event("placed", "created_at", f"{PLACED}\nNote: {{note}}", PLACED, "'Order placed'"),
        event(
            "paid",
            ("processed_at", "created_at"),
            "'Paid'",
            amount="total_price",
            currency="currency",
            where=(PAID, NO_TRANSACTIONS, "sale.kind is empty"),
        ),
        event("closed", "closed_at", "'Closed'"),
        event("cancelled", "cancelled_at", "Cancelled: {cancel_reason}", "'Cancelled'"),
    ),
)


def _within(path: str, *messages: str) -> HistoryTable:
    """What an order holds a list of, at `path`."""
    name = path.rpartition(".")[2]
    return HistoryTable(
        table="orders",
        name=name,
        read_all_matches=True,
        required_columns=("id", "name", "financial_status", path.partition(".")[0]),
        explode=path,
        fields={
            "legacy_id": f"{path}.id",
            "order": "name",
            "customer": ("email", "customer.email"),
            "date": (f"{path}.processed_at", f"{path}.created_at"),
            "kind": f"{path}.status",
            "message": messages,
        },
    )


def _transactions_within(path: str, *dates: str) -> HistoryTable:
    """The transactions that an order holds at `path`; `dates` are further columns of when they were."""
    columns = _transactions(f"{path}.")
    table = _within(path, *columns.messages(*columns.listed()))
    fields = {**table.fields, "kind": columns.kind, **columns.amounts()}
    fields["date"] = (f"{path}.processed_at", f"{path}.created_at", *dates)
    return replace(table, fields=fields, copied_columns=columns.copied_columns())


def _transactions(own: str) -> Transactions:
    """The columns of transactions, which begin with `own`."""
    return Transactions(
        **{name: f"{own}{name}" for name in ("id", "kind", "status", "amount", "currency", "gateway")}
    )


FULFILLMENTS = _within(
    "fulfillments",
    "Fulfilled: {fulfillments.tracking_company} {fulfillments.tracking_number}",
    "Fulfilled: {fulfillments.tracking_company}",
    "Fulfilled: {fulfillments.tracking_number}",
    "'Fulfilled'",
)
REFUNDS = _within("refunds", "Refunded: {refunds.note}", "'Refunded'")
OWN_TRANSACTIONS = _transactions_within("transactions")
OF_REFUNDS = _transactions_within("refunds.transactions", "refunds.processed_at", "refunds.created_at")
TRANSACTIONS = HistoryTable(
    table="transactions",
    read_all_matches=True,
    required_columns=("order_id", "kind", "gateway", "created_at", "amount"),
    column_aliases={
        "order_id": "Order",
        "order_name": "Name",
        "kind": "Kind",
        "gateway": "Gateway",
        "created_at": "Created At",
        "status": "Status",
        "amount": "Amount",
        "currency": "Currency",
    },
    copied_columns=_transactions("").copied_columns(),
    lookups=(Lookup.by_id("order", "orders", "order_id", "name", "email"),),
    fields={
        "legacy_id": "id",
        "order": ("order_name", "order.name", "order_id"),
        "customer": "order.email",
        "date": ("processed_at", "created_at"),
        "kind": "kind",
        "message": _transactions("").messages(*_transactions("").listed()),
        **_transactions("").amounts(),
    },
)
RECORDS = (EVENTS, ORDERS, FULFILLMENTS, REFUNDS, OWN_TRANSACTIONS, OF_REFUNDS, TRANSACTIONS)

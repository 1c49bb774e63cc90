"""Shopify: the orders export of its admin and that of Matrixify, whose history lies in date columns; and what
its APIs give.

The export says how much of an order was refunded, but no date: the event of that has the cancellation's, else
the fulfilment's, else the payment's.
An order of several items fills several rows of the export; its own columns stand in the first only. Excel
makes 4.50789E+11 of an id: then the name is what distinguishes orders.
"""

from importers.platforms import HistoryTable, Platform, event, shopify_api, shopify_graphql
from importers.platforms.transactions import Transactions

PLACED = "Order placed: {Total} {Currency}"
SENT = "Fulfilled: {Fulfillment: Tracking Company}"
TRANSACTIONS = Transactions(
    **{
        name: f"Transaction: {name.title().replace('Id', 'ID')}"
        for name in ("id", "kind", "status", "amount", "currency", "gateway")
    }
)

EXPORT = HistoryTable(
    table="orders_export",
    read_all_matches=True,
    required_columns=("Name", "Financial Status", "Created at"),
    copied_columns={
        "whole_id": ("Id", "Id ~ ^\\d+$"),
        "paid_total": ("Total", "Financial Status ~ ^(paid|partially_refunded|refunded)$"),
    },
    fields={
        "legacy_id": ("whole_id", "Name"),
        "order": "Name",
        "customer": "Email",
        "author": "Employee",
        "kind": "Financial Status",
    },
    skip={"a further line item of its order": ("Financial Status is empty", "Total is empty")},
    parts=(
        event("placed", "Created at", f"{PLACED}\nNote: {{Notes}}", PLACED, "'Order placed'"),
        event(
            "paid",
            "Paid at",
            *("Paid: {Total} {Currency}, {Payment Method}", "'Paid'"),
            amount="paid_total",
            currency="Currency",
        ),
        event("fulfilled", "Fulfilled at", "Fulfilled: {Shipping Method}", "'Fulfilled'"),
        event("cancelled", "Cancelled at", "Cancelled, payment {Financial Status}", "'Cancelled'"),
        event(
            "refunded",
            ("Cancelled at", "Fulfilled at", "Paid at"),
            "Refunded: {Refunded Amount} {Currency}, on an unknown date",
            where="Refunded Amount !~ ^-?0*[.,]?0*$",
        ),
    ),
)
MATRIXIFY = HistoryTable(
    table="Orders",
    name="matrixify_orders",
    read_all_matches=True,
    required_columns=("Name", "Line: Type", "Created At|Processed At"),
    copied_columns=TRANSACTIONS.copied_columns(),
    fields={
        "legacy_id": ("ID", "Name"),
        "order": "Name",
        "customer": ("Customer: Email", "Email"),
        "kind": "Line: Type",
    },
    parts=(
        event("placed", ("Processed At", "Created At"), "Order placed\nNote: {Note}", "'Order placed'"),
        event("cancelled", "Cancelled At", "Cancelled: {Cancel: Reason}", "'Cancelled'"),
        event("closed", "Closed At", "'Closed'"),
        event(
            "payment",
            "Transaction: Processed At",
            *TRANSACTIONS.messages(*TRANSACTIONS.listed()),
            **TRANSACTIONS.amounts(),
            legacy_id="Transaction: ID",
        ),
        event(
            "fulfilled",
            ("Fulfillment: Processed At", "Fulfillment: Created At"),
            *(f"{SENT} {{Fulfillment: Tracking Number}}", SENT, "'Fulfilled'"),
            legacy_id="Fulfillment: ID",
        ),
        event(
            "refunded",
            "Refund: Created At",
            *("Refunded: {Refund: Note}", "'Refunded'"),
            legacy_id="Refund: ID",
        ),
    ),
)

PLATFORM = Platform(
    title="Shopify",
    systems=("Shopify", "Matrixify"),
    records=(EXPORT, MATRIXIFY, *shopify_api.RECORDS, *shopify_graphql.RECORDS),
)

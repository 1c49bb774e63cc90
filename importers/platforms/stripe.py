"""Stripe: the payments export of its dashboard, with a row for each charge: the payment, and what was given
back, at dates of their own.

`Amount Refunded` is all that was given back, at the date of the last refund. The order's number stands in the
metadata under a name of the shop's choice, else in the description.
"""

from importers.platforms import HistoryTable, Platform, event

CREATED = ("Created date (UTC)", "Created (UTC)")
ORDERS = (
    "order_id",
    "order_number",
    "order_no",
    "order",
    "Order ID",
    "Order Number",
    "orderId",
    "order_reference",
)
WORDS = "order|bestellung|auftrag|commande|pedido|ordine|bestelling|zamówieni[ea]|objednávka|encomenda"
PAID = "Status ~ ^(?i:paid|refunded|partially refunded|partial refund|disputed|succeeded)$"

PLATFORM = Platform(
    title="Stripe (payments)",
    tz="UTC",
    records=(
        HistoryTable(
            table=("unified_payments", "payments"),
            name="payments",
            required_columns=("id", "|".join(CREATED), "Amount", "Amount Refunded", "Currency", "Status"),
            extracted_columns={
                "described": (
                    "Description",
                    rf"(?i)\b(?:{WORDS})\s*(?:id|no\.?|nr\.?|n[°º]|number|nummer)?\s*:?\s*#?\s*([a-z0-9-]*\d[a-z0-9-]*)",
                ),
            },
            fields={
                "legacy_id": "id",
                "order": (*(f"{name} (metadata)" for name in ORDERS), "described"),
                "customer": "Customer Email",
                "kind": "Status",
                "currency": "Currency",
            },
            parts=(
                event(
                    "paid",
                    CREATED,
                    *("Paid: card {Card Last4}, transaction {id}", "Paid, transaction {id}"),
                    where=PAID,
                    amount="Amount",
                ),
                event(
                    "authorized",
                    CREATED,
                    "Authorized: {Amount} {Currency}",
                    where="Status ~ ^(?i:uncaptured|requires_capture)$",
                ),
                event(
                    "failed",
                    CREATED,
                    *("Payment failed: {Amount} {Currency}. {Seller Message}", "'Payment failed'"),
                    where="Status ~ ^(?i:failed|blocked)$",
                ),
                event(
                    "refunded",
                    ("Refunded date (UTC)", "Refunded (UTC)"),
                    "Refunded, transaction {id}",
                    where="Amount Refunded !~ ^0*[.,]?0*$",
                    amount="Amount Refunded",
                ),
            ),
        ),
    ),
)

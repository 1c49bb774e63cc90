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
PAID = (
    "Status ~ ^(?i:paid|succeeded|(partially[ _])?refunded|partial refund|refund (pending|failed)|"
    "disputed|(dispute )?(won|lost)|needs[ _]response|under[ _]review|inquiry|warning[ _].*|"
    "early fraud warning)$"
)
"""Statuses of charges whose money came in, whatever became of it."""
UNFINISHED = "Status ~ ^(?i:incomplete|requires[ _](payment|confirmation|action).*)$"
CAPTURED, RESERVED = "Captured !~ ^(?i:false)$", "Captured ~ ^(?i:false)$"
"""A charge that is only authorized has the status `Paid`, too, and `Refunded` once that is given up."""
GIVEN_BACK = "Amount Refunded !~ ^0*[.,]?0*$"

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
            skip={"a payment that the customer did not finish": UNFINISHED},
            parts=(
                event(
                    "paid",
                    CREATED,
                    *("Paid: card {Card Last4}, transaction {id}", "Paid, transaction {id}"),
                    where=(PAID, CAPTURED),
                    amount="Amount",
                ),
                event(
                    "reserved",
                    CREATED,
                    "Authorized: {Amount} {Currency}",
                    where=(PAID, RESERVED),
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
                    where=(GIVEN_BACK, CAPTURED),
                    amount="Amount Refunded",
                ),
                event(
                    "no longer reserved",
                    ("Refunded date (UTC)", "Refunded (UTC)"),
                    "Payment voided: {Amount Refunded} {Currency}",
                    where=(GIVEN_BACK, RESERVED),
                ),
                event(
                    "unsettled",
                    CREATED,
                    "Payment {Status}: {Amount} {Currency}",
                    where="Status ~ ^(?i:pending|processing|cancell?ed|expired)$",
                ),
                event(
                    "disputed",
                    "Dispute Date (UTC)",
                    *(
                        "Chargeback: {Disputed Amount} {Currency}, {Dispute Status}",
                        "Chargeback: {Amount} {Currency}",
                    ),
                    where="Dispute Date (UTC) is not empty",
                ),
            ),
        ),
    ),
)

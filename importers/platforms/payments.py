"""Reports of payment providers and marketplaces, with a row for each movement of an order's money.

Mollie's settlements, Adyen's settlement details, the transactions of Shopify Payments, Etsy's monthly
statements, Braintree's transactions and eBay's transaction report. A row's type says what it was; fees,
taxes, deposits and payouts are skipped. The amount is what the customer paid or got back: what a fee took off
is no part of it.
"""

from importers.platforms import HistoryTable, Platform, event
from importers.platforms.payouts import EBAY, ETSY, NO_PAYMENT, NUMBER, SHOPIFY

ONLY_NUMBER = r"(?i)^\s*([a-z0-9-]*\d[a-z0-9-]*)\s*$"

MOLLIE_PAID = "Status ~ ^(?i:paid|paidout|paid out|refunded|charged_back|charged back)$"
MOLLIE_NOT_REFUNDED = "Status ~ ^(?i:failed|canceled|cancelled|queued|pending)$"
MOLLIE = HistoryTable(
    table=("mollie", "settlement"),
    name="mollie",
    required_columns=(
        *("Date", "Payment method", "Currency", "Amount", "Status", "ID", "Description"),
        "Settlement reference",
    ),
    extracted_columns={
        "described": ("Description", NUMBER),
        "numbered": ("Description", ONLY_NUMBER),
    },
    fields={"legacy_id": "ID", "order": ("described", "numbered"), "currency": "Currency"},
    skip={NO_PAYMENT: "ID is empty"},
    parts=(
        event(
            "paid",
            "Date",
            *("Paid: {Payment method}, transaction {ID}", "Paid, transaction {ID}"),
            where=(MOLLIE_PAID, "ID !~ ^(re|chb)_", "Amount !~ ^-"),
            amount="Amount",
        ),
        event(
            "refunded",
            "Date",
            "Refunded, transaction {ID}",
            where=("ID ~ ^re_", MOLLIE_NOT_REFUNDED.replace("~", "!~", 1)),
            amount="Amount",
        ),
        event(
            "not_refunded",
            "Date",
            "Refund {Status}: {Amount} {Currency}",
            where=("ID ~ ^re_", MOLLIE_NOT_REFUNDED),
        ),
        event(
            "disputed",
            "Date",
            "Chargeback: {Amount} {Currency}",
            where=("ID ~ ^chb_", "Amount ~ ^-"),
        ),
        event(
            "won",
            "Date",
            "Chargeback reversed: {Amount} {Currency}",
            where=("ID ~ ^chb_", "Amount !~ ^-"),
        ),
        event(
            "failed",
            "Date",
            *("Payment {Status}: {Amount} {Currency}, {Payment method}", "Payment {Status}"),
            where=(MOLLIE_PAID.replace("~", "!~", 1), "ID !~ ^(re|chb)_"),
        ),
    ),
)

ADYEN_DATE = ("{Creation Date} {TimeZone}", "Creation Date")
ADYEN_PAID = (
    "Paid: {Payment Method}, transaction {Modification Reference}",
    "Paid, transaction {Modification Reference}",
    "'Paid'",
)
ADYEN_OUTSIDE = "(Externally(WithInfo)?)?$"
"""What the report adds to the type of what another provider settles, such as PayPal."""
ADYEN_TYPES = "(Settled|Refunded|Chargeback)((Externally(WithInfo)?)?|Reversed)"
ADYEN = HistoryTable(
    table=("adyen", "settlement_detail_report"),
    name="adyen",
    required_columns=(
        *("Psp Reference", "Merchant Reference", "Creation Date", "TimeZone", "Type"),
        *("Modification Reference", "Gross Currency", "Gross Debit (GC)", "Gross Credit (GC)"),
    ),
    fields={
        "legacy_id": "{Type} {Modification Reference}",
        "order": "Merchant Reference",
        "currency": "Gross Currency",
    },
    skip={
        "a payment in instalments, of which only the whole is an order's": "Type ~ Install",
        NO_PAYMENT: f"Type !~ ^({ADYEN_TYPES}|SecondChargeback)$",
    },
    parts=(
        event(
            "paid",
            ADYEN_DATE,
            *ADYEN_PAID,
            where=f"Type ~ ^Settled{ADYEN_OUTSIDE}",
            amount=("Gross Credit (GC)", "Gross Debit (GC)"),
        ),
        event(
            "refunded",
            ADYEN_DATE,
            *("Refunded, transaction {Modification Reference}", "'Refunded'"),
            where=f"Type ~ ^Refunded{ADYEN_OUTSIDE}",
            amount=("Gross Debit (GC)", "Gross Credit (GC)"),
        ),
        event(
            "disputed",
            ADYEN_DATE,
            *(
                "Chargeback: {Gross Debit (GC)} {Gross Currency}",
                "Chargeback: {Gross Credit (GC)} {Gross Currency}",
            ),
            where=f"Type ~ ^Chargeback{ADYEN_OUTSIDE}",
        ),
        event(
            "disputed_again",
            ADYEN_DATE,
            *(
                "Chargeback: {Gross Debit (GC)} {Gross Currency}",
                "Chargeback: {Gross Credit (GC)} {Gross Currency}",
            ),
            where="Type = SecondChargeback",
        ),
        event(
            "won",
            ADYEN_DATE,
            *(
                "Chargeback reversed: {Gross Credit (GC)} {Gross Currency}",
                "Chargeback reversed: {Gross Debit (GC)} {Gross Currency}",
            ),
            where="Type = ChargebackReversed",
        ),
        event(
            "not_paid",
            ADYEN_DATE,
            *(
                "Payment reversed: {Gross Debit (GC)} {Gross Currency}",
                "Payment reversed: {Gross Credit (GC)} {Gross Currency}",
            ),
            where="Type = SettledReversed",
        ),
        event(
            "not_refunded",
            ADYEN_DATE,
            *(
                "Refund failed: {Gross Credit (GC)} {Gross Currency}",
                "Refund failed: {Gross Debit (GC)} {Gross Currency}",
            ),
            where="Type = RefundedReversed",
        ),
    ),
)

BRAINTREE_DATE = ("{Created Datetime} {Created Timezone}", "Created Datetime")
BRAINTREE_SENT = (
    "Transaction Status ~ ^(?i:settled|settling|submitted[_ ]for[_ ]settlement|"
    "settlement[_ ](pending|confirmed))$"
)
BRAINTREE_FAILED = "Transaction Status ~ (?i)(declined|rejected|failed|unrecognized)"
BRAINTREE_PAID = (
    "Paid: {Card Type}, transaction {Transaction ID}",
    "Paid: {Payment Instrument Type}, transaction {Transaction ID}",
    "Paid, transaction {Transaction ID}",
)
BRAINTREE = HistoryTable(
    table=("braintree", "transaction_search_results"),
    name="braintree",
    required_columns=(
        *("Transaction ID", "Transaction Type", "Transaction Status", "Created Datetime"),
        *("Order ID", "Amount Submitted For Settlement"),
    ),
    fields={
        "legacy_id": "Transaction ID",
        "order": "Order ID",
        "customer": "Customer Email",
        "currency": "Currency ISO Code",
    },
    parts=(
        event(
            "paid",
            BRAINTREE_DATE,
            *BRAINTREE_PAID,
            where=("Transaction Type ~ ^(?i:sale)$", BRAINTREE_SENT),
            amount="Amount Submitted For Settlement",
        ),
        event(
            "refunded",
            BRAINTREE_DATE,
            "Refunded, transaction {Transaction ID}",
            where=("Transaction Type ~ ^(?i:credit)$", BRAINTREE_SENT),
            amount=("Amount Submitted For Settlement", "Amount Authorized"),
        ),
        event(
            "failed",
            BRAINTREE_DATE,
            *(
                "Payment failed: {Amount Authorized} {Currency ISO Code}, {Transaction Status}",
                "'Payment failed'",
            ),
            where=(BRAINTREE_FAILED, "Transaction Type !~ ^(?i:credit)$"),
        ),
        event(
            "not_refunded",
            BRAINTREE_DATE,
            *(
                "Refund failed: {Amount Authorized} {Currency ISO Code}, {Transaction Status}",
                "'Refund failed'",
            ),
            where=(BRAINTREE_FAILED, "Transaction Type ~ ^(?i:credit)$"),
        ),
        event(
            "voided",
            BRAINTREE_DATE,
            *("Payment voided: {Amount Authorized} {Currency ISO Code}", "'Payment voided'"),
            where=("Transaction Status ~ ^(?i:voided)$", "Transaction Type !~ ^(?i:credit)$"),
        ),
        event(
            "refund_voided",
            BRAINTREE_DATE,
            *("Refund canceled: {Amount Authorized} {Currency ISO Code}", "'Refund canceled'"),
            where=("Transaction Status ~ ^(?i:voided)$", "Transaction Type ~ ^(?i:credit)$"),
        ),
        event(
            "other",
            BRAINTREE_DATE,
            "{Transaction Status}: {Transaction Type} of {Amount Authorized} {Currency ISO Code}",
            where=(
                BRAINTREE_SENT.replace("~", "!~", 1),
                BRAINTREE_FAILED.replace("~", "!~", 1),
                "Transaction Status !~ ^(?i:voided)$",
            ),
        ),
    ),
)

PLATFORM = Platform(
    title="Payment reports (Mollie, Adyen, Shopify Payments, Etsy, Braintree, eBay)",
    records=(MOLLIE, ADYEN, SHOPIFY, ETSY, BRAINTREE, EBAY),
)

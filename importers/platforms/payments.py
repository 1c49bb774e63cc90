"""Reports of payment providers and marketplaces, with a row for each movement of an order's money.

Mollie's settlements, Adyen's settlement details, the transactions of Shopify Payments, Etsy's monthly
statements, Braintree's transactions and eBay's transaction report. A row's type says what it was; fees,
taxes, deposits and payouts are skipped. The amount is what the customer paid or got back: what a fee took off
is no part of it.
"""

from importers.platforms import HistoryTable, Platform, event

WORDS = (
    "order|ordernummer|bestelling|bestelnummer|bestellung|bestellnummer|auftrag|auftragsnummer|commande|pedido|"
    "ordine|encomenda|zamówieni[ea]|objednávka"
)
NUMBER = rf"(?i)(?:\b(?:{WORDS})\W*(?:no\.?|nr\.?|n[°º]|number|nummer|id)?\W*|#\s?)([a-z0-9-]*\d[a-z0-9-]*)"
ONLY_NUMBER = r"(?i)^\s*([a-z0-9-]*\d[a-z0-9-]*)\s*$"
NO_PAYMENT = "no payment of an order"

MOLLIE_PAID = "Status ~ ^(?i:paid|paidout|paid out|refunded|charged_back|charged back)$"
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
        event("refunded", "Date", "Refunded, transaction {ID}", where="ID ~ ^re_", amount="Amount"),
        event("disputed", "Date", "Chargeback: {Amount} {Currency}", where="ID ~ ^chb_"),
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
    skip={NO_PAYMENT: "Type !~ ^((Settled|Refunded|Chargeback)(Reversed)?|SecondChargeback)$"},
    parts=(
        event(
            "paid",
            ADYEN_DATE,
            *ADYEN_PAID,
            where="Type = Settled",
            amount=("Gross Credit (GC)", "Gross Debit (GC)"),
        ),
        event(
            "refunded",
            ADYEN_DATE,
            *("Refunded, transaction {Modification Reference}", "'Refunded'"),
            where="Type = Refunded",
            amount=("Gross Debit (GC)", "Gross Credit (GC)"),
        ),
        event(
            "disputed",
            ADYEN_DATE,
            *(
                "Chargeback: {Gross Debit (GC)} {Gross Currency}",
                "Chargeback: {Gross Credit (GC)} {Gross Currency}",
            ),
            where="Type = Chargeback",
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
                "Chargeback reversed: {Gross Debit (GC)} {Gross Currency}",
                "Chargeback reversed: {Gross Credit (GC)} {Gross Currency}",
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
                "Refund failed: {Gross Debit (GC)} {Gross Currency}",
                "Refund failed: {Gross Credit (GC)} {Gross Currency}",
            ),
            where="Type = RefundedReversed",
        ),
    ),
)

SHOPIFY = HistoryTable(
    table=("payment_transactions_export", "shopify_payouts"),
    name="shopify_payments",
    read_all_matches=True,
    required_columns=(
        "Transaction Date",
        "Type",
        "Order",
        "Payout Status",
        "Amount",
        "Fee",
        "Net",
        "Currency",
    ),
    fields={"order": "Order", "currency": ("Presentment Currency", "Currency")},
    skip={NO_PAYMENT: "Order is empty"},
    parts=(
        event(
            "paid",
            "Transaction Date",
            *("Paid: {Card Brand}", "'Paid'"),
            where="Type = charge",
            amount=("Presentment Amount", "Amount"),
        ),
        event(
            "refunded",
            "Transaction Date",
            "'Refunded'",
            where="Type = refund",
            amount=("Presentment Amount", "Amount"),
        ),
        event(
            "other",
            "Transaction Date",
            "{Type}: {Amount} {Currency}",
            where="Type !~ ^(charge|refund)$",
        ),
    ),
)

ETSY = HistoryTable(
    table=("etsy_statement", "etsy"),
    name="etsy_statement",
    read_all_matches=True,
    required_columns=("Date", "Type", "Title", "Info", "Currency", "Amount", "Fees & Taxes", "Net"),
    extracted_columns={"titled": ("Title", NUMBER), "noted": ("Info", NUMBER)},
    fields={"order": ("titled", "noted"), "currency": "Currency"},
    skip={NO_PAYMENT: "Type !~ ^(?i:sale|refund)$"},
    parts=(
        event("paid", "Date", "'Paid'", where="Type ~ ^(?i:sale)$", amount="Amount"),
        event("refunded", "Date", "'Refunded'", where="Type ~ ^(?i:refund)$", amount="Amount"),
    ),
)

BRAINTREE_DATE = ("{Created Datetime} {Created Timezone}", "Created Datetime")
BRAINTREE_SENT = "Transaction Status ~ ^(?i:settled|settling|submitted_for_settlement|settlement_pending)$"
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
            amount="Amount Submitted For Settlement",
        ),
        event(
            "failed",
            BRAINTREE_DATE,
            *(
                "Payment failed: {Amount Authorized} {Currency ISO Code}, {Transaction Status}",
                "'Payment failed'",
            ),
            where=BRAINTREE_FAILED,
        ),
        event(
            "voided",
            BRAINTREE_DATE,
            *("Payment voided: {Amount Authorized} {Currency ISO Code}", "'Payment voided'"),
            where="Transaction Status ~ ^(?i:voided)$",
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

EBAY = HistoryTable(
    table=("ebay", "transaction_report"),
    name="ebay",
    read_all_matches=True,
    required_columns=(
        *("Transaction creation date", "Type", "Order number", "Buyer username", "Payout ID"),
        *("Net amount", "Gross transaction amount", "Transaction currency"),
    ),
    fields={
        "order": "Order number",
        "customer": "Buyer username",
        "currency": "Transaction currency",
    },
    skip={
        NO_PAYMENT: "Type !~ ^(?i:order|refund|claim|payment dispute)$",
        "an item of an order with several": "Gross transaction amount ~ ^-*$",
    },
    parts=(
        event(
            "paid",
            "Transaction creation date",
            "'Paid'",
            where="Type ~ ^(?i:order)$",
            amount="Gross transaction amount",
        ),
        event(
            "refunded",
            "Transaction creation date",
            "'Refunded'",
            where="Type ~ ^(?i:refund)$",
            amount="Gross transaction amount",
        ),
        event(
            "disputed",
            "Transaction creation date",
            "Chargeback: {Gross transaction amount} {Transaction currency}",
            where="Type ~ ^(?i:claim|payment dispute)$",
        ),
    ),
)

PLATFORM = Platform(
    title="Payment reports (Mollie, Adyen, Shopify Payments, Etsy, Braintree, eBay)",
    records=(MOLLIE, ADYEN, SHOPIFY, ETSY, BRAINTREE, EBAY),
)

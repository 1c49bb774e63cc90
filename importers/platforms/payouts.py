"""Reports of what shops and marketplaces paid out, with a row for each movement of an order's money.

The transactions of Shopify Payments, Etsy's monthly statements and eBay's transaction report, which
`importers.platforms.payments` reads with the others.
"""

from importers.platforms import HistoryTable, event

WORDS = (
    "order|ordernummer|bestelling|bestelnummer|bestellung|bestellnummer|auftrag|auftragsnummer|commande|pedido|"
    "ordine|encomenda|zamówieni[ea]|objednávka"
)
NUMBER = rf"(?i)(?:\b(?:{WORDS})\W*(?:no\.?|nr\.?|n[°º]|number|nummer|id)?\W*|#\s?)([a-z0-9-]*\d[a-z0-9-]*)"
NO_PAYMENT = "no payment of an order"

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
            where="Type ~ ^(?i:charge)$",
            amount=("Presentment Amount", "Amount"),
        ),
        event(
            "refunded",
            "Transaction Date",
            "'Refunded'",
            where="Type ~ ^(?i:refund)$",
            amount=("Presentment Amount", "Amount"),
        ),
        event(
            "other",
            "Transaction Date",
            "{Type}: {Amount} {Currency}",
            where="Type !~ ^(?i:charge|refund)$",
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

EBAY = HistoryTable(
    table=("ebay", "transaction_report"),
    name="ebay",
    read_all_matches=True,
    required_columns=(
        *("Transaction creation date", "Type", "Order number", "Buyer username", "Payout ID"),
        *("Net amount", "Gross transaction amount", "Transaction currency"),
    ),
    extracted_columns={"reference": ("Reference ID", r"^\s*(\w{3,64})\s*$")},
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
            *("Refunded, transaction {reference}", "'Refunded'"),
            where="Type ~ ^(?i:refund)$",
            amount="Gross transaction amount",
        ),
        event(
            "disputed",
            "Transaction creation date",
            "Chargeback: {Gross transaction amount} {Transaction currency}",
            where=("Type ~ ^(?i:claim|payment dispute)$", "Gross transaction amount ~ ^-"),
        ),
        event(
            "won",
            "Transaction creation date",
            "Chargeback reversed: {Gross transaction amount} {Transaction currency}",
            where=("Type ~ ^(?i:claim|payment dispute)$", "Gross transaction amount !~ ^-"),
        ),
    ),
)

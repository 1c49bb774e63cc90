"""PayPal: the activity export, with a row for each movement of the account, of which payments and refunds
with an invoice number are an order's.

`Type` says what it was, and `Status` only whether it happened. A report in another language is read by the
English words for its own. What the account was moved by without an order
(withdrawals, fees, conversions) is skipped.
"""

from importers.platforms import HistoryTable, Platform, event
from importers.platforms.paypal_languages import CELLS, COLUMNS

DATE = ("{Date} {Time} {TimeZone}", "{Date} {Time} {Time Zone}", "{Date} {Time}", "Date")
HAPPENED = "Status ~ ^(?i:completed|cleared|partially refunded|refunded|paid)$"
CAME_IN = "Status ~ ^(?i:completed|cleared|partially refunded|refunded|paid|reversed)$"
"""Of a payment: what was reversed came in, and went back in a row of its own."""
GIVEN = r"(?i)\brefund\b|^(payment )?reversal\b|^chargeback$"
BACK, FORTH = f"Type ~ {GIVEN}", f"Type !~ {GIVEN}"
RESERVED = r"(?i)\bauthori[sz]ation\b|^order$"
VOIDED = r"(?i)^(void|cancell?ation) of\b"
OWN = (
    r"(?i)\b(conversion|hold|withdrawal|transfer|deposit|fee|reserve|release|shopping cart item)\b|"
    r"^(update to|request|invoice)\b"
)
"""Types of what only moves money within the account, or repeats a part of a payment."""

KNOWN, UNKNOWN = "untranslated is empty", "untranslated is not empty"
"""Of types and states in other languages: without a known meaning, a row is no payment and no refund."""

PLATFORM = Platform(
    title="PayPal (activity)",
    records=(
        HistoryTable(
            table=("paypal", "Download", "activity"),
            name="activity",
            required_columns=("Date", "Time", "Type", "Status", "Gross", "Currency", "Transaction ID"),
            fields={
                "legacy_id": "Transaction ID",
                "order": ("Invoice Number", "Invoice ID", "Custom Number"),
                "kind": "Type",
                "currency": "Currency",
            },
            column_aliases=COLUMNS,
            cell_translations=CELLS,
            skip={
                "no payment (a hold, a fee, a conversion or the like)": f"Type ~ {OWN}",
                "without an invoice number": (
                    "Invoice Number is empty",
                    r"Type !~ (?i)\b(payment|refund|checkout|sale)\b",
                ),
            },
            parts=(
                event(
                    "paid",
                    DATE,
                    *("Paid by PayPal, transaction {Transaction ID}", "'Paid by PayPal'"),
                    where=(KNOWN, CAME_IN, FORTH, f"Type !~ {RESERVED}", "Gross !~ ^-"),
                    customer="From Email Address",
                    amount="Gross",
                ),
                event(
                    "refunded",
                    DATE,
                    *("Refunded by PayPal, transaction {Transaction ID}", "'Refunded by PayPal'"),
                    where=(KNOWN, HAPPENED, BACK, "Gross ~ ^-"),
                    customer="To Email Address",
                    amount="Gross",
                ),
                event(
                    "reserved",
                    DATE,
                    "Authorization: {Gross} {Currency}",
                    where=(KNOWN, HAPPENED, f"Type ~ {RESERVED}", f"Type !~ {VOIDED}", "Gross !~ ^-"),
                    customer="From Email Address",
                ),
                event(
                    "no longer reserved",
                    DATE,
                    "{Type}: {Gross} {Currency}",
                    where=(KNOWN, HAPPENED, f"Type ~ {RESERVED}", "Gross ~ ^-"),
                    customer="From Email Address",
                ),
                event(
                    "given up",
                    DATE,
                    "{Type}: {Gross} {Currency}",
                    where=(KNOWN, HAPPENED, f"Type ~ {VOIDED}", "Gross !~ ^-"),
                    customer="From Email Address",
                ),
                event(
                    "not refunded",
                    DATE,
                    "{Type} {Status}: {Gross} {Currency}",
                    where=(KNOWN, HAPPENED.replace("~", "!~", 1), BACK),
                    customer="To Email Address",
                ),
                event(
                    "unsettled",
                    DATE,
                    "{Status}: {Type} {Gross} {Currency}",
                    where=(KNOWN, CAME_IN.replace("~", "!~", 1), FORTH),
                    customer="From Email Address",
                ),
                event(
                    "in its own words",
                    DATE,
                    "PayPal: {Type} ({Status})",
                    where=(UNKNOWN, "Gross !~ ^-"),
                    customer="From Email Address",
                ),
                event(
                    "in its own words, outgoing",
                    DATE,
                    "PayPal: {Type} ({Status})",
                    where=(UNKNOWN, "Gross ~ ^-"),
                    customer="To Email Address",
                ),
            ),
        ),
    ),
)

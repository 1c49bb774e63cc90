"""WooCommerce's REST API: orders with their payment, parcel and refunds, order notes, and what customers
wrote when they ordered.

Dates are given twice, in the shop's time and in UTC (`_gmt`), which counts. An order has only the amounts of
its refunds, and no date of its status: a list of the refunds has their dates, and the status cannot have
changed later than the order.
"""

from importers.platforms import HistoryTable, Lookup, Values, event

SHOP = "(?i)^(woocommerce|system|ووکامرس|ووكومرس|ווקומרס)$"
"""The shop's own name as an author, in scripts that translate it."""
ID = ("order_id", "parent_id", "linked_id")
LINKED = {"linked_id": ("_links.up", "/orders/(\\d+)")}
BUYER = "billing.email"
ORDER_FIELDS: Values = {"order": ("number", "id"), "customer": BUYER}
CREATED = "date_created|date_created_gmt"
TRASH = {"in the trash": "status = trash"}
NONE = "^(\\[ *\\])?$"
"""A list that is missing or empty."""


def _dates(name: str, holder: str = "") -> tuple[str, str]:
    """A date as UTC, else by the shop's clock; `holder` is what stands before its name."""
    return (f"{{{holder}{name}_gmt}}Z", f"{holder}{name}")


def _of_order(*columns: str) -> tuple[Lookup, ...]:
    """The order of a note or refund that the API lists apart from it."""
    return (Lookup(name="order", table="orders", right_on="id", left_on=ID, columns=columns),)


LATEST = (*_dates("date_completed"), *_dates("date_paid"), *_dates("date_created"))
"""The date of the last known step of an order."""
OTHER_STATE = (
    "status is not empty",
    "status !~ ^(pending|processing|completed|refunded|auto-draft|checkout-draft)$",
)
"""A status that no date of the order stands for; a pending order is only placed."""

NOTES = HistoryTable(
    table="order_notes",
    name="comments",
    read_all_matches=True,
    required_columns=("id", "note", CREATED),
    extracted_columns=LINKED,
    lookups=_of_order("number", BUYER),
    fields={
        "legacy_id": "id",
        "order": ("order_number", "order.number", *ID),
        "customer": (f"order.{BUYER}", "billing_email"),
        "date": _dates("date_created"),
        "author": "author",
        "message": "note",
    },
    html=True,
    system_author_pattern=SHOP,
    column_aliases={"customer_note": "is_customer_note"},
    visible_when="customer_note = true",
    typed={"note_added": ("customer_note = true",)},
)
OWN_NOTES = HistoryTable(
    table="orders",
    name="comments",
    read_all_matches=True,
    required_columns=("id", "number", CREATED, "notes"),
    column_aliases={"notes": "order_notes"},
    explode="notes",
    fields={
        "legacy_id": "notes.id",
        **ORDER_FIELDS,
        "date": _dates("date_created", "notes."),
        "author": "notes.author",
        "message": "notes.note",
    },
    skip=TRASH,
    html=True,
    system_author_pattern=SHOP,
    visible_when="notes.customer_note = true",
    typed={"note_added": ("notes.customer_note = true",)},
)


def _state(*conditions: str, date: tuple[str, ...], more: str = "") -> Values:
    """The event of a status that has no date of its own. An order has each of the states that its exports
    show."""
    message = f"Status: {{status}}{more}"
    return event("status", date, message, legacy_id="{id} {status}", where=conditions)


MODIFIED = _dates("date_modified")
ORDERS = HistoryTable(
    table="orders",
    read_all_matches=True,
    required_columns=(
        "id",
        "number",
        "customer_note|date_paid|date_paid_gmt|transaction_id",
        CREATED,
    ),
    skip=TRASH,
    fields={"legacy_id": "id", **ORDER_FIELDS},
    parts=(
        event(
            "placed",
            _dates("date_created"),
            *("Order placed: {total} {currency}", "Order placed: {total}", "'Order placed'"),
        ),
        event(
            "paid",
            _dates("date_paid"),
            "Paid: {payment_method_title}, transaction {transaction_id}",
            "Paid, transaction {transaction_id}",
            *("Paid: {payment_method_title}", "'Paid'"),
            amount="total",
            currency="currency",
        ),
        event("completed", _dates("date_completed"), "'Order completed'"),
        _state(*OTHER_STATE, date=MODIFIED),
        _state(
            *("status = processing", "date_paid_gmt is empty", "date_paid is empty"),
            date=MODIFIED,
        ),
        _state(
            *("status = completed", "date_completed_gmt is empty", "date_completed is empty"),
            date=MODIFIED,
        ),
        _state("status = refunded", f"refunds ~ {NONE}", date=MODIFIED),
        _state(
            *OTHER_STATE,
            *("date_modified_gmt is empty", "date_modified is empty"),
            date=LATEST,
            more=", on an unknown date",
        ),
    ),
    html=True,
)
CUSTOMER_NOTES = HistoryTable(
    table="orders",
    name="customer_notes",
    read_all_matches=True,
    required_columns=("id", "number", CREATED, "customer_note"),
    explode="customer_note",
    explode_pattern="(?s)^(?P<text>.*\\S.*)$",
    skip=TRASH,
    fields={
        "legacy_id": "id",
        **ORDER_FIELDS,
        "date": _dates("date_created"),
        "author": BUYER,
        "message": "customer_note.text",
    },
    html=True,
    typed={"note_added": ()},
)
REFUNDS = HistoryTable(
    table="order_refunds",
    name="refunds",
    read_all_matches=True,
    required_columns=("id", "amount", "reason", "refunded_by", CREATED),
    extracted_columns=LINKED,
    lookups=_of_order("number", BUYER, "currency"),
    fields={
        "legacy_id": "id",
        "order": ("order.number", *ID),
        "customer": f"order.{BUYER}",
        "date": _dates("date_created"),
        "message": ("Refunded: {reason}", "'Refunded'"),
        "amount": "amount",
        "currency": "order.currency",
    },
    html=True,
)
OWN_REFUNDS = HistoryTable(
    table="orders",
    name="refunds",
    read_all_matches=True,
    required_columns=("id", "number", CREATED, "refunds"),
    explode="refunds",
    extracted_columns={"refund": ("refunds.total", "^-?(.*)$")},
    lookups=(
        Lookup(
            name="listed",
            table="order_refunds",
            right_on="id",
            left_on="refunds.id",
            columns=("id", "date_created", "date_created_gmt"),
        ),
    ),
    fields={
        "legacy_id": "refunds.id",
        **ORDER_FIELDS,
        "amount": ("refund", "refunds.amount"),
        "currency": "currency",
    },
    parts=(
        event("", _dates("date_created", "refunds."), "Refunded: {refunds.reason}", "'Refunded'"),
        event(
            "",
            LATEST,
            *("Refunded: {refunds.reason}, on an unknown date", "'Refunded: on an unknown date'"),
            where=("refunds.date_created is empty", "refunds.date_created_gmt is empty"),
        ),
    ),
    skip={**TRASH, "a refund that another file has with its date": "listed.id is not empty"},
    html=True,
)
RECORDS = (NOTES, OWN_NOTES, ORDERS, CUSTOMER_NOTES, REFUNDS, OWN_REFUNDS)

"""Shopware 5 and 4: the history of orders, and the orders themselves, in the shop's local time.

A row of the history has the state of the order and that of its payment, each before and after: what changed
is an event of its own, and so is a comment where nothing did. Whoever changed it is a user of the backend. An
order has the moment it was placed, what the customer wrote, and when it was paid, which counts where no row
of the history says so. The order number 0 is a basket that nobody ordered.
"""

from importers.platforms import CodeLabels, HistoryTable, Lookup, Platform, event

ORDER_STATES = (
    *("Open", "In process", "Completed", "Partially completed", "Cancelled", "Ready for delivery"),
    *("Partially delivered", "Completely delivered", "Clarification required"),
)
PAYMENT_STATES = (
    *("Partially invoiced", "Completely invoiced", "Partially paid", "Completely paid", "1st reminder"),
    *("2nd reminder", "3rd reminder", "Collection", "Open", "Reserved", "Delayed", "Re-crediting"),
    "Review necessary",
)
"""Both groups of states share one range of ids, from 0 and from 9."""
PAID, CREDITED = "12", "20"

CUSTOMER = Lookup.by_id("customer", "s_user", ("order.userID", "buyer"), "email")
BASKET = "a basket that nobody ordered (order number 0)"


def _state(name: str, group: str, column: str) -> Lookup:
    return Lookup(
        name=name,
        table="s_core_states",
        right_on="id",
        left_on=column,
        columns=("description", "name"),
        where=(f"group = {group}",),
    )


def _labels(column: str, into: str, texts: tuple[str, ...], *, first: int) -> CodeLabels:
    named = {str(at): f"'{text}'" for at, text in enumerate(texts, first)}
    return CodeLabels(column=column, labels=named, into=into)


def _messages(prefix: str, name: str, column: str, *, comment: str) -> tuple[str, ...]:
    """The state in the shop's own words, else as every Shopware calls it, before a comment or alone."""
    ways = [f"{prefix}: {{{way}}}" for way in (f"{name}.description", f"own_{name}", column)]
    return (*(f"{way}: {{{comment}}}" for way in ways), *ways)


_PAYMENT_CHANGED = "previous_payment_status_id != {payment_status_id}"
_PAYMENT = event(
    "payment",
    "change_date",
    *_messages("Payment status", "payment", "payment_status_id", comment="payment_comment"),
    kind="payment_status_id",
)

HISTORY = HistoryTable(
    table="s_order_history",
    required_columns=(
        *("id", "orderID", "previous_order_status_id", "order_status_id"),
        *("previous_payment_status_id", "payment_status_id", "change_date"),
    ),
    copied_columns={
        "changed_by": ("userID", "userID != 0"),
        "payment_comment": ("comment", "previous_order_status_id = {order_status_id}"),
    },
    lookups=(
        Lookup.by_id("order", "s_order", "orderID", "ordernumber", "userID", "invoice_amount", "currency"),
        CUSTOMER,
        Lookup.by_id("staff", "s_core_auth", "changed_by", "email", "name", "username"),
        _state("state", "state", "order_status_id"),
        _state("payment", "payment", "payment_status_id"),
    ),
    code_labels=(
        _labels("order_status_id", "own_state", ORDER_STATES, first=0),
        _labels("payment_status_id", "own_payment", PAYMENT_STATES, first=9),
    ),
    fields={
        "legacy_id": "id",
        "order": ("order.ordernumber", "orderID"),
        "customer": "customer.email",
        "date": "change_date",
        "author": ("staff.email", "staff.name", "staff.username", "changed_by"),
    },
    skip={BASKET: "order.ordernumber = 0"},
    parts=(
        event(
            "state",
            "change_date",
            *_messages("Status", "state", "order_status_id", comment="comment"),
            kind="order_status_id",
            where="previous_order_status_id != {order_status_id}",
        ),
        {**_PAYMENT, "where": (_PAYMENT_CHANGED, f"payment_status_id != {PAID}")},
        {
            **_PAYMENT,
            "part": "paid",
            "amount": "order.invoice_amount",
            "currency": "order.currency",
            "where": (_PAYMENT_CHANGED, f"payment_status_id = {PAID}"),
        },
        event(
            "comment",
            "change_date",
            "comment",
            where=(
                "previous_order_status_id = {order_status_id}",
                "previous_payment_status_id = {payment_status_id}",
                "comment is not empty",
            ),
        ),
    ),
)

PLACED = "Order placed: {invoice_amount} {currency}"

ORDERS = HistoryTable(
    table="s_order",
    required_columns=("id", "ordernumber", "userID", "ordertime", "cleared", "cleareddate"),
    copied_columns={"buyer": ("userID", "userID != 0"), "paid_on": ("cleareddate", "cleareddate !~ ^0000")},
    lookups=(
        CUSTOMER,
        Lookup(
            name="history",
            table="s_order_history",
            right_on="orderID",
            left_on="id",
            columns=("payment_status_id",),
            where=(f"payment_status_id = {PAID}", _PAYMENT_CHANGED),
        ),
    ),
    fields={
        "legacy_id": "id",
        "order": "ordernumber",
        "customer": "customer.email",
        "kind": "status",
    },
    skip={BASKET: "ordernumber = 0"},
    parts=(
        event("placed", "ordertime", f"{PLACED}\nNote: {{customercomment}}", PLACED, "'Order placed'"),
        event(
            "paid",
            "paid_on",
            "'Paid'",
            kind="cleared",
            amount="invoice_amount",
            currency="currency",
            where=("history.payment_status_id is empty", f"cleared ~ ^({PAID}|{CREDITED})$"),
        ),
        event(
            "internal",
            "ordertime",
            "Internal comment, on an unknown date: {internalcomment}",
            where="internalcomment is not empty",
        ),
        event(
            "external",
            "ordertime",
            "Comment for the customer, on an unknown date: {comment}",
            where="comment is not empty",
        ),
    ),
)

PLATFORM = Platform(
    title="Shopware 5",
    systems=("Shopware 4", "Shopware 5"),
    records=(ORDERS, HISTORY),
    ignored_tables={
        "s_core_states": "a list of the names of states",
        "s_user": "a list of customers",
        "s_order_billingaddress": "a list of addresses",
    },
)

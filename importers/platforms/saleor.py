"""Saleor 2017 to 3.x: events, which keep their types, and the notes and history entries before there were
any. Dates are aware."""

from importers.platforms import CodeLabels, HistoryTable, Lookup, Platform, Values
from importers.platforms.saleor_graphql import orders

SAME = {"order_id": "order", "user_id": "user", "customer_id": "customer", "content": "comment"}
"""What a database calls its columns, and what Django's dumpdata or an older version does."""

LABELS = CodeLabels(
    column="type",
    labels={
        "updated": "'Order details were updated'",
        "note_updated": "Note changed: {parameters.message}",
    },
)
"""Messages of the types that only some versions have."""

NEW_NAMES = {
    "placed_automatically_from_paid_checkout": "placed",
    "placed_from_draft": "draft_placed",
    "order_marked_as_paid": "marked_as_paid",
    "order_fully_paid": "order_paid",
    "payment_captured": "captured",
    "payment_refunded": "refunded",
    "payment_voided": "voided",
    "released": "voided",
    "fulfillment_restocked_items": "restocked_items",
    "fulfillment_fulfilled_items": "fulfilled_items",
}
"""What types are called since 2.6, or were until 2018, and the codes here."""

USER = Lookup.by_id("user", "user", "user_id", "email")
OF_ORDER = (
    Lookup.by_id("order", "order_order", "order_id", "number", "user_email", "user_id|user"),
    Lookup.by_id("owner", "user", "order.user_id", "email"),
    USER,
)
AUTHOR = ("user.email", "user_id")
OWNER = ("owner.email", "order.user_email", "order.user_id")
CUSTOMER: Values = {"legacy_id": "id", "date": "date", "author": AUTHOR}
ORDER: Values = {
    **CUSTOMER,
    "order": ("order.number", "order_id"),
    "customer": OWNER,
}


def _events(table: str, *needs: str, lookups: tuple[Lookup, ...], fields: Values) -> HistoryTable:
    return HistoryTable(
        table=table,
        required_columns=("id", *needs, "date", "type", "parameters"),
        column_aliases=SAME,
        packed_columns=("parameters",),
        copied_columns={"details": ("parameters", 'parameters !~ ^[\\s"\\\\]*(\\{\\s*\\}|null)')},
        lookups=lookups,
        code_labels=LABELS,
        fields={
            **fields,
            "kind": "type",
            "message": ("label", "parameters.message", "{type}: {details}", "type"),
        },
        type="type",
        parameters="parameters",
        types=NEW_NAMES,
    )


def _texts(table: str, *needs: str, lookups: tuple[Lookup, ...], fields: Values, note: bool) -> HistoryTable:
    return HistoryTable(
        table=table,
        required_columns=("id", *needs, "date", "content"),
        column_aliases=SAME,
        lookups=lookups,
        fields={**fields, "kind": "status", "message": ("content", "Status: {status}")},
        typed={"note_added": ("content is not empty",)} if note else {},
    )


SUBJECT = Lookup.by_id("subject", "user", "customer_id", "email")
PLATFORM = Platform(
    title="Saleor",
    tz="UTC",
    records=(
        _events("order_orderevent", "order_id", lookups=OF_ORDER, fields=ORDER),
        _events(
            "account_customerevent",
            lookups=(*OF_ORDER, Lookup.by_id("subject", "user", "parameters.account_id", "email")),
            fields={
                **CUSTOMER,
                "customer": ("subject.email", *AUTHOR, "parameters.account_id", *OWNER),
                "customer_order": ("order.number", "order_id"),
            },
        ),
        _texts("order_ordernote", "order_id", lookups=OF_ORDER, fields=ORDER, note=True),
        _texts("order_orderhistoryentry", "order_id", lookups=OF_ORDER, fields=ORDER, note=False),
        _texts(
            "account_customernote",
            "customer_id",
            lookups=(USER, SUBJECT),
            fields={**CUSTOMER, "customer": ("subject.email", "customer_id")},
            note=True,
        ),
        *orders(NEW_NAMES),
    ),
)

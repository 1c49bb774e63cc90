"""Saleor 2018 to 3.x: events, which keep their types, and the notes and history entries before there were
any. `order_id` is a database's name for what Django's dumpdata calls `order`."""

from importers.platforms import Lookup, Platform, Records, Values

OLD_NAMES = {
    "placed_from_draft": "draft_placed",
    "order_marked_as_paid": "marked_as_paid",
    "order_fully_paid": "order_paid",
    "payment_captured": "captured",
    "payment_refunded": "refunded",
    "payment_voided": "voided",
    "fulfillment_restocked_items": "restocked_items",
    "fulfillment_fulfilled_items": "fulfilled_items",
}
"""What types are called since 2.6, and the codes of the seed."""

USER = Lookup(name="user", table="user", key="id", on=("user_id", "user"), columns=("email",))
OWNERS = (
    Lookup(
        name="order",
        table="order_order",
        key="id",
        on=("order_id", "order"),
        columns=("number", "user_email", "user_id", "user"),
    ),
    Lookup(name="owner", table="user", key="id", on=("order.user_id", "order.user"), columns=("email",)),
    USER,
)
AUTHOR = ("user.email", "user_id", "user")
ORDER: Values = {
    "legacy_id": "id",
    "order": ("order.number", "order_id", "order"),
    "customer": ("owner.email", "order.user_email"),
    "date": "date",
    "author": AUTHOR,
}
CUSTOMER: Values = {"legacy_id": "id", "date": "date", "author": AUTHOR}
SAYING = ("parameters.message", "{type}: {parameters}", "type")


def _texts(table: str, *, note: bool) -> Records:
    """Notes and history entries of orders, of the time before there were events."""
    return Records(
        table=table,
        needs=("id", "order_id|order", "date", "content"),
        lookups=OWNERS,
        fields={**ORDER, "message": "content"},
        typed={"note_added": ()} if note else {},
    )


PLATFORM = Platform(
    title="Saleor",
    tz="UTC",
    records=(
        Records(
            table="order_orderevent",
            needs=("id", "order_id|order", "date", "type", "parameters"),
            serialized=("parameters",),
            lookups=OWNERS,
            fields={**ORDER, "kind": "type", "message": SAYING},
            type="type",
            parameters="parameters",
            types=OLD_NAMES,
        ),
        Records(
            table="account_customerevent",
            needs=("id", "date", "type", "parameters"),
            serialized=("parameters",),
            lookups=(USER,),
            fields={**CUSTOMER, "customer": AUTHOR, "kind": "type", "message": SAYING},
            type="type",
            parameters="parameters",
        ),
        _texts("order_ordernote", note=True),
        _texts("order_orderhistoryentry", note=False),
        Records(
            table="account_customernote",
            needs=("id", "customer_id|customer", "date", "content"),
            lookups=(
                USER,
                Lookup(
                    name="subject",
                    table="user",
                    key="id",
                    on=("customer_id", "customer"),
                    columns=("email",),
                ),
            ),
            fields={
                **CUSTOMER,
                "customer": ("subject.email", "customer_id", "customer"),
                "message": "content",
            },
            typed={"note_added": ()},
        ),
    ),
)

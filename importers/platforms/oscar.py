"""django-oscar: notes, status changes and e-mails of orders, and when they were placed. Dates are aware.

`order_id` is a database's name for what Django's dumpdata calls `order`.
"""

from importers.platforms import Lookup, Platform, Records, Values

ORDER = Lookup(
    name="order",
    table="order_order",
    key="id",
    on=("order_id", "order"),
    columns=("number", "guest_email", "user_id", "user"),
)
OWNER = Lookup(name="owner", table="user", key="id", on=("order.user_id", "order.user"), columns=("email",))
COMMON: Values = {
    "legacy_id": "id",
    "order": ("order.number", "order_id", "order"),
    "customer": ("owner.email", "order.guest_email"),
}


def _type(table: str) -> Lookup:
    """What an event's type is called."""
    on = ("event_type_id", "event_type")
    return Lookup(name="type", table=table, key="id", on=on, columns=("name", "code"))


PLATFORM = Platform(
    title="django-oscar",
    tz="UTC",
    records=(
        Records(
            table="order_ordernote",
            needs=("id", "order_id|order", "note_type", "message", "date_created"),
            lookups=(
                ORDER,
                OWNER,
                Lookup(name="user", table="user", key="id", on=("user_id", "user"), columns=("email",)),
            ),
            fields={
                **COMMON,
                "date": "date_created",
                "author": ("user.email", "user_id", "user"),
                "kind": "note_type",
                "message": "message",
            },
            typed={"note_added": ("note_type !~ ^System$",)},
        ),
        Records(
            table="order_orderstatuschange",
            needs=("id", "order_id|order", "old_status", "new_status", "date_created"),
            lookups=(ORDER, OWNER),
            fields={
                **COMMON,
                "date": "date_created",
                "kind": "new_status",
                "message": ("Status: {old_status} \u2192 {new_status}", "Status: {new_status}"),
            },
        ),
        Records(
            table="order_communicationevent",
            needs=("id", "order_id|order", "event_type_id|event_type", "date_created"),
            lookups=(
                ORDER,
                OWNER,
                _type("communicationeventtype"),
            ),
            fields={
                **COMMON,
                "date": "date_created",
                "kind": ("type.code", "event_type_id", "event_type"),
                "message": ("E-mail: {type.name}", "E-mail: {event_type_id}", "E-mail: {event_type}"),
            },
        ),
        Records(
            table="order_shippingevent",
            needs=("id", "order_id|order", "event_type_id|event_type", "notes", "date_created"),
            lookups=(ORDER, OWNER, _type("shippingeventtype")),
            fields={
                **COMMON,
                "date": "date_created",
                "kind": ("type.code", "event_type_id", "event_type"),
                "message": (
                    "Shipping: {type.name}\n{notes}",
                    "Shipping: {type.name}",
                    "Shipping: {event_type_id}",
                    "Shipping: {event_type}",
                ),
            },
        ),
        Records(
            table="order_paymentevent",
            needs=("id", "order_id|order", "event_type_id|event_type", "amount", "date_created"),
            lookups=(ORDER, OWNER, _type("paymenteventtype")),
            fields={
                **COMMON,
                "date": "date_created",
                "kind": ("type.code", "event_type_id", "event_type"),
                "message": (
                    "Payment: {type.name}, {amount} ({reference})",
                    "Payment: {type.name}, {amount}",
                    "Payment: {event_type_id}, {amount}",
                    "Payment: {event_type}, {amount}",
                ),
            },
        ),
        Records(
            table="order_order",
            needs=("id", "number", "date_placed", "status"),
            lookups=(
                Lookup(name="user", table="user", key="id", on=("user_id", "user"), columns=("email",)),
            ),
            fields={
                "legacy_id": "id",
                "order": "number",
                "customer": ("user.email", "guest_email"),
                "date": "date_placed",
                "kind": "status",
                "message": (
                    "Order placed: {total_incl_tax} {currency}",
                    "Order placed: {total_incl_tax}",
                    "'Order placed'",
                ),
            },
            typed={"placed": ()},
        ),
    ),
)

"""django-oscar: notes, status changes and e-mails of orders, shipping and payment events, and when orders
were placed. Dates say their offset; those of the oldest dumps do not, and are UTC."""

from importers.platforms import HistoryTable, Lookup, Platform, Values

SAME = {"order_id": "order", "user_id": "user", "event_type_id": "event_type", "date_created": "date"}
"""What a database calls its columns, and what Django's dumpdata or an older version does."""

USER = Lookup.by_id("user", "user", "user_id", "email", alternate_key="username")
OF_ORDER = (
    Lookup.by_id("order", "order_order", "order_id", "number", "guest_email", "user_id|user"),
    Lookup.by_id("owner", "user", "order.user_id", "email", alternate_key="username"),
)
NEEDS = ("id", "order_id", "date_created")
KINDS = ("communication", "shipping", "payment")
COMMON: Values = {
    "legacy_id": "id",
    "order": ("order.number", "order_id"),
    "customer": ("owner.email", "order.guest_email", "order.user_id"),
    "date": "date_created",
}


def _events(name: str, *needs: str, says: str, more: tuple[str, ...] = ()) -> HistoryTable:
    """Events of a type, shown as its id if the table of types is missing."""
    called = [f"{says}: {{type.name}}", f"{says}: {{event_type_id}}"]
    message = tuple(f"{start}{rest}" for rest in (*more, "") for start in called)
    return HistoryTable(
        table=f"order_{name}",
        required_columns=(*NEEDS, "event_type_id", *needs),
        column_aliases=SAME,
        lookups=(*OF_ORDER, Lookup.by_id("type", f"{name}type", "event_type_id", "name", "code")),
        fields={**COMMON, "kind": ("type.code", "event_type_id"), "message": message},
    )


PLATFORM = Platform(
    title="django-oscar",
    tz="UTC",
    records=(
        HistoryTable(
            table="order_ordernote",
            required_columns=(*NEEDS, "note_type", "message"),
            column_aliases=SAME,
            lookups=(*OF_ORDER, USER),
            fields={**COMMON, "author": ("user.email", "user_id"), "kind": "note_type", "message": "message"},
            typed={"note_added": ("note_type !~ ^System$",)},
        ),
        HistoryTable(
            table="order_orderstatuschange",
            required_columns=(*NEEDS, "old_status", "new_status"),
            column_aliases=SAME,
            lookups=OF_ORDER,
            fields={
                **COMMON,
                "kind": "new_status",
                "message": (
                    "Status: {old_status} \u2192 {new_status}",
                    "Status: {new_status}",
                    "Status: {old_status} \u2192 \u2013",
                ),
            },
            typed={"canceled": ("new_status ~ (?i)^cancell?ed$",)},
            skip={"a change between no statuses": ("old_status is empty", "new_status is empty")},
        ),
        _events("communicationevent", says="E-mail"),
        _events("shippingevent", "notes", says="Shipping", more=("\n{notes}",)),
        _events("paymentevent", "amount", says="Payment", more=(", {amount} ({reference})", ", {amount}")),
        HistoryTable(
            table=("communication_email", "customer_email"),
            required_columns=("id", "user_id", "subject", "body_text", "date_sent"),
            column_aliases=SAME,
            lookups=(USER,),
            fields={
                "legacy_id": "id",
                "customer": ("user.email", "email", "user_id"),
                "date": "date_sent",
                "message": "E-mail sent: {subject}",
            },
        ),
        HistoryTable(
            table="order_order",
            required_columns=("id", "number", "date_placed", "total_incl_tax"),
            column_aliases=SAME,
            lookups=(USER,),
            fields={
                "legacy_id": "id",
                "order": "number",
                "customer": ("user.email", "guest_email", "user_id"),
                "date": "date_placed",
                "kind": "status",
                "message": ("Order placed: {total_incl_tax} {currency}", "Order placed: {total_incl_tax}"),
            },
            typed={"placed": ()},
        ),
    ),
    ignored_tables={f"{name}eventtype": "a kind of event, none that happened" for name in KINDS},
)

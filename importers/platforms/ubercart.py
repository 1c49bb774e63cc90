"""Ubercart, Drupal's shop before there was Drupal Commerce: comments on orders, those that only staff see,
the log of changes, and payments."""

from importers.platforms import HistoryTable, Lookup

USER = Lookup(
    name="user",
    table=("users_field_data", "users"),
    right_on="uid",
    left_on="author_id",
    columns=("mail", "name"),
)
ORDER = Lookup.by_key("order", "uc_orders", "order_id", "primary_email")
STATUS = Lookup(
    name="status",
    table="uc_order_statuses",
    right_on="order_status_id",
    left_on="order_status",
    columns=("title",),
)


def _records(
    table: str, key: str, *needs: str, date: str = "created", message: tuple[str, ...], note: bool = False
) -> HistoryTable:
    return HistoryTable(
        table=table,
        required_columns=(key, "order_id", "uid", date, *needs),
        copied_columns={"author_id": ("uid", "uid != 0")},
        lookups=(ORDER, USER, STATUS),
        fields={
            "legacy_id": key,
            "order": "order_id",
            "customer": "order.primary_email",
            "date": date,
            "author": ("user.mail", "user.name", "author_id"),
            "kind": "order_status",
            **({"status": "status.title"} if "order_status" in needs else {}),
            "message": message,
        },
        html=True,
        typed={"note_added": ("message is not empty", "uid != 0")} if note else {},
    )


STATUSES = ("Status: {status.title}", "Status: {order_status}")
PAID = "Payment received: {amount}"
RECORDS = (
    _records(
        "uc_order_comments",
        "comment_id",
        "order_status",
        "message",
        message=("message", *STATUSES),
        note=True,
    ),
    _records("uc_order_admin_comments", "comment_id", "message", message=("message",), note=True),
    _records("uc_order_log", "order_log_id", "changes", message=("changes",)),
    _records(
        "uc_payment_receipts",
        "receipt_id",
        "amount",
        "method",
        date="received",
        message=(f"{PAID}, {{method}}\n{{comment}}", f"{PAID}, {{method}}", PAID),
    ),
)

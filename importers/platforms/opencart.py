"""OpenCart: the history of orders and of customers, in the shop's local time, with HTML's escapes."""

from importers.platforms import Lookup, Platform, Records

CUSTOMER = Lookup(name="customer", table="customer", key="customer_id", on="customer_id", columns=("email",))
WHO = ("customer.email", "customer_id")

PLATFORM = Platform(
    title="OpenCart",
    records=(
        Records(
            table="order_history",
            needs=("order_history_id", "order_id", "order_status_id", "comment", "date_added"),
            lookups=(
                Lookup(name="order", table="order", key="order_id", on="order_id", columns=("email",)),
                Lookup(
                    name="status",
                    table="order_status",
                    key="order_status_id",
                    on="order_status_id",
                    columns=("name",),
                    language="language_id",
                ),
            ),
            fields={
                "legacy_id": "order_history_id",
                "order": "order_id",
                "customer": ("order.email", "email"),
                "date": "date_added",
                "kind": "order_status_id",
                "message": (
                    "comment", "Status: {status.name}", "Status: {name}", "Status: {order_status_id}",
                ),
            },
            skip={"an abandoned checkout (status 0)": "order_status_id = 0"},
            html=True,
            shown="notify = 1",
            typed={"canceled": ("comment is empty", "status.name ~ ^Cancel?led$")},
        ),
        Records(
            table="customer_history",
            needs=("customer_history_id", "customer_id", "comment", "date_added"),
            lookups=(CUSTOMER,),
            fields={
                "legacy_id": "customer_history_id",
                "customer": (*WHO, "email"),
                "date": "date_added",
                "message": "comment",
            },
            html=True,
            typed={"note_added": ()},
        ),
        Records(
            table="customer_activity",
            needs=("customer_id", "key", "data", "date_added"),
            serialized=("data",),
            lookups=(CUSTOMER,),
            fields={
                "legacy_id": ("customer_activity_id", "activity_id"),
                "order": "data.order_id",
                "customer": (*WHO, "data.name"),
                "date": "date_added",
                "author": ("customer.email", "data.name"),
                "kind": "key",
                "message": ("{key}: {data.name}", "key"),
            },
            html=True,
            typed={"account_created": ("key = register",)},
        ),
    ),
)  # fmt: skip

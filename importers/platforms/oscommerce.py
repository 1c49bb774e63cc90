"""osCommerce, Zen Cart and their kin (xt:Commerce, modified, Gambio): the status history of orders, in the
server's local time. Zen Cart also tells who made a change, and hides what is notified as -1."""

from importers.platforms import HistoryTable, Lookup, Platform

EMAIL = "customers_email_address"
NAME = "orders_status_name"
STATUS = "orders_status_id"

PLATFORM = Platform(
    title="osCommerce, Zen Cart",
    records=(
        HistoryTable(
            table="orders_status_history",
            needs=("orders_id", STATUS, "date_added", "customer_notified|comments"),
            same={STATUS: "new_value"},  # in the first versions, without comments
            lookups=(
                Lookup(name="order", table="orders", key="orders_id", on="orders_id", columns=(EMAIL,)),
                Lookup(
                    name="status",
                    table="orders_status",
                    key=STATUS,
                    on=STATUS,
                    columns=(NAME,),
                    language="language_id",
                ),
            ),
            fields={
                "legacy_id": "orders_status_history_id",
                "order": "orders_id",
                "customer": (f"order.{EMAIL}", EMAIL),
                "date": "date_added",
                "author": "updated_by",
                "kind": STATUS,
                "message": (
                    "comments",
                    f"Status: {{status.{NAME}}}",
                    f"Status: {{{NAME}}}",
                    f"Status: {{{STATUS}}}",
                ),
            },
            html=True,
            system="(?i)^(system|n/a)$",
            shown="customer_notified != -1",
        ),
    ),
)

"""osCommerce, Zen Cart and their kin (xt:Commerce, modified, Gambio): the status history of orders, in the
server's local time. Zen Cart also names who made a change, and hides what is notified as -1."""

from importers.platforms import HistoryTable, Lookup, Platform

EMAIL = "customers_email_address"
NAME = "orders_status_name"
STATUS = "orders_status_id"

PLATFORM = Platform(
    title="osCommerce, Zen Cart",
    systems=("osCommerce", "Zen Cart", "xt:Commerce", "modified eCommerce", "Gambio"),
    records=(
        HistoryTable(
            table="orders_status_history",
            required_columns=("orders_id", STATUS, "date_added", "customer_notified|comments"),
            column_aliases={STATUS: "new_value"},  # in the first versions, without comments
            lookups=(
                Lookup.by_key("order", "orders", "orders_id", EMAIL),
                Lookup.by_key("status", "orders_status", STATUS, NAME, language="language_id"),
            ),
            fields={
                "legacy_id": "orders_status_history_id",
                "order": "orders_id",
                "customer": (f"order.{EMAIL}", EMAIL),
                "date": "date_added",
                "author": "updated_by",
                "kind": STATUS,
                "status": (f"status.{NAME}", NAME),
                "message": (
                    "comments",
                    f"Status: {{status.{NAME}}}",
                    f"Status: {{{NAME}}}",
                    f"Status: {{{STATUS}}}",
                ),
            },
            html=True,
            system_author_pattern="(?i)^(system|n/a)$",
            visible_when="customer_notified != -1",
        ),
    ),
)

"""The program's own exports, JSON Lines, JSON or CSV: a log that another log exported."""

from importers.platforms import HistoryTable, Platform

FORMULA = r"(?s)^'(\s*[=+@-].*)$"
"""What CSV protects from being read as a formula, behind its apostrophe."""

PLATFORM = Platform(
    title="This program's exports",
    tz="UTC",
    records=(
        HistoryTable(
            table="events",
            name="event",
            required_columns=(
                "id",
                "date",
                "type",
                "code",
                "shop",
                "order",
                "customer",
                "user",
                "parameters",
            ),
            packed_columns=("parameters",),
            copied_columns={
                "own_order": ("order", "id ~ ^o"),
                "about_order": ("order", "id ~ ^c"),
            },
            extracted_columns={
                "bare_order": ("own_order", FORMULA),
                "bare_about_order": ("about_order", FORMULA),
                "bare_customer": ("customer", FORMULA),
                "bare_user": ("user", FORMULA),
                "bare_shop": ("shop", FORMULA),
            },
            fields={
                "legacy_id": "id",
                "shop": ("bare_shop", "shop"),
                "order": ("bare_order", "own_order"),
                "customer": ("bare_customer", "customer"),
                "customer_order": ("bare_about_order", "about_order"),
                "date": "date",
                "author": ("bare_user", "user"),
                "kind": "kind",
                "message": ("parameters.message", "message", "code"),
            },
            type="code",
            parameters="parameters",
            exact=True,
        ),
    ),
)

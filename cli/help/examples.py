"""What help shows beside each command's own text: examples, and which panel an option stands in."""

from __future__ import annotations

from collections.abc import Mapping

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "": (
        "events demo",
        "events import shop.sql --from woocommerce --tz Europe/London",
        "events find 101",
        "events order 000000101",
        "events orders --status stuck",
        "events add-note 000000101 'Jane rang: the mug arrived whole.'",
    ),
    "demo": ("events demo",),
    "order": ("events order 000000101", "events order pl/1001 --since 2020-02 --elapsed", "events order"),
    "customer": ("events customer jane@example.com", "events customer jane@example.com --kind refunded"),
    "find": ("events find 101", "events find jane@", "events find RM742199501GB"),
    "log": ("events log", "events log 1001", "events log --kind refunded -o csv", "events log --follow"),
    "search": ("events search mug", "events search '\"Royal Mail\"'", "events search refund --kind refunded"),
    "stats": (
        "events stats",
        "events stats --sum --by month",
        "events stats --since 2020 --until 2020 -o json",
    ),
    "paths": ("events paths", "events paths --since 2020 -o csv"),
    "waits": ("events waits", "events waits paid shipped --by month", "events waits --since 2018 -o json"),
    "doctor": (
        "events doctor",
        "events doctor --check silence --limit 50",
        "events doctor --rules shop.toml",
    ),
    "show": ("events show o17", "events show o17 --source"),
    "orders": ("events orders", "events orders --status stuck", "events orders --sort began -r"),
    "orders add": ("events orders add 1001 --customer jane@example.com --line '2 x Mug'",),
    "customers": (
        "events customers",
        "events customers --like doe",
        "events customers --since 2020-02 --sort paid",
    ),
    "customers add": ("events customers add jane@example.com --name 'Jane Doe'",),
    "browse": ("events browse", "events browse 101"),
    "types": ("events types", "events types -o json"),
    "add-note": (
        "events add-note 1001 'Jane rang: the mug arrived whole.'",
        "events add-note jane@example.com 'Prefers e-mail.' --user anna@shop.example",
        "events add-note 1001 --template delayed",
        "events add-note --from-file notes.csv",
    ),
    "correct-note": ("events correct-note o41 'Jane rang: both mugs arrived whole.'",),
    "move-note": ("events move-note o41 1002",),
    "undo-note": ("events undo-note last", "events undo-note o41 --dry-run"),
    "record": (
        "events record shipped 1001 --tracking RM742199501GB",
        "events record refund 1001 5.00 EUR --date 2020-03-01",
        "events record order captured 1001 --amount 25 --payment-id ch_1 --payment-gateway stripe",
    ),
    "record order captured": (
        "events record paid 1001 25 EUR --date 2020-03-01",
        "events record order captured 1001 --amount 25 --payment-id ch_1 --payment-gateway stripe",
    ),
    "record order refunded": (
        "events record refund 1001 25 EUR --date 2020-03-01",
        "events record order refunded 1001 --amount 25 --payment-id ch_1 --payment-gateway stripe",
    ),
    "record order": ("events record order placed 1001",),
    "record customer": ("events record customer account_created jane@example.com",),
    "import": (
        "events import shop.sql --from woocommerce --tz Europe/London --dry-run",
        "events import notes.csv --map notes.toml",
        "events import notes.csv --set order=no --set date=at --set message=text",
    ),
    "map": ("events map history.csv", "events map history.csv legacy.toml"),
    "batches": ("events batches", "events batches --operations"),
    "batch": ("events batch 3", "events batch 3 --rejects rejects.csv"),
    "retry": ("events retry 3", "events retry 3 rejects.csv"),
    "reconcile": ("events reconcile history.csv",),
    "where": ("events where history.csv:42",),
    "undo": ("events undo 3 --dry-run", "events undo 3", "events undo op4"),
    "actors": ("events actors --unassigned", "events actors --like tom"),
    "actors assign": (
        "events actors assign 'Tom (warehouse)' tom@shop.example",
        "events actors assign robot system",
        "events actors assign names.csv",
    ),
    "actors unassign": ("events actors unassign 'Tom (warehouse)'",),
    "meanings": ("events meanings", "events meanings -o csv"),
    "meanings set": (
        "events meanings set Versandfertig shipped --dry-run",
        "events meanings set 'Colis déposé' shipped",
    ),
    "export": (
        "events export events.csv",
        "events export events.parquet --since 2020",
        "events export order 1001 --proof > 1001.json",
    ),
    "report": ("events report migration.html",),
    "seal": ("events seal",),
    "verify": (f"events verify {'6f3a90c1' * 8}",),
    "forget": ("events forget jane@example.com --dry-run",),
    "plugin": ("events plugin check my_package.my_platform:PLATFORM",),
    "plugin check": ("events plugin check my_package.my_platform:PLATFORM",),
    "db": ("events db info", "events db check"),
    "db info": ("events db info",),
    "db copy": ("events db copy backup.db", "events db copy shop.db postgresql://user@host/shop"),
    "db grants": ("events db grants --role operator",),
    "db check": ("events db check",),
    "db upgrade": ("events db upgrade",),
    "completion": ("events --show-completion zsh",),
    "man": ("events help --man > events.1 && man ./events.1",),
}

VALUES: Mapping[str, str] = {
    "amount": "25",
    "composed_id": "1",
    "count": "2",
    "date": "yesterday",
    "email_type": "shipping_confirmation",
    "fulfilled_items": "17",
    "lines": "2:17",
    "message": "'Left with the neighbour.'",
    "order": "1001",
    "order_line": "17",
    "oversold_items": "'Blue mug'",
    "payment_gateway": "stripe",
    "payment_id": "ch_1",
    "quantity": "2",
}
"""What options that a type of events needs have in its example."""
"""Command lines that work, by the full name of the command; those of a type of `record` are its group's."""

_INPUT, _LIMITS, _FILTERS, _RARE = "How the input is read", "What may go wrong", "Filters", "Rarely needed"
MAIN = "Options"
SHOWN_IN_SHORT = (MAIN,)

_MEMBERS: Mapping[str, str] = {
    _FILTERS: "type kind since until user grep legacy batch order customer before after limit reverse",
    _INPUT: "input_format table encoding delimiter no_header skip_lines quote escape short_rows "
    "date_format html",
    _LIMITS: "errors max_errors max_error_rate rejects expect missing_orders missing_customers forgotten",
    _RARE: "table_prefix language order_type typed same_orders cursor_file",
}
PANELS = {name: title for title, names in _MEMBERS.items() for name in names.split()}
"""Panels by the name of an option's parameter; all others are among the main options."""

_WITH_FILTERS = frozenset({"order", "customer", "log", "search", "stats", "export"})


def panel(path: str, parameter: str) -> str:
    """The panel in which an option of the command `path` stands."""
    found = PANELS.get(parameter, MAIN)
    return MAIN if found == _FILTERS and path not in _WITH_FILTERS else found

"""Commands, one file per family: each parses its arguments, calls one function and renders the result."""

from cli.help.lazy import Entry

_READ, _WRITE, _MOVE, _UPKEEP = "Read", "Write", "Import and export", "Maintenance"


def _entry(where: str, section: str, text: str, *, is_hidden: bool = False) -> Entry:
    return Entry(target=f"cli.commands.{where}", section=section, help=text, is_hidden=is_hidden)


COMMANDS = {
    "demo": _entry("demo:demo", _READ, "Import sample data into a temporary database and show it."),
    "order": _entry("order:order", _READ, "Show an order's timeline."),
    "customer": _entry("customer:customer", _READ, "Show a customer's timeline, including their orders."),
    "find": _entry("find:find", _READ, "Find orders, people and events by part of what is known."),
    "log": _entry("log:log", _READ, "Show the newest events of all orders and customers."),
    "search": _entry("search:search", _READ, "Search events by text and author."),
    "stats": _entry("stats:stats", _READ, "Count events by month, kind, author …, and add up money."),
    "paths": _entry("paths:paths", _READ, "Show the paths that orders take, and how often."),
    "waits": _entry("paths:waits", _READ, "Show how long orders take from one step to another."),
    "doctor": _entry("doctor:doctor", _READ, "Find impossible histories: shipped before paid, dated 1970 …"),
    "show": _entry("show:show", _READ, "Show one event in full, with its origin."),
    "orders": _entry("orders:app", _READ, "List orders; `orders add` adds one."),
    "customers": _entry("customers:app", _READ, "List customers; `customers add` adds one."),
    "browse": _entry("browse:browse", _READ, "Browse orders, customers and timelines full-screen."),
    "types": _entry("types:types", _READ, "List all event types."),
    "add-note": _entry("add_note:add_note", _WRITE, "Add a note to an order or a customer."),
    "correct-note": _entry(
        "correct_note:correct_note", _WRITE, "Correct a note with a new one; both are kept."
    ),
    "move-note": _entry("notes:move_note", _WRITE, "Move a note to another order."),
    "undo-note": _entry("notes:undo_note", _WRITE, "Delete one of your own newest notes or recorded events."),
    "record": _entry("record:app", _WRITE, "Record an event of any type by hand."),
    "import": _entry(
        "import_:import_", _MOVE, "Import legacy records in bulk, with their dates and authors."
    ),
    "map": _entry("map_:map_", _MOVE, "Inspect an input and draft a mapping file."),
    "batches": _entry("batches:batches", _MOVE, "List past imports."),
    "batch": _entry("batches:batch", _MOVE, "Show one import: its counts and rejects."),
    "retry": _entry("retry:retry", _MOVE, "Import the fixed rejects of an import."),
    "reconcile": _entry("reconcile:reconcile", _MOVE, "Compare a file with the log, record by record."),
    "where": _entry("where:where", _READ, "Show what happened to a line of an imported file."),
    "undo": _entry("undo:undo", _MOVE, "Undo an import, an author's assignment, or your own event."),
    "actors": _entry("actors:app", _MOVE, "List legacy authors and assign them to people."),
    "meanings": _entry("meanings:app", _MOVE, "List messages without a known meaning, and set one."),
    "export": _entry("export:export", _MOVE, "Export events: JSON Lines, CSV, Parquet, OCEL and more."),
    "report": _entry("report:report", _MOVE, "Write the migration as one HTML page, to be signed off."),
    "seal": _entry("seal:seal", _UPKEEP, "Make one digest over all events, to prove later what they were."),
    "verify": _entry("seal:verify", _UPKEEP, "Compare the log with a seal."),
    "forget": _entry("forget:forget", _UPKEEP, "Erase a person; their events stay, anonymised."),
    "plugin": _entry("plugin:app", _UPKEEP, "Check a platform that you wrote."),
    "man": _entry("man:man", _UPKEEP, "Print the manual page.", is_hidden=True),
    "completion": _entry(
        "completion:completion", _UPKEEP, "Print the completion script of a shell.", is_hidden=True
    ),
    "db": _entry("db:app", _UPKEEP, "Inspect, upgrade and check the database."),
}
"""Every command, in the order in which help lists them. A new command is one file and one line."""

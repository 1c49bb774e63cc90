"""One file per command family: each parses, calls one function, and hands the result to a renderer."""

from cli.lazy import Entry

_READ, _WRITE, _MOVE, _UPKEEP = "Read", "Write", "Bring in, take out", "Upkeep"


def _entry(where: str, section: str, text: str) -> Entry:
    return Entry(target=f"cli.commands.{where}", section=section, help=text)


COMMANDS = {
    "demo": _entry("demo:demo", _READ, "Import invented sample data into a throw-away log, and show it."),
    "order": _entry("order:order", _READ, "What happened to an order."),
    "customer": _entry("customer:customer", _READ, "What happened to a customer and to all their orders."),
    "log": _entry("log:log", _READ, "The newest events across all orders and customers."),
    "search": _entry("search:search", _READ, "Find events by what they say, and by who did it."),
    "stats": _entry("stats:stats", _READ, "How much there is of what, and how long orders take."),
    "doctor": _entry("doctor:doctor", _READ, "Stories that cannot be: shipped before paid, dated 1970 …"),
    "show": _entry("show:show", _READ, "One event in full, with where it came from."),
    "orders": _entry("orders:app", _READ, "List orders; `orders add` makes one."),
    "customers": _entry("customers:app", _READ, "List customers; `customers add` makes one."),
    "browse": _entry("browse:browse", _READ, "Orders, customers and timelines in a full-screen interface."),
    "types": _entry("types:types", _READ, "The vocabulary: every type of event."),
    "add-note": _entry("add_note:add_note", _WRITE, "Add a note to an order or a customer."),
    "correct-note": _entry("correct_note:correct_note", _WRITE, "Correct a note with a new one; both stay."),
    "record": _entry("record:app", _WRITE, "Record any type of event by hand."),
    "import": _entry("import_:import_", _MOVE, "Legacy records in, in bulk, as OTHER events."),
    "map": _entry("map_:map_", _MOVE, "Find out what a source holds, and draft a mapping."),
    "batches": _entry("batches:batches", _MOVE, "List past imports."),
    "batch": _entry("batches:batch", _MOVE, "One past import: its account and its rejects."),
    "retry": _entry("retry:retry", _MOVE, "Take in repaired rejects of an import."),
    "reconcile": _entry("reconcile:reconcile", _MOVE, "Prove, record by record, that a file is in the log."),
    "where": _entry("where:where", _READ, "What became of a line of an imported file."),
    "undo": _entry("undo:undo", _MOVE, "Take back an import, or the assignment of a legacy name."),
    "actors": _entry("actors:app", _MOVE, "Authors known only by a legacy name; who they are."),
    "export": _entry("export:export", _MOVE, "All events out: jsonl, csv, pages, Parquet, OCEL, Saleor."),
    "forget": _entry("forget:forget", _UPKEEP, "Erase a person; what happened stays, without them."),
    "plugin": _entry("plugin:app", _UPKEEP, "Check a platform that you wrote."),
    "db": _entry("db:app", _UPKEEP, "Look at, upgrade and check the database."),
}
"""Every command, in the order the help lists them. A new one is one file and one line."""

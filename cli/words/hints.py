"""What to do instead: hints for commands and options that exist under no name."""

from __future__ import annotations

_MASK_OR_ERASE = (
    "Nothing was changed. To show names and e-mails masked: events order {target} --redact. "
    "To erase a person for good: events forget EMAIL"
)
_REMOVE = (
    "`events undo-note ID` deletes one of your newest notes or events, `events correct-note ID` corrects a "
    "note, `events undo` removes an import, `events forget EMAIL` erases a person."
)
_SUMS = (
    "What was paid, refunded and left, and the average order: events stats --sum, also with --by month. "
    "Of each order: `events orders --format csv`; `events orders --sort paid` lists those that paid most, "
    "`events orders --min-paid 100` those that paid 100 or more."
)
_MEANING = (
    "What a legacy message means is read from its words. To count those without a known meaning: "
    "events stats --kind legacy --by message. To set what messages of a shop mean: events meanings set "
    "'Colis déposé' shipped, or a table [meanings] in the mapping of their import. "
    "To record what happened: events record order TYPE NUMBER; `events types` lists the types."
)
_RECORD = (
    "What happens in the shop is recorded, not done: events record shipped NUMBER --tracking NUMBER, "
    "events record delivered NUMBER."
)
_ASSIGN = (
    "A legacy author becomes a person: events actors assign NAME EMAIL. One person of several names: assign "
    "each name to the same e-mail. `events undo op4` takes an assignment back."
)
_REDO = (
    "An import that was undone is imported again by the same `events import` command; `events batches` lists "
    "the imports."
)

_FLAG = 'Orders have no flags. A note can say it: events add-note {target} "URGENT"; events search URGENT'
_DROP = (
    "Nothing was changed. One import is taken back with `events undo ID`. The whole log is the file or "
    "database that `events db info` names: make a backup (events backup backup.db), then remove it yourself."
)
_SQL = (
    "`events db info` names the log: open a file with sqlite3 -readonly FILE, a server with psql. "
    "docs/ledger.md explains the tables; `events export FILE.parquet` is for other tools."
)
_NEW = (
    "An order that no import brought: events orders add NUMBER --customer EMAIL. A note: "
    'events add-note NUMBER "TEXT". What happened to an order: events record shipped NUMBER'
)
_BEGIN = (
    "`events demo` shows on invented data what the program does. `events import FILE` begins a log of your "
    "own; `events help` lists the commands, and `events COMMAND -h` has examples."
)
_PAGE = (
    "Nothing is served. On the screen: events browse. A page to pass on: events report report.html, or of an "
    "order: events order NUMBER --format html > order.html"
)
_CATALOGUE = (
    "The log has what happened to orders and customers, but no products, stock or addresses. An order's "
    "lines, where they are known: events order NUMBER. What was written of them: events find TEXT"
)
_BEGIN_NAMES = "docs example examples guide install intro manual quickstart setup start tutorial"
_EXITS = (
    "0: done; 1: not all, or not found; 2: usage; 65: data cannot be read; 66: no input; 69: database "
    "unavailable; 73: cannot write; 75: busy; 78: configuration. All of them: docs/exit-codes.md"
)

COMMANDS = {
    "anonymise": _MASK_OR_ERASE,
    "anonymize": _MASK_OR_ERASE,
    "delete": _REMOVE,
    "gdpr": "All events of a customer, with the original values of imported records: events customer EMAIL "
    "--format json. What others wrote of them: events search EMAIL. To erase a person: events forget EMAIL",
    "init": "A log needs no preparation: the first `events import` or `events add-note` creates it.",
    "mask": _MASK_OR_ERASE,
    **dict.fromkeys(
        ("paper", "pdf", "print"), "An order on paper: events order {target} --format html > order.html"
    ),
    **dict.fromkeys(("create", "new"), _NEW),
    **dict.fromkeys(_BEGIN_NAMES.split(), _BEGIN),
    **dict.fromkeys(("api", "dashboard", "serve", "server", "web"), _PAGE),
    **dict.fromkeys(
        ("address", "addresses", "articles", "inventory", "items", "lines", "prices", "products"),
        _CATALOGUE,
    ),
    "update": "The program: pip install --upgrade. A log of an earlier version: events db upgrade",
    "pseudonymize": _MASK_OR_ERASE,
    "redact": _MASK_OR_ERASE,
    "remove": _REMOVE,
    "restore": "To look into a backup: events --database FILE orders. To go back to it, move the log away "
    "that `events db info` names, then: events db copy FILE PLACE",
    "resume": "An import that was interrupted continues when the same `events import` command is run again.",
    "rm": _REMOVE,
    "share": "A page to pass on: events order {target} --format html --redact > order.html",
    "redo": _REDO,
    "classify": _MEANING,
    "reclassify": _MEANING,
    "tag": _MEANING,
    **dict.fromkeys(("flag", "pin", "label", "prioritize", "priority"), _FLAG),
    **dict.fromkeys(("reopen", "set-status", "setstatus", "fulfil", "fulfill", "mark"), _RECORD),
    **dict.fromkeys(("reimport", "rerun"), _REDO),
    **dict.fromkeys(("archive", "clear", "destroy", "drop", "purge", "reset", "truncate", "wipe"), _DROP),
    **dict.fromkeys(("psql", "query", "shell", "sql", "sqlite", "sqlite3"), _SQL),
    **dict.fromkeys(("schema", "tables"), _SQL),
    **dict.fromkeys(("exit-code", "exit-codes"), _EXITS),
    "alias": _ASSIGN,
    "merge": _ASSIGN,
    "link": _ASSIGN,
    "rename": _ASSIGN,
    **dict.fromkeys(
        ("login", "logout"),
        "There are no accounts. Who writes: --user EMAIL, or EVENTS_USER, or `user` in config.toml.",
    ),
}
"""Hints for commands. `{target}` is what was named."""

OF_DATABASES = frozenset(
    ("clear", "destroy", "drop", "init", "psql", "query", "reset", "restore", "schema", "shell", "sql")
)
"""The names of these commands that people look for behind `db`."""

_BETWEEN = "Dates are given as --since DATE --until DATE; a day, month or year of --until includes all of it."
_REPORT = (
    "The report is of the whole migration. Of a period: events stats --since 2020-02 --until 2020-02 counts "
    "events, and events export month.html --since 2020-02 --until 2020-02 writes them."
)

_SHOP = "An order of one of several shops is written with it: SHOP/NUMBER, as events order pl/1001"
_LOOK_UP = "To look up an order by any part of it, or of its customer: events find TEXT"
_COLUMN = "To map a column: --set author=COLUMN, or --set customer=COLUMN. Who imports: --user EMAIL"

_STILL_WAITING = (
    "Each wait shows the orders that waited longest. Orders that still wait, in their state for longer: "
    "events orders --status paid --older-than 5d"
)

OPTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "--actor": (("import",), _COLUMN),
    "--author": (("import",), _COLUMN),
    "--email": (("import",), _COLUMN),
    "--between": ((), _BETWEEN),
    "--range": ((), _BETWEEN),
    "--completion": (
        (),
        "Shell completion: events completion bash > ~/.local/share/bash-completion/completions/events",
    ),
    "--grep": (("orders",), _LOOK_UP),
    "--like": (("orders",), _LOOK_UP),
    "--amount": ((), _SUMS),
    **dict.fromkeys(
        ("--longer-than", "--older-than", "--over", "--more-than", "--at-least"), (("waits",), _STILL_WAITING)
    ),
    **dict.fromkeys(("--average", "--avg", "--mean"), ((), _SUMS)),
    "--by": (("customers",), "New orders, not customers, are counted: events orders --by month"),
    "--count": ((), "Lists end with their number, on stderr; `events stats` counts events."),
    "--dry-run": (("export",), "An export changes nothing: write to the screen with `events export | head`."),
    "--columns": (
        (),
        "Columns of events are chosen in `events log` and `events export`: "
        "events export events.csv --columns id,date,order,message",
    ),
    "--min": ((), _SUMS),
    **dict.fromkeys(
        ("--country", "--item", "--phone", "--postcode", "--product", "--sku", "--zip"),
        (("customers", "orders"), _LOOK_UP),
    ),
    "--currency": (("orders", "customers"), "What was paid in each currency: events stats --sum"),
    **dict.fromkeys(("--tag", "--label", "--priority"), (("add-note",), _FLAG)),
    **dict.fromkeys(
        ("--internal", "--private", "--public"),
        (("add-note",), "A note is read by those who read this log; nothing is sent to customers."),
    ),
    "--shop": (("order", "add-note", "show", "move-note"), _SHOP),
    "--sort": (("log", "order", "customer"), "Events come by date: --reverse, or -r, reverses them."),
    "--total": ((), _SUMS),
    "--totals": ((), _SUMS),
    "--sum": ((), _SUMS),
    "--month": (("report",), _REPORT),
    "--period": (("report",), _REPORT),
    "--since": (("report",), _REPORT),
    "--until": (("report",), _REPORT),
    "--year": (("report",), _REPORT),
}
"""Hints for options, and the commands to which they apply: none stands for all that lack the option."""

_DONE = (
    "An order's state is its last step: events orders --status completed (or shipped, delivered, refunded, "
    "cancelled). What is not done: events orders --status open"
)
STATES = {
    **dict.fromkeys(("closed", "done", "finished"), _DONE),
    "unshipped": "Only orders have it: events orders --status unshipped",
}
"""Hints for states that a list does not have."""

RECORD = (
    "`events record` takes what happened, and to which order: events record shipped NUMBER (or paid, "
    "delivered, returned, refunded, cancelled, completed …). `events types` lists all types. "
    'Anything else in words: events record other NUMBER "Exchanged the mug."'
)
"""What `record` needs."""
ASSIGN = _ASSIGN

_WHOM = "The person to erase is named without an option: events forget EMAIL"
_TEXT = "To erase a name or another text too: --also TEXT. Who erases: --user EMAIL"
OF_COMMAND = {
    (
        "add-note",
        "--dry-run",
    ): "Nothing was written. A note that was added is taken back by: events undo-note last",
    (
        "undo",
        "--all",
    ): "Imports are taken back one by one: `events batches` lists them, events undo ID takes one back.",
    ("forget", "--address"): _TEXT,
    ("forget", "--customer"): _WHOM,
    ("forget", "--email"): _WHOM,
    ("forget", "--like"): _TEXT,
    ("forget", "--name"): _TEXT,
    ("forget", "--phone"): _TEXT,
    ("import", "--name"): _COLUMN,
}
"""Hints for options of one command, before those of `OPTIONS`: what must not become who did something."""


def of_option(path: str, name: str) -> str:
    """The hint for an option that the command `path` does not have; empty if there is none."""
    if (path, name) in OF_COMMAND:
        return OF_COMMAND[path, name]
    if path.startswith("record "):  # its options are those of the type that is recorded
        return ""
    commands, hint = OPTIONS.get(name, ((), ""))
    return hint if not commands or path in commands else ""

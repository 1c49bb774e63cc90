"""Other names for commands and options: what people type first who know git, gh, psql or grep.

They work like the names that help lists, and are consulted before names that merely look alike. Only names
that a command does not have itself are replaced.
"""

from __future__ import annotations

COMMANDS = {
    "add": "add-note",
    "annotate": "add-note",
    "comment": "add-note",
    "note": "add-note",
    "amend": "correct-note",
    "edit": "correct-note",
    "edit-note": "correct-note",
    "fix": "correct-note",
    "grep": "search",
    "lookup": "find",
    "list": "orders",
    "ls": "orders",
    "timeline": "order",
    "clients": "customers",
    "people": "customers",
    "users": "customers",
    "authors": "actors",
    "tail": "log",
    "ingest": "import",
    "load": "import",
    "inspect": "map",
    "imports": "batches",
    "check": "reconcile",
    "compare": "reconcile",
    "diff": "reconcile",
    "verify": "reconcile",
    "revert": "undo",
    "rollback": "undo",
    "dump": "export",
    "tui": "browse",
    "ui": "browse",
    "anonymize": "forget",
    "erase": "forget",
    "gdpr": "forget",
}
"""Commands by their other names."""

HINTS = {
    "backup": "To back up the log, copy the file that `events db info` names while nothing uses it; of a "
    "PostgreSQL server, use pg_dump.",
    "errors": "events batches lists the imports; events batch ID --rejects FILE writes the rejects of one.",
    "rejected": "events batches lists the imports; events batch ID --rejects FILE writes the rejects of one.",
    "rejects": "events batches lists the imports; events batch ID --rejects FILE writes the rejects of one.",
    "restore": "To restore a backup, copy it to the place that `events db info` names.",
    "last": "The newest event: events log --limit 1",
    "print": "An order on paper: events order NUMBER --format html > order.html",
    "share": "A page to pass on: events order NUMBER --format html --redact > order.html",
    "stuck": "events doctor lists orders that wait for too long, and other odd histories.",
    "watch": "New events as they arrive: events log --follow",
}
"""What to do instead, for commands that do not exist under any name."""

OPTIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "--author": (("--user",),),
    "--by": (("--user",),),
    "--actor": (("--user",),),
    "--email": (("--customer",), ("--user",)),
    "--anonymize": (("--redact",),),
    "--anonymous": (("--redact",),),
    "--hide-emails": (("--redact",),),
    "--no-emails": (("--redact",),),
    "--redacted": (("--redact",),),
    "--csv": (("--format", "csv"),),
    "--html": (("--format", "html"),),
    "--json": (("--format", "json"),),
    "--jsonl": (("--format", "jsonl"),),
    "--markdown": (("--format", "markdown"),),
    "--output": (("--format",),),
    "--output-format": (("--format",),),
    "--count": (("--limit",),),
    "--max": (("--limit",),),
    "-n": (("--limit",), ("--dry-run",)),
    "--after": (("--since",),),
    "--start": (("--since",),),
    "--today": (("--since", "today"),),
    "--before": (("--until",),),
    "--end": (("--until",),),
    "--message": (("",),),
    "-m": (("--map",), ("",)),
    "--mapping": (("--map",),),
    "--platform": (("--from",),),
    "--system": (("--from",),),
    "--dryrun": (("--dry-run",),),
    "--simulate": (("--dry-run",),),
    "--timezone": (("--tz",), ("--display-tz",)),
    "--db": (("--database",),),
    "--no-color": (("--color", "never"),),
    "--no-colour": (("--color", "never"),),
}
"""Options by their other names: each a list of replacements, of which the command takes the first that it
has. An empty name is dropped before an argument: `note 1001 -m TEXT` is `add-note 1001 TEXT`."""

"""XES, and CSV files with its names: a case is an order, what happened in it are its events.

A step may be there several times, as it was scheduled, started and completed: only the last is the rule.
"""

from importers.platforms import Platform, Records

PLATFORM = Platform(
    title="XES event logs",
    records=(
        Records(
            table=("events", "event"),
            needs=("case:concept:name", "concept:name", "time:timestamp"),
            name="event",
            given={"step": ("lifecycle:transition", "lifecycle:transition !~ (?i)^complete$")},
            fields={
                "order": "case:concept:name",
                "date": "time:timestamp",
                "author": "org:resource",
                "kind": "lifecycle:transition",
                "message": ("{concept:name} ({step})", "concept:name"),
            },
        ),
    ),
)

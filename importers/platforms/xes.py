"""XES, and CSV files of event logs: a case is an order, what happened in it are its events.

A step may be there several times, as it was scheduled, started and completed: only the last is the rule.
"""

from importers.platforms import HistoryTable, Platform, Values

SAME: Values = {
    "case:concept:name": ("case_id", "Case ID", "CaseID", "caseid", "case id", "Case_ID", "CASE_ID"),
    "concept:name": ("activity", "Activity", "ACTIVITY", "Activity Name", "activity_name"),
    "time:timestamp": (
        *("timestamp", "Timestamp", "Complete Timestamp", "Start Timestamp", "start_timestamp"),
        *("time", "Time", "EVENTTIME", "event_time"),
    ),
    "org:resource": ("resource", "Resource", "RESOURCE", "user", "User"),
    "lifecycle:transition": ("lifecycle", "Lifecycle", "transition"),
}
"""What XES calls its columns, and what the tools that know no XES do."""

PLATFORM = Platform(
    title="XES event logs",
    records=(
        HistoryTable(
            table=("events", "event"),
            required_columns=("case:concept:name", "concept:name", "time:timestamp"),
            name="event",
            zero_is_name=True,
            column_aliases=SAME,
            copied_columns={"step": ("lifecycle:transition", "lifecycle:transition !~ (?i)^complete$")},
            fields={
                "order": ("case:concept:name", "case:identity:id", "trace {case:place}"),
                "date": ("time:timestamp", "start_timestamp"),
                "author": "org:resource",
                "kind": "lifecycle:transition",
                "message": ("{concept:name} ({step})", "concept:name"),
            },
        ),
    ),
)

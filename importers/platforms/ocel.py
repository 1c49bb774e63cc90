"""OCEL 1.0 and 2.0: an event about several orders is one record for each of them."""

from importers.platforms import HistoryTable, Platform

PLATFORM = Platform(
    title="OCEL event logs",
    records=(
        HistoryTable(
            table="ocel_events",
            name="event",
            required_columns=("ocel_id", "ocel_type", "ocel_time", "orders"),
            read_all_matches=True,
            zero_is_name=True,
            explode="orders",
            fields={
                "legacy_id": ("{ocel_id}:{orders.id}", "ocel_id"),
                "order": "orders.id",
                "customer": "customer",
                "date": "ocel_time",
                "author": "author",
                "kind": "orders.type",
                "message": "ocel_type",
            },
        ),
    ),
)

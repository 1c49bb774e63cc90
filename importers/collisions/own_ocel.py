"""Whether an OCEL log is an export of the very log that it is imported into.

Such an export holds a part of each event only, under ids of its own, so that its records would be new ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from events.errors import UnreadableDataError
from events.models import CustomerEvent, OrderEvent
from importers.planning.import_input import ImportInput

PLATFORM = "ocel"

_LOOKED_AT = 200
_ID = re.compile(r"([oc])(\d{1,18})")
_TABLES: dict[str, type[OrderEvent] | type[CustomerEvent]] = {"o": OrderEvent, "c": CustomerEvent}


class OwnOcelError(UnreadableDataError):
    """The input is an OCEL export of events that the log has."""

    def __init__(self, name: str, *, same: int, of: int) -> None:
        super().__init__(
            f"{name}: `events export` wrote this as OCEL from this log: {same:,} of the first {of:,} events "
            "are in it with the same id and date, and would be in it twice. Nothing was imported. "
            "What goes into another log: events export FILE.jsonl"
        )


@dataclass(frozen=True, kw_only=True)
class OwnOcelCheck:
    """An OCEL log that `opened` opens, and the log that it is imported into."""

    connection: Connection
    opened: Callable[[], AbstractContextManager[ImportInput]]

    def run(self) -> None:
        """Raises `OwnOcelError` where most of the first events are the log's own."""
        with self.opened() as planned, closing(planned.chunks()) as chunks:
            first = next(chunks, None)
            name = planned.name
        if first is None or not {"ocel_id", "ocel_time", "kind"} <= {*first[0].frame.columns}:
            return
        pairs = (
            first[0].frame.select("ocel_id", "ocel_time").unique(maintain_order=True).head(_LOOKED_AT).rows()
        )
        same = sum(self._has(*pair) for pair in pairs)
        if 2 * same > len(pairs):
            raise OwnOcelError(name, same=same, of=len(pairs))

    def _has(self, id: str | None, time: str | None) -> bool:
        found = _ID.fullmatch(id or "")
        if not found or not time:
            return False
        table = _TABLES[found[1]]
        date = self.connection.execute(select(table.date).where(table.id == int(found[2]))).scalar()
        try:
            return date is not None and date == datetime.fromisoformat(time)
        except (ValueError, TypeError):
            return False

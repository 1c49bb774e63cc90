"""Events as CloudEvents 1.0 in JSON, one per line, for message brokers.

Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TextIO
from urllib.parse import quote

from cli.render.formats import Record, document


def write(stream: TextIO, records: Iterable[Record], _columns: Sequence[str]) -> None:
    """Write each event with the attributes that CloudEvents requires; `data` is the event as in JSON."""
    for record in records:
        stream.write(document(_envelope(record)) + "\n")


def _envelope(record: Record) -> Record:
    of_order = str(record["id"]).startswith("o")
    subject = record["order"] if of_order else record["customer"]
    found = {
        "specversion": "1.0",
        "id": record["id"],
        "source": "/events/" + quote(record["shop"] or "default", safe=""),
        "type": f"{'order' if of_order else 'customer'}.{record['kind'] or record['code']}",
        "time": record["date"],
        "datacontenttype": "application/json",
        "data": dict(record),
    }
    return found | ({"subject": subject} if subject else {})

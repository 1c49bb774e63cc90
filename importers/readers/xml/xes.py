"""XES (IEEE 1849): one table, `events`, with the attributes of each event and of its trace.

Columns are the attributes' keys, those of the trace behind `case:`, as process-mining tools name them
in CSV; an attribute within another one is `outer.inner`. A trace without a name has its place in the log as
`case:place`, from 1.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from importers.readers.streams import Input
from importers.readers.xml.walk import local, walk

_ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id", "list", "container"})
_NAME = "case:concept:name"
TABLES = {"events": (_NAME, "concept:name", "time:timestamp")}


def rows(source: Input) -> Iterator[tuple[str, dict[str, str | None]]]:
    """Yield a row of `events` for each event, with the attributes of its trace."""
    case: dict[str, str | None] = {}
    traces = 0
    for step in walk(source, _ATTRIBUTES | {"event"}, partly=True):
        if step.started:
            if step.tag == "trace":
                case, traces = {}, traces + 1
        elif step.tag == "event":
            row = dict(case) if step.parent == "trace" else {}
            if step.parent == "trace" and not case.get(_NAME):
                row["case:place"] = str(traces)
            for child in step.element:
                _attribute(child, "", row)
            yield "events", row
        elif step.parent == "trace":
            _attribute(step.element, "case:", case)


def _attribute(element: etree._Element, prefix: str, row: dict[str, str | None]) -> None:
    key = element.get("key")
    if key is None:
        if local(element) == "values":  # of a list
            for child in element:
                _attribute(child, prefix, row)
        return
    name, number = prefix + key, 1
    while name in row:  # a list may repeat a key
        number += 1
        name = f"{prefix}{key}_{number}"
    if element.get("value") is not None:
        row[name] = str(element.get("value"))
    for child in element:
        _attribute(child, f"{name}.", row)

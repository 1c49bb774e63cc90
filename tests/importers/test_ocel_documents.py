"""OCEL documents in JSON and XML are the same tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading import names_of, read_table

from importers.errors import NotDataError
from importers.readers.opening import open_tables

EVENT = {"id": "e1", "type": "Pay", "time": "2022-01-09T15:00:00Z"}
OCEL_2 = {
    "objectTypes": [],
    "eventTypes": [],
    "objects": [
        {
            "id": "o1",
            "type": "order",
            "attributes": [
                {"name": "state", "time": "1970-01-01T00:00:00Z", "value": "new"},
                {"name": "state", "time": "2022-01-09T15:00:00Z", "value": "paid"},
            ],
            "relationships": [{"objectId": "i1", "qualifier": "has"}],
        }
    ],
    "events": [
        {
            **EVENT,
            "attributes": [{"name": "amount", "value": 12.5}],
            "relationships": [{"objectId": "o1", "qualifier": "of"}, {"objectId": "i1", "qualifier": "for"}],
        },
        {"id": "e2", "type": "Ship", "time": "2022-01-10T15:00:00Z"},
    ],
}
OCEL_1 = {
    "ocel:global-log": {"ocel:version": "1.0"},
    "ocel:events": {
        "e.1": {
            "ocel:activity": "Pay",
            "ocel:timestamp": "2022-01-09T15:00:00",
            "ocel:omap": ["o1", "i1"],
            "ocel:vmap": {"amount": 12.5, "more": {"a": [1]}},
        }
    },
    "ocel:objects": {"o1": {"ocel:type": "order", "ocel:ovmap": {"state": "new"}}},
}
OCEL_2_XML = """<?xml version='1.0' encoding='UTF-8'?><log>
<object-types><object-type name="order"/></object-types><event-types/>
<objects><object id="o1" type="order"><attributes>
<attribute name="state" time="1970-01-01T00:00:00Z">new</attribute>
<attribute name="state" time="2022-01-09T15:00:00Z">paid</attribute></attributes>
<objects><relationship object-id="i1" qualifier="has"/></objects></object></objects>
<events><event id="e1" type="Pay" time="2022-01-09T15:00:00Z"><attributes>
<attribute name="amount">12.5</attribute></attributes><objects>
<relationship object-id="o1" qualifier="of"/><relationship object-id="i1" qualifier="for"/></objects></event>
<event id="e2" type="Ship" time="2022-01-10T15:00:00Z"/></events></log>"""


@pytest.mark.parametrize("written", ["json", "xml"])
def test_ocel_2_is_the_same_tables_however_it_is_written(tmp_path: Path, written: str) -> None:
    file = tmp_path / f"log.{written}ocel"
    file.write_text(json.dumps(OCEL_2, indent=1) if written == "json" else OCEL_2_XML)
    assert names_of(file) == ["events", "event_object", "objects", "object_object", "object_changes"]
    assert read_table(file, "events").rows == [
        ("e1", "Pay", "2022-01-09T15:00:00Z", "12.5"),
        ("e2", "Ship", "2022-01-10T15:00:00Z", None),
    ]
    assert read_table(file, "event_object").rows == [("e1", "o1", "of"), ("e1", "i1", "for")]
    assert read_table(file, "objects").rows == [("o1", "order", "new")]
    assert read_table(file, "object_object").rows == [("o1", "i1", "has")]
    assert [row[3] for row in read_table(file, "object_changes").rows] == ["new", "paid"]


def test_ocel_1_has_its_events_by_id(tmp_path: Path) -> None:
    file = tmp_path / "log.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(OCEL_1).encode())
    assert read_table(file, "events").rows == [("e.1", "Pay", "2022-01-09T15:00:00", "12.5", '{"a":[1]}')]
    assert read_table(file, "event_object").rows == [("e.1", "o1", None), ("e.1", "i1", None)]
    assert read_table(file, "objects").rows == [("o1", "order", "new")]
    file.write_text(json.dumps(OCEL_1)[:-40])
    with open_tables(str(file)) as tables:
        reader = tables.reader("events")
        assert sum(chunk.frame.height for chunk in reader.chunks()) == 1
        assert reader.source.truncated
    file.write_text(json.dumps(OCEL_1).replace("Pay", 'P"ay'))
    with pytest.raises(NotDataError, match="not a complete JSON document"):
        read_table(file, "events")

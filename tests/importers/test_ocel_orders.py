"""What happens to the parts of an order is part of its history, in every form of OCEL."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from bringing import rows
from sqlalchemy import select

from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.timeline import entries
from importers.ledger.models import Batch
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run
from importers.report import ImportReport
from importers.table_views.ocel import NoOrderTypeError
from importers.trace.reimport_command import command
from importers.trace.replay import replay_settings

OBJECTS = {
    "o1": "orders",
    "o2": "orders",
    "i1": "items",
    "i2": "items",
    "i3": "items",
    "p1": "packages",
    "c1": "customers",
    "x": "products",
    "q": "pallets",
}
EVENTS = (
    ("1", "place order", ["o1", "i1", "i2", "c1", "x"]),
    ("2", "place order", ["o2", "i3", "c1", "x"]),
    ("3", "pick item", ["i2", "x"]),
    ("4", "create package", ["p1", "i1", "i3"]),
    ("5", "send package", ["p1"]),
    ("6", "pay order", ["o2"]),
    ("7", "customer moved", ["c1"]),
    ("8", "pallet broken", ["q"]),
)
TOLD = [
    ("o1", "place order"),
    ("o2", "place order"),
    ("o1", "pick item"),
    ("o1", "create package"),
    ("o2", "create package"),
    ("o1", "send package"),
    ("o2", "send package"),
    ("o2", "pay order"),
    ("", "customer moved"),
    ("q", "pallet broken"),
]


def csv(folder: Path) -> Path:
    """OCEL 1.0: lists in Python's spelling, ids of events as decimals, a space for nothing."""
    kinds = list(dict.fromkeys(OBJECTS.values()))
    lines = [
        ",".join(["ocel:eid", "ocel:activity", "ocel:timestamp", *(f"ocel:type:{kind}" for kind in kinds)])
    ]
    for name, activity, things in EVENTS:
        cells = [[thing for thing in things if OBJECTS[thing] == kind] for kind in kinds]
        lists = [f'"{cell!r}"' if cell else " " for cell in cells]
        lines.append(",".join([f"{name}.0", activity, f"2023-01-0{name} 10:00:00", *lists]))
    return _written(folder / "log.csv", "\n".join(lines))


def json_1(folder: Path) -> Path:
    events = {
        name: {"ocel:activity": activity, "ocel:timestamp": f"2023-01-0{name}T10:00:00", "ocel:omap": things}
        for name, activity, things in EVENTS
    }
    objects = {name: {"ocel:type": kind, "ocel:ovmap": {}} for name, kind in OBJECTS.items()}
    return _written(folder / "log.jsonocel", json.dumps({"ocel:events": events, "ocel:objects": objects}))


def xml_2(folder: Path) -> Path:
    objects = "".join(f'<object id="{name}" type="{kind}"/>' for name, kind in OBJECTS.items())
    events = "".join(
        f'<event id="{name}" type="{activity}" time="2023-01-0{name}T10:00:00Z"><objects>'
        + "".join(f'<relationship object-id="{thing}" qualifier=""/>' for thing in things)
        + "</objects></event>"
        for name, activity, things in EVENTS
    )
    return _written(
        folder / "log.xmlocel", f"<log><objects>{objects}</objects><events>{events}</events></log>"
    )


def sqlite_1(folder: Path) -> Path:
    """As pandas writes it: three tables, and types with their prefix."""
    file = folder / "log.sqlite"
    with sqlite3.connect(file) as connection:
        run = connection.execute
        run('CREATE TABLE EVENTS ("ocel:eid" TEXT, "ocel:timestamp" TIMESTAMP, "ocel:activity" TEXT)')
        run('CREATE TABLE OBJECTS ("ocel:oid" TEXT, "ocel:type" TEXT)')
        run(
            'CREATE TABLE RELATIONS ("ocel:eid" TEXT, "ocel:activity" TEXT, "ocel:timestamp" TIMESTAMP,'
            ' "ocel:oid" TEXT, "ocel:type" TEXT)'
        )
        for name, activity, things in EVENTS:
            time = f"2023-01-0{name} 10:00:00"
            run("INSERT INTO EVENTS VALUES (?, ?, ?)", (name, time, activity))
            for thing in things:
                kind = f"ocel:type:{OBJECTS[thing]}"
                run("INSERT INTO RELATIONS VALUES (?, ?, ?, ?, ?)", (name, activity, time, thing, kind))
        connection.executemany("INSERT INTO OBJECTS VALUES (?, ?)", OBJECTS.items())
    return file


def _written(file: Path, text: str) -> Path:
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("write", [csv, json_1, xml_2, sqlite_1])
def test_items_and_parcels_belong_to_their_orders(write: object, database: str, tmp_path: Path) -> None:
    """A parcel of two orders is of both; products are of none, and a customer's own event is theirs."""
    file = write(tmp_path)  # type: ignore[operator]
    told = _told(file, database)
    assert [(order, message) for order, message, _ in told] == TOLD
    assert [customer for order, _, customer in told if not order] == ["c1"]


def test_links_between_objects_count_and_a_number_is_a_text(database: str, tmp_path: Path) -> None:
    """OCEL 2.0's database: time in a table for each type, order ids as numbers in one table and texts in
    another, a mapped type whose table is empty."""
    file = tmp_path / "log.sqlite"
    with sqlite3.connect(file) as connection:
        connection.executescript("""
            CREATE TABLE event (ocel_id TEXT, ocel_type TEXT);
            CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);
            CREATE TABLE event_Pay (ocel_id TEXT, ocel_time TIMESTAMP, resource TEXT);
            CREATE TABLE event_Never (ocel_id TEXT, ocel_time TIMESTAMP);
            CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
            CREATE TABLE object_Order (ocel_id INTEGER, ocel_time TIMESTAMP, price REAL);
            CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
            CREATE TABLE object_object (ocel_source_id TEXT, ocel_target_id INTEGER, ocel_qualifier TEXT);
            INSERT INTO event VALUES ('e1', 'pay'), ('e2', 'pay');
            INSERT INTO event_map_type VALUES ('pay', 'Pay'), ('never', 'Never');
            INSERT INTO event_Pay VALUES ('e1', '2023-04-04 15:08:47', 'Ann');
            INSERT INTO event_Pay VALUES ('e2', '2023-04-05 15:08:47', NULL);
            INSERT INTO object VALUES ('990001', 'orders'), ('inv-1', 'invoices');
            INSERT INTO object_Order VALUES (990001, '1970-01-01 00:00:00', 10.5);
            INSERT INTO object VALUES ('Bea', 'employees');
            INSERT INTO event_object VALUES ('e1', 990001, 'paid'), ('e2', 'inv-1', '');
            INSERT INTO event_object VALUES ('e1', 'Bea', 'clerk'), ('e2', 'Bea', 'clerk');
            INSERT INTO object_object VALUES ('inv-1', 990001, 'bills');
        """)
    assert _told(file, database) == [("990001", "pay", None), ("990001", "pay", None)]
    found = rows(
        database,
        "SELECT name, extra FROM order_events JOIN records ON order_event_id = order_events.id "
        "JOIN users ON users.id = order_events.user_id ORDER BY date",
    )
    assert [name for name, _ in found] == ["Ann", "Bea"]  # an attribute, else an object, tells who acted
    assert json.loads(json.loads(found[1][1])["ocel_objects"]) == [
        {"id": "inv-1", "type": "invoices"},
        {"id": "Bea", "type": "employees", "qualifier": "clerk"},
    ]


def test_what_belongs_to_very_many_orders_belongs_to_none(database: str, tmp_path: Path) -> None:
    """A shelf that every order names is no part of any."""
    orders = {f"o{number:02}": {"ocel:type": "order"} for number in range(13)}
    events = {
        f"e{number:02}": {
            "ocel:activity": "place",
            "ocel:timestamp": f"2023-01-{number + 1:02}T10:00:00",
            "ocel:omap": [order, "shelf"],
        }
        for number, order in enumerate(orders)
    }
    events["last"] = {
        "ocel:activity": "dust",
        "ocel:timestamp": "2023-02-01T10:00:00",
        "ocel:omap": ["shelf"],
    }
    objects = {**orders, "shelf": {"ocel:type": "shelf"}}
    file = _written(tmp_path / "l.jsonocel", json.dumps({"ocel:events": events, "ocel:objects": objects}))
    assert _told(file, database)[-1] == ("shelf", "dust", None)


def many(folder: Path) -> Path:
    """Forty orders with an item each, which one parcel on a pallet in a container takes; and a reminder that
    names no order."""
    numbers = range(40)
    things = [f"i{number}" for number in numbers]
    objects = {f"o{number}": {"ocel:type": "Kundenauftrag"} for number in numbers}
    objects |= {name: {"ocel:type": "Auftragsposition"} for name in things}
    objects |= {"p": {"ocel:type": "Paket"}, "q": {"ocel:type": "Palette"}, "c": {"ocel:type": "Container"}}
    objects |= {"r": {"ocel:type": "Mahnung"}, "w": {"ocel:type": "work order"}}
    steps = [("place", [f"o{number}", f"i{number}"]) for number in numbers]
    steps += [("pack", ["p", *things]), ("lift", ["p", "q"]), ("load", ["q", "c"]), ("sail", ["c"])]
    steps += [("remind", ["r"])]
    events = {
        f"e{at:02}": {
            "ocel:activity": name,
            "ocel:timestamp": f"2023-01-01T10:{at:02}:00",
            "ocel:omap": about,
        }
        for at, (name, about) in enumerate(steps)
    }
    return _written(folder / "many.jsonocel", json.dumps({"ocel:events": events, "ocel:objects": objects}))


def test_an_event_of_any_number_of_orders_appears_in_each(database: str, tmp_path: Path) -> None:
    """However far its objects are from them; events of no order are counted, by what stands for one."""
    told = _told(many(tmp_path), database)
    for step in ("place", "pack", "lift", "load", "sail"):
        assert sorted(order for order, message, _ in told if message == step) == sorted(
            f"o{number}" for number in range(40)
        )
    assert [order for order, message, _ in told if message == "remind"] == ["r"]
    notes = " ".join(_report(many(tmp_path), f"{database}.2", dry_run=True).remarks)
    assert "Orders are the objects of type Kundenauftrag (40), recognised by its name" in notes
    assert "work order" in notes
    assert "Events of no order, filed under an object of their own: 1 (Mahnung 1)." in notes


def test_the_order_type_can_be_given(database: str, tmp_path: Path) -> None:
    file = many(tmp_path)
    report = _report(file, database, order_type="PAKET")
    assert rows(database, "SELECT number FROM orders WHERE number LIKE 'o%' OR number = 'p'") == [("p",)]
    assert any("Orders are the objects of type Paket (1), chosen with" in one for one in report.remarks)
    with open_session(database) as session:
        batch = session.scalars(select(Batch)).one()
        assert "--order-type PAKET" in command(batch)
        assert replay_settings(batch).options.order_type == "PAKET"


@pytest.mark.parametrize(
    ("types", "order_type", "problem"),
    [
        (("MATERIAL", "INVOICE"), "", "no type of object has the name of an order"),
        (("MATERIAL", "INVOICE"), "orders", "it has no objects of type 'orders'"),
        (("online order", "shop order"), "", "objects of the types online order and shop order may all be"),
    ],
)
def test_where_it_is_not_clear_what_the_orders_are_the_import_asks(
    types: tuple[str, str], order_type: str, problem: str, database: str, tmp_path: Path
) -> None:
    objects = {name: {"ocel:type": name} for name in types}
    about = list(objects)
    events = {
        "e": {"ocel:activity": "a", "ocel:timestamp": "2023-01-01T10:00:00", "ocel:omap": about},
    }
    file = _written(tmp_path / "l.jsonocel", json.dumps({"ocel:events": events, "ocel:objects": objects}))
    with pytest.raises(NoOrderTypeError) as caught:
        _report(file, database, order_type=order_type)
    assert problem in str(caught.value)
    assert f"{types[0]} (1)" in str(caught.value)
    assert "--order-type" in str(caught.value)
    assert rows(database, "SELECT count(*) FROM orders") == [(0,)]


def _report(file: Path, database: str, **options: Any) -> ImportReport:
    return run(
        str(file),
        ColumnMapping(tz="UTC"),
        Options(platform="ocel", **options),
        database=database,
        on_progress=lambda _: None,
    )


def _told(file: Path, database: str) -> list[tuple[str, str, str | None]]:
    """Order, message and customer of all events, and the account of them checked."""
    options = Options(platform="ocel")
    report = run(str(file), ColumnMapping(tz="UTC"), options, database=database, on_progress=lambda _: None)
    with open_session(database) as session:
        found = [
            (entry.order or "", entry.message or "", entry.customer and entry.customer.label.split()[0])
            for entry in sorted(
                entries(session, EVERYTHING, Filters()), key=lambda one: (one.date, one.order or "")
            )
        ]
    assert report.counts.imported == report.counts.read == len(found)
    return found

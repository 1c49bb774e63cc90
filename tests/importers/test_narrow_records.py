"""The upgrade to narrow tables moves every record to where it was, on both kinds of databases."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from bringing import rows
from sqlalchemy import Connection, MetaData, insert, text

from events.database import schema
from events.database.engine import make_engine, parse
from events.database.session import open_session
from events.database.types import from_microseconds
from events.errors import WriteError
from importers.erasure.tombstones import erasures

pytestmark = pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")

COLUMNS = (
    "source_id, source_table, identity, part, occurrence, batch_id, record, line, order_event_id,"
    " customer_event_id, kind, raw_date, raw_author, raw_message, extra"
)
SEEN = f"SELECT {COLUMNS} FROM records ORDER BY order_event_id, customer_event_id"  # noqa: S608
IDENTITIES = ("1", "2", "3", "007", "7", "0", "-7", "9223372036854775807", "9223372036854775808", "٣", "x y")
DATES = (
    "2020-01-02 10:00:00", "2020-01-02T10:00:00Z", "2020-01-02 12:00:00", "02.01.2020", None,
    "2020-02-30 10:00:00", "2020-01-02 10:00:00 ",
)  # fmt: skip
NOON = 1_577_959_200_000_000
"""2020-01-02 10:00 UTC."""


def row(number: int, **given: Any) -> dict[str, Any]:
    usual = {
        "source_id": 1, "source_table": "", "identity": str(1000 + number), "part": "", "occurrence": 0,
        "batch_id": 1, "record": number, "line": number + 1, "digest": bytes([number]) * 16,
        "order_event_id": None, "customer_event_id": None, "raw_date": "2020-01-02 10:00:00",
    }  # fmt: skip
    return usual | given


def old_records() -> Iterator[dict[str, Any]]:
    """Records of all kinds: consecutive, with gaps, of customers, by content, with rare values."""
    for number, identity in enumerate(IDENTITIES, 1):
        yield row(number, identity=identity, order_event_id=number)
    for number, date in enumerate(DATES, 20):
        yield row(number, raw_date=date, order_event_id=number)
    for number in range(30, 36):
        yield row(number, customer_event_id=number - 29, part="about", line=2 * number)
    for number in range(40, 46):
        yield row(
            number, batch_id=2, source_id=2, occurrence=number - 39, identity="~ab", order_event_id=number
        )
    yield row(50, order_event_id=50, extra='{"a": "b"}', kind="paid", raw_author=" x", raw_message="\u00a0")
    yield row(51, order_event_id=51, record=7, line=0, digest=b"\xff")


def write_old_log(connection: Connection) -> None:
    tables = MetaData()
    tables.reflect(connection)
    is_file = connection.dialect.name == "sqlite"
    moment: Any = NOON if is_file else from_microseconds(NOON)
    details: Any = {"by": "", "until": {"record": 3, "user": 4}}
    notes: Any = {"repaired_since": 20}
    batch = {
        **dict.fromkeys(("source_id", "position", "records_read", "lines_read", "read", "imported"), 1),
        **dict.fromkeys(("duplicate", "changed", "skipped", "rejected"), 0),
        **dict.fromkeys(("file", "path", "status", "resume_key", "file_digest", "prefix_digest"), ""),
        "header": b"", "started": moment, "settings": {},
    }  # fmt: skip
    event = {"date": moment, "type": "other", "parameters": {}}
    records = list(old_records())
    of_orders, of_customers = (
        sorted({one[name] for one in records if one[name]})
        for name in ("order_event_id", "customer_event_id")
    )
    content: dict[str, list[dict[str, Any]]] = {
        "sources": [{"id": number, "name": str(number), "shop": ""} for number in (1, 2)],
        "orders": [{"id": 1, "number": "1", "shop": "", "user_email": "", "currency": ""}],
        "batches": [{**batch, "id": number, "notes": notes if number == 1 else {}} for number in (1, 2)],
        "order_events": [{**event, "id": number, "order_id": 1} for number in of_orders],
        "customer_events": [{**event, "id": number} for number in of_customers],
        "operations": [{"date": moment, "kind": "forget", "details": details}],
        "records": [{"id": place, **one} for place, one in enumerate(records, 1)],
    }
    for name, found in content.items():
        table = tables.tables[name]
        for one in found:
            connection.execute(insert(table).values(**one))


@pytest.fixture
def old_log(tmp_path: Path) -> Path:
    file = tmp_path / "events.db"
    engine = make_engine(parse(str(file)))
    schema.upgrade(engine, "0003")
    with engine.begin() as connection:
        write_old_log(connection)
    engine.dispose()
    return file


def test_every_record_is_where_it_was(old_log: Path) -> None:
    before = rows(str(old_log), SEEN)
    assert len(before) == len(list(old_records()))
    with open_session(str(old_log)) as session:
        assert [(one.first_record, one.last_record, one.user) for one in erasures(session)] == [(0, 3, 4)]
    assert rows(str(old_log), SEEN) == before
    ((notes,),) = rows(str(old_log), "SELECT notes FROM batches WHERE id = 1")
    assert json.loads(notes) == {"repaired_since": [-2, 26]}


def test_what_is_the_same_is_stored_once(old_log: Path) -> None:
    with open_session(str(old_log)):
        pass
    numbers = rows(str(old_log), "SELECT number FROM record_keys WHERE name = '' AND id BETWEEN 1 AND 11")
    assert numbers == [(7,), (2**63 - 1,)]
    runs = "SELECT first_id, first_number, last_number, length(digests) FROM record_runs ORDER BY first_id"
    assert rows(str(old_log), runs) == [(1, 1, 3, 24), (20, 1020, 1026, 56), (50, 1050, 1051, 16)]
    spans = (
        "SELECT first_id, last_id, record, line, line_step, utc_offset FROM record_spans ORDER BY first_id"
    )
    assert rows(str(old_log), spans)[:2] == [(-6, -1, 35, 70, 2, 0), (1, 11, 1, 2, 1, 0)]
    dates = rows(str(old_log), "SELECT raw_date FROM record_details ORDER BY id")
    assert [date for (date,) in dates if date] == [DATES[1], DATES[3], DATES[5], DATES[6]]


def test_the_upgrade_does_the_same_on_postgresql(old_log: Path, empty_postgresql: str) -> None:
    server = make_engine(parse(empty_postgresql))
    schema.upgrade(server, "0003")
    with server.begin() as connection:
        write_old_log(connection)
    schema.upgrade(server)
    with open_session(str(old_log)):
        pass
    views = f"SELECT digest, {COLUMNS} FROM records ORDER BY id"  # noqa: S608
    tables = ("record_keys", "record_runs", "record_spans", "record_details", "record_streams")
    with server.connect() as connection:
        for query in (views, *(f"SELECT * FROM {table} ORDER BY 1" for table in tables)):  # noqa: S608
            assert [tuple(one) for one in connection.execute(text(query))] == rows(str(old_log), query)
        notes = connection.execute(text("SELECT notes FROM batches WHERE id = 1")).scalar_one()
    server.dispose()
    assert notes == {"repaired_since": [-2, 26]}


def write_long_import(connection: Connection) -> None:
    """16,000 more records at even places, but for summer time from the 12,501st on and ten lines left out."""
    tables = MetaData()
    tables.reflect(connection)
    is_file = connection.dialect.name == "sqlite"
    events, records = [], []
    for number in range(1, 16_001):
        moment = NOON + number * 60_000_000
        local = from_microseconds(moment) + timedelta(hours=1 + (number > 12_500))
        place = {"record": number, "line": number + 1 + 10 * (number > 14_000)}
        events.append({"id": 1000 + number, "date": moment if is_file else from_microseconds(moment)})
        digest = (7 * number).to_bytes(16, "little")
        records.append(
            {**row(0, order_event_id=1000 + number, identity=str(5000 + number), digest=digest), **place}
            | {"id": 1000 + number, "batch_id": 2, "raw_date": f"{local:%Y-%m-%d %H:%M:%S}"}
        )
    same = {"type": "other", "parameters": {}, "order_id": 1}
    connection.execute(insert(tables.tables["order_events"]), [same | one for one in events])
    connection.execute(insert(tables.tables["records"]), records)


def test_a_long_import_becomes_few_spans_that_show_the_same(old_log: Path, empty_postgresql: str) -> None:
    server = make_engine(parse(empty_postgresql))
    schema.upgrade(server, "0003")
    with server.begin() as connection:
        write_old_log(connection)
        write_long_import(connection)
    engine = make_engine(parse(str(old_log)))
    with engine.begin() as connection:
        write_long_import(connection)
    engine.dispose()
    before = rows(str(old_log), SEEN)
    schema.upgrade(server)
    with open_session(str(old_log)):
        pass
    spans = (
        "SELECT first_id, last_id, record, line, utc_offset FROM record_spans"
        " WHERE first_id > 1000 ORDER BY first_id"
    )
    expected = [
        (1_001, 13_500, 1, 2, 3600),
        (13_501, 15_000, 12_501, 12_502, 7200),
        (15_001, 17_000, 14_001, 14_012, 7200),
    ]
    assert rows(str(old_log), spans) == expected
    assert rows(str(old_log), SEEN) == before
    with server.connect() as connection:
        assert [tuple(one) for one in connection.execute(text(spans))] == expected
        of_import = SEEN.replace("ORDER", "WHERE order_event_id > 1000 ORDER")
        assert [tuple(one) for one in connection.execute(text(of_import))] == before[-16_000:]
    server.dispose()


def test_a_record_whose_event_is_gone_is_kept(old_log: Path) -> None:
    with closing(sqlite3.connect(old_log)) as connection, connection:
        connection.execute("DELETE FROM order_events WHERE id = 2")
    before = rows(str(old_log), SEEN)
    with open_session(str(old_log)):
        pass
    assert rows(str(old_log), SEEN) == before


@pytest.mark.parametrize("wrong", ["first_number", "digests", "first_id"])
def test_an_upgrade_that_would_lose_something_takes_all_back(
    wrong: str, old_log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mistake in the conversion itself, which is checked by calculations of its own."""
    from events.migrations import record_runs

    run = record_runs.run

    def mistaken(*given: Any) -> dict[str, Any]:
        right = run(*given)
        value = right[wrong]
        return right | {wrong: value[::-1] if isinstance(value, bytes) else int(str(value)) + 500}

    before = rows(str(old_log), SEEN)
    monkeypatch.setattr(record_runs, "run", mistaken)
    with (
        pytest.raises(WriteError, match=r"cannot be converted: of \d+ records \d+ arrived as they were\."),
        open_session(str(old_log)),
    ):
        pass
    assert rows(str(old_log), SEEN) == before
    assert rows(str(old_log), "SELECT version_num FROM alembic_version") == [("0003",)]

"""A live PostgreSQL shop is read as it was at one moment, and nothing in it is touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
import pytest
from bringing import bring_into, rows
from reading import names_of, read_table

from importers.readers import database, json_adapter
from importers.readers.database import DatabaseTables
from importers.readers.opening import open_tables

SHOP = """
    CREATE TABLE notes (
        id int PRIMARY KEY, "order" varchar(9), date timestamptz, message text, amount numeric(9, 3),
        extra jsonb, tags text[], raw bytea, uid uuid, day date, took interval
    );
    INSERT INTO notes SELECT n, lpad(n::text, 6, '0'), timestamptz '2020-11-04 07:40:03.5+01', 'Größe ' || n,
        12.500, '{"a": 1.50}', array['x'], '\\xff00', '8c9b0a3e-1111-4222-8333-444455556666',
        '2020-11-04', '1 day'
        FROM generate_series(5000, 1, -1) AS n;
    CREATE TABLE states (id int PRIMARY KEY, name text);
    INSERT INTO states VALUES (1, 'new');
    CREATE SCHEMA "old shop";
    CREATE TABLE "old shop".notes (id int PRIMARY KEY, "order" text, date timestamp, message text);
    INSERT INTO "old shop".notes VALUES (1, '1', 'infinity', 'never'), (2, '#2', '2020-11-04 07:40:03', 'ok'),
        (3, '3', '0044-03-15 12:00 BC', 'long ago'), (4, '4', NULL, 'undated');
"""


class Shop(NamedTuple):
    """A server's database, and its owner's hand."""

    url: str
    execute: Callable[..., Any]


@pytest.fixture
def shop(empty_postgresql: str) -> Iterator[Shop]:
    with psycopg.connect(empty_postgresql, autocommit=True) as connection:
        connection.execute(SHOP)
        yield Shop(empty_postgresql, connection.execute)


def test_a_servers_tables_are_imported_with_its_schemas_in_their_names(shop: Shop, tmp_path: Path) -> None:
    assert names_of(shop.url) == ["notes", "states", "old shop.notes"]
    log = str(tmp_path / "log.db")
    report = bring_into(log, shop.url, sets=(), table="notes")
    assert (report.counts.imported, report.counts.rejected) == (5000, 0)
    assert rows(log, "SELECT number, date FROM orders JOIN order_events ON order_id = orders.id LIMIT 1") == [
        ("000001", 1604472003500000)
    ]
    again = bring_into(log, shop.url, sets=(), table="notes")
    assert (again.counts.imported, again.counts.duplicate) == (0, 5000)


def test_values_of_a_server_are_text_as_people_know_them(shop: Shop) -> None:
    read = read_table(shop.url, "notes").named
    first = read[0]
    assert [row["id"] for row in read[:3]] == ["1", "2", "3"], "in the order of their keys"
    assert (first["amount"], first["day"], first["took"], first["raw"]) == (
        "12.500", "2020-11-04", "1 day", "0xFF00",
    )  # fmt: skip
    assert (first["tags"], first["uid"]) == ('["x"]', "8c9b0a3e-1111-4222-8333-444455556666")


def test_moments_that_no_calendar_has_cost_their_records_only(shop: Shop, tmp_path: Path) -> None:
    report = bring_into(str(tmp_path / "log.db"), shop.url, sets=(), table="old shop.notes")
    assert (report.counts.imported, report.counts.rejected) == (1, 3)
    assert {group.code: group.count for group in report.groups} == {"E-DATE": 2, "E-DATE-EMPTY": 1}


def test_all_tables_are_read_as_they_were_at_one_moment(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "ROWS", 100)
    monkeypatch.setattr(json_adapter, "CHUNK_BYTES", 1000)
    with open_tables(shop.url) as tables:
        assert tables.names()
        chunks = tables.reader("notes").chunks()
        first = next(chunks).frame.height
        shop.execute("UPDATE states SET name = 'changed'; DELETE FROM notes WHERE id > 2000")
        assert first + sum(chunk.frame.height for chunk in chunks) == 5000
        states = [chunk.frame["name"][0] for chunk in tables.reader("states").chunks()]
        assert states == ["new"]
    assert len(read_table(shop.url, "notes").rows) == 2000


def test_rows_are_fetched_as_they_are_wanted_and_nothing_can_be_written(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "ROWS", 100)
    monkeypatch.setattr(json_adapter, "CHUNK_BYTES", 1000)
    running = "SELECT query FROM pg_stat_activity WHERE datname = 'empty' AND pid <> pg_backend_pid()"
    with open_tables(shop.url) as tables:
        chunks = tables.reader("notes").chunks()
        next(chunks)
        asked = shop.execute(running).fetchall()
        assert any("CURSOR" in query or "FETCH" in query for (query,) in asked), asked
        assert isinstance(tables, DatabaseTables)
        with tables._connected() as connection:
            told = connection.exec_driver_sql("SELECT current_setting('transaction_read_only')")
            assert told.scalar() == "on"
        assert sum(chunk.frame.height for chunk in chunks) > 4000

"""A first import into a log on a server takes the events' indexes down, and builds them again at its end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from bringing import HEADER, bring_into
from typer.testing import CliRunner

from cli.app import app
from events.database import making_way, postgresql_indexes
from events.database.engine import parse
from events.database.session import open_reader
from importers.ledger import locks
from importers.progress import Progress
from importers.readers.csv import reader
from importers.writing.postgresql import bulk_load
from importers.writing.postgresql.server import Server

COUNT = 400
NAMED = "i.indexrelid::regclass::text"
INDEXES = (
    f"SELECT {NAMED}, pg_get_indexdef(i.indexrelid) FROM pg_index AS i "  # noqa: S608
    f"WHERE i.indrelid IN ('order_events'::regclass, 'customer_events'::regclass) ORDER BY {NAMED}"
)
EXISTS = "SELECT to_regclass('indexes_down') IS NOT NULL"
BY_DATE = "ix_order_events_date"
BUILDS_AND_WAITS = (
    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'CREATE INDEX%'"
)


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file of many chunks, for which a hundred events are enough."""
    monkeypatch.setattr(reader, "CHUNK_BYTES", 1500)
    monkeypatch.setattr(bulk_load, "ENOUGH", 100)
    file = tmp_path / "history.csv"
    lines = (
        f"{n},{n % 90},2020-01-{n % 28 + 1:02} 10:00:00,u{n % 7}@x.example,Note {n}\n" for n in range(COUNT)
    )
    file.write_text(HEADER + "".join(lines))
    return file


def rows_of(database: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query, by somebody who does not open the database as a log."""
    with psycopg.connect(database) as connection:
        return connection.execute(query).fetchall()


def interrupt_halfway(now: Progress) -> None:
    if now.records >= COUNT // 2:
        raise KeyboardInterrupt


def interrupt_while_building(now: Progress) -> None:
    if now.step == "index 3 of 7":
        raise KeyboardInterrupt


def names(database: str) -> list[str]:
    return [name for name, _ in rows_of(database, INDEXES)]


def test_indexes_are_down_after_an_interruption_until_somebody_builds_them(
    empty_postgresql_log: str, history: Path
) -> None:
    log = empty_postgresql_log
    before = rows_of(log, INDEXES)
    with pytest.raises(KeyboardInterrupt):
        bring_into(log, history, on_progress=interrupt_halfway)
    assert BY_DATE not in names(log)
    with locks.importing(parse(log), source="x", shop="", on_wait=lambda: None), open_reader(log):
        assert BY_DATE not in names(log)  # the import that runs will build it
    with pytest.raises(KeyboardInterrupt):
        bring_into(log, history, on_progress=interrupt_while_building)
    assert rows_of(log, "SELECT count(*) FROM indexes_down") == [(5,)]
    with open_reader(log):
        assert rows_of(log, INDEXES) == before
    assert rows_of(log, EXISTS) == [(False,)]
    assert bring_into(log, history).resumed_at == COUNT
    assert rows_of(log, "SELECT count(*) FROM order_events") == [(COUNT,)]


def test_indexes_stay_up_in_a_log_that_is_in_use_and_are_built_by_the_import_itself(
    empty_postgresql_log: str, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = empty_postgresql_log
    before = rows_of(log, INDEXES)
    steps: list[str] = []
    bring_into(log, history, on_progress=lambda now: steps.append(now.step))
    assert "index 7 of 7" in steps
    assert rows_of(log, INDEXES) == before
    assert rows_of(log, "SELECT reltuples FROM pg_class WHERE relname = 'orders'") == [(90,)]
    steps.clear()

    def bring_later(digit: str) -> None:
        later = history.with_name(f"{digit}.csv")
        later.write_text(history.read_text().replace("\n", f"\n{digit}"))
        assert bring_into(log, later, on_progress=lambda now: steps.append(now.step)).counts.imported > 0
        assert set(steps) == {""}

    with monkeypatch.context() as patch:
        patch.setattr(bulk_load, "MANY", COUNT)
        bring_later("9")
    with psycopg.connect(log) as connection:  # an operator's event
        connection.execute("UPDATE order_events SET date = now() WHERE id = 1")
    bring_later("8")


def test_indexes_stay_up_where_their_list_would_not_be_found_beside_the_events(
    empty_postgresql_log: str, history: Path
) -> None:
    log = empty_postgresql_log
    before = rows_of(log, INDEXES)
    with psycopg.connect(log, autocommit=True) as connection:
        connection.execute('CREATE SCHEMA "postgres"')  # named like the role: the first of the search path
    steps: list[str] = []
    try:
        bring_into(log, history, on_progress=lambda now: steps.append(now.step))
        assert (rows_of(log, INDEXES), set(steps)) == (before, {""})
    finally:
        with psycopg.connect(log, autocommit=True) as connection:
            connection.execute('DROP SCHEMA "postgres"')


@pytest.fixture
def owned_log(empty_postgresql_log: str) -> Iterator[str]:
    """The URL of a log that belongs to the role `shop_owner`, of which `anna` is a member."""
    with psycopg.connect(empty_postgresql_log, autocommit=True) as connection:
        connection.execute(
            "CREATE ROLE shop_owner LOGIN; CREATE ROLE anna LOGIN IN ROLE shop_owner; "
            "GRANT CREATE ON SCHEMA public TO shop_owner; DO $$ DECLARE one record; BEGIN FOR one IN "
            "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' "
            "LOOP EXECUTE format('ALTER TABLE %I OWNER TO shop_owner', one.name); END LOOP; END $$"
        )
        yield empty_postgresql_log
        roles = "anna, shop_owner"
        connection.execute(
            f"REASSIGN OWNED BY {roles} TO CURRENT_USER; DROP OWNED BY {roles}; DROP ROLE {roles}"
        )


@pytest.mark.parametrize("keeps_list", [False, True])
def test_what_a_member_of_the_owners_role_leaves_out_its_other_members_build(
    owned_log: str, monkeypatch: pytest.MonkeyPatch, keeps_list: bool
) -> None:
    if keeps_list:  # as where the member may not give a table away
        monkeypatch.setattr(postgresql_indexes, "GIVE_TO_OWNER", "SELECT 1")
    anna, owner = (
        parse(owned_log).set(username=name).render_as_string(hide_password=False)
        for name in ("anna", "shop_owner")
    )
    before = names(owned_log)
    server = Server(parse(anna))
    load = bulk_load.ServerBulkLoad(server)
    load.wrote(bulk_load.ENOUGH)
    load.prepare()
    server.close()
    assert BY_DATE not in names(owned_log)
    if keeps_list:
        for command, stream in ((["doctor"], "stderr"), (["db", "upgrade"], "stdout")):
            shown = getattr(CliRunner().invoke(app, ["--database", owner, *command]), stream)
            lines = [line for line in shown.splitlines() if "ndexes" in line]
            assert len(lines) == 1
            assert "as the role anna or a superuser builds them" in lines[0]
    checks = [CliRunner().invoke(app, ["--database", role, "db", "check"]) for role in (owner, anna)]
    assert [check.exit_code for check in checks] == [1 if keeps_list else 0, 0]
    assert ("as the role anna or a superuser builds them" in checks[0].stdout) == keeps_list
    assert "built the indexes that an interrupted import left missing" in checks[keeps_list].stdout
    assert names(owned_log) == before


def test_a_reader_does_not_wait_for_writers_to_build_indexes(
    empty_postgresql_log: str, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = empty_postgresql_log
    with pytest.raises(KeyboardInterrupt):
        bring_into(log, history, on_progress=interrupt_halfway)
    monkeypatch.setattr(postgresql_indexes, "BUILDING", {"lock_timeout": "50ms"})
    with psycopg.connect(log) as writer:
        writer.execute("LOCK TABLE order_events IN ROW EXCLUSIVE MODE")
        with open_reader(log):
            assert BY_DATE not in names(log)
    with open_reader(log):
        assert BY_DATE in names(log)


def test_nobody_waits_for_an_index_that_is_built_in_a_log_that_is_in_use(
    empty_postgresql_log: str, history: Path
) -> None:
    log = empty_postgresql_log
    before = rows_of(log, INDEXES)
    with pytest.raises(KeyboardInterrupt):
        bring_into(log, history, on_progress=interrupt_halfway)
    with psycopg.connect(log) as operator, psycopg.connect(log) as other:
        operator.execute("UPDATE order_events SET date = now() WHERE id = 1")
        operator.commit()
        operator.execute("LOCK TABLE order_events IN ROW EXCLUSIVE MODE")
        with ThreadPoolExecutor(1) as pool:
            load = pool.submit(bring_into, log, history)
            ends = time.monotonic() + 20
            while not rows_of(log, BUILDS_AND_WAITS):
                assert not load.done() and time.monotonic() < ends
                time.sleep(0.01)
            other.execute("SET lock_timeout = '1s'")  # an index built at once would keep it waiting
            other.execute("UPDATE order_events SET date = now() WHERE id = 2")
            other.commit()
            operator.commit()
            assert load.result().counts.imported == COUNT
    assert rows_of(log, INDEXES) == before
    assert rows_of(log, "SELECT count(*) FROM pg_index WHERE NOT indisvalid") == [(0,)]
    assert rows_of(log, EXISTS) == [(False,)]


_SLOW = """
    CREATE FUNCTION slowly(id bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS
    $$ BEGIN PERFORM pg_sleep(CASE id WHEN 1 THEN 1 ELSE 0 END); RETURN id; END $$;
    CREATE TABLE indexes_down AS
    SELECT 'slow_index' AS name, 'CREATE INDEX slow_index ON order_events (slowly(id))' AS sql
"""


def test_an_index_that_somebody_begins_to_wait_for_makes_way(
    empty_postgresql_log: str, history: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = empty_postgresql_log
    monkeypatch.setattr(making_way, "FIRST_SECONDS", 0.02)
    monkeypatch.setattr(making_way, "POLL_SECONDS", 0.02)
    bring_into(log, history)
    builds = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'CREATE INDEX slow%'"
    with psycopg.connect(log) as builder, psycopg.connect(log) as operator, ThreadPoolExecutor(1) as pool:
        builder.execute(_SLOW)
        ((_, statement),) = builder.execute(postgresql_indexes.DOWN).fetchall()
        builder.commit()
        built = pool.submit(postgresql_indexes.build, builder, "slow_index", statement)
        while not rows_of(log, builds):
            assert not built.done()
        operator.execute("SET lock_timeout = '500ms'")
        operator.execute("UPDATE order_events SET date = date WHERE id = 2")
        operator.commit()
        assert built.result()
    assert rows_of(log, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'slow_index'::regclass") == [
        (True,)
    ]
    assert rows_of(log, "SELECT count(*) FROM indexes_down") == [(0,)]
    with psycopg.connect(log) as connection:
        connection.execute("DROP TABLE indexes_down; DROP FUNCTION slowly CASCADE")


def test_an_index_that_was_left_invalid_is_built_again(empty_postgresql_log: str, history: Path) -> None:
    log = empty_postgresql_log
    before = rows_of(log, INDEXES)
    with pytest.raises(KeyboardInterrupt):
        bring_into(log, history, on_progress=interrupt_halfway)
    with psycopg.connect(log, autocommit=True) as connection, psycopg.connect(log) as writer:
        writer.execute("UPDATE order_events SET date = date WHERE id = 1")
        connection.execute("SET lock_timeout = '10ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            connection.execute(f"CREATE INDEX CONCURRENTLY {BY_DATE} ON order_events (date)")
    assert rows_of(log, "SELECT count(*) FROM pg_index WHERE NOT indisvalid") == [(1,)]
    with open_reader(log):
        assert rows_of(log, INDEXES) == before
    assert rows_of(log, "SELECT count(*) FROM pg_index WHERE NOT indisvalid") == [(0,)]

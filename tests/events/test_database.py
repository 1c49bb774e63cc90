"""Opening, migrating and guarding the database, and what its failures look like."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

import importers.ledger.models  # noqa: F401  (its tables belong to the schema)
from events.database import engine as engines
from events.database import schema
from events.database.engine import make_engine, parse, shown, sqlite_path
from events.database.session import open_engine, open_session
from events.errors import (
    BusyError,
    DatabaseUnavailableError,
    ForeignDatabaseError,
    InvalidSettingError,
    SchemaAheadError,
    SchemaBehindError,
    WriteError,
)
from events.models import Base, Order, OrderEvent
from importers.writing.sqlite.adbc import Columnar

both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
SECRET = "hunter2-Kennwort"  # noqa: S105


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def run(path: Path, *statements: str) -> None:
    """Do something to a file behind the program's back."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


@pytest.fixture
def file(sqlite_database: str) -> Path:
    """The file of an empty log."""
    return Path(sqlite_database)


@pytest.fixture
def as_anybody() -> Iterator[Path]:
    """A folder of somebody who is not the administrator, as whom the test goes on: permissions count."""
    folder = Path(tempfile.mkdtemp(prefix="events-anybody-"))
    administrator = os.geteuid() == 0
    if administrator:
        os.chown(folder, 65534, 65534)
        with open_engine(str(folder / "warm.db")):
            pass  # loads what is loaded on the way; afterwards it may be out of reach
        (folder / "warm.db").unlink()
        os.seteuid(65534)
    yield folder
    if administrator:
        os.seteuid(0)
    folder.chmod(0o700)
    shutil.rmtree(folder)


# --- SQLite files ------------------------------------------------------------------------


def test_a_new_database_and_its_side_files_are_their_owners_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "events.db"
    before = os.umask(0)
    try:
        with open_session(str(file)) as session:
            session.add(Order(number="1"))
            session.flush()
            files = sorted(path.name for path in file.parent.iterdir())
            assert files == ["events.db", "events.db-shm", "events.db-wal"]
            assert {mode(path) for path in file.parent.iterdir()} == {0o600}
            assert mode(file.parent) == 0o700
    finally:
        os.umask(before)


def test_an_existing_empty_file_becomes_a_log(tmp_path: Path) -> None:
    (tmp_path / "events.db").touch(mode=0o600)
    with open_session(str(tmp_path / "events.db")) as session:
        assert session.query(Order).count() == 0


def test_every_connection_is_set_up(file: Path) -> None:
    with open_engine(str(file)) as engine:
        for _ in range(2):
            with engine.connect() as connection:
                settings = ["journal_mode", "foreign_keys", "busy_timeout", "synchronous"]
                values = [connection.scalar(text(f"PRAGMA {name}")) for name in settings]
                assert values == ["wal", 1, engines.BUSY_SECONDS * 1000, 1]


def test_foreign_keys_are_enforced(file: Path) -> None:
    with open_session(str(file)) as session, pytest.raises(IntegrityError):
        session.execute(text("INSERT INTO order_lines (order_id, item_name, quantity) VALUES (7, 'Mug', 1)"))


@both
def test_what_was_not_committed_is_rolled_back(database: str) -> None:
    with open_session(database) as session:
        session.add(Order(number="kept"))
        session.commit()
        session.add(Order(number="lost"))
        session.flush()
    with open_session(database) as session:
        assert [order.number for order in session.query(Order)] == ["kept"]


def test_no_connection_to_a_file_stays_open(file: Path) -> None:
    """Two libraries must never hold one SQLite file open in one process."""
    with open_session(str(file)) as session:
        session.query(Order).count()
    assert [path.name for path in file.parent.iterdir()] == ["events.db"]


# --- addresses ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ("/tmp/a b/x.db", "sqlite:////tmp/a b/x.db"),  # noqa: S108
        ("x.db", "sqlite:///x.db"),
        ("odd?name#%41.db", None),
        ("sqlite:///x.db", "sqlite:///x.db"),
        ("postgresql://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql+psycopg://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
    ],
)
def test_a_path_or_a_url_names_a_database(given: str, url: str | None) -> None:
    parsed = parse(given)
    assert parsed.database == given if url is None else parsed.render_as_string(hide_password=False) == url


def test_a_tilde_is_the_home(home: Path) -> None:
    assert sqlite_path(parse("~/x.db")) == str(home / "x.db")


@pytest.mark.parametrize(
    "given",
    [
        "://",
        "mysql://u:p@h/d",
        "nonsense://x",
        f"postgresql://u@h:{SECRET}/d",
        f"postgresql+nonsense://u:{SECRET}@h/d",
        "sqlite+nonsense:///x.db",
        "~nobody-of-that-name/x.db",
    ],
)
def test_what_is_no_database_is_told(given: str) -> None:
    with pytest.raises(InvalidSettingError) as told, open_engine(given):
        pass
    assert SECRET not in str(told.value)


def test_a_password_is_never_shown() -> None:
    for given in (f"postgresql://u:{SECRET}@h:5432/d", f"postgresql://u@h/d?password={SECRET}"):
        assert SECRET not in shown(parse(given))
        assert "h" in shown(parse(given))
    assert shown(parse("/data/events.db")) == "/data/events.db"


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://u:{SECRET}@127.0.0.1:1/d",
        f"postgresql://u@127.0.0.1:1/d?password={SECRET}",
        f"postgresql://u:{SECRET}@no-such-host.invalid/d",
        f"postgresql://u:{SECRET}@127.0.0.1:1/d?nonsense=1",
    ],
)
def test_a_server_out_of_reach_is_told_without_its_password(address: str) -> None:
    with pytest.raises((DatabaseUnavailableError, InvalidSettingError)) as told, open_session(address):
        pass
    error: BaseException | None = told.value
    while error is not None:
        assert SECRET not in str(error)
        error = error.__cause__ or error.__context__


def test_errors_never_print_customers_data(file: Path) -> None:
    with open_session(str(file)) as session:
        session.add_all([Order(number=SECRET), Order(number=SECRET)])
        with pytest.raises(IntegrityError) as told:
            session.flush()
        assert SECRET not in str(told.value)


# --- failures ----------------------------------------------------------------------------


def test_a_read_only_database_can_be_read_and_says_why_it_cannot_be_written(as_anybody: Path) -> None:
    file = as_anybody / "events.db"
    with open_session(str(file)) as session:
        session.add(Order(number="1"))
        session.commit()
    file.chmod(0o400)
    with pytest.raises(WriteError, match="read-only"), open_session(str(file)) as session:
        assert session.query(Order).count() == 1
        session.add(Order(number="2"))
        session.commit()


def test_a_folder_that_cannot_be_written_is_told(as_anybody: Path) -> None:
    as_anybody.chmod(0o500)
    with pytest.raises(WriteError, match="Permission denied"), open_session(str(as_anybody / "events.db")):
        pass


def test_a_folder_that_cannot_be_entered_is_told(as_anybody: Path) -> None:
    inside = as_anybody / "inside"
    inside.mkdir()
    inside.chmod(0)
    with pytest.raises((WriteError, DatabaseUnavailableError)), open_session(str(inside / "events.db")):
        pass


def test_a_locked_database_is_busy(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PRAGMAS", ("PRAGMA busy_timeout = 20", "PRAGMA foreign_keys = ON"))
    with closing(sqlite3.connect(file)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(BusyError, match=r"try again"), open_session(str(file)) as session:
            assert session.query(Order).count() == 0  # readers are not held up
            session.add(Order(number="1"))
            session.commit()
        other.rollback()
    with open_session(str(file)) as session:
        assert session.query(Order).count() == 0


def test_a_locked_server_is_busy(postgresql_database: str) -> None:
    with open_session(postgresql_database) as one, pytest.raises(BusyError):
        one.add(Order(number="1"))
        one.flush()
        with open_session(postgresql_database) as other:
            other.execute(text("SET lock_timeout = 20"))
            other.add(Order(number="1"))
            other.flush()


@pytest.mark.parametrize("content", [b"order,date\n1001,2020-11-04\n" * 99, b"\x00\xff" * 2000, b"x"])
def test_a_file_of_another_kind_is_told_and_left_alone(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "history.csv"
    file.write_bytes(content)
    with pytest.raises(DatabaseUnavailableError, match="not a database"), open_session(str(file)):
        pass
    assert file.read_bytes() == content


def test_a_broken_database_is_told(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:5000])
    with pytest.raises(DatabaseUnavailableError), open_session(str(file)) as session:
        session.query(Order).all()


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError, match="Cannot open"), open_session(str(tmp_path)):
        pass


@pytest.mark.parametrize("below", ["file/events.db", "x" * 300, "x" * 300 + "/events.db"])
def test_a_place_where_no_file_can_be_is_told(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises((WriteError, DatabaseUnavailableError)), open_session(str(tmp_path / below)):
        pass


# --- the schema --------------------------------------------------------------------------


def alembic_head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(Path(schema.__file__).parent.parent / "migrations"))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config).get_current_head()


def test_the_programs_version_is_the_newest_migration() -> None:
    assert alembic_head() == schema.HEAD


@both
def test_the_migrated_schema_is_the_models(database: str) -> None:
    with open_engine(database) as engine, engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*expression-based index.*")
            warnings.filterwarnings("ignore", message=".*autogenerate.*expression.*")
            assert compare_metadata(context, Base.metadata) == []


@both
def test_indexes_keys_and_rules_are_the_models_too(database: str) -> None:
    """What is not compared above: all indexes, those by expression too, and what deleting does."""
    with open_engine(database) as migrated:
        made = create_engine("sqlite://") if migrated.dialect.name == "sqlite" else None
        if made is None:
            expected = {
                (table.name, index.name, bool(index.unique))
                for table in Base.metadata.tables.values()
                for index in table.indexes
            }
            found = {
                (table, index["name"], bool(index["unique"]))
                for table in inspect(migrated).get_table_names()
                for index in inspect(migrated).get_indexes(table)
                if not index.get("duplicates_constraint")
            }
            assert found == expected
            return
        Base.metadata.create_all(made)
        assert described(migrated) == described(made)
        made.dispose()


def described(engine: Engine) -> dict[str, Any]:
    """A SQLite database's tables and indexes by name: columns, foreign keys, uniqueness, expressions."""
    found: dict[str, Any] = {}
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"))
        for kind, name, table, sql in rows.all():
            if table in ("alembic_version", "sqlite_sequence"):
                continue
            if kind == "index":
                found[name] = sql and " ".join(sql.replace('"', "").replace("!=", "<>").split())
                continue
            facts = [
                sorted(tuple(row)[column:] for row in connection.exec_driver_sql(f"PRAGMA {what}({name})"))
                for what, column in (("table_info", 1), ("foreign_key_list", 2))
            ]
            found[name] = [*facts, "AUTOINCREMENT" in sql, "WITHOUT ROWID" in sql]
    return found


def test_a_failed_migration_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Interrupted anywhere, the same command works again."""
    from alembic import op

    file = tmp_path / "events.db"
    create_index = op.create_index

    def interrupted(name: str, *args: Any, **options: Any) -> None:
        if name == "ix_records_batch_id_record":
            raise KeyboardInterrupt
        create_index(name, *args, **options)

    monkeypatch.setattr(op, "create_index", interrupted)
    with pytest.raises(KeyboardInterrupt), open_engine(str(file)):
        pass
    assert tables(file) == set()
    monkeypatch.undo()
    with open_session(str(file)) as session:
        assert session.query(Order).count() == 0


def test_many_may_be_the_first_at_once(tmp_path: Path) -> None:
    code = "import sys\nfrom events.database.session import open_engine\nwith open_engine(sys.argv[1]): pass"
    command = [sys.executable, "-c", code, str(tmp_path / "events.db")]
    started = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [process.communicate()[1] for process in started] == [""] * 3
    assert [process.returncode for process in started] == [0] * 3


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "theirs.db"
    run(file, "CREATE TABLE songs (id INTEGER)")
    before = file.read_bytes()
    with (
        pytest.raises(ForeignDatabaseError, match=r"theirs\.db holds tables of another program"),
        open_engine(str(file)),
    ):
        pass
    run(file, "CREATE TABLE alembic_version (version_num TEXT)")
    with pytest.raises(ForeignDatabaseError), open_engine(str(file)):
        pass
    run(file, "INSERT INTO alembic_version VALUES ('0001')")
    with pytest.raises(ForeignDatabaseError), open_engine(str(file)):
        pass
    run(file, "DROP TABLE alembic_version", "VACUUM")
    assert tables(file) == {"songs"}
    assert len(file.read_bytes()) == len(before)
    assert [path.name for path in tmp_path.iterdir()] == ["theirs.db"]


def test_a_server_of_another_program_is_refused(empty_postgresql: str) -> None:
    engine = make_engine(parse(empty_postgresql))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE songs (id INTEGER)"))
    with pytest.raises(ForeignDatabaseError), open_engine(empty_postgresql):
        pass
    assert inspect(engine).get_table_names() == ["songs"]
    engine.dispose()


@both
def test_a_newer_database_is_refused(database: str) -> None:
    with open_session(database) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        session.commit()
    try:
        with pytest.raises(SchemaAheadError, match=r"9999.*upgrade the program"), open_engine(database):
            pass
    finally:
        engine = make_engine(parse(database))
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": schema.HEAD})
        engine.dispose()


def test_an_upgrade_takes_a_copy_first(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_session(str(file)) as session:
        session.add(Order(number="1001"))
        session.commit()
    monkeypatch.setattr(schema, "HEAD", "9998")
    engine = make_engine(parse(str(file)))
    copy = schema.prepare(engine)
    engine.dispose()
    assert copy == file.with_name("events.db.before-9998-was-0003")
    assert mode(copy) == 0o600
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT number FROM orders").fetchall() == [("1001",)]
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0003",)]


def test_a_file_of_the_first_version_upgrades_itself_and_keeps_its_events(tmp_path: Path) -> None:
    file = tmp_path / "events.db"
    engine = make_engine(parse(str(file)))
    schema.upgrade(engine, "0001")
    engine.dispose()
    run(file, "INSERT INTO orders (number) VALUES ('1001')")
    run(
        file,
        "INSERT INTO order_events (date, type, order_id, parameters) "
        "VALUES (1600000000000000, 'note_added', 1, '{\"message\": \"hi\"}')",
    )
    with open_session(str(file)) as session:
        assert [event.parameters for event in session.scalars(select(OrderEvent))] == [{"message": "hi"}]
    assert {"note_keys", "order_corrections", "customer_corrections"} <= tables(file)
    assert not {"note_keys"} & tables(file.with_name("events.db.before-0003-was-0001"))


def test_a_file_that_is_deleted_while_it_is_used_never_comes_back_readable_by_others(file: Path) -> None:
    engine = make_engine(parse(str(file)))
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    file.unlink(missing_ok=True)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    assert mode(file) == 0o600


def test_a_bulk_load_makes_no_file_in_the_place_of_one_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailableError, match="Cannot open"):
        Columnar(str(tmp_path / "gone.db"))
    assert not list(tmp_path.iterdir())


def test_a_new_database_needs_no_copy(tmp_path: Path) -> None:
    engine = make_engine(parse(str(tmp_path / "events.db")))
    assert schema.prepare(engine) is None
    assert schema.prepare(engine) is None
    engine.dispose()
    assert [path.name for path in tmp_path.iterdir()] == ["events.db"]


def test_a_server_that_is_behind_waits_to_be_told(
    empty_postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        pytest.raises(SchemaBehindError, match=r"nothing yet.*events db upgrade"),
        open_engine(empty_postgresql),
    ):
        pass
    engine = make_engine(parse(empty_postgresql))
    assert inspect(engine).get_table_names() == []
    schema.upgrade(engine)
    engine.dispose()
    with open_session(empty_postgresql) as session:
        assert session.query(Order).count() == 0
    monkeypatch.setattr(schema, "HEAD", "9998")
    with (
        pytest.raises(SchemaBehindError, match=r"0003.*9998.*events db upgrade"),
        open_engine(empty_postgresql),
    ):
        pass

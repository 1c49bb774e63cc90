"""What `events db grants` prints keeps readers from writing, operators from changing, and keep history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import psycopg
import pytest
from sqlalchemy import select, text

from events import kind_store, models
from events.account.people import author
from events.database.engine import make_engine, parse
from events.database.error_translation import explained
from events.database.grants import ADDED, Role, grants
from events.database.schema import upgrade
from events.database.session import open_reader, open_session
from events.database.taking_back import RECENT, NotOwnRoleError
from events.errors import WriteError
from events.meaning.kind_codes import codes_of
from events.models import Base, Order
from events.notes.adding import add_note, correct_note
from events.order import events as order_events
from events.vocabulary.kinds import Kind
from importers.ledger import operations
from importers.ledger.models import Operation
from importers.ledger.provenance import legacy_word
from importers.log_copy import copy_log
from importers.mapping.column_mapping import ColumnMapping
from importers.meanings.setting import set_meaning
from importers.options import Options
from importers.pipeline import run
from importers.seals.seal import seal
from importers.undo.own_events import ChangedEvent, undo_event

ROLES = get_args(Role)


@pytest.fixture(scope="module")
def granted(_postgresql_server: Any, _postgresql: Callable[..., Any]) -> Iterator[str]:
    """The URL of a log with an order and two notes, whose owner has run all grants twice."""
    _postgresql("CREATE DATABASE granted")
    url = str(_postgresql_server.get_uri(database="granted"))
    engine = make_engine(parse(url))
    upgrade(engine)
    engine.dispose()
    with psycopg.connect(url, autocommit=True) as connection:
        for role in (*ROLES, *ROLES):
            connection.execute("\n".join(grants(role)))
        for role in ROLES:
            connection.execute(f"CREATE ROLE some_{role} LOGIN IN ROLE events_{role}")
    with open_session(url) as session:
        order = Order(number="1")
        session.add(order)
        session.flush()
        for message in ("First", "Second"):
            add_note(session, target=order, message=message, author=lambda: author(session, "Anna").user)
        session.commit()
    yield url
    _postgresql("DROP DATABASE granted WITH (FORCE)")
    for role in ROLES:
        _postgresql(f"DROP ROLE some_{role}")
        _postgresql(f"DROP OWNED BY events_{role}")
        _postgresql(f"DROP ROLE events_{role}")


def _as(url: str, role: str) -> str:
    return parse(url).set(username=f"some_{role}").render_as_string(hide_password=False)


def _refused(url: str, role: str, statement: str) -> str:
    with pytest.raises(WriteError) as raised, open_session(_as(url, role)) as session:
        session.execute(text(statement))
        session.commit()
    return str(raised.value)


def test_every_table_of_the_log_is_one_that_operators_add_to() -> None:
    ours = {getattr(models, name).__tablename__ for name in models.__all__ if name != "Base"}
    assert ours == set(ADDED)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_everything(granted: str, role: str) -> None:
    with open_session(_as(granted, role)) as session:
        for table in Base.metadata.sorted_tables:
            session.execute(table.select().limit(1))
        assert session.query(Order).count() >= 1


@pytest.mark.parametrize(
    "statement", ["INSERT INTO {} DEFAULT VALUES", "DELETE FROM {}", "TRUNCATE {} CASCADE"]
)
def test_a_reader_cannot_write(granted: str, statement: str) -> None:
    for table in ("users", "order_events"):
        assert "permission denied" in _refused(granted, "reader", statement.format(table))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_backs_the_log_up(granted: str, role: str, tmp_path: Path) -> None:
    copy_log(_as(granted, role), str(tmp_path / "copy.db"), restart=False, on_table=lambda *_: None)


def test_a_reader_takes_no_id_from_those_who_write(granted: str) -> None:
    assert "permission denied" in _refused(granted, "reader", "SELECT nextval('orders_id_seq')")


def test_an_operator_adds_people_orders_events_notes_and_corrections(granted: str) -> None:
    with open_session(_as(granted, "operator")) as session:
        order = Order(number="2")
        session.add(order)
        session.flush()
        user = author(session, "Somebody New").user
        order_events.placed_event(order=order, user=None)
        note = add_note(session, target=order, message="Call her", author=lambda: user, key="k").event
        correct_note(session, note, user=user, message="Call him")
        session.commit()


@pytest.mark.parametrize("table", ADDED)
@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_an_operator_can_only_add_and_no_grant_changes_that(granted: str, table: str, change: str) -> None:
    column = Base.metadata.tables[table].columns.keys()[0]
    statement = change.format(table, column, column)
    assert "permission denied" in _refused(granted, "operator", statement)
    with psycopg.connect(granted, autocommit=True) as owner:
        owner.execute("GRANT UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public TO some_operator")
        try:
            assert "append-only" in _refused(granted, "operator", statement)
        finally:
            owner.execute("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM some_operator")


def test_an_operator_cannot_touch_the_ledger(granted: str) -> None:
    for statement in ("INSERT INTO sources (name, shop) VALUES ('x', '')", "DELETE FROM batches"):
        assert "permission denied" in _refused(granted, "operator", statement)


def test_an_importer_changes_and_removes_but_upgrades_nothing(granted: str) -> None:
    with open_session(_as(granted, "importer")) as session:
        session.execute(text("INSERT INTO sources (name, shop) VALUES ('x', '')"))
        session.execute(text("UPDATE order_events SET parameters = parameters"))
        session.execute(text("DELETE FROM order_corrections"))
        session.execute(text("SET LOCAL session_replication_role = replica"))
        session.commit()
    assert "permission denied" in _refused(
        granted, "importer", "UPDATE alembic_version SET version_num = 'x'"
    )
    assert "must be owner" in _refused(granted, "importer", "DROP TABLE order_corrections")


def test_a_table_of_a_later_version_can_be_read_too(granted: str) -> None:
    with psycopg.connect(granted, autocommit=True) as owner:
        owner.execute("CREATE TABLE later (id int)")
    with open_session(_as(granted, "reader")) as session:
        assert session.execute(text("SELECT count(*) FROM later")).scalar() == 0


def test_every_role_reads_kinds_that_the_owner_stored_and_only_importers_change_them(granted: str) -> None:
    with open_reader(granted) as reader:
        list(kind_store.prepare(reader, None, least=0))
    for role in ROLES:
        with open_reader(_as(granted, role)) as reader:
            assert kind_store.load(reader, None) is not None
            list(kind_store.prepare(reader, None, least=-1))
    for role in ("reader", "operator"):
        assert "permission denied" in _refused(granted, role, "DELETE FROM event_kinds")
    with open_session(_as(granted, "importer")) as session:
        session.execute(text("UPDATE order_events SET parameters = parameters"))
        session.execute(text("INSERT INTO event_kinds VALUES ('o', 1, 1, 1, '')"))
        session.commit()


def test_importers_say_what_messages_mean_and_operators_do_not(granted: str, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("id,order,date,message\n1,1,2020-01-01 10:00,Ausgekehrt\n")
    url = _as(granted, "importer")
    run(str(file), ColumnMapping(tz="UTC"), Options(), database=url, on_progress=lambda _: None)
    with open_reader(granted) as reader:
        list(kind_store.prepare(reader, legacy_word, least=-1))
    with open_session(url) as session:
        set_meaning(session, "Ausgekehrt", Kind.SHIPPED, by="Anna")
        session.commit()
    with (
        pytest.raises(WriteError, match="permission denied"),
        open_session(_as(granted, "operator")) as session,
    ):
        set_meaning(session, "Ausgekehrt", Kind.PAID, by="Ben")
    with open_reader(granted) as reader:
        stored = kind_store.load(reader, legacy_word)
        assert stored is not None
        assert stored.pages("o").count(codes_of(frozenset({Kind.SHIPPED}))) == 1


def test_a_schema_is_named_as_it_is_written() -> None:
    for role in ROLES:
        statements = "\n".join(grants(role, schema='my "Shop"'))
        assert statements.count("Shop") == statements.count('"my ""Shop"""') > 5


def _note(url: str, message: str, *, by: str = "Anna") -> str:
    """The id of a new note on the first order."""
    with open_session(url) as session:
        order = session.scalars(select(Order).where(Order.number == "1")).one()
        note = add_note(session, target=order, message=message, author=lambda: author(session, by).user)
        session.commit()
        return f"o{note.event.id}"


def _undo(url: str, event: str, *, by: str = "Anna") -> ChangedEvent:
    with explained(url), open_session(url) as session:
        done = undo_event(session, event, author=author(session, by).user, by=by)
        session.commit()
        return done


@pytest.fixture
def second_operator(granted: str) -> Iterator[str]:
    """The URL of an operator beside `some_operator`."""
    with psycopg.connect(granted, autocommit=True) as owner:
        owner.execute("CREATE ROLE some_other LOGIN IN ROLE events_operator")
        yield _as(granted, "other")
        owner.execute("DROP ROLE some_other")


def test_an_operator_takes_back_the_own_newest_notes_which_is_recorded(granted: str) -> None:
    operator = _as(granted, "operator")
    event = _note(operator, "zzmistake")
    done = _undo(operator, event)
    with open_session(granted) as session:
        assert session.get(models.OrderEvent, int(event[1:])) is None
        operation = session.get_one(Operation, int(done.operation.removeprefix("op")))
        assert operation.kind == operations.UNDO_NOTE
        assert operation.details.pop("role") == "some_operator"
        assert operation.details == {"by": "Anna", "event": event, "target": "1", "type": "note_added"}


def test_an_operator_takes_back_no_note_of_another_role_though_of_the_same_author(
    granted: str, second_operator: str
) -> None:
    for event in (_note(second_operator, "theirs"), _note(granted, "the owner's"), "o1"):
        with pytest.raises(NotOwnRoleError, match="was not recorded by the role some_operator"):
            _undo(_as(granted, "operator"), event)


def test_an_operator_takes_back_nothing_older_and_no_sealed_event_however_the_function_is_called(
    granted: str,
) -> None:
    operator = _as(granted, "operator")
    events = [_note(operator, f"note {at}", by="Bo") for at in range(RECENT + 1)]
    call = "SELECT events_take_back('{}', NULL, '1', 'Bo')"
    assert "is older than the newest" in _refused(granted, "operator", call.format(events[0]))
    seal(granted, by="me")
    assert "is sealed" in _refused(granted, "operator", call.format(events[-1]))
    new = _note(operator, "not sealed", by="Bo")
    with open_session(operator) as session:
        session.execute(text(call.format(new)))
        session.commit()
    assert "was not recorded by the role" in _refused(granted, "operator", call.format(new))


def test_a_customers_own_history_loses_a_note_taken_back_by_an_operator_too(granted: str) -> None:
    operator = _as(granted, "operator")
    with open_session(operator) as session:
        jane = author(session, "jane@example.com").user
        order = Order(number="3", user=jane)
        session.add(order)
        session.flush()
        note = add_note(session, target=order, message="Mine", author=lambda: jane).event
        session.commit()
        event = f"o{note.id}"
    _undo(operator, event, by="jane@example.com")
    with open_session(granted) as session:
        assert list(session.scalars(select(models.CustomerEvent))) == []


def test_what_importers_and_the_owner_record_is_no_operators(granted: str) -> None:
    for url in (_as(granted, "importer"), granted):
        event = _note(url, "theirs", by="Cy")
        with open_session(granted) as session:
            of_event = text("SELECT count(*) FROM event_recorders WHERE event_id = :id")
            assert session.scalar(of_event, {"id": event[1:]}) == 0
        _undo(url, event, by="Cy")

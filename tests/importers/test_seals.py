"""Seals: whatever is done to sealed events, a comparison names it, or the operation that did it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, Bring, bring_into
from mixed_history import SETS, TITLES, history, plain_history
from sqlalchemy import text

from events.account.people import by_email
from events.database.session import open_engine, open_session
from events.models import User
from events.notes.keys import event_id
from events.order import events as order_events
from events.order.lookup import find_order
from importers.authors import assignments
from importers.erasure.forget import forget
from importers.log_copy import copy_log
from importers.seals import tree
from importers.seals.seal import NothingToSealError, seal
from importers.seals.verify import NotASealError, UnknownSealError, Verification, verify
from importers.undo.notes import move_note
from importers.undo.own_events import undo_event
from importers.undo.undo import undo

JANE = "jane@x.example"
ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First,jane@x.example
2,1001,2020-01-01 11:00:00,j.smith,Second,
3,1002,2020-01-02 10:00:00,,Third,
,1002,2020-01-04,,Wrote to jane@x.example,
5,,2020-01-05,j.smith,About Jane,jane@x.example
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """A log of either kind."""
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture(scope="module")
def _sealed_file(_migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The log of `sealed` in a file, made once and copied for each test, and its seal."""
    folder = tmp_path_factory.mktemp("sealed")
    log, history = folder / "events.db", folder / "history.csv"
    shutil.copy(_migrated_file, log)
    history.write_text(TITLES + ROWS)
    bring_into(str(log), history, sets=SETS)
    return log, seal(str(log), by="me").digest


@pytest.fixture
def sealed(request: pytest.FixtureRequest, bring: Bring, database: str) -> str:
    """The seal of a log with four order events and one customer event."""
    if "://" in database:
        bring(TITLES + ROWS, sets=SETS)
        return seal(database, by="me").digest
    log, digest = request.getfixturevalue("_sealed_file")
    shutil.copy(log, database)
    return str(digest)


def change(database: str, *statements: str) -> None:
    with open_engine(database) as engine, engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def faults(found: Verification) -> list[tuple[str, str]]:
    return [(one.event, one.fault) for one in found.problems]


def note(database: str, message: str) -> None:
    with open_session(database) as session:
        order_events.note_added_event(order=find_order(session, "1001"), user=None, message=message)
        session.commit()


def assign(database: str, who: str = "john@shop.example") -> str:
    with open_session(database) as session:
        done = assignments.assign(session, "j.smith", who, source=None, shop=None, by="me")
        session.commit()
    return done.operation


def erase(database: str, email: str) -> int:
    with open_session(database) as session:
        done = forget(session, email, by="me")
        session.commit()
    return done.sealed


def test_a_log_that_only_grew_fits_its_seal_and_a_later_seal_covers_more(
    database: str, sealed: str, bring: Bring
) -> None:
    note(database, "by hand")
    bring(HEADER + "9,1003,2021-01-01,,Ninth\n")
    found = verify(database, sealed.upper())
    assert (found.fits, found.intact, found.seal.events) == (True, 5, 5)
    assert (found.newer.batches, found.newer.by_hand) == ({2: 1}, 1)
    later = seal(database, by="me")
    assert [(one.batch, one.events) for one in later.batches] == [(2, 1), (None, 1)]
    assert (later.events, later.digest != sealed) == (7, True)
    assert seal(database, by="me") == replace(later, is_new=False, batches=())
    assert verify(database, later.digest).intact == 7
    assert verify(database, sealed).intact == 5


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE order_events SET type = 'shipped' WHERE id = 2", ("o2", "altered")),
        ('UPDATE order_events SET parameters = \'{"message": "Secund"}\' WHERE id = 2', ("o2", "altered")),
        ("UPDATE order_events SET user_id = NULL WHERE id = 2", ("o2", "altered")),
        ("UPDATE order_events SET order_id = order_id + 1 WHERE id = 2", ("o2", "altered")),
        ("UPDATE orders SET number = '2002' WHERE number = '1001'", ("o1", "altered")),
        ("UPDATE users SET email = 'eve@x.example' WHERE email = 'jane@x.example'", ("c1", "altered")),
        ("DELETE FROM order_events WHERE id = 3", ("o3", "missing")),
        ("UPDATE order_events SET id = 17 WHERE id = 2", ("o2", "missing")),
        ("UPDATE seal_blocks SET seed = leaves WHERE first_id < 0", ("c1", "altered")),
    ],
)
def test_what_nobody_recorded_is_named(database: str, sealed: str, statement: str, fault: Any) -> None:
    change(database, statement)
    found = verify(database, sealed)
    assert not found.fits
    assert faults(found)[0] == fault


def test_an_event_among_the_sealed_ones_is_named_as_added(database: str, bring: Bring) -> None:
    bring(TITLES + ROWS, sets=SETS)
    change(database, "UPDATE order_events SET id = 9 WHERE id = 4", "DELETE FROM record_keys WHERE id = 4")
    sealed = seal(database, by="me").digest
    columns = "date, type, order_id, parameters"
    change(
        database,
        f"INSERT INTO order_events (id, {columns}) SELECT 7, {columns} FROM order_events WHERE id = 1",  # noqa: S608
    )
    assert faults(verify(database, sealed)) == [("o7", "added")]


def test_hashes_that_were_altered_together_with_the_log_do_not_fit(database: str, sealed: str) -> None:
    change(database, "UPDATE order_events SET user_id = NULL WHERE id = 2")
    change(database, "DELETE FROM seal_blocks", "UPDATE operations SET kind = 'other'")
    again = seal(database, by="me").digest
    assert verify(database, again).fits
    with pytest.raises(UnknownSealError):
        verify(database, sealed)
    details = f"replace(CAST(details AS TEXT), '{again}', '{sealed}')"
    kind = "JSONB" if database.startswith("postgresql") else "TEXT"
    change(database, f"UPDATE operations SET details = CAST({details} AS {kind})")  # noqa: S608
    found = verify(database, sealed)
    assert (found.fits, found.hashes_fit, found.problems) == (False, False, ())


def test_undo_assign_and_their_way_back_are_explained(database: str, sealed: str) -> None:
    operation = assign(database)
    found = verify(database, sealed)
    assert (found.fits, found.intact, found.reassigned) == (True, 3, {int(operation[2:]): 2})
    with open_session(database) as session:
        assignments.unassign(session, "j.smith", source=None, shop=None, by="me")
        session.commit()
    assert verify(database, sealed).intact == 5
    undo(1, database=database, by="me", dry_run=False, on_progress=lambda _: None)
    found = verify(database, sealed)
    assert (found.fits, found.intact, list(found.undone.values())) == (True, 0, [5])
    assert [one.kind for one in found.operations] == ["assign", "unassign", "undo"]
    again = seal(database, by="me")
    assert (again.digest, again.is_new) == (sealed, False)


@pytest.mark.parametrize("first", ["system", "john@shop.example"])
def test_events_that_are_the_systems_now_are_explained_and_no_others(
    database: str, sealed: str, first: str
) -> None:
    assign(database, first)
    if first != "system":
        with open_session(database) as session:
            assignments.unassign(session, "j.smith", source=None, shop=None, by="me")
            session.commit()
        assign(database, "system")
    found = verify(database, sealed)
    assert (found.fits, found.intact, list(found.reassigned.values())) == (True, 3, [2])
    change(database, "UPDATE order_events SET user_id = NULL")
    assert not verify(database, sealed).fits


def test_notes_that_were_deleted_or_moved_are_explained(database: str, sealed: str) -> None:
    with open_session(database) as session:
        jane = by_email(session, JANE)
        order = find_order(session, "1001")
        order.user = jane
        first, second = (
            order_events.note_added_event(order=order, user=jane, message=text) for text in ("one", "two")
        )
        session.commit()
        names = [event_id(first), event_id(second)]
    later = seal(database, by="me").digest
    with open_session(database) as session:
        undo_event(session, names[0], author=by_email(session, JANE), by="me")
        move_note(session, names[1], to=find_order(session, "1002"), by="me")
        session.commit()
    found = verify(database, later)
    assert (found.fits, found.intact, list(found.undone.values())) == (True, 5, [2, 1])
    assert list(found.reassigned.values()) == [1]
    change(database, "UPDATE operations SET kind = 'x' WHERE kind LIKE '%-note'")
    assert faults(verify(database, later))[0] == ("o5", "missing")
    with open_engine(database) as engine, engine.connect() as connection:
        kept = [bytes(salts) for (salts,) in connection.execute(text("SELECT salts FROM seal_blocks"))]
    assert sorted(map(len, kept)) == [0, 0, 32, 32]


def test_an_undo_leaves_nothing_that_a_guess_could_be_checked_with(database: str, sealed: str) -> None:
    undo(1, database=database, by="me", dry_run=False, on_progress=lambda _: None)
    with open_engine(database) as engine, engine.connect() as connection:
        kept = connection.execute(text("SELECT seed, salts FROM seal_blocks")).all()
    assert {bytes(seed) + bytes(salts) for seed, salts in kept} == {b""}


def test_who_was_renamed_before_they_were_erased_cannot_be_guessed(database: str, bring: Bring) -> None:
    bring(HEADER + "1,1001,2020-01-01,Jane Doe,First\n2,1001,2020-01-02,bob@x.example,Second\n")
    sealed = seal(database, by="me").digest
    with open_session(database) as session:
        session.add(User(email=JANE, name="Jane Doe"))
        assignments.assign(session, "Jane Doe", "bob@x.example", source=None, shop=None, by="me")
        session.commit()
    assert erase(database, JANE) == 1
    found = verify(database, sealed)
    assert (found.fits, found.intact, list(found.erased.values())) == (True, 1, [1])


def test_an_operation_explains_no_more_than_it_did(database: str, sealed: str) -> None:
    assign(database)
    change(database, "UPDATE order_events SET type = 'shipped' WHERE id = 2")
    assert faults(verify(database, sealed)) == [("o2", "altered")]
    change(
        database,
        "UPDATE order_events SET type = 'other' WHERE id = 2",
        "DELETE FROM operations WHERE kind = 'assign'",
    )
    assert faults(verify(database, sealed)) == [("o2", "altered"), ("c1", "altered")]


def test_erased_events_are_explained_and_cannot_be_guessed(database: str, sealed: str) -> None:
    with open_engine(database) as engine, engine.connect() as connection:
        (seed,) = connection.execute(text("SELECT seed FROM seal_blocks WHERE first_id > 0")).one()
    salts = [tree.salt(seed, place) for place in range(4)]
    assert erase(database, JANE) == 2  # what was written to her, and her own event
    found = verify(database, sealed)
    assert (found.fits, found.intact, list(found.erased.values())) == (True, 3, [2])
    with open_engine(database) as engine, engine.connect() as connection:
        found_salts = connection.execute(text("SELECT seed, salts FROM seal_blocks ORDER BY first_id")).all()
    assert [bytes(seed) for seed, _ in found_salts] == [b"", b""]
    kept = bytes(found_salts[1].salts)
    assert [salt in kept for salt in salts] == [True, True, True, False]
    change(database, "DELETE FROM order_events WHERE id = 4")
    assert faults(verify(database, sealed)) == [("o4", "missing")]


def test_a_salt_that_no_erasure_took_is_no_explanation(database: str, sealed: str) -> None:
    erase(database, JANE)
    change(database, "UPDATE operations SET kind = 'other' WHERE kind = 'forget'")
    assert faults(verify(database, sealed)) == [("o4", "altered"), ("c1", "altered")]


def test_what_an_interrupted_seal_left_does_not_count(database: str, sealed: str) -> None:
    note(database, "after")
    columns = "batch_id, first_id, last_id, ids, seed, salts, leaves"
    change(
        database,
        "INSERT INTO operations (id, date, kind, details) SELECT 99, date, 'seal', '{}' FROM operations",
        f"INSERT INTO seal_blocks (operation_id, {columns}) SELECT 99, {columns} FROM seal_blocks",  # noqa: S608
    )
    assert verify(database, sealed).fits
    later = seal(database, by="me")
    assert (later.added, verify(database, later.digest).fits) == (1, True)


def test_large_logs_of_several_batches_fit_after_erasures_and_undos(database: str, tmp_path: Path) -> None:
    bring_into(database, history(tmp_path / "one.csv"), sets=SETS, max_errors=9_999)
    first = seal(database, by="me").digest
    bring_into(database, plain_history(tmp_path / "two.csv", count=2_500), sets=SETS)
    second = seal(database, by="me").digest
    erased = erase(database, "anna@shop.example") + erase(database, JANE)
    assert erased > 1_000
    for digest in (first, second):
        found = verify(database, digest)
        assert (found.fits, found.intact + sum(found.erased.values())) == (True, found.seal.events)
    undo(1, database=database, by="me", dry_run=False, on_progress=lambda _: None)
    found = verify(database, second)
    assert (found.fits, found.intact + sum(found.erased.values()) + sum(found.undone.values())) == (
        True,
        found.seal.events,
    )


def test_a_copy_in_the_other_kind_of_database_fits_the_same_seal(
    sqlite_database: str, postgresql_database: str, tmp_path: Path
) -> None:
    bring_into(sqlite_database, history(tmp_path / "one.csv"), sets=SETS, max_errors=9_999)
    sealed = seal(sqlite_database, by="me").digest
    copy_log(sqlite_database, postgresql_database, restart=False, on_table=lambda *_: None)
    found = verify(postgresql_database, sealed)
    assert (found.fits, found.intact) == (True, found.seal.events)


def test_what_is_no_seal_of_this_log_is_refused(sqlite_database: str, tmp_path: Path) -> None:
    with pytest.raises(NothingToSealError):
        seal(sqlite_database, by="me")
    with pytest.raises(UnknownSealError):
        verify(sqlite_database, "0" * 64)
    with pytest.raises(NotASealError, match="events reconcile"):
        verify(sqlite_database, "history.csv")

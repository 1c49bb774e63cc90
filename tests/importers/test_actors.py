"""Legacy names of authors: listing them, giving one to a person, and taking it back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from bringing import HEADER, Bring, everything, rows
from sqlalchemy.orm import Session

from events.account.people import author, by_email, known_author
from events.database.session import open_session
from events.errors import UsageError
from events.models import User
from events.order import events as order_events
from events.order.lookup import find_order
from importers.authors import actors, assignment_errors, assignments
from importers.authors.assignments import Attributed
from importers.ledger import operations
from importers.mapping.column_mapping import ColumnMapping
from importers.readers.csv import reader
from importers.undo.undo import undo

ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First
2,1001,2020-01-01 11:00:00,j.smith,Second
3,1002,2020-01-02 10:00:00,,Third
4,1002,2020-01-03 10:00:00,\xa0 j.smith ,Fourth
"""
ANNA = "anna@shop.example"
OTHER = ColumnMapping(source="other", tz="UTC")


@contextmanager
def changed(database: str) -> Iterator[Session]:
    with open_session(database) as session:
        yield session
        session.commit()


def assign(database: str, name: str = "j.smith", email: str = ANNA, **where: Any) -> Attributed:
    with changed(database) as session:
        return assignments.assign(session, name, email, **{"source": None, "shop": None, "by": "me", **where})


def unassign(database: str, name: str = "j.smith", **where: Any) -> Attributed:
    with changed(database) as session:
        return assignments.unassign(session, name, **{"source": None, "shop": None, "by": "me", **where})


def authors(database: str) -> list[tuple[Any, ...]]:
    return rows(
        database,
        "SELECT json_extract(parameters, '$.message'), coalesce(email, name) FROM order_events e"
        " LEFT JOIN users u ON u.id = e.user_id ORDER BY e.id",
    )


def log(database: str) -> dict[str, Any]:
    return everything(database)


def take_back(database: str, batch: int) -> None:
    undo(batch, database=database, by="me", dry_run=False, on_progress=lambda _: None)


def test_legacy_authors_are_listed_with_their_events(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    bring(HEADER + ROWS, mapping=OTHER, shop="pl")
    with open_session(database) as session:
        total, found = actors.actors(session, limit=1, offset=1)
    assert (total, len(found)) == (2, 1)
    (one,) = found
    assert (one.name, one.source, one.shop, one.user, one.events) == ("j.smith", "test", "", None, 2)
    assert one.first and one.last
    assert (one.first.isoformat(), one.last.isoformat()) == (
        "2020-01-01T11:00:00+00:00",
        "2020-01-03T10:00:00+00:00",
    )


def test_an_assigned_name_is_the_persons_for_past_and_later_imports(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    done = assign(database)
    assert (done.events, done.made_user, done.operation) == (2, False, "op1")
    assert authors(database) == [("First", ANNA), ("Second", ANNA), ("Third", None), ("Fourth", ANNA)]
    bring(HEADER + "9,1001,2020-02-01,j.smith,Later\n")
    assert authors(database)[-1] == ("Later", ANNA)
    with open_session(database) as session:
        _, (one,) = actors.actors(session, limit=9, offset=0)
        assert one.user and one.user.email == ANNA
        assert actors.actors(session, limit=9, offset=0, unassigned=True) == (0, [])


def test_the_record_keeps_the_name_that_the_file_had(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    assign(database)
    kept = rows(database, "SELECT record, raw_author FROM records ORDER BY record")
    assert kept == [(1, None), (2, "j.smith"), (3, None), (4, "\xa0 j.smith ")]


def test_taking_a_name_back_restores_the_log_exactly(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    before = log(database)
    assign(database)
    assert log(database) != before
    done = unassign(database)
    assert (done.events, done.made_user) == (2, False)
    assert log(database) == before


def test_what_was_imported_since_is_taken_back_too(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring(HEADER + ROWS)
    assign(database)
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    later = "9,1001,2020-02-01,j.smith,Later\n10,1001,2020-02-01,anna@shop.example,Hers\n"
    bring(HEADER + later + "11,1001,2020-02-01,j.smith,Last\n")
    assert [author for _, author in authors(database)[-3:]] == [ANNA, ANNA, ANNA]
    assert unassign(database).events == 4
    assert authors(database) == [
        ("First", ANNA),
        ("Second", "j.smith"),
        ("Third", None),
        ("Fourth", "j.smith"),
        ("Later", "j.smith"),
        ("Hers", ANNA),
        ("Last", "j.smith"),
    ]
    assert rows(database, "SELECT raw_author FROM records WHERE identity = '9'") == [(None,)]


def test_an_import_undone_and_done_again_keeps_and_gives_back_the_name(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    assign(database)
    take_back(database, 1)
    bring(HEADER + ROWS)
    assert authors(database)[1] == ("Second", ANNA)
    assert unassign(database).events == 2
    assert authors(database)[1] == ("Second", "j.smith")


def test_a_person_made_by_an_assignment_goes_with_it_unless_they_acted(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    before = log(database)
    assert assign(database, email="New@shop.example").made_user
    assert rows(database, "SELECT is_staff, is_placeholder FROM users WHERE email = 'New@shop.example'") == [
        (1, 0)
    ]
    assert unassign(database).made_user
    assert log(database) == before
    assign(database, email="new@shop.example")
    with changed(database) as session:
        new = by_email(session, "new@shop.example")
        order_events.note_added_event(order=find_order(session, "1001"), user=new, message="mine")
    assert not unassign(database).made_user
    assert authors(database)[-1] == ("mine", "new@shop.example")


def test_what_was_written_by_hand_under_the_name_moves_and_comes_back(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    with changed(database) as session:
        smith = author(session, "j.smith").user
        order_events.note_added_event(order=find_order(session, "1001"), user=smith, message="by hand")
    before = log(database)
    assert assign(database).events == 3
    assert authors(database)[-1] == ("by hand", ANNA)
    with changed(database) as session:
        anna = by_email(session, ANNA)
        order_events.note_added_event(order=find_order(session, "1001"), user=anna, message="hers")
    assert unassign(database).events == 3
    assert authors(database)[-2:] == [("by hand", "j.smith"), ("hers", ANNA)]
    assert log(database)["users"] == before["users"]


def test_a_name_of_several_sources_needs_its_source(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    bring(HEADER + ROWS, mapping=OTHER)
    bring(HEADER + ROWS, mapping=OTHER, shop="pl")
    with pytest.raises(
        actors.AmbiguousActorError, match="--source other --shop '', or --source other --shop pl, or"
    ):
        assign(database)
    assert assign(database, source="other", shop="pl").events == 2
    assert unassign(database).shop == "pl", "only one of them is assigned"


def test_unknown_names_and_no_addresses_are_refused(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    with pytest.raises(
        actors.UnknownActorError, match=r"No import knows an author 'j.smyth'\. Nearest: j.smith"
    ):
        assign(database, name="j.smyth")
    with pytest.raises(UsageError, match="'anna@' is neither an e-mail address nor a name"):
        assign(database, email="anna@")
    with pytest.raises(assignment_errors.NotAssignedError, match="assigned to nobody"):
        unassign(database)
    assign(database)
    with pytest.raises(assignment_errors.AlreadyAssignedError, match=f"'j.smith' is {ANNA} already"):
        assign(database, email="bob@shop.example")
    assert rows(database, "SELECT count(*) FROM users WHERE email LIKE 'bob%'") == [(0,)]


def test_an_assignment_outlives_the_import_and_its_undo(bring: Bring, database: str) -> None:
    """It is what a person knows, not what a batch brought."""
    bring(HEADER + ROWS)
    assign(database, email="boss@shop.example")
    take_back(database, 1)
    assert rows(database, "SELECT * FROM order_events") == []
    assert rows(database, "SELECT email FROM users") == [("boss@shop.example",)]
    bring(HEADER + ROWS)
    assert authors(database)[1] == ("Second", "boss@shop.example")
    take_back(database, 2)
    assert unassign(database).made_user
    left = log(database)
    assert (left["users"], left["names"], left["creations"]) == ([], [], [])


def test_an_address_that_only_an_import_made_stays_while_a_name_is_theirs(
    bring: Bring, database: str
) -> None:
    bring(HEADER + ROWS)
    assign(database)
    take_back(database, 1)
    assert rows(database, "SELECT email FROM users") == [(ANNA,)]
    bring(HEADER + "2,1001,2020-01-01 11:00:00,j.smith,Second\n")
    assert authors(database) == [("Second", ANNA)]
    take_back(database, 2)
    assert unassign(database).made_user, "nothing refers to her any more, and nobody made her by hand"
    assert rows(database, "SELECT * FROM users") == []


def test_an_operation_is_undone_by_its_name_once(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    before = log(database)
    assign(database)
    with changed(database) as session:
        done = assignments.take_back(session, operations.find(session, "op1"), by="me")
    assert (done.operation, log(database)) == ("op2", before)
    with changed(database) as session:
        with pytest.raises(assignment_errors.NotAssignedError):
            assignments.take_back(session, operations.find(session, "op1"), by="me")
        with pytest.raises(
            assignment_errors.CannotUnassignError, match=r"op2 cannot be taken back\. It took a name back"
        ):
            assignments.take_back(session, operations.find(session, "op2"), by="me")
        with pytest.raises(operations.UnknownOperationError, match="no operation 'op9'"):
            operations.find(session, "op9")


def test_an_undone_import_leaves_a_name_that_can_be_taken_back(bring: Bring, database: str) -> None:
    """The name's placeholder went with its import: it is made anew, for the import that is left."""
    bring(HEADER + ROWS)
    bring(HEADER + "9,1001,2020-02-01,j.smith,Ninth\n")
    assign(database)
    take_back(database, 1)
    assert unassign(database).events == 1
    assert authors(database) == [("Ninth", "j.smith")]
    maker = "SELECT batch_id FROM creations JOIN users ON id = entity_id WHERE name = 'j.smith'"
    assert rows(database, maker) == [(2,)]
    take_back(database, 2)
    left = log(database)
    assert (left["orders"], left["users"], left["names"], left["creations"]) == ([], [], [], [])


def test_a_hundred_thousand_events_are_few_statements(bring: Bring, database: str) -> None:
    """Not a timing: whatever the number of events, the number of statements is the same."""
    from sqlalchemy import Engine, event

    def statements(count: int, source: str) -> int:
        text = HEADER + "".join(f"{n},1,2020-01-01,many,x{n}\n" for n in range(count))
        bring(text, mapping=ColumnMapping(source=source, tz="UTC"))
        seen: list[str] = []
        listen = ("before_cursor_execute", lambda *args: seen.append(args[2]))
        event.listen(Engine, *listen)
        try:
            assert assign(database, name="many", source=source).events == count
            assert unassign(database, name="many", source=source).events == count
        finally:
            event.remove(Engine, *listen)
        return len(seen)

    with changed(database) as session:
        session.add(User(email=ANNA))
    assert statements(10, "a") == statements(2000, "b")


def test_a_name_without_an_e_mail_is_assigned_and_taken_back_exactly(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    before = authors(database)
    done = assign(database, email="John Smith")
    assert (done.email, done.events, done.made_user) == ("John Smith", 2, True)
    assert [name for _, name in authors(database)] == [ANNA, "John Smith", None, "John Smith"]
    bring(HEADER + ROWS + "5,1002,2020-01-05 10:00:00,j.smith,Fifth\n")
    assert authors(database)[-1] == ("Fifth", "John Smith")
    with open_session(database) as session:
        assert actors.actors(session, limit=5, offset=0, unassigned=True)[0] == 0
    with pytest.raises(assignment_errors.AlreadyAssignedError, match="is John Smith already"):
        assign(database)
    unassign(database)
    assert authors(database) == [*before, ("Fifth", "j.smith")]
    with open_session(database) as session:
        assert known_author(session, "John Smith") is None


def test_a_name_that_others_were_given_to_is_not_given_away_with_them(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS + "5,1002,2020-01-05 10:00:00,John Smith,Fifth\n")
    assert assign(database, email="John Smith").made_user is False
    with pytest.raises(UsageError, match=r"First: events actors unassign j\.smith"):
        assign(database, name="John Smith")
    unassign(database)
    assert assign(database, name="John Smith").events == 1


def test_of_a_list_of_staff_those_are_assigned_who_are_authors_and_nobody_yet(
    bring: Bring, database: str
) -> None:
    bring(HEADER + ROWS)
    for expected in (["j.smith"], []):
        with changed(database) as session:
            done = assignments.assign_known(session, ["17", "j.smith"], ANNA, source="test", shop="", by="me")
        assert [one.name for one in done] == expected


def test_a_name_that_is_given_to_the_system_is_nobodys_for_past_and_later_imports(
    bring: Bring, database: str
) -> None:
    bring(HEADER + ROWS)
    before = log(database)
    done = assign(database, email="System")
    assert (done.events, done.email, done.made_user) == (2, "system", False)
    assert authors(database) == [("First", ANNA), ("Second", None), ("Third", None), ("Fourth", None)]
    with open_session(database) as session:
        (one,) = actors.actors(session, limit=9, offset=0)[1]
        assert (one.user, one.is_system) == (None, True)
        assert actors.actors(session, limit=9, offset=0, unassigned=True) == (0, [])
    with pytest.raises(assignment_errors.AlreadyAssignedError, match="is the system already"):
        assign(database)
    again = bring(HEADER + ROWS).counts
    assert (again.imported, again.duplicate, again.changed) == (0, 4, 0)
    assert unassign(database).events == 2
    assert {**log(database), "batches": 0} == {**before, "batches": 0}
    assign(database, email="system")
    bring(HEADER + "9,1001,2020-02-01,j.smith,Later\n")
    assert authors(database)[-1] == ("Later", None)
    assert unassign(database).events == 3
    assert authors(database)[-1] == ("Later", "j.smith")


def test_notes_of_a_name_that_is_given_to_the_system_stay_with_their_author(
    bring: Bring, database: str
) -> None:
    bring(HEADER + ROWS)
    with changed(database) as session:
        who = author(session, "j.smith").user
        order_events.note_added_event(order=find_order(session, "1001"), user=who, message="By hand")
    assert assign(database, email="system").events == 2
    assert authors(database)[-1][1] == "j.smith"
    assert unassign(database).events == 2
    assert [who for _, who in authors(database)] == [ANNA, "j.smith", None, "j.smith", "j.smith"]


def test_names_of_programs_need_no_person(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS.replace("j.smith", "SYSTEM"))
    with open_session(database) as session:
        (one,) = actors.actors(session, limit=9, offset=0)[1]
        assert (one.user, one.is_system, one.events) == (None, True, 2)
        assert actors.actors(session, limit=9, offset=0, unassigned=True) == (0, [])
    assert assign(database, name="SYSTEM").email == ANNA  # somebody knows better


@pytest.mark.parametrize(
    ("legacy", "own", "expected"),
    [
        ("Sabine Groß", "", "Sabine Groß"),  # a full name, of whom nothing else is known
        ("Sabine Groß", "Dr. Groß", "Dr. Groß"),
        ("s.gross", "", ""),
        ("Tom (till)", "", ""),
    ],
)
def test_who_is_known_by_an_e_mail_alone_gets_a_full_legacy_name_until_it_is_taken_back(
    bring: Bring, database: str, legacy: str, own: str, expected: str
) -> None:
    with changed(database) as session:
        session.add(User(email=ANNA, name=own))
    bring(HEADER + ROWS.replace("j.smith", legacy))
    names = "SELECT name FROM users WHERE email = 'anna@shop.example'"
    assign(database, name=legacy)
    assert rows(database, names) == [(expected,)]
    unassign(database, name=legacy)
    assert rows(database, names) == [(own,)]


@pytest.mark.parametrize("sources", [("test", "other"), ("other", "test")])
@pytest.mark.parametrize("is_known", [False, True])
def test_what_an_assignment_gave_a_person_goes_with_the_last_of_their_names(
    bring: Bring, database: str, *, sources: tuple[str, str], is_known: bool
) -> None:
    if is_known:
        with changed(database) as session:
            session.add(User(email="jo@shop.example"))
    for mapping in (None, OTHER):
        bring(HEADER + ROWS.replace("j.smith", "Jo Smith"), mapping=mapping)
    before = log(database)
    for source in ("test", "other"):
        assign(database, "Jo Smith", "jo@shop.example", source=source)
    names = "SELECT name FROM users WHERE email = 'jo@shop.example'"
    assert not unassign(database, "Jo Smith", source=sources[0]).made_user
    assert rows(database, names) == [("Jo Smith",)], "the other name is still theirs"
    assert unassign(database, "Jo Smith", source=sources[1]).made_user is not is_known
    assert log(database) == before

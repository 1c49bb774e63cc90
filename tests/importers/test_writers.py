"""What every writer makes of the records that it is given, whatever the database."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select
from writer_databases import (
    DATABASES,
    FULL,
    THREE,
    Database,
    Log,
    account,
    records_of,
    write_chunk,
)

from events.database.session import open_session
from events.models import CustomerEvent, Order, OrderEvent, User
from importers.ledger.models import LedgerRecord

MOMENTS = "2020-01-01T10:00:00+00:00", "2020-01-01T11:00:00+00:00", "2020-01-02T10:00:00+00:00"


@pytest.fixture(params=DATABASES)
def kind(request: pytest.FixtureRequest) -> Database:
    return DATABASES[request.param]


@pytest.fixture
def log(kind: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Log:
    return Log(database=request.getfixturevalue(kind.fixture), folder=tmp_path)


@pytest.mark.parametrize("expect_new", [True, False])
def test_new_records_become_events_orders_people_and_ledger_records(log: Log, expect_new: bool) -> None:
    with log.writer() as writer:
        outcome = write_chunk(writer, records_of(log.folder, THREE, expect_new=expect_new))
        writer.finish(lambda done, of: None)
    assert account([outcome]) == (3, 0, 0, 0)
    assert (outcome.orders_made, outcome.people_made, outcome.customer_conflicts) == (1, 3, 0)
    assert log.events() == [
        ("1001", MOMENTS[0], "First", "anna@shop.example"),
        ("1001", MOMENTS[1], "Second", "j.smith"),
        ("jane@x.example", MOMENTS[2], "About Jane", None),
    ]
    assert log.size() == FULL


def test_each_event_has_a_ledger_record_with_its_line_and_what_was_written_there(log: Log) -> None:
    log.write(THREE)
    with open_session(log.database) as session:
        found = session.scalars(select(LedgerRecord).order_by(LedgerRecord.record)).all()
        kept = [(one.identity, one.record, one.line, one.occurrence, one.raw_date) for one in found]
        of_order = [one.order_event_id for one in found]
        of_customer = [one.customer_event_id for one in found]
    assert kept == [
        ("1", 1, 2, 0, "2020-01-01 10:00:00"),
        ("2", 2, 3, 0, "2020-01-01 11:00:00"),
        ("3", 3, 4, 0, "2020-01-02 10:00:00"),
    ]
    assert (of_order[:2], of_order[2], of_customer[:2]) == (log.column(OrderEvent.id), None, [None, None])
    assert of_customer[2:] == log.column(CustomerEvent.id)


def test_an_order_gets_the_customer_that_its_records_name(log: Log) -> None:
    log.write(THREE)
    with open_session(log.database) as session:
        email = session.scalar(select(User.email).join(Order, Order.user_id == User.id))
    assert email == "jane@x.example"


def test_new_orders_and_people_are_numbered_in_the_order_in_which_they_come(log: Log) -> None:
    numbers, people = ("9", "10", "b", "B", "ä", "a"), ("Zoe@x.example", "anna@x.example", "Max", "Ben")
    rows = [f"{place},{number},2020-01-01,,Hi,\n" for place, number in enumerate(numbers)]
    rows += [f"{place},9,2020-01-01,{one},Hi,\n" for place, one in enumerate(people, len(rows))]
    log.write("".join(rows))
    with open_session(log.database) as session:
        assert tuple(session.scalars(select(Order.number).order_by(Order.id))) == numbers
        named = select(func.coalesce(User.email, User.name)).order_by(User.id)
        assert tuple(session.scalars(named)) == people


def test_another_customer_of_an_order_is_counted_and_does_not_replace_the_first(log: Log) -> None:
    log.write(THREE)
    (outcome,) = log.write("4,1001,2020-01-03 10:00:00,,Later,other@x.example\n")
    assert (outcome.imported, outcome.customer_conflicts) == (1, 1)
    with open_session(log.database) as session:
        email = session.scalar(select(User.email).join(Order, Order.user_id == User.id))
    assert email == "jane@x.example"


def test_orders_and_people_of_the_log_are_used_whatever_the_case_of_an_e_mail(log: Log) -> None:
    log.write(THREE)
    (outcome,) = log.write("4,1001,2020-01-03 10:00:00,ANNA@shop.example,Later,Jane@X.example\n")
    assert (outcome.orders_made, outcome.people_made, outcome.customer_conflicts) == (0, 0, 0)
    assert log.events()[2] == ("1001", "2020-01-03T10:00:00+00:00", "Later", "anna@shop.example")


@pytest.mark.parametrize("expect_new", [True, False])
def test_records_that_the_ledger_has_are_duplicates_and_others_of_that_id_changed(
    log: Log, expect_new: bool
) -> None:
    log.write(THREE)
    before = log.size()
    with log.writer() as writer:
        again = THREE.replace("Second", "Altered")
        outcome = write_chunk(writer, records_of(log.folder, again, expect_new=expect_new))
        writer.finish(lambda done, of: None)
    assert account([outcome]) == (0, 2, 1, 0)
    assert outcome.changed.select("identity", "line").rows() == [("2", 3)]
    assert log.size() == before
    assert "Altered" not in [message for _, _, message, _ in log.events()]


def test_an_id_twice_in_one_chunk_is_a_duplicate_or_a_conflict(log: Log) -> None:
    first = THREE.splitlines(keepends=True)[0]
    (outcome,) = log.write(THREE + first + first.replace("First", "Other"))
    assert account([outcome]) == (3, 1, 0, 1)
    assert outcome.refused.select("line", "code").rows() == [(6, "E-CONFLICT")]


@pytest.mark.parametrize("known", ["", THREE, THREE.replace("First", "Before")])
def test_an_account_does_not_depend_on_how_records_fall_into_chunks(log: Log, known: str) -> None:
    lines = (THREE + THREE + THREE.replace("Second", "Other")).splitlines(keepends=True)
    expected = {"": (3, 5, 0, 1), THREE: (0, 8, 0, 1)}.get(known, (0, 7, 1, 1))
    if known:
        log.write(known)
    outcomes = log.write(*lines)
    if known and known != THREE:  # the later ones of a changed id repeat what the input contained first
        assert [one.changed.height for one in outcomes] == [1, *[0] * 8]
    assert account(outcomes) == expected
    assert log.size() == FULL


def test_what_an_earlier_run_wrote_counts_as_contained_in_the_input(log: Log) -> None:
    log.write(THREE)
    batch = log.batch()
    altered = THREE.replace("First", "Altered")
    with log.writer(batch_id=batch) as writer:
        writer.preload_known(records_of(log.folder, altered, expect_new=False))
        again, other = altered.splitlines(keepends=True)[0], THREE.splitlines(keepends=True)[0]
        assert account([write_chunk(writer, log.records(again, writer))]) == (0, 1, 0, 0)
        assert account([write_chunk(writer, log.records(other, writer))]) == (0, 0, 0, 1)


def test_records_of_an_order_that_is_missing_are_refused_where_none_may_be_created(log: Log) -> None:
    log.write(THREE)
    rows = "4,1001,2020-01-03,,Known,\n5,9999,2020-01-03,,Unknown,\n"
    (outcome,) = log.write(rows, create_orders=False)
    assert outcome.refused.select("identity", "code", "value").rows() == [("5", "E-ORDER", "9999")]
    assert log.column(Order.number) == ["1001"]
    assert (outcome.imported, outcome.orders_made) == (1, 0)


def test_records_about_a_customer_who_is_missing_are_refused_where_none_may_be_created(log: Log) -> None:
    log.write(THREE)
    rows = "4,,2020-01-03,,Known,jane@x.example\n5,,2020-01-03,,Unknown,joe@x.example\n"
    (outcome,) = log.write(rows, create_customers=False)
    assert outcome.refused.select("identity", "code", "value").rows() == [
        ("5", "E-CUSTOMER", "joe@x.example")
    ]
    assert "joe@x.example" not in log.column(func.coalesce(User.email, ""))


def test_a_writer_expects_new_records_until_its_source_has_some(log: Log) -> None:
    with log.writer() as writer:
        assert writer.expects_new
    log.write(THREE)
    with log.writer() as writer:
        assert not writer.expects_new

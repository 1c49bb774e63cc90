"""A log that stores kinds: imports add theirs, and what is taken back or erased is understood anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bringing import Bring, bring_into
from sqlalchemy import Connection, text

from events import kind_store
from events.classified_events import read_order_events
from events.database.session import open_reader, open_session
from events.filters import ORDER, Filters
from events.kind_store.loaded import read_pages
from events.meaning.kind_codes import MEANT
from events.vocabulary.kinds import Kind
from importers.erasure.forget import forget
from importers.ledger.provenance import legacy_word
from importers.undo.undo import undo
from importers.writing.postgresql import writer as postgresql_writer
from importers.writing.sqlite import writer as sqlite_writer

SETS = ("legacy_id=id", "order=order", "date=date", "author=author", "message=message", "kind=kind")
HEADER = "id,order,date,author,message,kind\n"
HISTORY = (
    HEADER
    + """\
1,1001,2020-01-01 10:00:00,anna@shop.example,Captured amount of £5.00 online.,new
2,1001,2020-01-01 11:00:00,j.smith,Asked for jane@example.com,call
3,1002,2020-01-02 10:00:00,,Status changed to Paid,paid
4,1002,bad,,Shipped,paid
5,1002,2020-01-03 10:00:00,,"Captured amount of £6.00 online. Transaction ID: ""77"" (online)",paid
6,1003,2020-01-03 10:00:00,jane@example.com,Shipped to jane@example.com,visit
"""
)
MORE = HEADER + "7,1003,2020-01-04 10:00:00,,Refunded £2.00,\n8,1003,2020-01-05 10:00:00,,What,note\n"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_database"))


@pytest.fixture
def keeping(database: str) -> Iterator[None]:
    """A log with an empty store."""
    with open_reader(database) as reader:
        list(kind_store.prepare(reader, legacy_word, least=-1))
    yield


def check(reader: Connection) -> dict[int, Kind]:
    """The kinds by the store, which are those that the messages have."""
    known = kind_store.load(reader, legacy_word)
    assert known is not None
    events = list(read_order_events(reader, Filters(), legacy_word))
    assert {one.id: MEANT[known.code(ORDER, one.id)] for one in events} == {
        one.id: (one.kind, one.display_kind) for one in events
    }
    return {one.id: one.kind for one in events}


def missing(reader: Connection) -> list[tuple[int, int]]:
    highest = reader.scalar(text("SELECT max(id) FROM order_events")) or 0
    return read_pages(reader)[ORDER].holes(highest)


@pytest.fixture
def _long(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every import is long enough to store the kinds of what it brings."""
    for writer in (sqlite_writer, postgresql_writer):
        monkeypatch.setattr(writer, "LEAVES_KINDS", 0)


@pytest.mark.usefixtures("keeping")
@pytest.mark.parametrize(
    ("left", "is_stored"),
    [pytest.param(10, False, id="few"), pytest.param(5, True, id="more than it seemed")],
)
def test_few_records_leave_their_kinds_to_the_next_reading(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch, left: int, is_stored: bool
) -> None:
    for writer in (sqlite_writer, postgresql_writer):
        monkeypatch.setattr(writer, "LEAVES_KINDS", left)
    bring(HISTORY, sets=SETS, max_errors=5)
    with open_reader(database) as reader:
        assert check(reader)[1] is Kind.PAID
        assert bool(missing(reader)) is not is_stored
        list(kind_store.prepare(reader, legacy_word, least=0))
        assert not missing(reader)
        check(reader)


@pytest.mark.usefixtures("keeping", "_long")
def test_an_import_stores_the_kinds_of_what_it_brings(bring: Bring, database: str) -> None:
    bring(HISTORY, sets=SETS, max_errors=5)
    bring(HISTORY + MORE.removeprefix(HEADER), sets=SETS, name="more.csv", max_errors=5)
    with open_reader(database) as reader:
        found = check(reader)
        assert list(found.values()) == [
            Kind.PAID, Kind.NOTE, Kind.STATUS, Kind.PAID, Kind.NOTE, Kind.REFUNDED, Kind.NOTE
        ]  # fmt: skip
        assert all(first > 5 for first, _ in missing(reader))


@pytest.mark.usefixtures("keeping", "_long")
def test_a_dry_run_stores_nothing(database: str, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text(HISTORY, encoding="utf-8")
    bring_into(database, file, sets=SETS, max_errors=5, dry_run=True)
    with open_reader(database) as reader:
        assert reader.scalar(text("SELECT count(*) FROM event_kinds")) == 0


@pytest.mark.usefixtures("keeping", "_long")
def test_what_is_taken_back_or_erased_is_understood_anew(bring: Bring, database: str) -> None:
    bring(HISTORY, sets=SETS, max_errors=5)
    bring(MORE, sets=SETS, name="more.csv")
    undo(2, database=database, by="tester", dry_run=False, on_progress=lambda *_: None)
    with open_reader(database) as reader:
        assert len(check(reader)) == 5
    with open_session(database) as session:
        forget(session, "jane@example.com", by="tester")
        session.commit()
    with open_reader(database) as reader:
        assert missing(reader) == [(1, 5)]
        assert check(reader)[2] is Kind.NOTE


def test_a_log_without_a_store_gets_none_from_an_import(bring: Bring, database: str) -> None:
    bring(HISTORY, sets=SETS, max_errors=5)
    with open_reader(database) as reader:
        assert kind_store.load(reader, legacy_word) is None

"""A reconciliation proves record by record that a source is in the log, and finds whatever is not."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, PLAIN, Bring, bring_into

from events.database.session import open_session
from importers.authors import assignments
from importers.erasure import forget as forgetting
from importers.ledger.run_changes import rename_in_run
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.sets import with_sets
from importers.options import Options
from importers.readers.csv import reader
from importers.reconcile import compared_log
from importers.reconcile.reconcile import UnknownFileError, reconcile
from importers.reconcile.result import Reconciliation
from importers.retry.retry import retry
from importers.trace.replay import ReplaySettings

ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First
2,1001,2020-01-01 11:00:00,j.smith,Second
3,1002,2020-02-02 10:00:00,,Third
"""
Compare = Callable[..., Reconciliation]


@pytest.fixture
def compare(database: str, tmp_path: Path) -> Iterator[Compare]:
    """Reconciles text, as a file of the name that the test imported."""
    done: list[Reconciliation] = []

    def compare(text: str, *, name: str = "history.csv", **more: Any) -> Reconciliation:
        (tmp_path / name).write_text(text)
        before = hashlib.sha256(Path(database).read_bytes()).digest()
        options = {"database": database, "on_progress": lambda _: None, **more}
        done.append(reconcile(str(tmp_path / name), **options))
        assert hashlib.sha256(Path(database).read_bytes()).digest() == before, "it only reads"
        tally = done[-1].tally
        assert tally.read == tally.accounted
        return done[-1]

    yield compare
    for one in done:
        one.findings.close()


def told(done: Reconciliation) -> dict[str, int]:
    """The counts that are not 0, but for those of records that are there."""
    return {name: n for name, n in asdict(done.tally).items() if n and name not in ("read", "present")}


def tamper(database: str, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)


def test_what_was_imported_is_all_there(bring: Bring, compare: Compare) -> None:
    bring(HEADER + ROWS)
    done = compare(HEADER + ROWS)
    assert (done.complete, done.tally.read, done.tally.present, told(done)) == (True, 3, 3, {})
    assert (done.unchanged, done.batch, done.orders, done.orders_differing) == (True, 1, 2, 0)
    assert done.findings.months() == [("2020-01", 2, 2), ("2020-02", 1, 1)]


def test_what_was_never_imported_is_missing(bring: Bring, compare: Compare) -> None:
    bring(HEADER + ROWS)
    done = compare(HEADER + ROWS + "4,1003,2020-03-01,,New\n")
    assert (done.complete, done.unchanged, told(done)) == (False, False, {"missing": 1})
    (missing,) = done.findings.differences()
    assert (missing.kind, missing.order, missing.line, missing.identity) == ("missing", "1003", 5, "4")
    assert done.findings.months()[-1] == ("2020-03", 1, 0)


@pytest.mark.parametrize(
    ("statement", "field", "source", "log"),
    [
        ("UPDATE order_events SET date = date + 1 WHERE id = 1", "date", "2020-01-01T10:00:00Z",
         "2020-01-01T10:00:00.000001Z"),
        ("UPDATE order_events SET parameters = '{\"message\":\"Frist\"}' WHERE id = 1", "message", "First",
         "Frist"),
        ("UPDATE order_events SET order_id = 2 WHERE id = 1", "order", "1001", "1002"),
        ("UPDATE order_events SET user_id = NULL WHERE id = 1", "author", "anna@shop.example", None),
        ("UPDATE order_events SET user_id = 2 WHERE id = 1", "author", "anna@shop.example", "j.smith"),
        ("UPDATE order_events SET type = 'canceled' WHERE id = 1", "type", "other", "canceled"),
    ],
)  # fmt: skip
def test_an_event_that_was_tampered_with_is_found(  # noqa: PLR0917
    bring: Bring, compare: Compare, database: str, statement: str, field: str, source: str, log: str | None
) -> None:
    bring(HEADER + ROWS)
    tamper(database, statement)
    done = compare(HEADER + ROWS)
    assert told(done) == {"changed": 1}
    (found,) = done.findings.differences()
    assert (found.by_log, found.event, found.line) == (True, "o1", 2)
    assert [(one.field, one.source, one.log) for one in found.altered] == [(field, source, log)]


def test_an_event_that_was_deleted_is_missing(bring: Bring, compare: Compare, database: str) -> None:
    bring(HEADER + ROWS)
    tamper(database, "DELETE FROM order_events WHERE id = 1")
    assert told(compare(HEADER + ROWS)) == {"missing": 1}


def test_a_source_that_changed_since_is_distinguished_from_a_log_that_was_altered(
    bring: Bring, compare: Compare
) -> None:
    bring(HEADER + ROWS)
    done = compare(HEADER + ROWS.replace("Second", "2nd"))
    (found,) = done.findings.differences()
    assert (found.kind, found.by_log) == ("changed", False)
    assert [(one.field, one.source, one.log) for one in found.altered] == [("message", "2nd", "Second")]


def test_what_vanished_from_a_file_is_reported_and_counts_if_the_file_is_the_whole(
    bring: Bring, compare: Compare
) -> None:
    bring(HEADER + ROWS)
    done = compare(HEADER + ROWS[ROWS.index("2,") :])
    assert (done.complete, told(done)) == (True, {"elsewhere": 1})
    assert [(one.batch, one.file, one.count) for one in done.elsewhere] == [(1, "history.csv", 1)]
    whole = compare(HEADER + ROWS[ROWS.index("2,") :], whole=True)
    assert not whole.complete
    (vanished,) = whole.findings.differences()
    assert (vanished.kind, vanished.identity, vanished.event, vanished.line) == ("vanished", "1", "o1", 0)
    assert [(one.order, one.counts["vanished"]) for one in whole.findings.by_order()] == [("1001", 1)]


def test_what_a_file_lacks_is_looked_for_once_and_given_in_pages(
    bring: Bring, compare: Compare, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"{n},{n},2020-01-01,,x\n" for n in range(1, 12))
    bring(HEADER + rows)
    monkeypatch.setattr(compared_log, "PAGE", 3)
    whole = compare(HEADER + rows[: rows.index("2,")], whole=True)
    found = [(one.kind, one.event, one.order) for one in whole.findings.differences()]
    assert sorted(found) == sorted(("vanished", f"o{n}", f"{n}") for n in range(2, 12))
    assert "records" not in compared_log.UNSEEN, "each page would look through all that came before it"


def test_a_record_that_claims_to_come_from_the_file_is_extra(
    bring: Bring, compare: Compare, database: str
) -> None:
    bring(HEADER + ROWS)
    with open_session(database) as session, session.begin():
        rename_in_run(session, 2, "forged")
    done = compare(HEADER + ROWS)
    assert (done.complete, told(done)) == (False, {"missing": 1, "extra": 1})
    found = [(one.kind, one.event, one.line) for one in done.findings.differences("1001")]
    assert found == [("missing", "", 3), ("extra", "o2", 3)]


def test_rejects_are_named_as_such_until_they_are_repaired(
    bring: Bring, compare: Compare, database: str, tmp_path: Path
) -> None:
    bad = ROWS + "4,1003,bad,,x\n5,1003\n2,1001,2020-01-01,,Conflict\n6,1003,2020-01-01,,y\n"
    bring(HEADER + bad)
    done = compare(HEADER + bad)
    assert told(done) == {"rejected": 3}
    assert [one.code for one in done.findings.differences()] == ["E-COLUMNS", "E-CONFLICT", "E-DATE"]
    repaired = tmp_path / "repaired.csv"
    repaired.write_text(HEADER + "4,1003,2020-01-01,,x\n5,1003,2020-01-01,,z\n2b,1001,2020-01-01,,Conflict\n")
    assert retry(1, str(repaired), database=database).complete
    done = compare(HEADER + bad)
    assert (done.complete, told(done)) == (True, {"repaired": 3})


@pytest.mark.parametrize("chunk", [60, 4_000_000])
def test_records_that_stand_twice_are_numbered_in_chunks_of_any_size(
    bring: Bring, compare: Compare, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", chunk)
    same = ",7,2020-01-01,,Same\n"
    text = HEADER + same + ROWS + same + ROWS + "3,1002,2020-02-02,,Conflict\n" + same
    bring(text)
    done = compare(text)
    assert (done.tally.present, told(done)) == (6, {"repeated": 3, "rejected": 1})
    assert told(compare(text + same)) == {"repeated": 3, "rejected": 1, "missing": 1}


def test_customers_are_compared_where_there_is_no_order(
    compare: Compare, database: str, tmp_path: Path
) -> None:
    text = "id,customer,date,author,message\n1,Jane@x.example,2020-01-01,,a\n2,C17,2020-01-01,17,b\n"
    (tmp_path / "history.csv").write_text(text)
    sets = ("legacy_id=id", "customer=customer", "date=date", "author=author", "message=message")
    bring_into(database, tmp_path / "history.csv", sets=sets)
    assert compare(text).complete
    tamper(database, "UPDATE customer_events SET customer_id = 1")
    (found,) = compare(text).findings.differences()
    assert [(one.field, one.source, one.log) for one in found.altered] == [
        ("customer", "C17", "Jane@x.example")
    ]


def test_the_mapping_is_that_of_the_import_or_the_one_given(bring: Bring, compare: Compare) -> None:
    with pytest.raises(UnknownFileError, match="was never imported"):
        compare(HEADER + ROWS)
    bring(HEADER + ROWS, name="other.csv")
    with pytest.raises(UnknownFileError):
        compare(HEADER + ROWS + "4,1,2020-01-01,,x\n", name="unknown.csv")
    mapping = with_sets(ColumnMapping(source="test", tz="UTC"), PLAIN)
    given = ReplaySettings(mapping=mapping, options=Options())
    assert compare(HEADER + ROWS, name="unknown.csv", terms=given).complete
    elsewhere = ReplaySettings(mapping=mapping, options=Options(shop="pl"))
    assert told(compare(HEADER + ROWS, name="unknown.csv", terms=elsewhere)) == {"missing": 3}


def test_an_import_that_knew_no_record_is_not_the_one_that_is_compared_with(
    database: str, tmp_path: Path, compare: Compare
) -> None:
    """As where its zone was forgotten: all were other records then. Options of one's own change no source."""
    text = "id,order,date,note\n1,1001,2020-01-01 10:00,Paid\n2,1001,2020-01-02 10:00,Shipped\n"
    file = tmp_path / "history.csv"
    file.write_text(text)
    zone = ColumnMapping(source="crm", tz="Europe/Berlin")
    bring_into(database, file, sets=(), mapping=zone, guess=True)
    again = bring_into(database, file, sets=(), mapping=ColumnMapping(source="crm"), guess=True)
    assert (again.counts.changed, again.counts.imported) == (2, 0)
    done = compare(text)
    assert (done.batch, done.complete) == (1, True)
    own = ReplaySettings(mapping=ColumnMapping(tz="Europe/Berlin"), options=Options(guess=True))
    assert compare(text, terms=own).complete


def test_options_take_no_source_from_another_file_of_the_same_name(
    database: str, tmp_path: Path, compare: Compare
) -> None:
    text = "id,order,date,note\n1,1001,2020-01-01 10:00,Paid\n"
    other = tmp_path / "elsewhere" / "history.csv"
    other.parent.mkdir()
    other.write_text(text)
    bring_into(database, other, sets=(), mapping=ColumnMapping(source="crm", tz="UTC"), guess=True)
    own = ReplaySettings(mapping=ColumnMapping(tz="UTC"), options=Options(guess=True))
    assert compare(text.replace("1001", "1002"), terms=own).source == "default"


def test_a_database_is_the_same_one_by_its_url(database: str, tmp_path: Path) -> None:
    """Options keep its source, though it has grown: its path says that it is the log's."""
    shop, url = tmp_path / "shop.db", f"sqlite:///{tmp_path / 'shop.db'}"
    tamper(str(shop), "CREATE TABLE notes(id INTEGER PRIMARY KEY, order_no, created, note)")
    tamper(str(shop), "INSERT INTO notes VALUES (1, '1001', '2020-01-01 10:00', 'Paid')")
    mapping = ColumnMapping(source="crm", tz="UTC")
    bring_into(database, shop, sets=(), mapping=mapping, guess=True)
    tamper(str(shop), "INSERT INTO notes VALUES (2, '1002', '2020-01-02 10:00', 'Sent')")
    own = ReplaySettings(mapping=ColumnMapping(tz="UTC"), options=Options(guess=True))
    done = reconcile(url, database=database, terms=own, on_progress=lambda _: None)
    done.findings.close()
    assert (done.source, done.tally.present, done.tally.missing) == ("crm", 1, 1)


def test_a_grown_file_is_compared_whole_and_a_delta_is_enough(bring: Bring, compare: Compare) -> None:
    bring(HEADER + ROWS)
    delta = "0,1001,2019-01-01,,Back-dated\n8,1009,2020-02-01,,New\n"
    bring(HEADER + delta, name="delta.csv")
    done = compare(HEADER + delta, name="delta.csv")
    assert (done.complete, told(done)) == (True, {"elsewhere": 3})
    assert compare(HEADER + ROWS + delta).complete


def forget(database: str, email: str) -> None:
    with open_session(database) as session:
        forgetting.forget(session, email, by="me")
        session.commit()


def test_what_an_erasure_took_away_is_no_alteration(
    bring: Bring, compare: Compare, database: str, tmp_path: Path
) -> None:
    """Their name as author and customer, and where their address stood in a message."""
    rows = ROWS + '4,1002,2020-02-03,,"Ask ""anna@shop.example"", or żona"\n5,1002,2020-02-03,,Else\n'
    bring(HEADER + rows)
    text = "id,customer,date,author,message\nc1,Anna@shop.example,2020-01-01,,a\n"
    sets = ("legacy_id=id", "customer=customer", "date=date", "author=author", "message=message")
    bring(text, name="customers.csv", sets=sets)
    forget(database, "anna@shop.example")
    done = compare(HEADER + rows)
    assert (done.complete, done.tally.present, told(done)) == (True, 3, {"forgotten": 2, "elsewhere": 1})
    assert told(compare(text, name="customers.csv"))["forgotten"] == 1
    bring(HEADER + rows + "6,1002,2020-02-03,anna@shop.example,Back again\n", name="grown.csv")
    done = compare(HEADER + rows)
    assert (done.complete, told(done)) == (True, {"forgotten": 2, "elsewhere": 2})


def test_records_of_orders_whose_customer_was_forgotten_are_counted_so(
    bring: Bring, compare: Compare, database: str
) -> None:
    """Their events name nobody: it is the order that was the person's."""
    text = (
        "id,order,customer,date,message\n1,1001,anna@shop.example,2020-01-01,Paid\n"
        "2,1001,anna@shop.example,2020-01-02,Sent\n3,1002,tom@shop.example,2020-01-02,Paid\n"
    )
    sets = ("legacy_id=id", "order=order", "customer=customer", "date=date", "message=message")
    bring(text, name="sold.csv", sets=sets)
    assert compare(text, name="sold.csv").tally.present == 3
    forget(database, "anna@shop.example")
    done = compare(text, name="sold.csv")
    assert (done.complete, done.tally.present, told(done)) == (True, 1, {"forgotten": 2})


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ("UPDATE order_events SET user_id = NULL WHERE id = 2", "author"),
        ("UPDATE order_events SET user_id = 2 WHERE id = 1", "author"),
        ('UPDATE order_events SET parameters = \'{"message": "(forgotten) it"}\' WHERE id = 3', "message"),
        ("UPDATE order_events SET date = 0 WHERE id = 1", "date"),
    ],
)
def test_what_was_altered_beside_an_erasure_is_found(
    bring: Bring, compare: Compare, database: str, statement: str, field: str
) -> None:
    bring(HEADER + ROWS)
    forget(database, "anna@shop.example")
    tamper(database, statement)
    done = compare(HEADER + ROWS)
    assert done.tally.changed == 1
    (found,) = done.findings.differences()
    assert [one.field for one in found.altered] == [field]


def test_whom_nobody_erased_is_missed(bring: Bring, compare: Compare, database: str) -> None:
    """A person of a later import who is gone from an event, whoever was erased before."""
    bring(HEADER + ROWS)
    forget(database, "anna@shop.example")
    later = "9,1009,2020-03-01,anna@shop.example,Later\n"
    bring(HEADER + later, name="later.csv", keep_out=False)
    tamper(database, "UPDATE order_events SET user_id = NULL WHERE id = 4")
    done = compare(HEADER + later, name="later.csv")
    assert done.tally.changed == 1


def test_authors_that_were_assigned_are_whom_the_log_takes_them_for(
    bring: Bring, compare: Compare, database: str
) -> None:
    bring(HEADER + ROWS)
    with open_session(database) as session:
        assignments.assign(session, "j.smith", "jane@shop.example", source=None, shop=None, by="me")
        session.commit()
    assert compare(HEADER + ROWS).complete
    for who in ("system", ""):
        with open_session(database) as session:
            assignments.unassign(session, "j.smith", source=None, shop=None, by="me")
            if who:
                assignments.assign(session, "j.smith", who, source=None, shop=None, by="me")
            session.commit()
        assert compare(HEADER + ROWS).complete
    with open_session(database) as session:
        assignments.assign(session, "j.smith", "jane@shop.example", source=None, shop=None, by="me")
        session.commit()
    forget(database, "jane@shop.example")
    done = compare(HEADER + ROWS)
    assert (done.complete, told(done)) == (True, {"forgotten": 1})


def test_an_altered_type_is_shown_beside_the_one_it_was_imported_with(
    compare: Compare, database: str, tmp_path: Path
) -> None:
    text = "id,order,date,message,kind\n1,1001,2020-01-01,gone,canceled\n"
    (tmp_path / "history.csv").write_text(text)
    sets = ("legacy_id=id", "order=order", "date=date", "message=message", "kind=kind")
    bring_into(database, tmp_path / "history.csv", sets=sets)
    tamper(database, "UPDATE order_events SET type = 'confirmed'")
    (found,) = compare(text).findings.differences()
    assert [(one.field, one.source, one.log) for one in found.altered] == [("type", "other", "confirmed")]

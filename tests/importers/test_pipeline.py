"""What `events import` promises: all is accounted for, nothing twice, nothing lost, whatever happens."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bringing import HEADER, PLAIN, ROWS, Bring, account, bring_into, rows, wide_history

from events.account import events as account_events
from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.order import events as order_events
from events.order.lookup import find_order
from events.timeline import entries
from importers.errors import AccountMismatchError
from importers.ledger import batches
from importers.ledger.models import Batch
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.sets import with_sets
from importers.readers.csv import reader
from importers.report import Counts
from importers.writing.sqlite.file import SqliteFile


def test_every_record_is_accounted_for(bring: Bring) -> None:
    bad = "4,,2020-01-01,x,no subject\n5,1003,0000-00-00,x,zero\n6,1003,2020-01-01,x,\n7,1003\n"
    report = bring(HEADER + ROWS + bad)
    assert account(report.counts) == (7, 3, 0, 0, 0, 4)
    assert [(group.code, group.count, group.line) for group in report.groups] == [
        ("E-SUBJECT", 1, 5),
        ("E-DATE-ZERO", 1, 6),
        ("E-MESSAGE", 1, 7),
        ("E-COLUMNS", 1, 8),
    ]
    assert not report.complete


def test_bulk_writing_and_the_event_functions_write_the_same_rows(bring: Bring, database: str) -> None:
    text = 'Zażółć "quoted" \\ back\n\ttab \x1b[31m \u2028 🎁'
    when = datetime(2020, 1, 1, 10, 0, 0, 123456, tzinfo=UTC)
    quoted = text.replace('"', '""')
    bring(f'{HEADER}1,1001,{when.isoformat()},anna@shop.example,"{quoted}"\n')
    bring(f'id,customer,date,author,message\n2,jane@example.com,{when.isoformat()},anna@shop.example,"{quoted}"\n',
          sets=(*PLAIN[:1], "customer=customer", *PLAIN[2:]),
          mapping=ColumnMapping(source="other"))  # fmt: skip
    with open_session(database) as session:
        order = find_order(session, "1001")
        anna = next(entries(session, EVERYTHING, Filters())).user
        assert anna is not None
        from events.account.people import find_user

        user, jane = find_user(session, "anna@shop.example"), find_user(session, "jane@example.com")
        order_events.other_event(order=order, user=user, message=text, date=when)
        account_events.other_event(customer=jane, user=user, message=text, date=when)
        session.commit()
    for table in ("order_events", "customer_events"):
        bulk, single = rows(database, f"SELECT * FROM {table} ORDER BY id")  # noqa: S608
        assert [json.loads(cell) if str(cell).startswith("{") else cell for cell in bulk[1:]] == [
            json.loads(cell) if str(cell).startswith("{") else cell for cell in single[1:]
        ]
        kinds = (
            f"SELECT DISTINCT {', '.join(f'typeof({c})' for c in ('date', 'type', 'user_id', 'parameters'))}"
        )
        assert len(rows(database, f"{kinds} FROM {table}")) == 1


def test_nul_characters_are_shown_and_counted(bring: Bring, database: str) -> None:
    report = bring(HEADER + "1,1,2020-01-01,,a\x00b\n")
    assert report.counts.nuls == 1
    assert rows(database, "SELECT parameters FROM order_events") == [('{"message":"a\u2400b"}',)]


def test_too_many_rejects_stop_the_import_before_the_chunk_that_has_them(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    text = HEADER + ROWS + "4,1,bad,,x\n5,1,bad,,x\n6,1,2020-01-01,,last\n"
    report = bring(text, max_errors=1)
    assert report.status == "stopped"
    assert "2 records are rejected, 1 allowed" in report.stopped
    assert report.counts.read == report.counts.accounted
    assert report.groups[0].code == "E-DATE"
    report = bring(text, max_errors=2)
    assert (report.batch, report.status) == (1, "done")
    assert account(report.counts) == (6, 4, 0, 0, 0, 2)


def test_rejects_are_the_users_own_bytes_with_the_reasons_beside(bring: Bring, tmp_path: Path) -> None:
    text = HEADER + ROWS + '4,1001,0000-00-00,,"two\nlines"\n5,1001\n'
    report = bring(text, rejects_file=str(tmp_path / "r.csv"))
    assert report.counts.rejected == 2
    assert (tmp_path / "r.csv").read_text() == HEADER + '4,1001,0000-00-00,,"two\nlines"\n5,1001\n'
    reasons = (tmp_path / "r.csv.reasons.csv").read_text().splitlines()
    assert reasons[1].startswith("history.csv,5,4,,date,0000-00-00,E-DATE-ZERO,")
    assert reasons[2].startswith("history.csv,7,5,,,,E-COLUMNS,")
    assert (tmp_path / "r.csv").stat().st_mode & 0o777 == 0o600


def test_the_program_notices_when_a_record_is_not_accounted_for(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    with open_session(database) as session:
        batch = session.get_one(Batch, 1)
        with pytest.raises(AccountMismatchError, match="read 3 records but accounts for"):
            batches.finish(session, batch, status="done", counts=Counts(read=3, imported=2), file_digest="")


def test_an_import_is_linear_in_its_size(tmp_path: Path, sqlite_database: str) -> None:
    """Not a timing: the number of statements grows with the chunks, not with the rows."""
    count = 0
    original = SqliteFile.run

    def counted(self: SqliteFile, *args: object) -> object:
        nonlocal count
        count += 1
        return original(self, *args)  # type: ignore[arg-type]

    file = tmp_path / "h.csv"
    wide_history(file, count=5000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqliteFile, "run", counted)
        bring_into(sqlite_database, file)
    assert count < 100


SAMPLES = Path(__file__).parents[3] / "shared" / "samples"


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real exports of other people lie beside the repository")
def test_the_real_event_log_is_fully_accounted_for_twice(database: str) -> None:
    sets = ("legacy_id=concept:instance", "order=case:concept:name", "date=time:timestamp",
            "author=org:resource", "message=concept:name")  # fmt: skip
    file = SAMPLES / "csv-eventlog" / "receipt.csv"
    first = bring_into(database, file, sets=sets)
    assert account(first.counts) == (8577, 8577, 0, 0, 0, 0)
    assert (first.counts.orders_made, first.lines) == (1434, 8578)
    assert account(bring_into(database, file, sets=sets).counts) == (8577, 0, 8577, 0, 0, 0)
    assert rows(
        database,
        "SELECT date, raw_date FROM order_events e JOIN records r ON r.id = e.id ORDER BY e.id LIMIT 1",
    ) == [(1318333540276000, "2011-10-11 13:45:40.276000+02:00")]


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="real exports of other people lie beside the repository")
def test_the_real_wide_export_is_fully_accounted_for_twice(database: str, tmp_path: Path) -> None:
    from importers.mapping.mapping_file import load

    file = tmp_path / "olist.toml"
    stages = ("purchase_timestamp", "approved_at", "delivered_carrier_date", "delivered_customer_date",
              "estimated_delivery_date")  # fmt: skip
    events = "".join(
        f"[[events]]\npart = '{stage}'\ndate = 'order_{stage}'\nmessage = \"'{stage}'\"\n" for stage in stages
    )
    file.write_text(
        "source = 'olist'\ntz = 'America/Sao_Paulo'\ndate_format = '%m/%d/%Y %H:%M'\n"
        f"[fields]\nlegacy_id = 'order_id'\norder = 'order_id'\ncustomer = 'customer_id'\n{events}"
    )
    export = SAMPLES / "olist" / "olist_orders_excel_resaved_4998.csv"
    first = bring_into(database, export, sets=(), mapping=load(str(file)))
    assert account(first.counts) == (24760, 24760, 0, 0, 0, 0)
    assert first.lines == 4999
    again = bring_into(database, export, sets=(), mapping=with_sets(load(str(file)), []))
    assert account(again.counts) == (24760, 0, 24760, 0, 0, 0)

"""How many rejects an import may have: the three policies, by number and by rate."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import HEADER, PLAIN, Bring, rows

from importers.error_budget import SETTLED, Budget, OnErrors
from importers.mapping.column_mapping import ColumnMapping

GOOD = "1,1001,2020-01-01,anna@shop.example,First\n2,1002,2020-01-02,,Second\n"
BAD = "3,1003,0000-00-00,,Third\n"
AFTER = "4,1004,2020-01-04,,Fourth\n"
CUSTOMERS = "id,order,date,author,message,customer\n"


def test_a_rejected_record_is_left_out_and_the_rest_imported(bring: Bring) -> None:
    report = bring(HEADER + GOOD + BAD)
    assert (report.counts.imported, report.counts.rejected, report.status) == (2, 1, "done")


@pytest.mark.parametrize("chunk_bytes", [30, 60, 100, 1_000_000])
def test_to_stop_keeps_what_comes_before_the_reject_however_the_input_is_cut(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch, chunk_bytes: int
) -> None:
    monkeypatch.setattr("importers.readers.csv.reader.CHUNK_BYTES", chunk_bytes)
    report = bring(HEADER + GOOD + BAD + AFTER, budget=Budget(on_errors=OnErrors.STOP))
    assert (report.status, report.taken_back) == ("stopped", None)
    assert report.stopped == "1 record is rejected, 0 allowed; nothing after record 2 was imported"
    assert (report.counts.read, report.counts.imported, report.lines) == (2, 2, 3)
    assert [(group.count, group.line) for group in report.groups] == [(1, 4)]
    assert rows(database, "SELECT count(*) FROM order_events") == [(2,)]
    resumed = bring(HEADER + GOOD + BAD + AFTER)
    assert (resumed.batch, resumed.resumed_at, resumed.status) == (1, 2, "done")
    assert (resumed.counts.read, resumed.counts.imported, resumed.counts.rejected) == (4, 3, 1)


@pytest.mark.parametrize("chunk_bytes", [30, 60, 1_000_000])
def test_a_stopped_import_of_a_mended_file_goes_on_only_where_what_was_done_still_stands(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, chunk_bytes: int
) -> None:
    monkeypatch.setattr("importers.readers.csv.reader.CHUNK_BYTES", chunk_bytes)
    stop = Budget(on_errors=OnErrors.STOP)
    bring(HEADER + GOOD + BAD + AFTER, budget=stop)
    mended = BAD.replace("0000-00-00", "2020-01-03")
    report = bring(HEADER + GOOD + mended + BAD.replace("3", "5", 1) + AFTER, budget=stop)
    assert (report.batch, report.resumed_at, report.counts.imported, report.status) == (1, 2, 3, "stopped")
    first = GOOD.splitlines(keepends=True)[1]
    report = bring(HEADER + first + mended + AFTER, budget=stop)
    assert (report.batch, report.resumed_at, report.status) == (2, 0, "done")
    assert (report.counts.duplicate, report.counts.imported) == (2, 1)


@pytest.mark.parametrize("chunk_bytes", [40, 90, 1_000_000])
def test_the_account_of_a_stop_does_not_depend_on_how_the_input_is_cut(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, chunk_bytes: int
) -> None:
    """Nor does what is told beside the account; a changed record is told once."""
    bring(HEADER + "2,1002,2020-01-02,,Otherwise\n")
    monkeypatch.setattr("importers.readers.csv.reader.CHUNK_BYTES", chunk_bytes)
    gap = "9,1001,2020-03-29 02:30:00,,In the gap\n"
    text = HEADER + gap + GOOD + "2,1002,2020-01-02,,Second\n" + BAD + gap.replace("9", "10", 1) + BAD + AFTER
    zone = ColumnMapping(source="test", tz="Europe/Warsaw")
    report = bring(text, budget=Budget(max_errors=1), mapping=zone)
    assert report.stopped == "2 records are rejected, 1 allowed; nothing after record 6 was imported"
    counts = report.counts
    assert (counts.read, counts.imported, counts.duplicate, counts.changed, counts.rejected) == (
        6,
        3,
        1,
        1,
        1,
    )
    assert counts.gaps == 2
    resumed = bring(text, mapping=zone).counts
    assert (resumed.read, resumed.imported, resumed.rejected, resumed.gaps) == (8, 4, 2, 2)


@pytest.mark.parametrize("chunk_bytes", [40, 70, 1_000_000])
def test_what_is_refused_is_no_original_of_a_duplicate(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch, chunk_bytes: int
) -> None:
    """Each record without its order is refused, told twice or not; one that has its order counts."""
    bring(HEADER + "9,1001,2020-01-01,,Makes the order\n", mapping=ColumnMapping(source="other", tz="UTC"))
    monkeypatch.setattr("importers.readers.csv.reader.CHUNK_BYTES", chunk_bytes)
    lost, good = "1,7,2020-01-01,,Lost\n", "1,1001,2020-01-01,,Good\n"
    report = bring(HEADER + lost + lost + good + good + lost + "2,8,2020-01-01,,x\n", create_orders=False)
    counts = report.counts
    assert (counts.read, counts.imported, counts.duplicate, counts.rejected) == (6, 1, 1, 4)
    told = rows(database, "SELECT record, code FROM rejects WHERE batch_id = 2 ORDER BY record")
    assert told == [(1, "E-ORDER"), (2, "E-ORDER"), (5, "E-CONFLICT"), (6, "E-ORDER")]


def test_all_or_nothing_leaves_nothing_but_its_account(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.readers.csv.reader.CHUNK_BYTES", 60)
    report = bring(HEADER + GOOD + BAD, budget=Budget(on_errors=OnErrors.ALL_OR_NOTHING))
    assert (report.status, report.taken_back) == ("undone", 2), "what came before"
    for table in ("order_events", "records", "orders", "users", "legacy_names", "creations"):
        assert rows(database, f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608
    assert rows(database, "SELECT status FROM batches") == [("undone",)]
    again = bring(HEADER + GOOD, budget=Budget(on_errors=OnErrors.ALL_OR_NOTHING))
    assert (again.counts.imported, again.status) == (2, "done"), "its identities are free again"


def test_all_or_nothing_rehearsed_reports_the_same_and_does_nothing(bring: Bring, database: str) -> None:
    budget = Budget(on_errors=OnErrors.ALL_OR_NOTHING)
    rehearsed = bring(HEADER + GOOD + BAD, budget=budget, dry_run=True)
    done = bring(HEADER + GOOD + BAD, budget=budget)
    assert (rehearsed.counts, rehearsed.status) == (done.counts, done.status)
    assert rows(database, "SELECT count(*) FROM batches") == [(1,)]


@pytest.mark.parametrize(("share", "status"), [(0.33, "stopped"), (0.34, "done"), (0.0, "stopped")])
def test_a_share_of_rejects_is_allowed_and_no_more(bring: Bring, share: float, status: str) -> None:
    assert bring(HEADER + GOOD + BAD, budget=Budget(max_rate=share)).status == status


def test_a_share_is_judged_when_enough_is_read_and_at_the_end(bring: Bring) -> None:
    good = "".join(f"{number},1001,2020-01-01,,Note\n" for number in range(100, 100 + SETTLED))
    early = bring(HEADER + BAD + BAD.replace("3", "5", 1) + good, budget=Budget(max_rate=0.01))
    assert (early.status, early.counts.rejected) == ("done", 2)
    end = bring(HEADER + BAD + GOOD + "7,1,bad,,x\n", budget=Budget(max_rate=0.3))
    assert end.stopped == "2 of 4 records (50.00%) are rejected, 30.00% allowed; all of the input was read"
    late = bring(HEADER + good + BAD * 12 + GOOD, budget=Budget(max_rate=0.01))
    assert "11 of 1,011 records (1.09%) are rejected, 1.00% allowed; nothing after" in late.stopped
    assert late.counts.read == SETTLED + 10


def test_a_number_and_a_policy_together_allow_that_number() -> None:
    budget = Budget(on_errors=OnErrors.STOP, max_errors=5)
    assert budget.fault(read=10, rejected=5, is_end=True) == ""
    assert "5 allowed" in budget.fault(read=10, rejected=6, is_end=False)


def test_customers_who_are_not_there_are_rejected_where_that_is_asked_for(
    bring: Bring, database: str
) -> None:
    text = CUSTOMERS + "1,,2020-01-01,anna@shop.example,About Jane,jane@x.example\n"
    sets = (*PLAIN, "customer=customer")
    report = bring(text, sets=sets, create_customers=False)
    assert [(group.code, group.count) for group in report.groups] == [("E-CUSTOMER", 1)]
    assert rows(database, "SELECT email FROM users WHERE email LIKE 'jane%'") == []
    assert bring(text, sets=sets).counts.imported == 1
    more = text + "2,,2020-01-02,,More about Jane,JANE@x.example\n"
    assert bring(more, sets=sets, create_customers=False).counts.imported == 1, "now she is there"


def test_an_order_of_a_customer_who_is_not_there_is_imported_without_them(
    bring: Bring, database: str
) -> None:
    text = CUSTOMERS + "1,1001,2020-01-01,,Placed,jane@x.example\n"
    report = bring(text, sets=(*PLAIN, "customer=customer"), create_customers=False)
    assert report.counts.imported == 1
    assert rows(database, "SELECT user_id FROM orders") == [(None,)]


def test_a_rehearsal_shows_by_how_much_the_database_grows(bring: Bring, tmp_path: Path) -> None:
    lines = "".join(f"{number},1001,2020-01-01,,Note {number}\n" for number in range(3000))
    assert bring(HEADER + lines, dry_run=True).grows_bytes > 100_000
    assert bring(HEADER + lines).grows_bytes == 0

"""How many rejects an import may have: the three policies, by number and by rate."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import HEADER, PLAIN, Bring, rows

from importers.budget import Budget, OnErrors

GOOD = "1,1001,2020-01-01,anna@shop.example,First\n2,1002,2020-01-02,,Second\n"
BAD = "3,1003,0000-00-00,,Third\n"
CUSTOMERS = "id,order,date,author,message,customer\n"


def test_a_rejected_record_is_left_out_and_the_rest_imported(bring: Bring) -> None:
    report = bring(HEADER + GOOD + BAD)
    assert (report.counts.imported, report.counts.rejected, report.status) == (2, 1, "done")


def test_to_stop_at_the_first_reject_writes_nothing_of_its_chunk(bring: Bring, database: str) -> None:
    report = bring(HEADER + GOOD + BAD, budget=Budget(on_errors=OnErrors.STOP))
    assert (report.status, report.taken_back) == ("stopped", None)
    assert "1 record is rejected, 0 allowed" in report.stopped
    assert rows(database, "SELECT count(*) FROM order_events") == [(0,)]


def test_all_or_nothing_leaves_nothing_but_its_account(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importers.readers.delimited.CHUNK_BYTES", 60)
    report = bring(HEADER + GOOD + BAD, budget=Budget(on_errors=OnErrors.ALL_OR_NOTHING))
    assert (report.status, report.taken_back) == ("undone", 1), "a chunk had been committed"
    for table in ("order_events", "records", "orders", "users", "legacy_names", "creations"):
        assert rows(database, f"SELECT count(*) FROM {table}") == [(0,)], table  # noqa: S608
    assert rows(database, "SELECT status FROM batches") == [("undone",)]
    again = bring(HEADER + GOOD, budget=Budget(on_errors=OnErrors.ALL_OR_NOTHING))
    assert (again.counts.imported, again.status) == (2, "done"), "its identities are free again"


def test_all_or_nothing_rehearsed_tells_the_same_and_does_nothing(bring: Bring, database: str) -> None:
    budget = Budget(on_errors=OnErrors.ALL_OR_NOTHING)
    rehearsed = bring(HEADER + GOOD + BAD, budget=budget, dry_run=True)
    done = bring(HEADER + GOOD + BAD, budget=budget)
    assert (rehearsed.counts, rehearsed.status) == (done.counts, done.status)
    assert rows(database, "SELECT count(*) FROM batches") == [(1,)]


@pytest.mark.parametrize(("share", "status"), [(0.33, "stopped"), (0.34, "done"), (0.0, "stopped")])
def test_a_share_of_rejects_is_allowed_and_no_more(bring: Bring, share: float, status: str) -> None:
    assert bring(HEADER + GOOD + BAD, budget=Budget(max_rate=share)).status == status


def test_a_number_and_a_policy_together_allow_that_number() -> None:
    budget = Budget(on_errors=OnErrors.STOP, max_errors=5)
    assert budget.fault(read=10, rejected=5) == ""
    assert "5 allowed" in budget.fault(read=10, rejected=6)


def test_customers_who_are_not_there_are_rejected_where_that_is_asked_for(
    bring: Bring, database: str
) -> None:
    text = CUSTOMERS + "1,,2020-01-01,anna@shop.example,About Jane,jane@x.example\n"
    sets = (*PLAIN, "customer=customer")
    report = bring(text, sets=sets, make_customers=False)
    assert [(group.code, group.count) for group in report.groups] == [("E-CUSTOMER", 1)]
    assert rows(database, "SELECT email FROM users WHERE email LIKE 'jane%'") == []
    assert bring(text, sets=sets).counts.imported == 1
    more = text + "2,,2020-01-02,,More about Jane,JANE@x.example\n"
    assert bring(more, sets=sets, make_customers=False).counts.imported == 1, "now she is there"


def test_an_order_of_a_customer_who_is_not_there_is_imported_without_them(
    bring: Bring, database: str
) -> None:
    text = CUSTOMERS + "1,1001,2020-01-01,,Placed,jane@x.example\n"
    report = bring(text, sets=(*PLAIN, "customer=customer"), make_customers=False)
    assert report.counts.imported == 1
    assert rows(database, "SELECT user_id FROM orders") == [(None,)]


def test_a_rehearsal_tells_by_how_much_the_database_grows(bring: Bring, tmp_path: Path) -> None:
    lines = "".join(f"{number},1001,2020-01-01,,Note {number}\n" for number in range(3000))
    assert bring(HEADER + lines, dry_run=True).grows_bytes > 100_000
    assert bring(HEADER + lines).grows_bytes == 0

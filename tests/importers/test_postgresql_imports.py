"""An import into a PostgreSQL server leaves what it leaves in a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from bringing import bring_into
from mixed_history import CHUNK, FEW, ROWS, SETS, TITLES, history
from sqlalchemy import select

from events.database.session import open_session
from events.models import OrderEvent
from importers.readers.csv import reader
from importers.reconcile.reconcile import reconcile
from importers.retry.retry import retry
from importers.undo.undo import undo


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return history(tmp_path / "history.csv", count=FEW)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", CHUNK)


@pytest.mark.usefixtures("small_chunks")
def test_a_server_holds_after_an_import_what_a_file_holds(file: Path, both: Any) -> None:
    one, other = both(lambda database: bring_into(database, file, sets=SETS))
    assert one.counts == other.counts
    assert (one.counts.read, one.counts.rejected) == (FEW, FEW // 23)
    assert (one.groups, one.first_order) == (other.groups, other.first_order)


@pytest.mark.usefixtures("small_chunks")
def test_a_file_read_again_is_duplicates_changes_and_what_is_new(
    file: Path, both: Any, tmp_path: Path
) -> None:
    both(lambda database: bring_into(database, file, sets=SETS))
    text = file.read_text().replace("Note 7,", "Note seven,").replace("Note 1", "Note ten and")
    grown = tmp_path / "grown.csv"
    grown.write_text(text + "9001,1,2020-02-01,anna@shop.example,New,\n9001,1,2020-02-01,,Conflict,\n")
    one, other = both(lambda database: bring_into(database, grown, sets=SETS))
    assert one.counts == other.counts
    assert one.counts.changed > 0
    assert one.counts.imported > 1, "records without an id are new with another text"
    assert (one.changed_records, one.groups) == (other.changed_records, other.groups)


@pytest.mark.usefixtures("small_chunks")
def test_an_import_stops_at_the_same_record_and_goes_on(file: Path, both: Any) -> None:
    one, other = both(lambda database: bring_into(database, file, sets=SETS, max_errors=8))
    assert one.stopped == other.stopped != ""
    both(lambda database: bring_into(database, file, sets=SETS))


@pytest.mark.usefixtures("small_chunks")
def test_missing_orders_and_customers_are_rejected_where_none_may_be_made(
    file: Path, both: Any, tmp_path: Path
) -> None:
    few = history(tmp_path / "few.csv", count=FEW, orders=20)
    both(lambda database: bring_into(database, few, sets=SETS))
    more = history(tmp_path / "more.csv", seed=5, first=50_000, count=FEW, orders=40)
    one, other = both(
        lambda database: bring_into(database, more, sets=SETS, create_orders=False, create_customers=False)
    )
    assert one.counts == other.counts
    assert {group.code for group in one.groups} >= {"E-ORDER"}


@pytest.mark.usefixtures("small_chunks")
def test_an_import_is_undone_and_imported_again(file: Path, both: Any) -> None:
    both(lambda database: bring_into(database, file, sets=SETS))
    both(lambda database: undo(1, database=database, by="", dry_run=False, on_progress=lambda _: None).events)
    both(lambda database: bring_into(database, file, sets=SETS).counts)


def _file(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(TITLES + text)
    return str(folder / name)


def _compared(path: str, database: str, *, whole: bool = False) -> dict[str, Any]:
    done = reconcile(path, database=database, on_progress=lambda _: None, whole=whole)
    try:
        found = {**asdict(done.tally), "elsewhere": done.elsewhere, "differing": done.orders_differing}
        return found | {"identities": sorted(one.identity for one in done.findings.differences())}
    finally:
        done.findings.close()


def test_repaired_rejects_are_imported_at_their_places(both: Any, tmp_path: Path) -> None:
    file = _file(tmp_path, "history.csv", ROWS)
    rows = "2,1001,2020-01-02,j.smith,Second,\n3,1002,2020-01-03,,Third,\n6,1003,no,,Sixth,\n"
    repaired = _file(tmp_path, "repaired.csv", rows)
    both(lambda database: bring_into(database, file, sets=SETS).counts)
    for expected in (2, 0):
        one, other = both(lambda database: retry(1, repaired, database=database))
        assert one.tally == other.tally
        assert one.tally.imported == expected
        assert one.matched == other.matched


def test_a_comparison_finds_on_a_server_what_it_finds_in_a_file(both: Any, tmp_path: Path) -> None:
    file = _file(tmp_path, "history.csv", ROWS)
    both(lambda database: bring_into(database, file, sets=SETS).counts)
    one, other = both(lambda database: _compared(file, database))
    assert one == other
    assert (one["read"], one["present"], one["rejected"]) == (6, 3, 3)

    def tamper(database: str) -> None:
        with open_session(database) as session:
            event = session.scalars(select(OrderEvent).order_by(OrderEvent.id)).first()
            assert event is not None
            event.parameters = {"message": "Forged"}
            session.commit()

    both(tamper)
    one, other = both(lambda database: _compared(file, database))
    assert one == other
    assert one["changed"] == 1
    _file(tmp_path, "history.csv", ROWS.replace("1,1001", "9,1001").replace("Sixth", "Seventh"))
    one, other = both(lambda database: _compared(file, database))
    assert one == other
    assert (one["missing"], bool(one["elsewhere"])) == (1, True)
    one, other = both(lambda database: _compared(file, database, whole=True))
    assert one == other
    assert "1" in one["identities"], "vanished from the file"

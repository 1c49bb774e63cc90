"""Repaired rejects come in, in the places of the records they repair, and never twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, PLAIN, Bring, bring_into, everything, rows
from repairing import REPAIRED, ROWS, Retry, account, retrying

from events.database.session import open_session
from importers.ledger.models import Batch
from importers.mapping.mapping_file import load
from importers.readers.csv import reader
from importers.rejects_file import write_file
from importers.retry.retry import retry
from importers.writing.sqlite.writer import SqliteWriter

NAMELESS = PLAIN[1:]


@pytest.fixture
def again(database: str, tmp_path: Path) -> Retry:
    return retrying(database, tmp_path)


def places(database: str) -> list[tuple[Any, ...]]:
    query = "SELECT record, line, identity, batch_id FROM records ORDER BY record, id"
    return rows(database, query)


def test_repaired_rejects_take_the_places_of_what_they_repair(
    bring: Bring, again: Retry, database: str, tmp_path: Path
) -> None:
    bring(HEADER + ROWS)
    done = again(HEADER + REPAIRED)
    assert (done.matched.by_id, done.matched.by_position, done.tally.imported) == (2, 1, 3)
    assert done.complete
    assert account(database) == (5, 5, 0, 0, 0, 0)
    assert places(database) == [
        (1, 2, "1", 1),
        (2, 3, "2", 1),
        (3, 4, "3", 1),
        (4, 5, "4", 1),
        (5, 7, "5", 1),
    ]
    assert rows(database, "SELECT count(*) FROM rejects") == [(0,)]
    whole = tmp_path / "whole.csv"
    whole.write_text(HEADER + ROWS[: ROWS.index("2,")] + REPAIRED + ROWS[ROWS.index("5,") :])
    assert bring_into(database, whole).counts.duplicate == 5, "as if the input had been whole"


def test_the_same_retry_again_changes_nothing(bring: Bring, again: Retry, database: str) -> None:
    bring(HEADER + ROWS)
    again(HEADER + REPAIRED)
    before = everything(database), rows(database, "SELECT * FROM operations")
    done = again(HEADER + REPAIRED)
    assert done.nothing_new
    assert (done.matched.known, done.complete) == (3, True)
    assert (everything(database), rows(database, "SELECT * FROM operations")) == before


def test_a_retry_is_recorded_with_its_numbers(bring: Bring, again: Retry, database: str) -> None:
    bring(HEADER + ROWS)
    again(HEADER + REPAIRED)
    ((kind, batch, imported),) = rows(
        database, "SELECT kind, batch_id, json_extract(details, '$.imported') FROM operations"
    )
    assert (kind, batch, imported) == ("retry", 1, 3)


def test_what_is_still_bad_stays_a_reject_in_its_new_bytes(bring: Bring, again: Retry, database: str) -> None:
    bring(HEADER + ROWS)
    half = REPAIRED.replace("2020-01-03 10:00:00", "1970-01-01").replace("2020-01-04 10:00:00", "0000-00-00")
    done = again(HEADER + half)
    assert (done.tally.imported, done.tally.rejected, done.complete) == (1, 2, False)
    assert account(database) == (5, 3, 0, 0, 0, 2)
    assert rows(database, "SELECT record, line, code, raw FROM rejects ORDER BY record") == [
        (3, 4, "E-DATE-1970", b"3,1002,1970-01-01,,Third\n"),
        (4, 5, "E-DATE-ZERO", b'4,1002,0000-00-00,,"Fourth\nof two lines"\n'),
    ]
    before = everything(database)
    assert again(HEADER + half).nothing_new
    assert everything(database) == before
    assert again(HEADER + REPAIRED).complete
    assert account(database) == (5, 5, 0, 0, 0, 0)


def test_only_some_of_the_rejects_may_be_retried(bring: Bring, again: Retry, database: str) -> None:
    bring(HEADER + ROWS)
    done = again(HEADER + REPAIRED.splitlines(keepends=True)[0])
    assert (done.tally.imported, done.matched.missing, done.complete) == (1, 2, False)
    assert account(database) == (5, 3, 0, 0, 0, 2)


def test_records_that_match_no_reject_are_new_and_come_in_once(
    bring: Bring, again: Retry, database: str
) -> None:
    bring(HEADER + ROWS)
    more = "8,1008,2020-01-08,,New\n9,1009,bad,,Not good\n1,1001,2020-01-01,,Not the first\n"
    done = again(HEADER + REPAIRED + more)
    assert (done.matched.by_id, done.matched.new) == (2, 4), "the third cannot be told from the new ones"
    assert (done.tally.imported, done.tally.refused, done.tally.altered) == (4, 1, 1)
    assert account(database) == (7, 6, 0, 0, 0, 1)
    assert places(database)[-2:] == [(6, 0, "3", 1), (7, 0, "8", 1)]
    before = everything(database)
    again(HEADER + REPAIRED + more)
    assert everything(database) == before


def test_records_without_ids_are_matched_by_most_of_their_cells(
    bring: Bring, again: Retry, database: str
) -> None:
    bring(HEADER + ROWS, sets=NAMELESS)
    done = again(HEADER + REPAIRED)
    assert done.matched.by_cells == 3
    assert account(database) == (5, 5, 0, 0, 0, 0)
    assert again(HEADER + REPAIRED).nothing_new
    assert again(HEADER + REPAIRED.splitlines(keepends=True)[0]).nothing_new


def test_a_repaired_record_that_is_the_twin_of_a_good_one_is_kept_beside_it(
    bring: Bring, again: Retry, database: str
) -> None:
    good = ",1,2020-01-01,,Same\n"
    bring(HEADER + good + ",1,bad,,Same\n" + ",1,zero,,Same\n" + ",1,x,,Other\n", sets=NAMELESS)
    other = ",1,still bad,,Other\n"
    done = again(HEADER + good + good + other)
    assert (done.tally.imported, done.tally.rejected) == (2, 1)
    assert rows(database, "SELECT occurrence, record FROM records ORDER BY id") == [(1, 1), (2, 2), (3, 3)]
    assert again(HEADER + good + good + other).nothing_new
    assert again(HEADER + good).nothing_new, "as many as there are rejects, and yet known"
    assert bring(HEADER + good * 3, name="whole.csv", sets=NAMELESS).counts.duplicate == 3


def test_a_repair_that_came_with_the_whole_file_meanwhile_is_a_duplicate(
    bring: Bring, again: Retry, database: str
) -> None:
    good = ",1,2020-01-01,,Same\n"
    bring(HEADER + good + ",1,bad,,Same\n", sets=NAMELESS)
    bring(HEADER + good + good, name="whole.csv", sets=NAMELESS)
    assert again(HEADER + good).tally.imported == 0
    assert rows(database, "SELECT count(*) FROM order_events") == [(2,)]


def test_a_row_that_was_taken_out_leaves_its_reject_alone_also_without_ids(
    bring: Bring, again: Retry, database: str
) -> None:
    """A footer has no place in the log: whoever repairs the rest deletes it."""
    bring(HEADER + ",7,bad,jo,Called\n,8,,jo,Sent\n,,2020-01-03,al,No order\nPage,,,,3\n", sets=NAMELESS)
    done = again(HEADER + ",8,2020-01-02,jo,Sent\n,9,2020-01-03,al,No order\n,7,2020-01-01,jo,Called\n")
    assert (done.matched.by_cells, done.matched.new, done.matched.missing) == (3, 0, 1)
    assert account(database) == (4, 3, 0, 0, 0, 1)
    assert rows(database, "SELECT record FROM records JOIN order_events USING (id) ORDER BY date") == [
        (1,), (2,), (3,)
    ]  # fmt: skip


def test_a_row_of_the_whole_file_that_was_imported_is_not_a_reject_that_is_like_it(
    bring: Bring, again: Retry, database: str
) -> None:
    good = ",7,2020-01-02,jo,Sent\n,8,2020-01-03,al,Called\n"
    bring(HEADER + ",7,bad,jo,Paid\n" + good, sets=NAMELESS)
    assert again(HEADER + good).nothing_new
    assert account(database) == (3, 2, 0, 0, 0, 1)
    assert rows(database, "SELECT count(*) FROM order_events") == [(2,)]


def test_a_date_that_its_whole_file_made_ambiguous_is_not_read_beside_the_rejects_alone(
    bring: Bring, again: Retry, database: str
) -> None:
    """A spreadsheet took days for months where it could: the dates that it left as they were show that."""
    swapped = "1,1,2020-04-03,,a\n2,1,2020-05-03,,b\n"
    left = "3,1,13/11/2020,,c\n4,1,14/11/2020,,d\n"
    more = "5,1,2020-06-11,,e\n6,1,2020-07-11,,f\n"
    assert bring(HEADER + swapped + left + more).counts.rejected == 4
    assert again(HEADER + swapped + more).nothing_new
    done = again(HEADER + swapped + more.replace("2020-06-11", "2020-11-06 00:00:00"))
    assert (done.tally.imported, done.tally.rejected) == (1, 3)
    assert account(database) == (6, 3, 0, 0, 0, 3)


def test_what_the_whole_file_decided_of_day_and_month_holds_for_its_repaired_rows(
    bring: Bring, again: Retry, database: str
) -> None:
    bring(HEADER + "1,7,13/1/2020,,a\n2,7,14/1/2020,,b\n3,,5/1/2020,,c\n4,,6/1/2020,,d\n")
    done = again(HEADER + "3,7,5/1/2020,,c\n4,7,1/13/2020,,d\n")
    assert (done.tally.imported, done.tally.rejected) == (1, 1)
    assert rows(database, "SELECT raw_date FROM records ORDER BY id DESC LIMIT 1") == [("5/1/2020",)]
    assert rows(
        database, "SELECT date(date / 1000000, 'unixepoch') FROM order_events ORDER BY id DESC LIMIT 1"
    )[0] == ("2020-01-05",)


def test_a_record_with_another_id_is_no_reject_that_was_repaired(bring: Bring, again: Retry) -> None:
    bring(HEADER + "1,1,2020-01-01,,a\n2,1,2020-99-01,,b\n")
    done = again(HEADER + "4,7,2020-01-04,,d\n")
    assert (done.matched.by_position, done.matched.new, done.matched.missing) == (0, 1, 1)
    assert not done.complete


def test_a_conflict_is_solved_by_another_id_or_stays(bring: Bring, again: Retry, database: str) -> None:
    bring(HEADER + "1,1,2020-01-01,,a\n1,1,2020-01-01,,b\n")
    assert again(HEADER + "1,1,2020-01-01,,b\n").nothing_new
    assert again(HEADER + "1,1,2020-01-01,,c\n").tally.rejected == 1
    assert rows(database, "SELECT code, raw FROM rejects") == [("E-CONFLICT", b"1,1,2020-01-01,,c\n")]
    done = again(HEADER + "1b,1,2020-01-01,,b\n")
    assert (done.matched.by_position, done.complete) == (1, True)
    assert account(database) == (2, 2, 0, 0, 0, 0)


def test_a_repair_that_another_batch_knows_otherwise_is_changed(
    bring: Bring, again: Retry, database: str
) -> None:
    bring(HEADER + "1,1,bad,,a\n2,1,2020-01-01,,x\n")
    bring(HEADER + "1,1,2020-01-01,,other\n", name="other.csv")
    done = again(HEADER + "1,1,2020-01-01,,a\n")
    assert (done.tally.changed, done.complete) == (1, False)
    assert account(database) == (2, 1, 0, 1, 0, 0)


def test_the_parts_of_a_wide_line_are_repaired_one_by_one(
    database: str, tmp_path: Path, again: Retry
) -> None:
    terms, wide = tmp_path / "w.toml", tmp_path / "w.csv"
    parts = ("placed", "paid", "sent", "back")
    terms.write_text(
        "source = 'w'\n[fields]\norder = 'order'\n"
        + "".join(f"[[events]]\npart = '{name}'\ndate = '{name}'\nmessage = \"'{name}'\"\n" for name in parts)
    )
    head = "order,placed,paid,sent,back\n"
    wide.write_text(head + "1,2020-01-01,bad,worse,\n2,2020-01-01\n3,2020-01-01,bad,worse,\n")
    bring_into(database, wide, sets=(), mapping=load(str(terms)))
    assert account(database) == (7, 2, 0, 0, 0, 5)
    repaired = "1,2020-01-01,2020-01-02,still bad,2020-01-04\n2,2020-01-01,2020-01-02,,\n3,2020-09-09,,,\n"
    done = again(head + repaired)
    assert (done.tally.imported, done.tally.rejected, done.tally.altered) == (4, 1, 1)
    assert account(database) == (7, 6, 0, 0, 0, 1)
    assert rows(database, "SELECT record, part FROM records ORDER BY record, part") == [
        (1, "back"), (1, "paid"), (1, "placed"), (2, "paid"), (2, "placed"), (3, "placed"),
    ]  # fmt: skip
    assert rows(database, "SELECT record, part, code FROM rejects") == [(1, "sent", "E-DATE")]
    before = everything(database)
    assert again(head + repaired).nothing_new
    assert everything(database) == before


def test_orders_that_are_missing_stay_so_unless_asked(bring: Bring, again: Retry, database: str) -> None:
    bring(HEADER + "1,77,2020-01-01,,a\n", create_orders=False)
    assert again(HEADER + "1,77,2020-01-01,,a\n").nothing_new
    assert again(HEADER + "1,77,2020-01-01,,a\n", create_orders=True).complete
    assert account(database) == (1, 1, 0, 0, 0, 0)


def test_a_rehearsed_retry_leaves_nothing_and_reports_the_same(
    bring: Bring, again: Retry, database: str
) -> None:
    bring(HEADER + ROWS)
    before = everything(database)
    rehearsed = again(HEADER + REPAIRED, dry_run=True)
    assert everything(database) == before
    real = again(HEADER + REPAIRED)
    assert (rehearsed.tally, rehearsed.matched, rehearsed.counts) == (real.tally, real.matched, real.counts)


def test_the_rejects_of_a_document_are_a_document_to_mend(
    bring: Bring, database: str, tmp_path: Path
) -> None:
    lines = '"lines": [{"sku": 1}]'
    items = ", ".join(
        f'{{"id": {n}, "order": "7", "date": "{date}", "author": "", "message": "x", {lines}}}'
        for n, date in enumerate(("2020-01-01", "bad", "2020-01-01", "worse"))
    )
    bring(f'{{"events": [{items}]}}', name="events.json")
    file = tmp_path / "rejects.json"
    with open_session(database) as session:
        write_file(session, session.get_one(Batch, 1), str(file))
    file.write_text(file.read_text().replace("bad", "2020-02-01").replace("worse", "2020-02-02"))
    done = retry(1, str(file), database=database)
    assert (done.matched.by_id, done.complete) == (2, True)
    assert account(database) == (4, 4, 0, 0, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("new", "dies_at"),
    [("", commit) for commit in range(1, 7)] + [("x,1,2020-01-01,,New\n", commit) for commit in range(1, 8)],
)
def test_a_retry_that_dies_goes_on_to_the_same_end(  # noqa: PLR0917
    bring: Bring, again: Retry, database: str, monkeypatch: pytest.MonkeyPatch, dies_at: int, new: str
) -> None:
    bad = "".join(f"{n if n % 2 else ''},{n},bad,,Note {n % 3}\n" for n in range(12))
    bring(HEADER + ",1,2020-01-01,,Note 1\n" + bad)
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    mended = HEADER + bad.replace("bad", "2020-01-01").replace(",5,2020", ",5,still 2020") + new
    commits = 0
    original = SqliteWriter.commit

    def dying(self: SqliteWriter) -> None:
        nonlocal commits
        commits += 1
        if commits == dies_at:
            raise KeyboardInterrupt
        original(self)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteWriter, "commit", dying)
        with pytest.raises(KeyboardInterrupt):
            again(mended)
    done = again(mended)
    assert (done.tally.imported, done.tally.rejected) == (11 + bool(new), 1)
    assert account(database) == (13 + bool(new), 12 + bool(new), 0, 0, 0, 1)
    before = everything(database)
    assert again(mended).nothing_new
    assert everything(database) == before


def test_one_of_two_equal_conflicts_left_in_the_file_is_one_however_often_it_is_retried(
    bring: Bring, again: Retry, database: str
) -> None:
    """Also where the log has the record that they contradict from another batch."""
    first, twice = "1,1001,2020-01-01,,First\n", "1,1001,2020-01-01,,Other\n"
    bring(HEADER + first)
    assert bring(HEADER + first + twice + twice).counts.rejected == 2
    before = everything(database)
    for _ in range(3):
        done = again(HEADER + twice, batch=2)
        assert (done.nothing_new, done.counts.changed, done.counts.rejected) == (True, 0, 2)
    assert everything(database) == before

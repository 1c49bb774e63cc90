"""What was imported before is not imported again, and what contradicts it is told."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from bringing import HEADER, ROWS, Bring, account, everything

from importers.mapping.column_mapping import ColumnMapping
from importers.readers.csv import reader
from importers.reconcile.reconcile import reconcile
from importers.writing.sqlite import writer as sqlite
from importers.writing.sqlite.writer import SqliteWriter

NAMELESS = ("order=order", "date=date", "author=author", "message=message")


def test_the_same_file_again_adds_nothing_under_any_name(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    before = everything(database)
    report = bring(HEADER + ROWS, name="renamed.csv")
    assert account(report.counts) == (3, 0, 3, 0, 0, 0)
    after = everything(database)
    assert {name: after[name] for name in after if name != "batches"} == {
        name: before[name] for name in before if name != "batches"
    }


def test_a_grown_file_adds_only_what_is_new_back_dated_records_too(bring: Bring) -> None:
    bring(HEADER + ROWS)
    report = bring(
        HEADER + "9,1001,2019-01-01 00:00:00,,Earlier\n" + ROWS + "8,1009,2020-02-01 00:00:00,,New\n"
    )
    assert account(report.counts) == (5, 2, 3, 0, 0, 0)


def test_other_content_under_a_known_id_is_changed_and_stored_nowhere(bring: Bring, database: str) -> None:
    bring(HEADER + ROWS)
    before = everything(database)
    report = bring(HEADER + ROWS.replace("Second", "Other").replace("1002", "7777"))
    assert account(report.counts) == (3, 0, 1, 2, 0, 0)
    assert [(record.line, record.identity) for record in report.changed_records] == [(3, "2"), (4, "3")]
    after = everything(database)
    assert after["order_events"] == before["order_events"]
    assert after["orders"] == before["orders"], "no stub is made for a record that is not stored"


def test_one_id_twice_in_a_file_is_a_conflict_or_a_duplicate(bring: Bring) -> None:
    report = bring(
        HEADER + ROWS + "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n2,1001,2020-01-01,x,Else\n"
    )
    assert account(report.counts) == (5, 3, 1, 0, 0, 1)
    assert [(group.code, group.value) for group in report.groups] == [("E-CONFLICT", "2")]


def test_a_conflict_is_seen_across_chunks(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    report = bring(
        HEADER + ROWS + "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n2,1001,2020-01-01,x,Else\n"
    )
    assert account(report.counts) == (5, 3, 1, 0, 0, 1)


TOLD = {
    "a": "7,1001,2020-01-01,x,One\n",
    "b": "7,1001,2020-01-01,x,Other\n",
    "c": "7,1001,2020-01-01,x,Third\n",
}


@pytest.mark.parametrize("chunk", [30, 60, 4_000_000])
@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("ab", (2, 0, 1, 0, 0, 1)),
        ("aab", (3, 0, 2, 0, 0, 1)),
        ("abb", (3, 0, 1, 0, 0, 2)),
        ("aba", (3, 0, 2, 0, 0, 1)),
        ("ba", (2, 0, 0, 1, 0, 1)),
        ("bb", (2, 0, 1, 1, 0, 0)),
        ("bcb", (3, 0, 1, 1, 0, 1)),
        ("bac", (3, 0, 0, 1, 0, 2)),
    ],
)
def test_an_id_that_a_file_repeats_stands_for_what_the_file_said_first(
    bring: Bring,
    database: str,
    monkeypatch: pytest.MonkeyPatch,
    *,
    chunk: int,
    told: str,
    expected: tuple[int, ...],
) -> None:
    """Whatever the log holds of that id (here: `a`), however far apart the two stand, and as the
    reconciliation sees it."""
    monkeypatch.setattr(reader, "CHUNK_BYTES", chunk)
    bring(HEADER + TOLD["a"], name="first.csv")
    text = HEADER + "".join(TOLD[one] for one in told)
    counts = bring(text).counts
    assert account(counts) == expected
    done = reconcile(
        str(Path(database).parent / "history.csv"), database=database, on_progress=lambda _: None
    )
    with closing(done.findings):
        tally = done.tally
    assert (tally.present + tally.repeated, tally.changed, tally.rejected) == (
        counts.duplicate,
        counts.changed,
        counts.rejected,
    )


def test_the_same_file_again_is_accounted_for_as_the_first_time(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A conflict between two of its records stays one; nothing of it has changed since."""
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    text = HEADER + ROWS + "1,1001,2020-01-01 10:00:00,anna@shop.example,First\n2,1001,2020-01-01,x,Else\n"
    first = bring(text).counts
    again = bring(text, name="again.csv").counts
    assert account(again) == (first.read, 0, first.imported + first.duplicate, 0, 0, first.rejected)


def test_going_on_with_a_file_that_was_imported_before_remembers_what_it_said(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run that died had met the first record of an id, the one that goes on meets the second."""
    monkeypatch.setattr(reader, "CHUNK_BYTES", 60)
    monkeypatch.setattr(sqlite, "COMMIT_SECONDS", 0)
    text = HEADER + TOLD["a"] + ROWS * 3 + TOLD["b"]
    expected = bring(text).counts.rejected
    commit, commits = SqliteWriter.commit, []

    def dying(writer: SqliteWriter) -> None:
        commits.append(1)
        if len(commits) == 3:
            raise KeyboardInterrupt
        commit(writer)

    with monkeypatch.context() as patch:
        patch.setattr(SqliteWriter, "commit", dying)
        with pytest.raises(KeyboardInterrupt):
            bring(text, name="again.csv")
    report = bring(text, name="again.csv")
    assert report.resumed_at > 1
    assert (report.counts.changed, report.counts.rejected) == (0, expected)


@pytest.mark.parametrize("chunk", [40, 4_000_000])
def test_identical_records_without_an_id_are_all_kept_and_never_doubled(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", chunk)
    row = ",1001,2020-01-01 10:00:00,,Same\n"
    assert account(bring(HEADER + row * 3, sets=NAMELESS).counts) == (3, 3, 0, 0, 0, 0)
    assert account(bring(HEADER + row * 3, sets=NAMELESS).counts) == (3, 0, 3, 0, 0, 0)
    assert account(bring(HEADER + row * 4, sets=NAMELESS).counts) == (4, 1, 3, 0, 0, 0)


@pytest.mark.parametrize("chunk", [40, 80, 4_000_000])
def test_a_record_with_an_id_is_no_earlier_one_of_those_without_that_say_the_same(
    bring: Bring, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", chunk)
    rows = "7,1001,2020-01-01 10:00:00,,Same\n" + ",1001,2020-01-01 10:00:00,,Same\n" * 3
    report = bring(HEADER + rows)
    assert (account(report.counts), report.counts.repeats) == ((4, 4, 0, 0, 0, 0), 2)
    monkeypatch.setattr(reader, "CHUNK_BYTES", 4_000_000)
    assert account(bring(HEADER + "8,1001,2020-02-01,,Other\n" + rows).counts) == (5, 1, 4, 0, 0, 0)


def test_the_same_export_in_another_zone_is_changed_and_not_new(bring: Bring) -> None:
    row = ",1001,2020-01-01 10:00:00,,Same\n"
    bring(HEADER + row, sets=NAMELESS)
    report = bring(HEADER + row, sets=NAMELESS, mapping=ColumnMapping(source="test", tz="Europe/Warsaw"))
    assert account(report.counts) == (1, 0, 0, 1, 0, 0)


def test_an_export_saved_again_with_other_line_ends_is_the_same_export(bring: Bring) -> None:
    text = HEADER + '1,1001,2020-01-01 10:00:00,,"two\nlines"\n'
    assert bring(text, sets=NAMELESS).counts.imported == 1
    assert bring(text.replace("\n", "\r\n"), sets=NAMELESS).counts.duplicate == 1

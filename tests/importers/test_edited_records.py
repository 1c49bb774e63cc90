"""Records without ids that were edited since an earlier import are named, and no others are."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bringing import HEADER, Bring, bring_into

from importers.ledger import edited

ROWS = "".join(
    f",{1000 + number % 2},2020-01-01 10:00:0{number},bea,note {number}\n" for number in range(1, 6)
)
VERSIONS = "both versions are in the log"


def _sentences(report: Any) -> list[str]:
    return [remark for remark in report.remarks if VERSIONS in remark]


def test_an_edited_record_is_named_with_both_ways_back(bring: Bring) -> None:
    bring(HEADER + ROWS)
    edited = HEADER + ROWS.replace("note 2", "note two") + ",1000,2020-01-02 10:00:00,bea,later\n"
    rehearsed, report = (bring(edited, name="again.csv", dry_run=dry_run) for dry_run in (True, False))
    (sentence,) = _sentences(report)
    assert sentence == (
        "1 new record without an id has the order or customer, the moment and the author of an earlier one "
        "that this input no longer has, and another text (order 1000: o2, now o6). If it was edited, both "
        "versions are in the log. To keep only the new version: events undo 1, then import this input again. "
        "To take this import back: events undo 2"
    )
    (edit,) = report.as_dict()["edited"]
    assert (report.edited_count, edit) == (1, {"order": "1000", "event": "o6", "earlier": "o2", "batch": 1})
    assert _sentences(rehearsed) == [f"{sentence.partition(VERSIONS)[0].replace(', now o6', '')}{VERSIONS}."]
    assert not _sentences(bring(edited, name="again.csv"))


def test_the_way_back_gives_each_event_once(bring: Bring, database: str) -> None:
    from bringing import rows

    from importers.undo.undo import undo

    bring(HEADER + ROWS)
    edited = HEADER + ROWS.replace("note 2", "note two")
    bring(edited, name="again.csv")
    undo(1, database=database, by="", dry_run=False, on_progress=lambda _: None)
    assert not _sentences(bring(edited, name="again.csv"))
    texts = [text for (text,) in rows(database, "SELECT parameters ->> 'message' FROM order_events")]
    assert sorted(texts) == ["note 1", "note 3", "note 4", "note 5", "note two"]


OTHERS = {
    "a grown file with something of the same second": ROWS + ",1000,2020-01-01 10:00:02,bea,and this\n",
    "only new records, of known moments": ",1000,2020-01-01 10:00:02,bea,another note\n",
    "another author": ROWS.replace("bea,note 2", "tom,note two"),
    "another moment": ROWS.replace("10:00:02,bea,note 2", "10:01:02,bea,note two"),
    "another order": ROWS.replace(
        "1000,2020-01-01 10:00:02,bea,note 2", "1001,2020-01-01 10:00:02,bea,note two"
    ),
    "another kind of record of one order in few": ROWS[: ROWS.index("\n") + 1]
    + ",1000,2020-01-01 10:00:02,bea,sent\n",
    "records with ids": "\n".join(
        f"{number}{row}" for number, row in enumerate(ROWS.replace("note 2", "note two").splitlines(), 1)
    )
    + "\n",
}


@pytest.mark.parametrize("again", OTHERS.values(), ids=OTHERS)
def test_what_is_new_and_what_is_not_missing_is_no_edit(bring: Bring, again: str) -> None:
    bring(HEADER + ROWS)
    assert not _sentences(bring(HEADER + again, name="again.csv"))


def test_part_of_a_long_history_names_edits_of_orders_that_it_has_more_of(bring: Bring) -> None:
    bring(HEADER + ROWS)
    part = ",1000,2020-01-01 10:00:02,bea,note two\n,1000,2020-01-01 10:00:04,bea,note 4\n"
    (sentence,) = _sentences(bring(HEADER + part, name="again.csv"))
    assert "order 1000: o2, now o6" in sentence
    assert "undo 1" not in sentence


def test_two_equal_records_of_which_one_was_edited_are_one_edit(bring: Bring) -> None:
    same = ",1000,2020-01-01 10:00:00,bea,packed\n"
    bring(HEADER + same * 3)
    report = bring(HEADER + same * 2 + same.replace("packed", "sent"), name="again.csv")
    assert report.edited_count == 1


def test_another_source_has_no_earlier_version(bring: Bring) -> None:
    from importers.mapping.column_mapping import ColumnMapping

    bring(HEADER + ROWS)
    other = HEADER + ROWS.replace("note 2", "note two")
    mapping = ColumnMapping(source="other", tz="UTC")
    assert not _sentences(bring(other, name="again.csv", mapping=mapping, same_orders=True))


def test_edits_are_found_on_a_server_and_of_customers(
    both: Callable[..., tuple[Any, Any]], tmp_path: Path
) -> None:
    fields = ("legacy_id=id", "order=order", "customer=customer", "date=date", "message=message")

    def act(database: str) -> list[Any]:
        found = []
        for name, old, dry_run in (("a", "no edit", False), ("b", "note ", True), ("b", "note ", False)):
            file = tmp_path / f"{name}.csv"
            rows = ROWS.replace(",1001,", ",,").replace(f"{old}3", "edited").replace(f"{old}4", "edited")
            file.write_text(HEADER.replace("author", "customer") + rows, "utf-8")
            report = bring_into(database, file, sets=fields, dry_run=dry_run)
            found.append([(one.order, one.earlier) for one in report.edited])
        return found

    of_file, of_server = both(act)
    assert of_file == of_server
    assert [len(one) for one in of_file] == [0, 2, 2]


WITH_IDS = "".join(f"{number}{row}\n" for number, row in enumerate(ROWS.splitlines(), 1))
MORE = WITH_IDS + "6,1000,2020-01-02 10:00:00,bea,more\n"


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The batches whose events are compared with earlier ones."""
    found: list[int] = []
    sample_of = edited.sample_of

    def noted(session: Any, batch: int, **given: Any) -> Any:
        found.append(batch)
        return sample_of(session, batch, **given)

    monkeypatch.setattr(edited, "sample_of", noted)
    return found


def test_records_of_a_source_are_not_compared_where_all_have_ids(bring: Bring, compared: list[int]) -> None:
    texts = (WITH_IDS, MORE, WITH_IDS + ROWS, MORE.replace("\n6,", "\n7,"))
    for number, text in enumerate(texts, 1):
        bring(HEADER + text, name=f"{number}.csv")
    assert compared == [3, 4]


@pytest.mark.parametrize(
    "unknown",
    ["notes = '{}'", "status = 'undone'", "notes = json_set(notes, '$.repaired_since', json('[0, 5]'))"],
)
def test_records_are_compared_where_an_account_does_not_say_whether_all_have_ids(
    unknown: str, bring: Bring, database: str, compared: list[int]
) -> None:
    bring(HEADER + WITH_IDS)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(f"UPDATE batches SET {unknown}")  # noqa: S608 - our own words
    bring(HEADER + MORE, name="again.csv")
    assert compared == [2]

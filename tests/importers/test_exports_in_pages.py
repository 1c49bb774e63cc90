"""Folders that hold an interface's answers, one file a page or an order: all of them are read, as one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from bringing import rows

from events.database.session import open_session
from events.filters import EVERYTHING, Filters
from events.timeline import entries
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run
from importers.report import ImportReport


def bring(folder: Path, platform: str, database: str) -> ImportReport:
    return run(
        str(folder),
        ColumnMapping(),
        Options(platform=platform),
        database=database,
        on_progress=lambda _: None,
    )


def told(database: str) -> list[tuple[str | None, str | None, str | None]]:
    with open_session(database) as session:
        found = sorted(entries(session, EVERYTHING, Filters()), key=lambda one: one.date)
        return [(one.order, one.customer and one.customer.label, one.message) for one in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "answers"
    path.mkdir()
    return path


def test_all_pages_of_orders_are_read(folder: Path, database: str) -> None:
    for page in (1, 2):
        history = {"entity_id": page, "comment": f"on page {page}", "created_at": f"2020-01-0{page} 10:00:00"}
        order = {"entity_id": page, "increment_id": f"00000000{page}", "status_histories": [history]}
        text = json.dumps({"items": [order], "search_criteria": {}, "total_count": 2})
        (folder / f"orders-{page}.json").write_text(text)
    report = bring(folder, "magento2", database)
    assert report.counts.imported == 2
    assert told(database) == [("000000001", None, "on page 1"), ("000000002", None, "on page 2")]


def test_what_one_page_says_of_an_order_holds_on_the_next(folder: Path, database: str) -> None:
    """The first event of an order has its number; the others know only its id."""
    for page, verb, arguments in ((1, "placed", ["#1001", "Dana"]), (2, "closed", [])):
        event: dict[str, Any] = {"id": page, "subject_id": 5, "subject_type": "Order", "verb": verb}
        event |= {"arguments": arguments, "message": verb, "created_at": f"2020-01-0{page}T10:00:00Z"}
        (folder / f"events_{page}.json").write_text(json.dumps({"events": [event]}))
    bring(folder, "shopify", database)
    assert told(database) == [("#1001", None, "placed"), ("#1001", None, "closed")]


def test_notes_of_each_order_find_their_numbers_in_the_orders_beside_them(
    folder: Path, database: str
) -> None:
    order = {
        "id": 723,
        "number": "W-723",
        "date_created": "2017-03-21T16:46:41",
        "customer_note": "Ring twice",
    }
    order |= {"billing": {"email": "jane@example.com"}}
    (folder / "orders.json").write_text(json.dumps([order]))
    for note in (281, 282):
        link = {"up": [{"href": "https://shop.example/wp-json/wc/v3/orders/723"}]}
        text = {"id": note, "note": f"note {note}", "date_created": f"2017-03-22T10:00:{note - 280:02}"}
        (folder / f"{note}_order_notes.json").write_text(
            json.dumps([text | {"author": "system", "_links": link}])
        )
    bring(folder, "woocommerce", database)
    assert told(database) == [
        ("W-723", "jane@example.com", "Order placed"),
        ("W-723", "jane@example.com", "Ring twice"),
        ("W-723", "jane@example.com", "note 281"),
        ("W-723", "jane@example.com", "note 282"),
    ]


def test_an_order_without_a_note_of_its_customer_was_placed_all_the_same(folder: Path, database: str) -> None:
    order = {"number": "W-1", "date_created": "2017-03-21T16:46:41", "billing": {"email": "jane@example.com"}}
    notes = [order | {"id": 1, "customer_note": "Ring twice"}, order | {"id": 2, "customer_note": ""}]
    (folder / "orders.json").write_text(json.dumps(notes))
    report = bring(folder, "woocommerce", database)
    assert (report.counts.read, report.counts.imported, report.counts.skipped) == (3, 3, 0)


HISTORY = (
    "comment_ID,comment_post_ID,comment_date,comment_content,comment_type\n1,5,2021-01-01,x,order_note\n"
)


def test_a_table_is_missed_only_where_no_other_says_the_same(folder: Path, database: str) -> None:
    """A shop from before the orders had tables of their own misses nothing."""
    (folder / "wp_comments.csv").write_text(HISTORY)
    (folder / "wp_postmeta.csv").write_text("post_id,meta_key,meta_value\n5,_billing_email,a@example.com\n")
    (folder / "wp_commentmeta.csv").write_text("comment_id,meta_key,meta_value\n")
    assert not any("not found, so ids" in remark for remark in bring(folder, "woocommerce", database).remarks)


def test_who_could_see_a_note_is_left_open_where_nothing_says_it(folder: Path, database: str) -> None:
    (folder / "wp_comments.csv").write_text(HISTORY)
    report = bring(folder, "woocommerce", database)
    assert any("commentmeta" in remark for remark in report.remarks)
    assert "visibility" not in rows(database, "SELECT extra FROM records")[0][0]


ORDERS = "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at\n"


def test_dates_of_all_columns_decide_whether_the_day_comes_first(folder: Path, database: str) -> None:
    """Excel writes 10/2/2017; the 15th of the other column tells which of both is the month."""
    text = "a,x,delivered,10/2/2017 10:56,10/15/2017 11:07\nb,y,canceled,3/4/2018 0:10,\n"
    (folder / "olist_orders_dataset.csv").write_text(ORDERS + text)
    report = bring(folder, "olist", database)
    assert any("0 only D/M, 1 only M/D" in remark for remark in report.remarks)
    dates = rows(database, "SELECT raw_date, date FROM records JOIN order_events o ON o.id = order_event_id")
    assert dict(dates)["3/4/2018 0:10"] == 1520133000000000  # 2018-03-04 00:10 in Sao Paulo


def test_a_row_without_any_of_its_dates_is_counted_and_named(folder: Path, database: str) -> None:
    (folder / "olist_orders_dataset.csv").write_text(
        f"{ORDERS}a,x,created,,\nb,y,created,2018-03-04 00:10:00,\n"
    )
    counts = bring(folder, "olist", database).counts
    assert (counts.read, counts.imported, counts.skipped) == (2, 1, 1)
    assert dict(counts.skips.items()) == {"without a date in any of its columns": 1}

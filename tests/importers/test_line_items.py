"""Exports with a row for each line item make one set of events per order."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from bringing import bring_into, rows
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from events.database.session import open_session
from importers.inference.item_columns import has_line_items, is_item_column
from importers.ledger.models import Batch
from importers.mapping.column_mapping import FURTHER_LINE, ColumnMapping
from importers.mapping.sets import with_sets
from importers.planning.line_items import with_further_lines
from importers.readers.opening import open_tables
from importers.reconcile.reconcile import reconcile
from importers.report import ImportReport
from importers.trace.line import trace_line

WIX = """Order number,Date created,Time,Total quantity,Note from customer,Item,Variant,SKU,Qty,Price,Total
1,"Mar 4, 2021",10:15 AM,2,Please ring,Mug,,M1,1,10,25
1,"Mar 4, 2021",10:15 AM,2,Please ring,Tea,,T1,1,10,25
1,"Mar 4, 2021",10:15 AM,2,Please ring,Tea,,T1,1,10,25
2,"Mar 5, 2021",2:15 PM,1,Please ring,Tea,,T1,1,10,15
"""
WIX_SETS = ("order=Order number", "date={Date created} {Time}", "message=Note from customer")
AMAZON = """amazon-order-id\tpurchase-date\torder-status\tsku\tproduct-name\tquantity\titem-price
1\t2021-03-04T10:15:00+00:00\tShipped\tM1\tMug\t1\t10.00
1\t2021-03-04T10:15:00+00:00\tShipped\tT1\tTea\t2\t10.00
2\t2021-03-04T11:15:00+00:00\tCancelled\tT1\tTea\t1\t5.00
"""
AMAZON_SETS = ("order=amazon-order-id", "date=purchase-date", "message=Status: {order-status}")
FIRST_ONLY = """Order ID,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem price
1,jane@shop.example,PAID,2021-03-04 09:59:00 -0500,1,Mug,10.00
{0},jane@shop.example,,,1,Tea,10.00
{0},,,,1,Tea,10.00
2,bo@shop.example,PENDING,2021-03-06 09:59:00 -0500,1,Mug,10.00
"""
FIRST_ONLY_SETS = ("order=Order ID", "date=Created at", "message={Financial Status}")
SHOPIFY_SETS = ("order=Name", "date=Created at", "message=Order placed: {Total}")
SHOPIFY = """Name,Email,Financial Status,Created at,Total,Lineitem quantity,Lineitem name,Lineitem price
#1,jane@shop.example,paid,2021-03-04 09:59:00 -0500,20.00,1,Mug,10.00
#1,jane@shop.example,,,,1,Tea,10.00
#2,bo@shop.example,paid,2021-03-06 09:59:00 -0500,10.00,1,Mug,10.00
"""
NAMES_ONLY = """Name,Created at,Financial Status,Lineitem name
#1,2021-03-04 09:59:00 -0500,paid,Mug
#1,2021-03-04 09:59:00 -0500,paid,Tea
#1,,,Tea
#2,2021-03-06 09:59:00 -0500,paid,Mug
"""
CASES = {
    "wix": (WIX, WIX_SETS, 2),
    "amazon": (AMAZON, AMAZON_SETS, 1),
    "squarespace": (FIRST_ONLY.format("1"), FIRST_ONLY_SETS, 2),
    "only the first row has the order": (FIRST_ONLY.format(""), FIRST_ONLY_SETS, 2),
    "shopify": (SHOPIFY, SHOPIFY_SETS, 1),
    "names of items alone": (NAMES_ONLY, ("order=Name", *FIRST_ONLY_SETS[1:]), 2),
}
NUMBERS = "SELECT number FROM order_events JOIN orders ON orders.id = order_id ORDER BY order_events.id"


def _bring(database: str, file: Path, text: str, sets: tuple[str, ...]) -> ImportReport:
    file.write_text(text, "utf-8")
    return bring_into(database, file, sets=sets, guess=True)


@pytest.mark.parametrize("name", CASES)
def test_line_items_of_an_order_make_its_events_once(name: str, database: str, tmp_path: Path) -> None:
    text, sets, further = CASES[name]
    report = _bring(database, tmp_path / "orders.csv", text, sets)
    assert [number.lstrip("#") for (number,) in rows(database, NUMBERS)] == ["1", "2"]
    assert dict(report.counts.skips) == {"a further line item of its order": further}
    assert report.counts.rejected == 0


@pytest.mark.parametrize("name", CASES)
def test_a_further_line_is_found_and_proved(name: str, database: str, tmp_path: Path) -> None:
    """`where` gives the reason, `reconcile` finds nothing missing, and a second import adds nothing."""
    text, sets, _ = CASES[name]
    file = tmp_path / "orders.csv"
    _bring(database, file, text, sets)
    again = _bring(database, file, text, sets)
    assert (again.counts.imported, again.counts.duplicate) == (0, 2)
    with open_session(database) as session:
        traced = trace_line(session, str(file), 3)
        batch = session.scalars(select(Batch).limit(1)).one()
        assert batch.skipped == again.counts.skipped
    assert traced is not None
    assert [(one.kind, one.reason) for one in traced.outcomes] == [
        ("skipped", "a further line item of its order")
    ]
    assert reconcile(str(file), database=database, on_progress=lambda _: None).complete


@pytest.mark.parametrize(
    ("text", "sets", "count"),
    [
        # Every row is an event of its own: the items are what happened, or rows have ids.
        (WIX, (*WIX_SETS[:2], "message={Item} x {Qty}"), 4),
        ("id,order,date,note,sku,qty,price\n1,1,2021-01-01,a,M,1,1\n2,1,2021-01-01,a,T,1,1\n", (), 2),
        # No items at all: two identical rows are two records.
        ("order,date,note\n1,2021-01-01,a\n1,2021-01-01,a\n", (), 2),
        ("order,date,note,product\n1,2021-01-01,sent,Mug\n1,2021-01-01,sent,Tea\n", (), 2),
        # The order's columns say something else in its second row.
        (WIX.replace("Please ring,Tea", "Ring twice,Tea", 1), WIX_SETS, 4),
    ],
)
def test_rows_that_say_something_of_their_own_are_all_kept(
    text: str, sets: tuple[str, ...], count: int, database: str, tmp_path: Path
) -> None:
    report = _bring(database, tmp_path / "orders.csv", text, sets)
    assert report.counts.imported == count


def test_an_order_without_a_date_in_any_row_is_no_line_item(database: str, tmp_path: Path) -> None:
    text = FIRST_ONLY.format("1").replace("2021-03-04 09:59:00 -0500", "")
    report = _bring(database, tmp_path / "orders.csv", text, FIRST_ONLY_SETS)
    assert (report.counts.rejected, report.counts.skipped, report.counts.imported) == (3, 0, 1)


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("Item,SKU,Qty,Price", True),
        ("product-name,sku,quantity-purchased,item-price", True),
        ("Artikelnummer,Menge,Einzelpreis", True),
        ("Produit,Quantité,Prix unitaire", True),
        ("商品名,数量,価格", True),
        ("Item,Qty", True),
        ("sku,price", True),
        ("Qty,Price", False),
        ("order,date,note,product", False),
        ("Order total,Total quantity,Shipping price,Item", False),
    ],
)
def test_a_table_of_line_items_says_which_goods_and_how_many_or_at_what_price(
    columns: str, expected: bool
) -> None:
    assert has_line_items(columns.split(",")) is expected
    assert not is_item_column("Total order quantity")


@given(cuts=st.sets(st.integers(1, 4)), name=st.sampled_from(sorted(CASES)))
def test_further_lines_are_the_same_wherever_chunks_end(
    cuts: set[int], name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    text, sets, further = CASES[name]
    file = tmp_path_factory.mktemp("lines") / "orders.csv"
    file.write_text(text, "utf-8")
    with open_tables(str(file)) as tables:
        (whole,) = tables.reader(tables.names()[0]).chunks()
    ends = [0, *sorted(one for one in cuts if one < whole.frame.height), whole.frame.height]
    pieces = [replace(whole, frame=whole.frame[start:end]) for start, end in itertools.pairwise(ends)]
    mapping = with_sets(ColumnMapping(), sets)
    chunks, _ = with_further_lines(lambda: iter(pieces), mapping, whole.frame.columns)
    marks = pl.concat([chunk.frame[FURTHER_LINE] for chunk in chunks()])
    assert marks.count() == further

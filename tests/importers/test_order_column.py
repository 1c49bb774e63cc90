"""Which column is taken for the order: an exact name beats what the values look like."""

from __future__ import annotations

import polars as pl
import pytest
from bringing import Bring, rows

from importers.inference.columns import guess_columns
from importers.inference.name_score import labels_of
from importers.inference.worded_orders import words_note
from importers.mapping.column_mapping import ColumnMapping, Template
from importers.mapping.expressions import name_of
from importers.mapping.order_numbers import order_faults

ROWS = 12
DATES = [f"2021-03-{day + 1:02} 10:{day:02}:00" for day in range(ROWS)]
NOTES = [f"customer asked for gift wrap {row}" for row in range(ROWS)]
IDS = [f"90{row:04}" for row in range(ROWS)]
FEW = ["Main", "Outlet", "Main"] * 4
MONEY = [f"{row % 5}.50" for row in range(ROWS)]


def order_of(**columns: list[str]) -> str | None:
    """The column that is used as the order, of a table that also has a date and notes."""
    frame = pl.DataFrame({**columns, "Created at": DATES, "Note": NOTES})
    value = guess_columns(frame, ColumnMapping()).fields.get("order")
    return value[0].column if value else None


def proposed(**columns: list[str]) -> list[str]:
    """The candidates for the order, best first."""
    frame = pl.DataFrame({**columns, "Created at": DATES, "Note": NOTES})
    return [one.column for one in guess_columns(frame, ColumnMapping()).roles["order"]]


@pytest.mark.parametrize("exact", ["Order ID", "order_number", "Order No", "increment_id", "amazon-order-id"])
@pytest.mark.parametrize(
    "beside",
    [
        *("Order Value", "Order Store", "Order Rating", "Order Currency", "Order Weight", "order_status"),
        *("Order Channel", "order_customer_id", "Order Country"),
    ],
)
def test_an_exact_name_is_the_order_whatever_stands_beside_it(exact: str, beside: str) -> None:
    assert order_of(**{beside: FEW, exact: IDS}) == exact


@pytest.mark.parametrize("name", ["Order", "order_ref", "Bestellung"])
@pytest.mark.parametrize(
    "values", [MONEY, [f"€ {row}" for row in range(ROWS)], [f"{row},00 EUR" for row in range(ROWS)]]
)
def test_money_is_never_the_order(name: str, values: list[str]) -> None:
    assert name not in proposed(**{name: values})


def test_a_constant_is_the_order_only_by_an_exact_name() -> None:
    assert order_of(**{"web_order": ["A-1"] * ROWS}) is None
    assert order_of(**{"order_id": ["17"] * ROWS}) == "order_id", "the history of one order"


@pytest.mark.parametrize("key", ["id", "history_id", "note_id", "uuid", "pk"])
def test_the_rows_own_key_is_never_proposed_as_the_order(key: str) -> None:
    assert key not in proposed(**{key: IDS})


@pytest.mark.parametrize("name", ["Staff", "Agent", "Operator", "By", "Mitarbeiter", "Status", "Customer"])
def test_a_column_named_for_another_role_is_never_proposed_as_the_order(name: str) -> None:
    beside = {name: FEW, f"{name} 2": [*FEW[1:], FEW[0]]}
    assert proposed(**beside, Invoice=[f"INV-{number}" for number in IDS]) == ["Invoice"]
    assert proposed(**beside) == []


def test_a_number_of_the_row_is_never_proposed_as_the_order() -> None:
    assert proposed(Pos=[str(1 + row) for row in range(ROWS)]) == []
    assert order_of(Order=[str(1 + row) for row in range(ROWS)]) == "Order"


def test_an_empty_list_is_no_order() -> None:
    assert order_of(order_adjustments=["[]"] * ROWS, order_id=IDS) == "order_id"


def test_a_prefix_that_all_columns_share_carries_no_information() -> None:
    frame = pl.DataFrame(
        {
            "history_id": [str(row) for row in range(ROWS)],
            "history_order_id": [str(row // 2 + 40) for row in range(ROWS)],
            "history_created": DATES,
            "history_reason": NOTES,
        }
    )
    found = guess_columns(frame, ColumnMapping())
    assert found.fields["order"][0].column == "history_order_id"


def test_a_prefix_is_cut_only_where_all_of_several_columns_have_it() -> None:
    assert labels_of(["log_id", "log_date", "log_text"]) == {
        "log_id": "id",
        "log_date": "date",
        "log_text": "text",
    }
    assert labels_of(["log_id", "log_date", "text"])["log_id"] == "log_id"
    assert labels_of(["log_id", "log_date"])["log_id"] == "log_id", "two may start alike by chance"


def test_of_an_old_and_a_new_status_the_new_one_is_the_message() -> None:
    frame = pl.DataFrame(
        {"order_id": IDS, "old_status": ["a"] * ROWS, "new_status": FEW, "created_at": DATES}
    )
    found = guess_columns(frame, ColumnMapping())
    assert found.fields["message"][0].shown() == "Status: {new_status}"


@pytest.mark.parametrize("name", ["Invoice Number", "object_id"])
def test_a_name_that_is_only_like_an_order_is_proposed_and_not_used(name: str) -> None:
    assert order_of(**{name: IDS}) is None
    assert proposed(**{name: IDS})[:1] == [name]


def _events_of(count: int, *, orders: int) -> str:
    rows = (f"{at},{at % orders},2020-01-01 10:00:00,anna,note {at}\n" for at in range(count))
    return "id,order_number,date,author,message\n" + "".join(rows)


@pytest.mark.parametrize(
    ("count", "orders", "note"),
    [
        (30, 1, "order_number, which has the same value in the first 30 rows that have one. If that is not"),
        (300, 3, "order_number: only 3 different orders in the first 300 rows that have one. If that is not"),
        (300, 30, ""),
        (10, 1, ""),
    ],
)
def test_an_order_column_that_yields_very_few_orders_is_reported(
    bring: Bring, count: int, orders: int, note: str
) -> None:
    report = bring(_events_of(count, orders=orders), sets=(), guess=True)
    found = [remark for remark in report.remarks if "order is taken from" in remark]
    assert len(found) == (1 if note else 0)
    assert note in "".join(found)


def test_a_template_may_name_a_column_twice(bring: Bring) -> None:
    report = bring(
        _events_of(30, orders=1), sets=("order={order_number}-{author}-{order_number}",), guess=True
    )
    assert report.counts.imported == 30
    assert "order_number, author, which has the same value" in "".join(report.remarks)


def test_rounded_numbers_and_errors_of_formulas_are_no_orders(bring: Bring) -> None:
    bad = [
        "1.23457E+11",
        '"4,5E+15"',
        "#REF!",
        "#WERT!",
        "#¡VALOR!",
        "#N/D",
        "#NV",
        "#NAME?",
        "Err:502",
        "####",
        "1.23457E11",
    ]
    good = ["#1001", "N/A-7", "E12", "#N1", "1E5"]
    lines = [f"{at},{order},2020-01-01,anna,note" for at, order in enumerate([*bad, *good])]
    report = bring("\n".join(["id,order,date,author,message", *lines, ""]))
    assert [(group.code, group.count) for group in report.groups] == [("E-ORDER-NUMBER", len(bad))]
    assert report.counts.imported == len(good)


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        ("E-ORDER-NUMBER", ["1-Nov", "Nov-20", "01. Nov", "2020-11-01 00:00:00", "TRUE", "Wahr"]),
        (
            "E-ORDER-LIST",
            ["1001, 1002", "1001;1002", "#1001 & #1002", "SO-101\nSO-102", "998 / 1001", '["1001", "1002"]'],
        ),
        ("E-ORDER-LIST", ["#1001 und #1002", "1001, 1002, 1003", "1001,1002", "100+101"]),
        (
            None,
            ["2020/1001", "2020 / 1001", "1,001", "12,345,678", "100 200", "1001-1", "A&B 100", "12, 13"],
        ),
        (
            None,
            [
                "R1001, lot 2",
                "MAY-1234",
                "MAR-21",
                "SET-12",
                "20-11-04-123",
                "2020-11-01",
                "1001, 1001",
                "[x]",
                "[" * 100_000,
                None,
            ],
        ),
    ],
)
def test_cells_that_hold_no_order_number_or_several_are_told_from_numbers(
    code: str | None, numbers: list[str | None]
) -> None:
    found = order_faults(pl.Series(numbers, dtype=pl.String))
    assert dict(zip(numbers, found, strict=True)) == dict.fromkeys(numbers, code)


def test_an_order_that_a_mapping_composes_of_columns_is_no_list(bring: Bring, database: str) -> None:
    text = "store,no,date,message\n001,1234,2020-01-01,a\n"
    sets = ("order={store}|{no}", "date=date", "message=message")
    assert bring(text, sets=sets).counts.imported == 1
    assert rows(database, "SELECT number FROM orders") == [("001|1234",)]
    assert (
        bring("no,date,message\n0011|1234,2020-01-02,b\n", sets=("order=no", *sets[1:])).counts.rejected == 1
    )


@pytest.mark.parametrize("around", ["\u200b{}", "{}\ufeff", "\u200e{}\u202c", "\xa0{}\u2060"])
def test_invisible_characters_around_a_number_make_no_other_order(around: str) -> None:
    cell = pl.DataFrame({"no": [around.format("1001")]})
    assert cell.select(name_of((Template(("", ""), ("no",)),))).item() == "1001"


def test_records_of_which_only_the_customer_is_known_are_counted(bring: Bring) -> None:
    """Not where no column names an order: then all records are of customers."""
    rows_ = "7,2020-01-01,amy@x.example,a\n,2020-01-02,amy@x.example,b\n,2020-01-03,,c\n"
    sets = ("order=no", "customer=buyer", "date=date", "message=message")
    counts = bring("no,date,buyer,message\n" + rows_, sets=sets).counts
    assert (counts.imported, counts.rejected, counts.without_order) == (2, 1, 1)
    other = ColumnMapping(source="other", tz="UTC")  # of the same source, it would be the same file read anew
    again = bring("no,date,buyer,message\n" + rows_, sets=sets[1:], mapping=other)
    assert again.counts.without_order == 0


def test_whole_orders_that_were_written_as_decimal_numbers_are_whole(bring: Bring, database: str) -> None:
    written = ["1001.0", '"1002,0"', "1003.00", "A-7.0"]
    lines = [f"{at},{order},2020-01-01,anna,note" for at, order in enumerate(written)]
    report = bring("\n".join(["id,order,date,author,message", *lines, ""]))
    found = rows(database, "SELECT number FROM orders ORDER BY number")
    assert [number for (number,) in found] == ["1001", "1002", "1003", "A-7.0"]
    assert report.counts.decimals == 3


def test_orders_with_decimals_stay_apart_from_whole_ones_in_chunks_of_any_size(
    bring: Bring, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = ["1001.0", "1001", "2023.00", "1001.1", "2023.01", "1002.0"]
    lines = [f"{at},{order},2020-01-01,anna,note" for at, order in enumerate(written)]
    monkeypatch.setattr("importers.readers.csv.reader.CHUNK_BYTES", 30)
    report = bring("\n".join(["id,order,date,author,message", *lines, ""]))
    found = rows(database, "SELECT number FROM orders ORDER BY number")
    assert [number for (number,) in found] == sorted(written)
    assert report.counts.decimals == 0


def test_what_programs_write_for_nothing_is_no_order(bring: Bring) -> None:
    written = ["none", "NONE", "nil", "n.a.", "(NULL)", "(blank)", "{}", "---", "NAN"]
    lines = [f"{at},{order},2020-01-01,anna,note" for at, order in enumerate(written)]
    report = bring("\n".join(["id,order,date,author,message", *lines, ""]))
    assert [(group.code, group.count) for group in report.groups] == [("E-SUBJECT", len(written))]


def test_records_of_blank_cells_are_skipped_and_counted(bring: Bring, database: str) -> None:
    blank = [",,,,", " , ,,NULL,", '"",,,,']
    lines = ["1,1001,2020-01-01,anna,note", *blank, "2,,,,still a record", ",,,bert,"]
    report = bring("\n".join(["id,order,date,author,message", *lines, ""]))
    assert dict(report.counts.skips) == {"a blank record": len(blank)}
    assert (report.counts.imported, report.counts.rejected) == (1, 2)


@pytest.mark.parametrize(
    "worded", ["Order #1001 (Smith)", "1001 Smith", "Bestellung 1001", "#1001 (see mail)"]
)
def test_words_around_the_number_of_an_order_are_reported(worded: str) -> None:
    note = words_note(["Order"], pl.DataFrame({"Order": ["#1002", worded, "1003", None]}))
    assert note.startswith(
        f"1 order has words beside the number in Order ({worded}), and is an order of that"
    )
    assert r"--set 'order=Order ~ (\d{3,})'" in note


@pytest.mark.parametrize(
    "number", ["SO-1001", "1001 B", "SO 1001", "2020 / 1001", "Smith", "Depot 7", "EVENT-1001"]
)
def test_numbers_as_shops_write_them_have_no_words_around_them(number: str) -> None:
    assert not words_note(["Order"], pl.DataFrame({"Order": ["#1002", number, "1003"]}))
    assert not words_note(["Order"], pl.DataFrame({"Order": ["Order 1001", "Order 1002"]}))

"""Where a row has several columns of states, each that is filled is an event of its own."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import polars as pl
import pytest
from asking import runner, said

from cli.app import app
from importers.inference.columns import guess_columns
from importers.mapping.apply import MappingApplier
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.further_states import label_before_states
from importers.mapping.sets import with_sets
from importers.readers.chunks import Chunk

SHOP = (
    "Bestellnummer;Datum;Status;Zahlstatus;Lieferstatus;Betrag\n"
    "1001;2024-01-03 10:00;Abgeschlossen;bezahlt;versendet;49,90 EUR\n"
    "1002;2024-01-04 11:00;Storniert;erstattet;;20,00 EUR\n"
)
SHOWN = [
    ("Status: Abgeschlossen", "completed"),
    ("Zahlstatus: bezahlt (49,90 EUR)", "paid"),
    ("Lieferstatus: versendet", "shipped"),
    ("Status: Storniert", "cancelled"),
    ("Zahlstatus: erstattet (20,00 EUR)", "refunded"),
]


def events(database: str) -> list[dict[str, str]]:
    done = runner.invoke(app, ["--database", database, "export", "--format", "jsonl"])
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def shop(tmp_path: Path) -> str:
    file = tmp_path / "shop.csv"
    file.write_text(SHOP)
    return str(file)


def states(header: str, row: str) -> list[str]:
    """The columns that the guess for this table reads as the status."""
    frame = pl.read_csv(io.StringIO(f"{header}\n{row}\n"), infer_schema=False)
    found = guess_columns(frame, ColumnMapping())
    assert not found.unclear
    return [way.shown() for way in found.fields.get("status", ())]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        (
            "order_number,order_date,order_status,payment_status,shipping_status",
            "1001,2024-01-03,complete,paid,shipped",
            ["order_status", "payment_status", "shipping_status"],
        ),
        (
            "id,order_id,changed_at,old_status,new_status,payment_state",
            "1,1001,2024-01-03,pending,processing,paid",
            ["new_status", "payment_state"],
        ),
        (
            "order_no,date,payment_status,fulfillment_status",
            "1001,2024-01-03,paid,unfulfilled",
            ["payment_status", "fulfillment_status"],
        ),
        (
            "Commande,Date,Statut,Statut paiement,Statut livraison",
            "F-1,2024-01-03,Terminée,Payée,Livrée",
            ["Statut", "Statut paiement", "Statut livraison"],
        ),
        (
            "Pedido,Fecha,Estado,Estado del pago,Estado del envío",
            "E-1,2024-01-03,Completado,Pagado,Enviado",
            ["Estado", "Estado del pago", "Estado del envío"],
        ),
        (
            "order,date,note,status,payment_status",
            "1001,2024-01-03,by card from Jane,new,paid",
            ["status", "payment_status"],
        ),
        ("order_no,date,status,newsletter_status", "1001,2024-01-03,paid,subscribed", []),
        ("order_no,date,status,payment_status", "1001,2024-01-03,shipped,1", []),
        ("order_no,date,status,old_payment_status", "1001,2024-01-03,shipped,pending", []),
    ],
)
def test_states_of_parts_stand_beside_that_of_the_order(header: str, row: str, expected: list[str]) -> None:
    assert states(header, row) == expected


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("1001,2024-01-03,placed,paid\n1001,2024-01-05,shipped,paid", []),  # as a join has it
        ("1001,2024-01-03,placed,open\n1001,2024-01-05,shipped,paid", ["status", "payment_status"]),
        ("1001,2024-01-03,placed,\n1001,2024-01-05,shipped,paid", ["status", "payment_status"]),
        ("1001,2024-01-03,placed,paid\n1001,2024-01-03,placed,paid", ["status", "payment_status"]),  # items
        ("1001,2024-01-03,placed,paid\n1002,2024-01-05,shipped,paid", ["status", "payment_status"]),
    ],
)
def test_a_state_that_rows_of_an_order_repeat_is_no_event_of_each(rows: str, expected: list[str]) -> None:
    assert states("order,date,status,payment_status", rows) == expected


@pytest.mark.parametrize(("second", "expected"), [("b", ["status", "payment_status"]), ("a", [])])
def test_customers_without_orders_have_states_of_their_own(second: str, expected: list[str]) -> None:
    rows = f"a@example.com,2024-01-03,open,paid\n{second}@example.com,2024-01-05,open,paid"
    assert states("email,date,status,payment_status", rows) == expected


def test_each_filled_state_is_an_event_with_the_amount_that_it_is_about(database: str, shop: str) -> None:
    told = " ".join(said(database, "import", shop, "--tz", "UTC").split())
    found = events(database)
    assert [(one["message"], one["state"]) for one in found] == SHOWN
    assert {one["date"] for one in found} == {"2024-01-03T10:00:00Z", "2024-01-04T11:00:00Z"}
    assert "Zahlstatus and Lieferstatus of a row are events of their own, at the row's date (Datum)" in told
    assert "neither shown nor added up" not in told


def test_the_same_file_adds_nothing_however_its_states_are_named(
    database: str, tmp_path: Path, shop: str
) -> None:
    said(database, "import", shop, "--tz", "UTC")
    draft = tmp_path / "draft.toml"
    said(database, "map", shop, str(draft))
    named = [f"--set=status={name}" for name in ("Status", "Zahlstatus", "Lieferstatus")]
    said_so = (*named, "--set=message=Status: {Status}", "--set=kind=Status")
    for options in ((), ("--map", str(draft)), said_so):
        assert said(database, "import", shop, "--tz", "UTC", *options).startswith("0\n"), options
        assert len(events(database)) == len(SHOWN), options


def test_a_file_of_which_one_state_was_read_gets_the_others(database: str, shop: str) -> None:
    alone = ("--set=message=Status: {Status}", "--set=kind=Status")
    said(database, "import", shop, "--tz", "UTC", *alone)
    assert len(events(database)) == 2
    said(database, "import", shop, "--tz", "UTC")
    assert sorted(one["message"] for one in events(database)) == sorted(message for message, _ in SHOWN)


def test_a_state_that_its_row_showed_already_is_not_shown_twice(database: str, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("id,order_no,date,status,payment_status,note\n1,1001,2024-01-03 10:00,new,paid,by card\n")
    said(database, "import", str(file), "--tz", "UTC", "--set=status=payment_status")
    assert [one["message"] for one in events(database)] == ["paid: by card"]
    told = " ".join(said(database, "import", str(file), "--tz", "UTC").split())
    assert told.startswith("65 ")
    assert "Batch 1 has already imported records of this file, with payment_status in their messages" in told


def shaped(header: str, rows: list[str], sets: list[str]) -> list[tuple[str, str, str | None, str | None]]:
    frame = pl.read_csv(io.StringIO("\n".join([header, *rows])), infer_schema=False)
    numbers = pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True)
    chunk = Chunk(
        frame=frame, records=numbers, lines=numbers + 1, originals=lambda rows: [], first_record=1,
        last_record=frame.height, last_line=frame.height + 1, end=0, prefix="",
    )  # fmt: skip
    mapping = with_sets(ColumnMapping(), ["order=o", "date=d", *sets]).fitted(frame.columns)
    found = MappingApplier(mapping).shape(chunk).frame
    return found.select("order", "part", "message", "code").rows()


def test_the_first_filled_state_is_that_of_the_row_and_the_others_are_events() -> None:
    rows = ["1,2024-01-03,x,new,paid,sent", "2,2024-01-03,x,,paid,sent", "3,2024-01-03,,,,", "4,,x,new,paid,"]
    named = ["message=m", "status=a", "status=payment_status", "status=c"]
    assert shaped("o,d,m,a,payment_status,c", rows, named) == [
        ("1", "", "new: x", None),
        ("1", "payment_status", "Payment status: paid", None),
        ("1", "c", "sent", None),
        ("2", "", "paid: x", None),
        ("2", "c", "sent", None),
        ("3", "", None, "E-MESSAGE"),
        ("4", "", "new: x", "E-DATE-EMPTY"),
        ("4", "payment_status", "Payment status: paid", "E-DATE-EMPTY"),
    ]


def test_a_row_is_not_rejected_whose_further_states_say_all_that_it_says() -> None:
    named = ["message=Status: {a}", "status=a", "status=b", "status=c"]
    rows = ["1,2024-01-03,,paid,sent"]
    assert shaped("o,d,a,b,c", rows, named) == [("1", "", "paid", None), ("1", "c", "sent", None)]


@pytest.mark.parametrize(
    ("column", "label"),
    [
        ("payment_status", "Payment status: "),
        ("Lieferstatus", "Lieferstatus: "),
        ("Fulfillment", "Fulfillment status: "),
        ("Zahlung", "Status Zahlung: "),
        ("how it went", ""),
    ],
)
def test_a_state_stands_behind_a_name_by_which_it_is_known(column: str, label: str) -> None:
    assert label_before_states(column) == label


def test_a_status_made_of_several_columns_has_no_further_ones() -> None:
    rows = ["1,2024-01-03,x,new,paid"]
    assert shaped("o,d,m,a,b", rows, ["message=m", "status={a} / {b}", "status=b"]) == [
        ("1", "", "new / paid: x", None)
    ]


def test_a_status_that_the_user_names_is_the_message_where_there_is_no_other() -> None:
    frame = pl.read_csv(io.StringIO(SHOP), separator=";", infer_schema=False)
    given = with_sets(ColumnMapping(), ["kind=Status", "status=Zahlstatus"])
    found = guess_columns(frame, given).fields
    shown = {name: [way.shown() for way in found[name]] for name in ("message", "status", "kind")}
    assert shown == {"message": ["Zahlstatus: {Zahlstatus}"], "status": ["Zahlstatus"], "kind": ["Status"]}


@pytest.mark.parametrize("order_status", ["", "open"])
def test_a_file_whose_columns_of_states_fill_up_is_read_as_before(
    order_status: str, database: str, tmp_path: Path
) -> None:
    """Its old records are known, and its source is not said to have files with other columns."""
    file = tmp_path / "orders.csv"
    rows = [
        "order_no,date,status,payment_status,shipping_status",
        f"1001,2024-01-03 10:00,{order_status},paid,",
        f"1002,2024-01-04 11:00,{order_status},unpaid,",
    ]
    file.write_text("\n".join([*rows, ""]))
    said(database, "import", str(file), "--tz", "UTC")
    before = [one["message"] for one in events(database)]
    file.write_text("\n".join([*rows, f"1003,2024-01-05 11:00,{order_status},paid,shipped", ""]))
    told = said(database, "import", str(file), "--tz", "UTC")
    assert "files with other columns" not in told
    after = [one["message"] for one in events(database)]
    assert after[: len(before)] == before
    assert after[-2:] == ["Payment status: paid", "Shipping status: shipped"]


def test_the_options_that_an_import_names_read_its_file_again(database: str, tmp_path: Path) -> None:
    """What is in the log stays known, whether the other states are added, or one is read alone."""
    file = tmp_path / "orders.csv"
    repeated = "1001,2024-01-03,placed,paid\n1001,2024-01-05,shipped,paid\n"
    file.write_text(f"order_no,date,status,payment_status\n{repeated}")
    told = [said(database, "import", str(file), "--tz", "UTC")]
    for added in (2, 0):
        named = re.findall(r"(?:--set \S+ )+(?=shows|reads)", " ".join(told[-1].split()))
        told.append(said(database, "import", str(file), "--tz", "UTC", *named[0].split()))
        assert f"imported {added} " in " ".join(told[-1].split())
    assert [one["message"] for one in events(database)].count("Payment status: paid") == 2

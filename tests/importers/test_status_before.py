"""A state, or what happened, in a column beside the message is shown before it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from asking import runner, said

from cli.app import app
from importers.inference.columns import guess_columns
from importers.mapping.column_mapping import ColumnMapping, of_column

ERP = (
    "Auftragsnr;Datum;Status;Bearbeiter;Bemerkung\n"
    "A-1;2025-02-03 09:00;Neu;Jörg Weiß;Bestellung am Telefon\n"
    "A-1;2025-02-04 10:00;bezahlt;;Überweisung 49,90 EUR\n"
    "A-1;2025-02-04 11:00;bezahlt;Uwe Krämer;Kunde fragt nach Lieferzeit\n"
    "A-1;2025-02-05 11:00;Zur Prüfung;Uwe Krämer;Payment received: 5.00 EUR\n"
    "A-1;2025-02-06 12:00;versendet;;\n"
    "A-1;2025-02-07 12:00;Zugestellt;;zugestellt.\n"
)
SHOWN = [
    "Neu: Bestellung am Telefon",
    "bezahlt: Überweisung 49,90 EUR",
    "bezahlt: Kunde fragt nach Lieferzeit",
    "Zur Prüfung: Payment received: 5.00 EUR",
    "Status: versendet",
    "zugestellt.",
]
BARE = ("--set=message=Bemerkung", "--set=message=Status: {Status}", "--set=kind=Status")
"""How the file was read before its status was shown."""

OTHERS = {
    "American events": (
        "Order #,Date,Event,User,Note\n1001,2025-01-05,Order placed,,\n1001,2025-01-06,Paid,,$25.50 cash\n",
        ("Event", "Note"),
    ),
    "events of several words": (
        "order,date,event,note\n1,2025-01-05,Order placed,by the shop's phone\n"
        "1,2025-01-06,Payment received,by card it was\n",
        ("event", "note"),
    ),
    "French": (
        "N° commande,Date,Événement,Auteur,Remarque\nF1,2025-01-05,Commande passée,,de nuit\n"
        "F1,2025-01-06,Payée,Luc,carte bancaire\n",
        ("Événement", "Remarque"),
    ),
    "Spanish sorts that are states": (
        "Pedido,Fecha,Tipo,Nota\nE1,2025-01-05,Enviado,con SEUR\nE1,2025-01-06,Entregado,a mano\n",
        ("Tipo", "Nota"),
    ),
    "Polish": (
        "Nr zamówienia,Data,Czynność,Uwagi\nP1,2025-01-05,Opłacone,Przelew na konto\n"
        "P1,2025-01-06,Wysłane,paczka InPost\n",
        ("Czynność", "Uwagi"),
    ),
    "what happened, without a comment": (
        "Bestellnummer,Datum,Vorgang\nB1,2025-01-05,bezahlt\nB1,2025-01-06,versendet\n",
        (None, "Vorgang"),
    ),
    "a name that says nothing": (
        "order,date,how it went,comment\n7,2025-01-05,paid,cash in the shop\n7,2025-01-06,shipped,a box\n",
        ("how it went", "comment"),
    ),
    "sorts of records": (
        "Order Number,Created,Type,Agent,Comment\n5,2025-01-05,public,Sam,Hello to you\n"
        "5,2025-01-06,internal,Sam,Asked the warehouse\n",
        (None, "Comment"),
    ),
    "codes of states": (
        "order,date,status,comment\n1,2025-01-05,2,Payment received\n1,2025-01-06,3,Sent with DHL\n",
        (None, "comment"),
    ),
    "states of the country": (
        "order,date,state,comment\n1,2025-01-05,CA,Payment received\n1,2025-01-06,TX,Sent with DHL\n",
        (None, "comment"),
    ),
    "two states": (
        "order,date,action,old_status,new_status,note\n1,2025-01-05,STATUS_CHANGED,new,awaiting the sum,\n"
        "1,2025-01-06,NOTE_ADDED,,,customer rang again\n",
        (None, "note"),
    ),
}


def events(database: str) -> list[dict[str, object]]:
    done = runner.invoke(app, ["--database", database, "export", "--format", "jsonl"])
    return [json.loads(line) for line in done.stdout.splitlines()]


def messages(database: str) -> list[object]:
    return [one["message"] for one in events(database)]


@pytest.fixture
def erp(tmp_path: Path) -> str:
    file = tmp_path / "erp.csv"
    file.write_text(ERP)
    return str(file)


def test_the_status_is_shown_before_the_comment(database: str, erp: str) -> None:
    told = said(database, "import", erp, "--tz", "UTC")
    assert "status: Status is shown before Bemerkung." in told
    assert messages(database) == SHOWN
    kinds = [(one["kind"], one["state"], one["amount"]) for one in events(database)]
    assert kinds == [
        ("status", None, None),
        ("paid", None, "49.90"),
        ("status", "paid", None),
        ("paid", None, "5.00"),
        ("status", "shipped", None),
        ("status", "delivered", None),
    ]
    assert "54.90 EUR" in said(database, "orders")


@pytest.mark.parametrize("name", OTHERS)
def test_a_column_is_a_status_by_its_name_or_its_values(name: str) -> None:
    text, expected = OTHERS[name]
    found = guess_columns(pl.read_csv(io.StringIO(text), infer_schema=False), ColumnMapping()).fields
    assert (
        tuple(found[role][0].column if role in found else None for role in ("status", "message")) == expected
    )


def test_a_draft_reads_the_file_as_an_import_without_a_mapping_does(
    database: str, tmp_path: Path, erp: str
) -> None:
    draft = tmp_path / "draft.toml"
    said(database, "map", erp, str(draft))
    assert 'status = "Status"' in draft.read_text()
    assert said(database, "import", erp, "--tz", "UTC", "--map", str(draft)).startswith("0\n")
    assert messages(database) == SHOWN


def test_a_file_that_was_imported_before_its_status_was_shown_has_the_same_records(
    database: str, erp: str
) -> None:
    assert said(database, "import", erp, "--tz", "UTC", *BARE).startswith("0\n")
    before = messages(database)
    assert before[1] == "Überweisung 49,90 EUR"
    again = said(database, "import", erp, "--tz", "UTC")
    assert again.startswith("0\n")
    assert "duplicate            6" in again
    assert messages(database) == before
    assert "All of the file is in the log" in said(database, "reconcile", erp)


def test_what_is_done_with_an_import_shows_the_status_too(database: str, tmp_path: Path, erp: str) -> None:
    Path(erp).write_text(ERP.replace("2025-02-04 10:00", "someday"))
    rejects = tmp_path / "rejects.csv"
    assert said(database, "import", erp, "--tz", "UTC", "--rejects", str(rejects)).startswith("1\n")
    rejects.write_text(rejects.read_text().replace("someday", "2025-02-04 10:00"))
    assert said(database, "retry", "1", str(rejects)).startswith("0\n")
    assert messages(database) == SHOWN
    assert "imported as event o2" in said(database, "where", f"{erp}:4")


def test_columns_that_are_named_are_shown_as_they_are(database: str, erp: str) -> None:
    said(database, "import", erp, "--tz", "UTC", "--set=message=Bemerkung", "--set=status=Status")
    assert messages(database)[1:] == [*SHOWN[1:4], "versendet", "zugestellt."]


GAMBIO = (
    "CREATE TABLE orders_status (orders_status_id int, language_id int, orders_status_name varchar(32));\n"
    "INSERT INTO orders_status VALUES (1,2,'Offen'),(3,2,'Versendet &amp; gepackt'),(4,2,'Versendet'),"
    "(9,2,'Storniert');\n"
    "CREATE TABLE orders_status_history (orders_status_history_id int, orders_id int, orders_status_id int,"
    " date_added datetime, customer_notified int, comments text);\n"
    "INSERT INTO orders_status_history VALUES (1,7,1,'2024-01-01 09:00:00',1,'Bitte klingeln'),"
    "(2,7,3,'2024-01-02 09:00:00',1,'Paket 2'),(3,7,4,'2024-01-03 09:00:00',1,'DHL 00340434161094000001'),"
    "(4,7,9,'2024-01-04 09:00:00',1,'Auf Wunsch storniert'),(5,7,9,'2024-01-05 09:00:00',1,''),"
    "(6,7,8,'2024-01-06 09:00:00',1,'Kein Name');\n"
)


def test_a_platforms_status_is_shown_before_the_comment_of_its_row(database: str, tmp_path: Path) -> None:
    path = tmp_path / "gambio.sql"
    path.write_text(GAMBIO, encoding="utf-8")
    report = said(database, "import", str(path), "--from", "oscommerce", "--tz", "UTC")
    assert "no known meaning: ." not in report
    assert [(one["message"], one["kind"], one["state"]) for one in events(database)] == [
        ("Offen: Bitte klingeln", "status", None),
        ("Versendet & gepackt: Paket 2", "legacy", None),
        ("Versendet: DHL 00340434161094000001", "shipped", None),
        ("Storniert: Auf Wunsch storniert", "status", "cancelled"),
        ("Status: Storniert", "status", "cancelled"),
        ("Kein Name", "legacy", None),
    ]


@pytest.mark.parametrize(
    "old",
    (
        "old_status|from|previous_state|status_before|status_from|oldstatus|Alter Status|ancien statut|"
        "statut avant|estado anterior|Vorheriger Status|previousStatus"
    ).split("|"),
)
def test_the_state_that_a_row_left_behind_is_not_its_status(old: str) -> None:
    """Nor is it proposed as who wrote."""
    rows = [("1", "new", "paid"), ("1", "paid", "shipped"), ("2", "new", "cancelled"), ("3", "new", "paid")]
    frame = pl.DataFrame(
        [("2021-06-01 10:00", *row) for row in rows], schema=["date", "order", old, "became"], orient="row"
    )
    given = ColumnMapping(fields={"order": of_column("order"), "message": of_column("became")})
    found = guess_columns(frame, given)
    assert "status" not in found.fields
    assert found.fields.get("kind") != of_column(old)
    assert old == "from" or old not in found.authors

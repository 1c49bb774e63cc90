"""Unknown exports are understood by names and values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from asking import imported, runner, said
from bringing import rows

from cli.app import app
from importers.column_words import simple
from importers.inference.name_score import named

EXPORTS = {
    "German": (
        "Bestellnummer;Datum;Bearbeiter;Status;Bemerkung",
        "B-{0};{1}.11.2020 07:40 Uhr;Müller;offen;Kunde ruft {0}",
    ),
    "Polish": (
        "Numer zamówienia;Data;Klient;E-mail;Status;Uwagi",
        "Z/{0};{1}.11.2020, 07:40:00;Jan;k@x.pl;nowe;proszę dzwonić {0}",
    ),
    "French": (
        "Date;Commande;Email;Statut;Commentaire",
        "{1}/11/2020 07:40:00;C-{0};e@x.fr;payée;Le colis est parti {0}",
    ),
    "Spanish": (
        "Libro\nPeríodo:;2020\n\nFecha;Pedido;Cliente;Monto;Nota",
        "{1}/11/2020 07:40;P-{0};Ana;12,00;pagó en efectivo {0}",
    ),
    "Italian": (
        "Numero ordine,Data,Cliente,Stato,Note",
        '{0},2020-11-{1} 07:40,Rossi,spedito,"Città così {0}"',
    ),
    "Dutch": (
        "Bestelnummer;Datum;Klant;Status;Opmerking",
        "{0};{1}-11-2020 07:40;Jan;open;Klant belt {0}",
    ),
    "Czech": (
        "Číslo objednávky;Datum;Zákazník;Stav;Poznámka",
        "{0};{1}. 11. 2020 7:40;Novák;nová;Zákazník volal {0}",
    ),
    "Swedish": (
        "Ordernummer;Skapad;Kund;Status;Meddelande",
        "{0};2020-11-{1} 07:40;Åsa;ny;Kunden ringde {0}",
    ),
    "American": (
        "Order #,Date/Time,Staff,Note",
        '{0},"11/{1}/2020, 7:40 AM",Bob,called customer {0}',
    ),
    "JavaScript": (
        "orderId,when,msg",
        "{0},Wed Nov {1} 2020 07:40:00 GMT+0000 (UTC),hello you {0}",
    ),
    "in words": (
        "order;written;text",
        "{0};{1}. November 2020 07:40;hello you {0}",
    ),
    "shouting": (
        "ORDERS_ID,DATE_ADDED,COMMENTS,CUSTOMER_NOTIFIED",
        "{0},2020-11-{1} 07:40:00,thanks a lot {0},1",
    ),
    "Unix seconds": (
        "order,ts,msg",
        "{0},1604389200,hello there {0}",
    ),
}


def export(language: str, file: Path) -> Path:
    head, row = EXPORTS[language]
    lines = (row.format(1000 + number, f"{number % 25 + 3:02}") for number in range(30))
    file.write_text("\n".join([head, *lines, ""]), encoding="utf-8")
    return file


@pytest.mark.parametrize("language", EXPORTS)
def test_an_unknown_export_needs_no_options(database: str, tmp_path: Path, language: str) -> None:
    file = export(language, tmp_path / "export.csv")
    assert imported(database, str(file)) == (0, 30)
    first = rows(
        database, "SELECT number, date / 1000000 FROM order_events JOIN orders ON orders.id = order_id"
    )[0]
    assert re.fullmatch(r"\D{0,3}1000", first[0])
    assert first[1] == 1604389200, "3 November 2020, 07:40"


@pytest.mark.parametrize("language", EXPORTS)
def test_the_drafted_mapping_reads_it_the_same_way(database: str, tmp_path: Path, language: str) -> None:
    file = export(language, tmp_path / "export.csv")
    drafted = runner.invoke(app, ["map", str(file)])
    (tmp_path / "legacy.toml").write_text(drafted.stdout, encoding="utf-8")
    assert imported(database, str(file), "--map", str(tmp_path / "legacy.toml")) == (0, 30)


def test_columns_that_say_the_same_are_no_rivals(database: str, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    file.write_text("case,concept:name,time:timestamp,Activity\n1,asked for it,2020-11-04,asked for it\n")
    assert imported(database, str(file)) == (0, 1)


def test_few_kinds_of_happenings_are_what_happened(database: str, tmp_path: Path) -> None:
    file = tmp_path / "log.csv"
    rows_of = "".join(f"{number},T0{number % 3} Check it,2020-11-04,Bob\n" for number in range(300))
    file.write_text("case:concept:name,concept:name,time:timestamp,org:resource\n" + rows_of)
    assert imported(database, str(file)) == (0, 300)


def test_agents_without_an_email_go_by_their_name(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    rows_of = "1,2020-11-04,anna@x.de,Anna,hello you\n2,2020-11-05,,Bob,hello again\n"
    file.write_text("order,date,agent.email,agent.name,note\n" + rows_of)
    assert "author \u2190 agent.email or agent.name" in " ".join(said(database, "import", str(file)).split())


def test_names_are_compared_without_case_accents_and_marks() -> None:
    assert simple("Numéro de commandeÉté") == "numero_de_commandeete"
    assert simple("zamówienieŁódź #") == "zamowienielodz"
    assert named("order", "Číslo objednávky") == named("order", "cislo_objednavky") > 0.9
    assert named("order", "Order Date") == 0.0
    assert named("message", "user_id") == 0.0


def test_an_id_is_known_as_one_where_all_that_is_required_is_said(database: str, tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    file.write_text("id,order,date,message\n1,1001,2020-01-01,Paid\n2,1001,2020-01-01,Paid\n")
    assert "legacy_id \u2190 id." in " ".join(said(database, "import", str(file)).split())
    file.write_text(file.read_text().replace("2,1001,2020-01-01,Paid", "2,1001,2020-01-01,Refunded"))
    told = said(database, "import", str(file))
    assert "changed              1" in told, "a record that is told otherwise is not another one"
    assert rows(database, "SELECT count(*) FROM order_events") == [(2,)]


def test_an_order_s_number_is_what_people_know_beside_its_id(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "order_id,order_number,order_date,email,remark\n"
        "723,1723,2017-03-22 16:28:02,jane@example.com,Payment received\n"
    )
    assert imported(database, str(file)) == (0, 1)
    assert rows(database, "SELECT number FROM orders") == [("1723",)]


@pytest.mark.parametrize(
    ("names", "is_one"),
    [
        ("date,time", True),
        ("created_date,created_time", True),
        ("Belegdatum,Uhrzeit", True),
        ("Data do pedido,Hora do pedido", True),
        ("date,delivery_time", False),
        ("date,call_time", False),
    ],
)
def test_only_the_time_of_the_date_completes_it(
    database: str, tmp_path: Path, names: str, is_one: bool
) -> None:
    file = tmp_path / "notes.csv"
    days = (f"100{number},2020-11-0{number},07:40,hello you {number}\n" for number in range(1, 9))
    file.write_text(f"order_no,{names},note\n" + "".join(days))
    assert imported(database, str(file)) == (0, 8)
    hours = rows(database, "SELECT DISTINCT strftime('%H:%M', date / 1000000, 'unixepoch') FROM order_events")
    assert hours == [("07:40" if is_one else "00:00",)]

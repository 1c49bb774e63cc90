"""Unknown exports are understood by names and values; where that is not clear, the error's command works."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from bringing import rows
from typer.testing import CliRunner

from cli.app import app
from importers.inference.name_score import named, simple
from importers.readers.opening import open_tables

runner = CliRunner()


def said(database: str, *words: str) -> str:
    """Everything a command says, after it was done."""
    done = runner.invoke(app, ["--database", database, *words])
    assert not isinstance(done.exception, Exception), done.exception
    return f"{done.exit_code}\n{done.stdout}\n{done.stderr}"


def imported(database: str, *words: str) -> tuple[int, int]:
    """The exit code, and how many records came in."""
    done = runner.invoke(app, ["--database", database, "import", *words, "--format", "json"])
    return done.exit_code, json.loads(done.stdout)["imported"] if done.stdout else 0


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


UNCLEAR = {
    "two texts": (
        "Ticket ID,Subject,Description,Customer ID,created_at",
        "{0},Login Bug {0},Unable to login {0},C-{0},2020-11-04",
    ),
    "an id of anything": (
        "Timestamp,User,Action,Entity,Entity ID,Details",
        "2020-11-04,bob@x.de,UPDATE,order,{0},status is {0} now",
    ),
    "two columns unclear": (
        "no,day1,day2,text,words",
        "{0},2020-11-04,2020-11-05,hello you,more of it {0}",
    ),
    "a state, and texts": (
        "Order,Created at,Status,Ticket subject,Ticket comment",
        "{0},2020-11-04,open,Where is it,I want it {0}",
    ),
}


@pytest.mark.parametrize("unclear", UNCLEAR)
def test_the_command_in_the_error_works(database: str, tmp_path: Path, unclear: str) -> None:
    head, row = UNCLEAR[unclear]
    file = tmp_path / "an export.csv"
    file.write_text("\n".join([head, *(row.format(number) for number in range(20)), ""]))
    told = said(database, "import", str(file))
    assert told.startswith("2\n")
    command = re.search(r"for example: events (import .+?)\. The input has", told.replace("\n", " "))
    assert command, told
    assert imported(database, *shlex.split(command[1])[1:]) == (0, 20)


def test_rows_of_several_dates_get_a_draft_of_several_events(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    line = "{0},a{0}@x.com,2020-11-04 07:40,2020-11-05 07:40,{1}\n"
    lines = [line.format(number, "" if number % 3 else "2020-11-06 07:40") for number in range(30)]
    file.write_text("order_no,customer_email,ordered_at,paid_at,shipped_at\n" + "".join(lines))
    assert "events map" in said(database, "import", str(file))
    draft = tmp_path / "legacy.toml"
    draft.write_text(runner.invoke(app, ["map", str(file)]).stdout)
    assert imported(database, str(file), "--map", str(draft)) == (0, 70)
    messages = rows(database, "SELECT DISTINCT parameters FROM order_events")
    assert sorted(messages) == [(f'{{"message":"{what}"}}',) for what in ("Ordered", "Paid", "Shipped")]


def test_data_without_a_header_is_told_how_to_get_one(database: str, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text('7,2020-11-04 07:40,a@x.de,"hello you"\n')
    told = " ".join(said(database, "import", str(file)).split())
    assert f"events import {file} --no-header column_1,date,customer,message. column_1 is not known" in told


def test_one_date_in_the_first_line_is_enough_to_tell_that_it_is_data(database: str, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("A0001;open;hello you;bob;04.11.2020\n" * 3)
    told = " ".join(said(database, "import", str(file)).split())
    assert f"events import {file} --no-header order,column_2,message,column_4,date" in told


def test_what_may_be_of_a_known_system_is_told_how_to_say_so(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    names = "Name,Email,Financial Status,Fulfillment Status,Created at,Lineitem name"
    file.write_text(f"{names}\n#1001,a@x.de,paid,fulfilled,2020-11-04 07:30:00 +0000,Crew Tee - Black\n")
    told = " ".join(said(database, "import", str(file)).split())
    assert f"It may be of shopify: events import {file} --from shopify" in told
    assert f"Next: events import {file} --from shopify" in runner.invoke(app, ["map", str(file)]).stderr
    assert imported(database, str(file), "--from", "shopify")[1] == 1


def test_messages_that_look_like_html_are_told_of(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("order,day,note\n1,2020-11-04,<p>hello &amp; welcome</p>\n")
    assert "--html makes plain text of it" in " ".join(said(database, "import", str(file)).split())
    draft = tmp_path / "legacy.toml"
    draft.write_text(runner.invoke(app, ["map", str(file)]).stdout.replace("# html", "html"))
    assert imported(database + ".other", str(file), "--map", str(draft)) == (0, 1)
    assert rows(database + ".other", "SELECT parameters FROM order_events") == [
        ('{"message":"hello & welcome"}',)
    ]


def test_what_was_said_of_the_encoding_is_in_the_draft(database: str, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_bytes("order,day,note\n1,2020-11-04,caf\u00e9 noir\n".encode("cp850"))
    draft = tmp_path / "legacy.toml"
    drafted = runner.invoke(app, ["map", str(file), "--encoding", "cp850"])
    draft.write_text(drafted.stdout)
    assert f"events import {file} --encoding cp850" in drafted.stderr
    assert imported(database, str(file), "--map", str(draft)) == (0, 1)
    assert rows(database, "SELECT parameters FROM order_events") == [('{"message":"caf\u00e9 noir"}',)]


@pytest.mark.parametrize("time", ["", " 07:40", " 07:40:03", " 07:40 PM"])
@pytest.mark.parametrize(("mark", "year"), [("/", "2019"), ("-", "19")])
def test_the_format_that_undecided_dates_are_said_to_want_reads_them(
    database: str, tmp_path: Path, mark: str, year: str, time: str
) -> None:
    file = tmp_path / "notes.csv"
    dates = [f"{mark.join(('03', day, year))}{time}" for day in ("04", "05")]
    file.write_text("order,date,note\n" + "".join(f"1,{date},hello you\n" for date in dates))
    told = " ".join(said(database, "import", str(file)).split())
    formats = re.search(r"not decided: pass --date-format '([^']+)' or '([^']+)'", told)
    assert formats, told
    for shape, month in zip(formats.groups(), ("04", "03"), strict=True):
        other = f"{database}.{month}"
        assert imported(other, str(file), "--date-format", shape) == (0, 2)
        first = rows(other, "SELECT strftime('%m', min(date) / 1000000, 'unixepoch') FROM order_events")
        assert first == [(month,)]
    draft = runner.invoke(app, ["map", str(file)]).stdout
    assert f"# date_format = '{formats[1]}'" in draft


def test_a_draft_for_dates_in_columns_of_a_known_system_leaves_them_to_it(
    database: str, tmp_path: Path
) -> None:
    file = tmp_path / "olist_orders_dataset.csv"
    names = "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at"
    more = "order_delivered_carrier_date,order_delivered_customer_date,order_estimated_delivery_date"
    row = "a1,c1,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15"
    file.write_text(f"{names},{more}\n{row},2017-10-04 19:55:00,2017-10-10 21:25:13,2017-10-18 00:00:00\n")
    draft = tmp_path / "legacy.toml"
    draft.write_text(runner.invoke(app, ["map", str(file)]).stdout)
    assert imported(database, str(file), "--map", str(draft)) == imported(
        database + ".other", str(file), "--from", "olist"
    )


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


def test_of_several_tables_the_one_with_a_history_is_proposed(database: str, tmp_path: Path) -> None:
    folder = tmp_path / "export"
    folder.mkdir()
    (folder / "products.csv").write_text("sku,name\n1,Mug\n")
    (folder / "notes.csv").write_text("order,created_at,comment\n7,2020-11-04 07:40,hello you\n")
    told = runner.invoke(app, ["map", str(folder)])
    assert f"Next: events import {folder} --table notes" in told.stderr
    assert imported(database, str(folder), "--table", "notes") == (0, 1)


def test_an_empty_column_of_a_document_means_nothing_whatever_its_name(tmp_path: Path) -> None:
    file = tmp_path / "notes.json"
    notes = [
        {
            "id": number,
            "order": None,
            "created_at": "2020-11-04",
            "text": "hello you",
            "for": {"order": f"10{number}"},
        }
        for number in range(9)
    ]
    file.write_text(json.dumps(notes))
    drafted = runner.invoke(app, ["map", str(file)]).stdout
    assert 'order = "for.order"' in drafted
    with open_tables(str(file)) as tables:
        assert tables.columns("notes") == ["id", "order", "created_at", "text", "for.order"]


def test_names_are_compared_without_case_accents_and_marks() -> None:
    assert simple("Numéro de commandeÉté") == "numero_de_commandeete"
    assert simple("zamówienieŁódź #") == "zamowienielodz"
    assert named("order", "Číslo objednávky") == named("order", "cislo_objednavky") > 0.9
    assert named("order", "Order Date") == 0.0
    assert named("message", "user_id") == 0.0


def test_a_draft_for_a_known_system_leaves_it_to_the_platform(database: str, tmp_path: Path) -> None:
    file = tmp_path / "shop.sql"
    columns = "`entity_id`,`parent_id`,`is_visible_on_front`,`comment`,`status`,`created_at`"
    table = "INSERT INTO `sales_flat_order_status_history`"
    row = "(1,'100000001',1,NULL,'holded','2020-11-04 07:40:03')"
    file.write_text(f"-- MySQL dump\n{table} ({columns}) VALUES {row};\n")
    draft = tmp_path / "legacy.toml"
    draft.write_text(runner.invoke(app, ["map", str(file)]).stdout)
    assert 'source = "magento1"' in draft.read_text()
    assert imported(database, str(file), "--map", str(draft)) == (0, 1)


def test_an_id_is_known_as_one_where_all_that_is_required_is_said(database: str, tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    file.write_text("id,order,date,message\n1,1001,2020-01-01,Paid\n2,1001,2020-01-01,Paid\n")
    assert "found out: legacy_id \u2190 id." in said(database, "import", str(file))
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


def test_a_customer_does_not_stand_for_an_order_that_is_only_not_clear(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "order_ref,order_number,order_date,email,remark\n"
        "A723,1723,2017-03-22 16:28:02,jane@example.com,Payment received\n"
    )
    assert "which column is the order" in said(database, "import", str(file))


def test_a_table_that_several_systems_have_is_of_one_of_them(database: str, tmp_path: Path) -> None:
    """Magento's two generations have the same columns under other names of tables."""
    file = tmp_path / "comments.csv"
    file.write_text("entity_id,parent_id,comment,status,created_at\n1,7,,new,2020-01-01 10:00:00\n")
    assert "magento1 or magento2: events import" in said(database, "import", str(file))


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

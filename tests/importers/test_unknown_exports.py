"""Exports of shops and offices nobody has heard of: brought in rightly, or refused with a way."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app

runner = CliRunner()
START = datetime(2019, 3, 1, 8, 5, 9)  # noqa: DTZ001 - legacy exports seldom say their zone


@dataclass(frozen=True)
class Export:
    """`row` is a format of the number, the moment `d` and the next day `e`; `first` is the first event as
    order, customer, moment, author and message."""

    header: str
    row: str
    first: tuple[str | None, ...]
    encoding: str = "utf-8"
    rows: int = 30

    def write(self, file: Path) -> Path:
        moments = [START + timedelta(hours=13 * number) for number in range(self.rows)]
        lines = [
            self.row.format(number, d=moment, e=moment + timedelta(days=1))
            for number, moment in enumerate(moments)
        ]
        file.write_text("\n".join([self.header, *lines, ""]), encoding=self.encoding)
        return file


def brought(database: str, *words: str) -> list[tuple[str | None, ...]]:
    """What an import brings, in the order of the file."""
    done = runner.invoke(app, ["import", *words], env={"EVENTS_DATABASE_URL": database})
    assert done.exit_code == 0, done.output
    exported = runner.invoke(app, ["--database", database, "export", "--format", "jsonl"])
    events = sorted(
        map(json.loads, exported.stdout.splitlines()), key=lambda event: event["source"]["record"]
    )
    names = ("order", "customer", "date", "user", "message")
    return [tuple(event[name] for name in names) for event in events]


def refused(database: str, *words: str) -> str:
    done = runner.invoke(app, ["import", *words], env={"EVENTS_DATABASE_URL": database})
    assert done.exit_code == 2, done.output
    return " ".join(done.stderr.split())


CLEAR = {
    "a day and a time in columns of their own": Export(
        "Datum;Uhrzeit;Auftragsnr.;Bearbeiter;Notiz",
        "{d:%d.%m.%Y};{d:%H:%M:%S};A-{0:04};mm;Kunde rief wieder an {0}",
        ("A-0000", None, "2019-03-01T08:05:09Z", "mm", "Kunde rief wieder an 0"),
    ),
    "the same in American": Export(
        "Order No,Entry Date,Entry Time,Clerk,Entry",
        "{0:05},{d:%m/%d/%Y},{d:%I:%M:%S %p},bob,called him back {0}",
        ("00000", None, "2019-03-01T08:05:09Z", "bob", "called him back 0"),
    ),
    "the same without marks": Export(
        "AUFNR;DATUM;UZEIT;UNAME;TEXT",
        "{0:010};{d:%Y%m%d};{d:%H%M%S};SMITH;called him back {0}",
        ("0000000000", None, "2019-03-01T08:05:09Z", "SMITH", "called him back 0"),
    ),
    "a name that ends in a word": Export(
        "Bestellnr;Belegdatum;Kundenkommentar",
        "{0};{d:%d.%m.%Y %H:%M};bitte erst am Montag liefern {0}",
        ("0", None, "2019-03-01T08:05:00Z", None, "bitte erst am Montag liefern 0"),
    ),
    "the only dates and the only sentences": Export(
        "le;quoi donc;commande",
        "{d:%d/%m/%Y %H:%M};il a rappelé hier soir {0};{0}",
        ("0", None, "2019-03-01T08:05:00Z", None, "il a rappelé hier soir 0"),
        encoding="cp1252",
    ),
    "the only numbers with a mark": Export(
        "Name,Email,Created at,Notes",
        "#{0},a@x.de,{d:%Y-%m-%d %H:%M:%S} +0100,called him back {0}",
        ("#0", "a@x.de", "2019-03-01T07:05:09Z", None, "called him back 0"),
    ),
    "a date of birth and one of delivery": Export(
        "order,birth_date,Delivery date,logged,operator,memo",
        "{0},1970-05-01,{e:%Y-%m-%d},{d:%Y-%m-%d %H:%M:%S},anna,called him back {0}",
        ("0", None, "2019-03-01T08:05:09Z", "anna", "called him back 0"),
    ),
    "two texts, one of which says nothing": Export(
        "order,date,Product,Summary,Phone",
        "{0},{d:%Y-%m-%d},Mug,called him back {0},+49 170 123 45",
        ("0", None, "2019-03-01T00:00:00Z", None, "called him back 0"),
    ),
    "a spreadsheet's days": Export(
        "Bestellung;Datum;Notiz",
        "{0};435{0:02},336909;Kunde rief wieder an {0}",
        ("0", None, "2019-02-04T08:05:09Z", None, "Kunde rief wieder an 0"),
    ),
    "Russian": Export(
        "Номер заказа;Дата;Клиент;Менеджер;Комментарий",
        "{0};{d:%d.%m.%Y %H:%M};Иванов;Ольга;клиент звонил опять {0}",
        ("0", None, "2019-03-01T08:05:00Z", "Ольга", "клиент звонил опять 0"),
        encoding="cp1251",
    ),
    "Japanese": Export(
        "受注番号,受注日,担当者,メモ",
        "A{0:03},{d:%Y}年{d.month}月{d.day}日 {d:%H:%M},田中,お客様から電話 {0}",
        ("A000", None, "2019-03-01T08:05:00Z", "田中", "お客様から電話 0"),
    ),
}


@pytest.mark.parametrize("kind", CLEAR)
def test_an_export_of_no_system_is_brought_in_as_a_person_would_read_it(
    database: str, tmp_path: Path, kind: str
) -> None:
    export = CLEAR[kind]
    events = brought(database, str(export.write(tmp_path / "export.csv")))
    assert len(events) == export.rows
    order, _, *rest = export.first  # orders' customers are another story
    assert [events[0][0], *events[0][2:]] == [order, *rest]


def test_columns_that_are_only_kept_are_named(database: str, tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("order,created_at,updated_at,user_id,note\n1,2020-11-04,2020-11-05,7,hello you\n")
    done = runner.invoke(app, ["--database", database, "import", str(file)])
    assert "Columns not used (kept with records): updated_at, user_id." in " ".join(done.stdout.split())


def test_what_may_be_an_orders_number_is_not_left_out_unasked(database: str, tmp_path: Path) -> None:
    export = Export("Vorgang;Datum;Kunde;Notiz", "AB-{0:04};{d:%d.%m.%Y};Jan;rief wieder an {0}", ())
    file = export.write(tmp_path / "export.csv")
    told = refused(database, str(file))
    assert "If it is not about orders: --set customer=Kunde" in told
    command = re.search(r"for example: events import (.+?)\. If", told)
    assert command
    assert brought(database, *shlex.split(command[1]))[0][0] == "AB-0000"
    other = database + ".other"
    assert brought(other, str(file), "--set", "customer=Kunde")[0][:2] == (None, "Jan")


def test_dates_of_several_happenings_are_never_shown_as_a_status(database: str, tmp_path: Path) -> None:
    row = "{0},a@x.de,{d:%Y-%m-%d %H:%M},{e:%Y-%m-%d %H:%M},{e:%Y-%m-%d %H:%M}"
    file = Export("order_no,email,ordered_at,paid_at,shipped_at", row, ()).write(tmp_path / "orders.csv")
    told = refused(database, str(file))
    assert f"events map {file} > legacy.toml" in told
    assert "Status" not in told


def test_a_documents_lists_are_no_message(database: str, tmp_path: Path) -> None:
    file = tmp_path / "orders.json"
    orders = [
        {"order": f"1{n}", "date": "2020-11-04", "lines": [{"item": f"a mug of blue {n}"}]} for n in range(9)
    ]
    file.write_text(json.dumps(orders))
    assert "which column is the message (none looks like it)" in refused(database, str(file))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_an_export_with_only_a_header_has_no_records_and_is_complete(
    database: str, tmp_path: Path, delimiter: str
) -> None:
    file = tmp_path / "history.csv"
    file.write_text(delimiter.join(["order_no", "created_at", "comment"]) + "\n")
    done = runner.invoke(app, ["--database", database, "import", str(file), "--format", "json"])
    assert (done.exit_code, json.loads(done.stdout)["read"]) == (0, 0)


def test_a_column_that_a_header_without_records_lacks_is_named(database: str, tmp_path: Path) -> None:
    file = tmp_path / "history.csv"
    file.write_text("order_no,created_at,comment\n")
    done = runner.invoke(app, ["--database", database, "import", str(file), "--set", "order=number"])
    assert done.exit_code == 2
    assert "number" in done.stderr


def test_a_dozen_unused_columns_are_named_and_the_others_counted(database: str, tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    more = [f"x{number}" for number in range(20)]
    file.write_text(
        ",".join(["id", "order", "date", "message", *more]) + "\n1,7,2020-01-01,sent" + ",y" * 20 + "\n"
    )
    done = CliRunner().invoke(app, ["--database", database, "import", str(file)])
    assert "Columns not used (kept with records): x0, x1, " in " ".join(done.stdout.split())
    assert "x11 and 8 more." in " ".join(done.stdout.split())

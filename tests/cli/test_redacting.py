"""People are hidden behind pseudonyms in every format, however a message spells them."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Opened, Run

from cli.event_view import EventView
from cli.timelines.redaction import Redactor
from events.account.people import Person
from events.models import OrderLine, User
from events.order.events import fulfilled_items_event
from events.order.lookup import find_order
from events.timeline import TimelineEntry
from events.vocabulary.orders import OrderEvents


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize("name", ["text", "oneline", "full", "json", "jsonl", "csv", "markdown", "html"])
def test_redacting_hides_people_in_every_format(run: Run, name: str) -> None:
    text = run("-v", "order", "1", "--redact", "--format", name).stdout
    assert not re.search(r"jane|doe|anna|larsen|bob|@", text.split("</style>")[-1], re.IGNORECASE)
    assert "Customer 1" in text
    assert "Staff 1" in text


@pytest.mark.usefixtures("story")
def test_one_person_has_one_pseudonym_in_an_output(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("export", "--redact", "-o", "csv", "--order", "1").stdout)))
    assert rows[1]["message"] == "Order confirmation sent to Customer 1"
    assert rows[3]["message"] == "Payment reminder sent to Customer 1"
    assert rows[6]["user"] == "Staff 1"
    assert rows[7]["message"] == (
        "Called Customer 1: Staff 1 told Mrs Customer 1 that <b>Person 1</b> pays [the rest]."
    )
    assert "Order #1 · Customer 1\n" in run("order", "1", "--redact").stdout
    assert "jane" not in run("log", "--redact").stdout


def test_addresses_in_order_numbers_and_names_of_sources_are_hidden_and_other_words_stay() -> None:
    redactor = Redactor([(Person(id=1, name="Jane Doe", email="jane@mail.example"), "Customer")])
    assert redactor.addresses("Jane-7 jane@mail.example") == "Jane-7 Customer 1"
    entry = TimelineEntry(
        table="o",
        number=1,
        date=datetime(2020, 1, 1, tzinfo=UTC),
        type=OrderEvents.OTHER,
        shop="eva@shop.example",
        order="bo@mail.example-3",
        customer=None,
        user=None,
        parameters={},
    )
    hidden = redactor.event(EventView(entry=entry)).entry
    assert (hidden.shop, hidden.order) == ("Person 1", "Person 2")


def test_addresses_in_a_records_own_type_are_hidden_too(run: Run, tmp_path: Path) -> None:
    (file := tmp_path / "a.csv").write_text(
        "id,order,date,email,message,type\n1,7,2020-01-01,jane@mail.example,Hm,mail to bo@mail.example\n"
    )
    assert run("import", str(file), "--set", "kind=type").exit_code == 0
    shown = run("customer", "jane@mail.example", "--redact", "-o", "json").stdout
    assert '"kind": "mail to Person 1"' in shown and "@" not in shown


def test_of_those_who_have_no_part_in_it_whole_names_are_hidden() -> None:
    redactor = Redactor([(Person(id=1, name="Jane Doe"), "Customer")], [Person(id=2, name="Maria Rossi")])
    assert redactor.text("Maria Rossi asked for Jane; a villa Rossi, and again maria  rossi") == (
        "Person 1 asked for Customer 1; a villa Rossi, and again Person 1"
    )


def test_words_that_are_names_only_by_accident_stay() -> None:
    known = [(Person(id=1, name="Will Post"), "Customer"), (Person(id=2, email="info@shop.example"), "Staff")]
    redactor = Redactor(known)
    assert redactor.text("Will asked; he will send it by post, info follows") == (
        "Customer 1 asked; he will send it by post, info follows"
    )
    machine = Person(id=3, name="WooCommerce", is_placeholder=True)
    assert redactor.person(machine) is machine


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Jane's parcel, Janes Paket", "Customer 1's parcel, Customer 1 Paket"),
        ("Frau Lüdenscheidt", "Frau Customer 1"),
        ("Jane Mu\u0308ller-Lu\u0308denscheidt", "Customer 1"),
        ("Anna O\u2019Brien and Anna O'Brien", "Staff 1 and Staff 1"),
        ("jane_doe, jane.doe (at) example.com", "Customer 1, Customer 1 (at) example.com"),
        ("https://shop.example/?to=jane.doe%40example.com", "https://shop.example/?to=Customer 1"),
        ("bounce+kim=mail.example@out.example", "Person 1"),
    ],
)
def test_people_are_hidden_however_a_message_spells_them(text: str, hidden: str) -> None:
    jane = Person(id=1, email="jane.doe@example.com", name="Jane Müller-Lüdenscheidt")
    anna = Person(id=2, email="a@shop.example", name="Anna O'Brien")
    assert Redactor([(jane, "Customer"), (anna, "Staff")]).text(text) == hidden


def test_redacting_reaches_items_files_and_legacy_ids(run: Run, opened: Opened, tmp_path: Path) -> None:
    file = tmp_path / "Jane_Doe.csv"
    file.write_text("id,no,at,text\nJane.Doe-7,1,2020-11-04,Parcel\n", encoding="utf-8")
    sets = ("--set=legacy_id=id", "--set=order=no", "--set=date=at", "--set=message=text")
    assert run("import", str(file), "--source", "crm", "--tz", "UTC", *sets).exit_code == 0
    with opened() as session:
        order = find_order(session, "1")
        order.user = User(email="jane@example.com", name="Jane Doe")
        line = OrderLine(order=order, item_name="Mug engraved 'Jane'", quantity=1)
        session.add(line)
        session.flush()
        fulfilled_items_event(order=order, user=None, fulfilled_items=[line])
        session.commit()
    text = "".join(run("-v", "order", "1", "--redact", "-o", name).stdout for name in ("full", "jsonl"))
    assert "jane" not in text.lower()
    assert "Customer 1.csv" in text
    assert "Mug engraved 'Customer 1'" in text


def test_two_people_of_one_name_are_hidden_without_saying_which() -> None:
    known = [(Person(id=1, name="Jane Doe"), "Customer"), (Person(id=2, name="Jane Roe"), "Customer")]
    assert Redactor(known).text("Jane Roe or Jane?") == "Customer 2 or [name]?"


@pytest.mark.usefixtures("story")
def test_a_page_says_that_people_are_hidden_where_they_are(run: Run) -> None:
    says = "hidden behind pseudonyms"
    assert says in run("order", "1", "-o", "html", "--redact").stdout
    assert says not in run("order", "1", "-o", "html").stdout


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_redacting_leaves_no_address_in_any_text(text: str) -> None:
    assert "jane@example.com" not in Redactor().text(f"{text} jane@example.com {text}")

"""A column with customers' names beside their e-mails makes them known by these names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bringing import PLAIN, Bring, bring_into, rows
from repairing import retrying

from events import find
from events.database.session import open_session
from importers.customer_names import name_columns
from importers.erasure.forget import forget
from importers.mapping.column_mapping import ColumnMapping, of_column
from importers.mapping.sets import with_sets
from importers.undo.undo import undo

SETS = (*PLAIN, "customer=customer_email")
HEADER = "id,order,customer_name,customer_email,date,author,message\n"
MARY = "1,1001,Mary  Stone,Mary@example.com,2020-01-01 10:00:00,bea,Rang\n"
REST = """\
2,1002,A-1001,number@example.com,2020-01-02 10:00:00,bea,Rang
3,1003,joe@example.com,joe@example.com,2020-01-03 10:00:00,bea,Rang
4,,Jörg Müller,joerg@example.com,2020-01-04 10:00:00,bea,Has moved
5,1001,Bob Ray,bob@example.com,2020-01-05 10:00:00,bea,Rang for Mary
"""
NAMES = "SELECT lower(email), name FROM users WHERE email IS NOT NULL ORDER BY 1"


def found(database: str, text: str) -> list[str]:
    with open_session(database) as session:
        return [str(one.who.email).lower() for one in find.find(session, text, limit=5).customers]


def test_customers_of_orders_and_of_none_are_found_by_the_names_that_the_file_has(
    both: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "notes.csv"
    file.write_text(HEADER + MARY + REST, "utf-8")

    otherwise = tmp_path / "otherwise.csv"
    otherwise.write_text(HEADER + REST + MARY, "utf-8")

    def act(database: str) -> Any:
        report = bring_into(database, file, sets=SETS)
        again = bring_into(database, otherwise, sets=SETS)
        assert (again.counts.duplicate, again.counts.changed) == (report.counts.imported, 0)
        return [found(database, text) for text in ("stone", "müller", "A-1001", "ray")]

    for result in both(act):
        assert result == [["mary@example.com"], ["joerg@example.com"], [], []]


def test_a_person_whom_the_log_knows_keeps_what_they_are_called(bring: Bring, database: str) -> None:
    bring(HEADER.replace("customer_name", "shelf") + MARY, sets=SETS)
    bring(HEADER + MARY.replace("1,1001", "9,1009"), name="later.csv", sets=SETS)
    assert rows(database, NAMES) == [("mary@example.com", "")]


def test_an_undo_takes_names_back_and_an_import_gives_them_again(bring: Bring, database: str) -> None:
    bring(HEADER + MARY, sets=SETS)
    undo(1, database=database, by="", dry_run=False, on_progress=lambda _: None)
    assert rows(database, NAMES) == []
    bring(HEADER + MARY, sets=SETS)
    assert rows(database, NAMES) == [("mary@example.com", "Mary Stone")]


def test_a_repaired_reject_brings_the_name_too(bring: Bring, database: str, tmp_path: Path) -> None:
    bring(HEADER + MARY.replace("2020-01-01", "some day") + REST.replace("1001,Bob", "1005,Bob"), sets=SETS)
    assert found(database, "stone") == []
    retrying(database, tmp_path)(HEADER + MARY)
    assert found(database, "stone") == ["mary@example.com"]


def test_the_name_of_a_forgotten_customer_is_gone_and_does_not_come_back(bring: Bring, database: str) -> None:
    bring(HEADER + MARY, sets=SETS)
    with open_session(database) as session:
        forget(session, "mary@example.com", by="tester")
        session.commit()
    again = bring(HEADER + REST + MARY, name="again.csv", sets=SETS)
    assert (again.counts.imported, again.counts.duplicate, again.counts.changed) == (4, 1, 0)
    assert rows(database, "SELECT id FROM users WHERE name LIKE '%Stone%'") == []
    assert rows(database, "SELECT id FROM record_details WHERE extra LIKE '%Stone%'") == []


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("Auftragsnummer;Kunde;E-Mail;Datum", ("Kunde",)),
        ("E-Mail;Datum;Kundenname", ("Kundenname",)),
        ("order;name;E-Mail;Datum", ("name",)),
        ("name;order;Datum;E-Mail", ()),
        ("E-Mail;Vorname;Nachname", ("Vorname", "Nachname")),
        ("first_name;order;Datum;x;E-Mail;y;z;last_name", ()),
        (
            "billing_first_name;order;x;E-Mail;y;z;billing_last_name",
            ("billing_first_name", "billing_last_name"),
        ),
        ("order;customer.name;E-Mail", ("customer.name",)),
        ("order;Kunde;Datum", ()),
        ("order;product_name;E-Mail", ()),
    ],
)
def test_columns_are_taken_for_names_of_customers(columns: str, expected: tuple[str, ...]) -> None:
    mapping = with_sets(ColumnMapping(), ("customer=E-Mail", "date=Datum"))
    assert name_columns(columns.split(";"), mapping) == expected


def test_a_column_that_is_used_for_something_else_names_no_customer() -> None:
    mapping = with_sets(ColumnMapping(), ("customer=email", "author=name"))
    assert name_columns(["name", "email"], mapping) == ()


def test_names_beside_the_e_mail_count_where_a_joined_table_that_is_missing_comes_first() -> None:
    """A list that somebody's query made has the e-mail itself, and no table of customers."""
    mapping = ColumnMapping(fields={"customer": (*of_column("customer.email"), *of_column("email"))})
    assert name_columns(["id_order", "email", "prénom", "nom"], mapping) == ("prénom", "nom")
    by_id = ColumnMapping(fields={"customer": (*of_column("customer.email"), *of_column("id_customer"))})
    assert name_columns(["id_order", "id_customer", "prénom", "nom"], by_id) == ()

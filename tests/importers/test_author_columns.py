"""Of the columns of who wrote, the e-mail is the author; it is never the customer's."""

from __future__ import annotations

import polars as pl
import pytest

from importers.inference.columns import guess_columns
from importers.mapping.column_mapping import ColumnMapping, of_column
from importers.mapping.expressions import email_of

_ROWS = 9
_NOTES = {
    "order": [f"A{1000 + row}" for row in range(_ROWS)],
    "date": [f"2020-11-0{row + 1} 08:40:03" for row in range(_ROWS)],
    "comment": [f"Rang back, day {row}" for row in range(_ROWS)],
}
_EMAILS = ["anna@shop.example", "ben@shop.example", "anna@shop.example"] * 3
_PEOPLE = {"id": ["5", "6", "5"] * 3, "name": ["Anna", "Ben", "Anna"] * 3, "email": _EMAILS}


@pytest.mark.parametrize(
    "prefix", ["author.", "author_", "created_by.", "staff_", "agent.", "user_", "employee_"]
)
def test_the_email_of_who_wrote_is_the_author_and_no_customer(prefix: str) -> None:
    columns = {f"{prefix}{name}": values for name, values in _PEOPLE.items()}
    found = guess_columns(pl.DataFrame(_NOTES | columns), ColumnMapping())
    assert found.fields["author"][0].columns == (f"{prefix}email",)
    assert "customer" not in found.fields


@pytest.mark.parametrize(
    "column", ["Mitarbeiter-ID", "Bearbeiter-Nr.", "id_empleado", "ID сотрудника", "担当者ID", "staffId"]
)
def test_the_number_of_who_works_for_the_shop_is_the_author(column: str) -> None:
    found = guess_columns(pl.DataFrame(_NOTES | {column: ["71", "90", "71"] * 3}), ColumnMapping())
    assert found.fields["author"][0].columns == (column,)
    assert "customer" not in found.fields


@pytest.mark.parametrize(
    ("columns", "chosen"),
    [
        (("author.id", "author.name"), "author.name"),
        (("author_name", "author_id"), "author_name"),
        (("author.id", "author.display_name"), "author.display_name"),
        (("author.id", "author.first_name"), "author.id"),
        (("staff_id", "staff"), "staff"),
        (("created_by", "updated_by"), "created_by"),
        (("created_by_id", "created_by_type"), "created_by_id"),
    ],
)
def test_of_a_persons_columns_what_they_are_called_is_the_author(
    columns: tuple[str, str], chosen: str
) -> None:
    values = {name: _PEOPLE["id" if name.endswith("id") else "name"] for name in columns}
    assert guess_columns(pl.DataFrame(_NOTES | values), ColumnMapping()).fields["author"][0].columns == (
        chosen,
    )


@pytest.mark.parametrize(
    "column",
    (
        "Staff Member | Vendeur | Bearbeitet von | Gestionnaire | Gestito da | Behandeld door | Obsłużył | "
        "Säljare | Behandlet af | Myyjä | Vyřizuje | Ügyintéző | Vânzător | Продавец | Обработен от | "
        "Χειριστής | Temsilci | Djelatnik | Töötaja | Darbuotojas | Operators | 販売員 | 직원 | Người xử lý"
    ).split(" | "),
)
def test_names_for_those_who_work_for_the_shop_are_the_authors(column: str) -> None:
    found = guess_columns(pl.DataFrame(_NOTES | {column: _PEOPLE["name"]}), ColumnMapping())
    assert found.fields["author"][0].columns == (column,)


@pytest.mark.parametrize("order", ["\u2116 заказа", "ID заказа", "No. Pesanan", "订单ID", "注文ID"])
@pytest.mark.parametrize("author", ["Responsável", "Кто изменил", "対応者", "客服", "Bediener"])
def test_names_of_orders_and_authors_in_other_languages_are_known(order: str, author: str) -> None:
    numbers = {order: [str(1001 + row) for row in range(_ROWS)], author: _PEOPLE["name"]}
    rest = {name: values for name, values in _NOTES.items() if name != "order"}
    found = guess_columns(pl.DataFrame(numbers | rest), ColumnMapping())
    assert (found.fields["order"][0].columns, found.fields["author"][0].columns) == ((order,), (author,))


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("user_type", ["staff", "customer"]),
        ("author.role", ["staff", "admin"]),
        ("agent_group", ["first", "second"]),
        ("tipo_usuario", ["cliente", "tienda"]),
        ("author_ip", ["10.0.0.1", "10.0.0.2"]),
        ("staff_language", ["de", "en"]),
        ("by_admin", ["true", "false"]),
        ("user_notified", ["yes", "no"]),
    ],
)
def test_what_somebody_is_or_has_is_not_who_wrote(column: str, values: list[str]) -> None:
    found = guess_columns(pl.DataFrame(_NOTES | {column: [*values * 4, values[0]]}), ColumnMapping())
    assert "author" not in found.fields


def test_the_first_and_the_last_name_are_the_author_where_nothing_else_names_them() -> None:
    columns = {"user.first_name": _PEOPLE["name"], "user.last_name": ["Kay", "Lo", "Kay"] * 3}
    found = guess_columns(pl.DataFrame(_NOTES | columns), ColumnMapping())
    assert found.fields["author"][0].columns == ("user.first_name", "user.last_name")


def test_a_name_that_not_everybody_has_leaves_the_id_the_author() -> None:
    columns = {"author.id": _PEOPLE["id"], "author.name": [None, *_PEOPLE["name"][1:]]}
    found = guess_columns(pl.DataFrame(_NOTES | columns), ColumnMapping())
    assert found.fields["author"][0].columns == ("author.id",)


def test_the_customer_beside_them_is_one() -> None:
    customers = {"customer_email": [f"c{row}@x.example" for row in range(_ROWS)]}
    columns = {f"author_{name}": values for name, values in _PEOPLE.items()} | customers
    found = guess_columns(pl.DataFrame(_NOTES | columns), ColumnMapping())
    assert found.fields["author"][0].columns == ("author_email",)
    assert found.fields["customer"][0].columns == ("customer_email",)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Anna Meier <anna@shop.example>", "anna@shop.example"),
        ('"Meier, Anna" <anna@shop.example>', "anna@shop.example"),
        ("<anna@shop.example>", "anna@shop.example"),
        ("anna@shop.example (Anna Meier)", "anna@shop.example"),
        ("mailto:anna@shop.example", "anna@shop.example"),
        ("Anna <system>", "Anna <system>"),
        ("Anna at anna@shop.example", "Anna at anna@shop.example"),
        (
            "Anna <anna@shop.example>, Ben <ben@shop.example>",
            "Anna <anna@shop.example>, Ben <ben@shop.example>",
        ),
    ],
)
def test_a_mailbox_is_the_person_with_its_email(written: str, read: str) -> None:
    assert pl.select(email_of(pl.lit(written))).item() == read


def test_mailboxes_are_people_and_no_messages() -> None:
    """The author keeps beside them what was written; a customer's mailbox is kept with the record."""
    boxes = {"customer": [f"Jane D{row} <c{row}@x.example>" for row in range(_ROWS)]}
    frame = pl.DataFrame(_NOTES | boxes | {"agent": ["Anna Meier <anna@shop.example>"] * _ROWS})
    found = guess_columns(frame, ColumnMapping())
    assert {role: found.fields[role][0].column for role in ("customer", "author", "message")} == {
        "customer": "customer",
        "author": "agent",
        "message": "comment",
    }


_TICKETS = {
    "id": [str(9000 + row) for row in range(_ROWS)],
    "created_at": _NOTES["date"],
    "description": [f"One of the mugs arrived cracked, number {row}." for row in range(_ROWS)],
    "assignee": ["tom@shop.example", "anna@shop.example", "tom@shop.example"] * 3,
}


def test_a_ticket_is_by_whoever_asked_and_not_by_whoever_is_to_answer() -> None:
    asked = {"requester_email": [f"buyer{row}@mail.example" for row in range(_ROWS)]}
    found = guess_columns(pl.DataFrame(_TICKETS | asked), ColumnMapping())
    assert (found.fields["author"], found.fields["customer"]) == (of_column("requester_email"),) * 2
    assert found.roles["author"][0].column == "requester_email"


@pytest.mark.parametrize("name", ["reporter", "submitter", "opened_by", "Raised by", "Melder"])
def test_a_ticket_is_by_whoever_reported_it(name: str) -> None:
    reported = {name: [f"Buyer {row}" for row in range(_ROWS)]}
    found = guess_columns(pl.DataFrame(_TICKETS | reported), ColumnMapping())
    assert found.fields["author"] == of_column(name)


def test_whoever_reported_is_no_author_beside_who_wrote() -> None:
    people = {"reporter": ["Bo"] * _ROWS, "comment_author": ["Tom", "Anna", "Tom"] * 3}
    found = guess_columns(pl.DataFrame(_NOTES | people), ColumnMapping())
    assert found.fields["author"] == of_column("comment_author")


def test_whoever_is_named_as_the_author_may_still_be_the_customer() -> None:
    asked = {"requester_email": [f"buyer{row}@mail.example" for row in range(_ROWS)]}
    given = ColumnMapping(fields={"author": of_column("requester_email")})
    found = guess_columns(pl.DataFrame(_TICKETS | asked), given)
    assert found.fields["customer"] == of_column("requester_email")
    assert not found.unclear

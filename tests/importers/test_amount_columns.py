"""Amounts that have a column of their own count with what says paid or refunded, and only there."""

from __future__ import annotations

import polars as pl
import pytest

from events.meaning.classify import classify_text
from events.vocabulary.kinds import Kind
from importers.inference.amount_columns import amount_columns
from importers.inference.value_profile import ValueProfile
from importers.mapping.amount_signs import sign_first
from importers.mapping.amounts import _shown, _written, currency_code


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        ("Montant TTC", ["129,90 €"], {"amount": "Montant TTC"}),
        ("Montant (€)", ["129,90"], {"amount": "Montant (€)", "currency": "'EUR'"}),
        ("Kwota brutto", ["1 249,50", ""], {"amount": "Kwota brutto"}),
        ("total_usd", ["12.00"], {"amount": "total_usd", "currency": "'USD'"}),
        ("Gesamtbetrag", ["1.249,50"], {"amount": "Gesamtbetrag"}),
        ("order.total", ["12"], {"amount": "order.total"}),
        ("Betrag", ["CHF 1'249.50", "CHF -249.50", "80.-", "(12.00) EUR"], {"amount": "Betrag"}),
        ("Betrag", ["kostenlos", *(f"{at},50" for at in range(9))], {"amount": "Betrag"}),
        ("Betrag", ["1,50", "2,50", "3,50", "see invoice", "none"], {}),
        ("Betrag netto", ["12,00"], {}),
        ("Prix", ["12,00"], {}),
        ("Total", ["see invoice"], {}),
    ],
)
def test_a_column_of_amounts_is_known_by_its_name(
    name: str, values: list[str], found: dict[str, str]
) -> None:
    looks = [ValueProfile.at(pl.Series(name, values))]
    assert {role: value[0].shown() for role, value in amount_columns(looks, ()).items()} == found


def test_a_cell_that_is_no_currency_does_not_hide_the_others() -> None:
    looks = [
        ValueProfile.at(pl.Series("total", ["12,00"])),
        ValueProfile.at(pl.Series("Devise", ["unknown", *["EUR"] * 9])),
    ]
    assert amount_columns(looks, ())["currency"][0].shown() == "Devise"


@pytest.mark.parametrize("name", ["Waluta", "Devise", "Währung", "currency_code", "Valuta", "Moneda"])
def test_a_column_of_currencies_is_known_by_its_name(name: str) -> None:
    looks = [ValueProfile.at(pl.Series("total", ["12,00"])), ValueProfile.at(pl.Series(name, ["EUR"]))]
    assert amount_columns(looks, ())["currency"][0].shown() == name


@pytest.mark.parametrize("other", ["Order Value", "Amount Refunded"])
def test_a_total_is_the_amount_beside_one_of_a_part(other: str) -> None:
    looks = [ValueProfile.at(pl.Series(name, ["12,00"])) for name in (other, "Amount - Order Total")]
    assert amount_columns(looks, ())["amount"][0].shown() == "Amount - Order Total"


def test_of_two_columns_of_amounts_none_is_taken() -> None:
    looks = [ValueProfile.at(pl.Series(name, ["12,00"])) for name in ("amount", "total")]
    assert amount_columns(looks, ()) == {}


@pytest.mark.parametrize(
    ("amount", "currency", "is_refund", "written"),
    [
        ("249,00", "PLN", False, "249,00 PLN"),
        ("249,00", "zł", False, "249,00 PLN"),
        ("129,90 €", "", False, "129,90 €"),
        ("$1,020.40", "", False, "$1,020.40"),
        ("1 399,50", "EUR", False, "1 399,50 EUR"),
        ("-15,50 €", "", True, "15,50 €"),
        ("(15.50)", "USD", True, "15.50 USD"),
        ("-15,50", "EUR", False, ""),
        ("0,00", "EUR", False, ""),
        ("120", "", False, "120.00"),
        ("89.99", "pln", False, "89.99 PLN"),
        ("100 TL", "", False, "100 TRY"),
        ("12 pcs", "", False, ""),
        ("gratis", "EUR", False, ""),
        ("45.00", "gbp", False, "45.00 GBP"),
        ("9000", "XAF", False, "9000 XAF"),
        ("45.00", "EUR - Euro", False, "45.00 EUR"),
        ("45.00", "XBT", False, "45.00 XBT"),
        ("45.00", "points", False, ""),
        ("45.00", "3", False, "45.00"),
    ],
)
def test_an_amount_is_shown_as_messages_write_it(
    amount: str, currency: str, *, is_refund: bool, written: str
) -> None:
    assert _written(amount, currency, is_refund=is_refund) == written


@pytest.mark.parametrize(
    ("amount", "signed"),
    [
        ("129,90-", "-129,90"),
        ("129,90 -", "-129,90"),
        ("80-", "-80"),
        ("1.249,50- EUR", "-1.249,50 EUR"),
        ("19,00 EUR-", "-19,00 EUR"),
        ("CHF 19.00-", "-CHF 19.00"),
        ("CHF -249.50", "-CHF 249.50"),
        ("Fr. -80.50", "-Fr. 80.50"),
        ("€ \u2212 5,00", "-€ 5,00"),
        ("\u20135,00", "-5,00"),
        ("(5.00)", "-5.00"),
        ("$(5.00)", "-$ 5.00"),
        ("(5.00) EUR", "-5.00 EUR"),
        ("129,90+", "129,90"),
        ("80,-", "80,-"),
        ("Fr. 80.--", "Fr. 80.--"),
        ("-80.-", "-80.-"),
        ("12.50", "12.50"),
        ("2020-01-02", "2020-01-02"),
        ("free", "free"),
    ],
)
def test_the_minus_of_an_amount_stands_in_front(amount: str, signed: str) -> None:
    assert sign_first(amount) == signed


@pytest.mark.parametrize("amount", ["129,90-", "129,90 EUR-", "(129,90) EUR", "EUR -129,90"])
def test_less_than_nothing_is_no_payment_however_it_is_written(amount: str) -> None:
    paid, refunded = (_shown(said, None, amount, "EUR", ",") for said in ("Payment received", "Refunded"))
    assert (paid.message, paid.unseen) == ("Payment received", "paid")
    assert refunded.message == "Refunded (129,90 EUR)"


def test_currencies_are_known_by_code_and_sign() -> None:
    assert [currency_code(one) for one in ("eur", "zł", "€", "Kč", "TTC", "")] == [
        "EUR",
        "PLN",
        "EUR",
        "CZK",
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("message", "amount", "shown"),
    [
        ("capture", "19.90", "capture (19.90 EUR)"),
        ("refund", "-5.00", "refund (-5.00 EUR)"),
        ("charge: Order 1001", "86.50", "charge: Order 1001 (86.50 EUR)"),
        ("refund: Order 1002", "-20.00", "refund: Order 1002 (-20.00 EUR)"),
        ("refund: she asks for it", "49.90", "refund: she asks for it"),
        ("payment: call her", "49.90", "payment: call her"),
        ("Completed: Payment Refund", "-10.00", "Completed: Payment Refund (-10.00 EUR)"),
        ("fee", "-0.45", "fee"),
    ],
)
def test_entries_of_a_ledger_show_what_they_amount_to(message: str, amount: str, shown: str) -> None:
    assert _shown(message, None, amount, "EUR", "").message == shown


@pytest.mark.parametrize(
    ("message", "amount", "shown", "said"),
    [
        ("Refunded 2 mugs", "-30.00", "Refunded 2 mugs (30.00 EUR)", "30.00"),
        ("Refunded 25", "100.00", "Refunded 25 (25 EUR)", "25"),
        ("Refunded 9.00 EUR", "-12.00", "Refunded 9.00 EUR", "9.00"),
    ],
)
def test_a_whole_number_in_a_message_is_no_amount_where_a_column_has_one(
    message: str, amount: str, shown: str, said: str
) -> None:
    found = _shown(message, None, amount, "EUR", "").message
    assert found == shown
    meaning = classify_text(shown)
    assert (meaning.display_kind, str(meaning.amount), meaning.currency) == (Kind.REFUNDED, said, "EUR")

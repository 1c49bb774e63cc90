# ruff: noqa: E501 RUF001
"""Columns of dates of rows that hold a whole order: what happened then, in the languages that shops write in."""

from __future__ import annotations

import polars as pl
import pytest

from events.meaning.classify import classify_text
from events.vocabulary.kinds import Kind
from importers.inference.columns import guess_columns
from importers.inference.order_steps import is_planned, step_events, step_of, undated_details
from importers.mapping.column_mapping import ColumnMapping

NAMES = {
    "placed": "Date de commande|Bestelldatum|Created at|date_add|Fecha del pedido|Data ordine|Data do pedido|"
    "Data zamówienia|Besteldatum|Orderdatum|Ordredato|Datum objednávky|Rendelés dátuma|Data comenzii|Sipariş tarihi",
    "paid": "Date de paiement|Bezahlt am|Paid at|Fecha de pago|Data pagamento|Data płatności|Betaald op|Betalt|"
    "Zaplaceno|Fizetés dátuma|Data plății|Ödeme tarihi",
    "shipped": "Date d'expédition|Versanddatum|Order shipped at|Fecha de envío|Data spedizione|Data wysyłki|"
    "Verzenddatum|Skickad|Afsendt|Odesláno|Feladás dátuma|Data expedierii|Kargo tarihi",
    "delivered": "Livrée le|Zugestellt am|delivered_at|Data dostarczenia|Doručeno",
    "cancelled": "Date d'annulation|Storniert am|cancelled_at|Data anulowania|Zrušeno",
    "refunded": "Date de remboursement|Erstattet am|refunded_at|Data zwrotu środków",
    "confirmed": "date_confirmed|Bestätigt am",
    "": "Date|date_in_status|updated_at|Date de livraison prévue|Estimated shipping date|Lieferdatum|Geburtsdatum",
}


@pytest.mark.parametrize(
    ("step", "name"), [(step, one) for step, row in NAMES.items() for one in row.split("|")]
)
def test_a_column_of_dates_is_known_by_the_step_it_is_called_after(step: str, name: str) -> None:
    assert step_of(name) == step


def test_a_row_with_a_date_for_each_step_makes_the_events_of_an_order() -> None:
    columns = [
        "N°",
        "Mode de paiement",
        "Transporteur",
        "N° de suivi",
        "Créée le",
        "Payée le",
        "Date d'expédition",
        "Vue l’été",
    ]
    events = list(step_events(columns[4:], columns, amount="Total TTC", currency="Devise"))
    assert [(one.part, one.messages) for one in events] == [
        ("placed", ["Order placed: {Total TTC} {Devise}"]),
        ("paid", ["Paid: {Total TTC} {Devise}, {Mode de paiement}", "Paid: {Total TTC} {Devise}"]),
        (
            "shipped",
            [
                "Shipped with {Transporteur}, tracking number {N° de suivi}",
                "Shipped with {Transporteur}",
                "Tracking number: {N° de suivi}",
                "'Shipped'",
            ],
        ),
        ("vue_l_ete", ["'Vue l’été'"]),
    ]


@pytest.mark.parametrize(
    "step",
    ["placed", "paid", "shipped", "delivered", "cancelled", "refunded", "returned", "completed", "invoiced"],
)
def test_the_messages_of_steps_are_understood_as_these(step: str) -> None:
    name = {"completed": "completed_at", "invoiced": "invoiced_at", "returned": "returned_at"}.get(
        step
    ) or NAMES[step].split("|")[0]
    columns = [name, "carrier", "tracking", "payment_method", "note"]
    for amount in ("", "total"):
        (event,) = step_events([name], columns, amount=amount, currency="")
        cells = {
            "carrier": "Colissimo",
            "tracking": "6A12345678901",
            "payment_method": "PayPal",
            "note": "x",
            "total": "12,00",
        }
        for message in event.messages:
            text = message.strip("'").format(**cells)
            assert classify_text(text).display_kind is Kind(step), text


def test_details_of_a_step_without_a_date_are_named() -> None:
    columns = ["date_add", "user_comments", "delivery_package_nr"]
    events = list(step_events(["date_add"], columns, amount="", currency=""))
    assert events[0].messages == ["Order placed\nNote: {user_comments}", "'Order placed'"]
    assert undated_details(events, columns) == ["delivery_package_nr"]


def test_orders_with_dates_of_steps_are_no_history_by_their_comments() -> None:
    """One row per order: its comment is no message of one date."""
    orders = {
        "order_id": ["143476260", "143476261"], "date_add": ["1614951120", "1615037520"],
        "date_confirmed": ["1614951300", "1615037520"], "user_comments": ["Please ring first", ""],
        "admin_comments": ["Sent two parcels today", ""],
    }  # fmt: skip
    found = guess_columns(pl.DataFrame(orders), ColumnMapping())
    assert sorted(found.wide) == ["date_add", "date_confirmed"]
    assert found.order_per_row
    assert found.unclear["message"] == ""
    twice = {name: [values[0], *values] for name, values in orders.items()}
    assert guess_columns(pl.DataFrame(twice), ColumnMapping()).wide == []


@pytest.mark.parametrize(
    ("date", "amount", "currency", "messages"),
    [
        ("Refund Date", "Refund Amount", "", ["Refunded: {Refund Amount}", "'Refunded'"]),
        (
            "Refunded on",
            "Amount refunded",
            "Currency",
            ["Refunded: {Amount refunded} {Currency}", "'Refunded'"],
        ),
        ("Erstattet am", "Erstattungsbetrag", "'EUR'", ["Refunded: {Erstattungsbetrag} EUR", "'Refunded'"]),
        ("Date de remboursement", "Montant remboursé", "", ["Refunded: {Montant remboursé}", "'Refunded'"]),
    ],
)
def test_a_refund_shows_its_own_amount(date: str, amount: str, currency: str, messages: list[str]) -> None:
    columns = ["Order", "Sale Date", date, amount, "Total"]
    placed, refunded = step_events(["Sale Date", date], columns, amount="Total", currency=currency)
    assert refunded.messages == messages
    assert placed.messages[0].startswith("Order placed: {Total}")


def test_an_amount_of_a_refund_without_a_date_is_an_event_that_says_so() -> None:
    """It stands at the last date that its order has."""
    columns = ["Order", "Date", "Paid on", "Cancelled on", "Refund amount", "Currency"]
    events = [*step_events(["Date", "Paid on", "Cancelled on"], columns, amount="", currency="Currency")]
    assert not undated_details(events, columns)
    refund = events[-1]
    assert (refund.part, refund.where) == ("refunded", "Refund amount ~ [1-9]")
    assert (refund.date, *refund.other_dates) == ("Cancelled on", "Paid on", "Date")
    assert refund.messages == ["Refunded: {Refund amount} {Currency}, on an unknown date"]


def test_details_are_known_under_the_heading_of_their_group() -> None:
    columns = [
        "Shipment - Tracking Number",
        "Carrier - Service Selected",
        "Notes - From Buyer",
        "Cancel Reason",
    ]
    dates = ["Date - Shipped Date", "Date - Cancelled", "Date - Order Date"]
    placed, shipped, cancelled = step_events(dates, columns, amount="", currency="")
    assert placed.messages[0] == "Order placed\nNote: {Notes - From Buyer}"
    assert shipped.details == {"Shipment - Tracking Number", "Carrier - Service Selected"}
    assert cancelled.messages == ["Cancelled: {Cancel Reason}", "'Cancelled'"]


@pytest.mark.parametrize(
    "name",
    ["Ship By Date", "Fulfill by", "promise-date", "latest-ship-date", "Minimum Estimated Delivery Date"],
)
def test_what_is_to_happen_is_no_step(name: str) -> None:
    assert is_planned(name) and not step_of(name)


@pytest.mark.parametrize(
    "name", ["Sale Date", "Sold on", "Verkaufsdatum", "Vendu le", "Venta", "Data sprzedaży"]
)
def test_a_sale_is_an_order_that_was_placed(name: str) -> None:
    assert step_of(name) == "placed"


@pytest.mark.parametrize(
    ("date", "messages"),
    [
        ("Bezahlt am", ["Paid: {Zahlungsart}", "'Paid'"]),
        ("Versanddatum", ["'Shipped'"]),
        ("Erstattet am", ["'Refunded'"]),
        ("Bestelldatum", ["'Order placed'"]),
    ],
)
def test_the_only_date_of_a_list_says_what_happened(date: str, messages: list[str]) -> None:
    """Nothing else in the rows does: no state, no text."""
    rows = pl.DataFrame(
        {
            "Bestellnummer": ["B-1", "B-2", "B-3"],
            date: ["12.03.2021", "13.03.2021", "15.03.2021"],
            "Kunde": ["Müller, Hans", "Öztürk, Ida", "Groß, Petra"],
            "Zahlungsart": ["PayPal", "Vorkasse", "PayPal"],
            "Betrag": ["1.234,56", "49,90", "89,00"],
        }
    )
    found = guess_columns(rows, ColumnMapping())
    assert [way.shown() for way in found.fields["message"]] == messages
    assert found.fields["amount"][0].shown() == "Betrag"
    assert found.unclear == {}


def test_a_date_of_nothing_in_particular_does_not_say_what_happened() -> None:
    """The customer's name is no message, whatever words it has."""
    rows = pl.DataFrame(
        {
            "Bestellnummer": ["B-1", "B-2", "B-3"],
            "Belegdatum": ["12.03.2021", "13.03.2021", "15.03.2021"],
            "Kunde": ["Müller, Hans", "Öztürk, Ida", "Groß, Petra"],
        }
    )
    assert guess_columns(rows, ColumnMapping()).unclear == {"message": ""}


@pytest.mark.parametrize(("second", "is_asked"), [("2021-03-12 10:00", False), ("2021-03-14 09:30", True)])
def test_an_order_with_rows_of_several_dates_was_not_placed_in_each(second: str, is_asked: bool) -> None:
    """A history names it so, too, when each row was written; the rows of an order's items have one date."""
    rows = pl.DataFrame(
        {
            "order_id": ["1001", "1001", "1002"],
            "created": ["2021-03-12 10:00", second, "2021-03-15 11:00"],
            "info": ["green", "red", "green"],
        }
    )
    found = guess_columns(rows, ColumnMapping())
    assert ("message" in found.unclear, "message" in found.fields) == (is_asked, not is_asked)


def test_an_order_may_have_a_blank_in_its_number() -> None:
    rows = pl.DataFrame(
        {
            "Bestellung": ["AB 4711", "AB 4711", "AB 4712"],
            "Datum": ["12.03.2021", "13.03.2021", "15.03.2021"],
            "Was": ["Bestellung eingegangen", "verpackt", "storniert"],
        }
    )
    found = guess_columns(rows, ColumnMapping())
    assert found.fields["order"][0].shown() == "Bestellung"
    assert found.unclear == {}

"""A report in another language is read by the English names and words of its platform."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import pytest

from importers.catalogue.named_tables import fits
from importers.planning.translated_cells import translated
from importers.platforms import HistoryTable
from importers.platforms.paypal import PLATFORM
from importers.platforms.paypal_languages import CELLS

REPORT = PLATFORM.records[0]
_WORDS = [
    (column, english, word)
    for column, words in CELLS.items()
    for english, others in words.items()
    for word in others
]


def _cells(records: HistoryTable, **columns: str) -> dict[str, str | None]:
    return translated(pl.DataFrame({name: [cell] for name, cell in columns.items()}), records).row(
        0, named=True
    )


@pytest.mark.parametrize(("column", "english", "word"), _WORDS)
def test_a_word_of_a_report_is_read_as_the_english_one(column: str, english: str, word: str) -> None:
    for cell in (word, f" {word.upper()} ", english):
        read = _cells(REPORT, **{"Numéro de transaction": "1", column: cell})
        assert (read[column], read[f"untranslated.{column}"]) == (english, None)


def test_no_word_of_a_report_means_two_things() -> None:
    assert len({(column, word.lower()) for column, _, word in _WORDS}) == len(_WORDS)


def test_the_own_words_are_kept_beside_the_english_ones() -> None:
    read = _cells(REPORT, Transaktionscode="1", Typ="Rückzahlung", Status="Abgeschlossen")
    assert (read["Type"], read["Typ"]) == ("Payment Refund", "Rückzahlung")
    assert (read["Status"], read["own.Status"]) == ("Completed", "Abgeschlossen")


def test_a_word_without_a_meaning_stays_and_is_named() -> None:
    read = _cells(REPORT, Transaktionscode="1", Typ="Geschenk", Status="")
    assert read == {
        "Transaction ID": "1",
        "Type": "Geschenk",
        "Status": "",
        "untranslated.Type": "Geschenk",
        "untranslated": "Geschenk",
        "untranslated.Status": None,
        "Typ": "Geschenk",
        "own.Status": "",
    }


def test_a_report_in_english_is_not_translated() -> None:
    read = _cells(REPORT, **{"Transaction ID": "1", "Type": "Gift", "Status": "Abgeschlossen"})
    assert (read["Type"], read["Status"]) == ("Gift", "Abgeschlossen")
    assert read["untranslated.Type"] is read["untranslated.Status"] is None


_ENGLISH = (
    *("Date", "Time", "TimeZone", "Type", "Status", "Currency", "Gross"),
    *("From Email Address", "To Email Address", "Transaction ID", "Invoice Number"),
)
_MOVES = ("Express Checkout Payment", "Payment Refund", "General Currency Conversion")
_STATES = ("Completed", "Pending", "Refunded")
_REPORTS = {
    "German": (
        "Datum,Uhrzeit,Zeitzone,Typ,Status,Währung,Brutto,Absender E-Mail-Adresse,"
        "Empfänger E-Mail-Adresse,Transaktionscode,Rechnungsnummer",
        ("PayPal Express-Zahlung", "Rückzahlung", "Allgemeine Währungsumrechnung"),
        ("Abgeschlossen", "Ausstehend", "Zurückgezahlt"),
    ),
    "French": (
        "Date,Heure,Fuseau horaire,Type,État,Devise,Avant commission,De l'adresse email,"
        "À l'adresse email,Numéro de transaction,Numéro de facture",
        ("Paiement Express Checkout", "Remboursement de paiement", "Conversion de devise standard"),
        ("Terminé", "En attente", "Remboursé"),
    ),
    "Italian": (
        "Data,Orario,Fuso orario,Tipo,Stato,Valuta,Lordo,Indirizzo email mittente,"
        "Indirizzo email destinatario,Codice transazione,N° ordine commerciante",
        ("Pagamento Express Checkout", "Rimborso di pagamento", "Conversione di valuta generica"),
        ("Completata", "In sospeso", "Rimborsata"),
    ),
    "Spanish": (
        "Fecha,Hora,Zona horaria,Tipo,Estado,Divisa,Bruto,Correo electrónico del remitente,"
        "Correo electrónico del destinatario,Id. de transacción,N.° de formato de pago",
        ("Pago con Pago exprés", "Reembolso de pago", "Conversión de divisas general"),
        ("Completado", "Pendiente", "Reembolsado"),
    ),
    "Dutch": (
        "Datum,Tijd,Tijdzone,Type,Status,Valuta,Bruto,Van e-mailadres,"
        "Naar e-mailadres,Transactiereferentie,Factuurnummer",
        ("Express Checkout-betaling", "Terugbetaling", "Algemene valutaomrekening"),
        ("Voltooid", "In behandeling", "Terugbetaald"),
    ),
}


@pytest.mark.parametrize("language", _REPORTS)
def test_a_report_in_another_language_becomes_the_english_one(language: str) -> None:
    header, moves, states = _REPORTS[language]
    assert fits(REPORT, frozenset(header.split(",")))
    read = translated(_report(header.split(","), moves, states), REPORT)
    english = translated(_report(_ENGLISH, _MOVES, _STATES), REPORT)
    assert read.select(english.columns).equals(english)


def _report(names: Sequence[str], moves: Sequence[str], states: Sequence[str]) -> pl.DataFrame:
    rows = [
        ("13.01.2024", "09:15:22", "CET", move, state, "EUR", "1,00", "a@x.example", "b@x.example", "T", "1")
        for move in moves
        for state in states
    ]
    return pl.DataFrame(rows, schema=list(names), orient="row")

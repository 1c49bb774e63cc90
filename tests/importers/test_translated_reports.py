"""A payment provider's report in another language is not taken for a history of orders."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from bringing import bring_into

from importers.errors import TranslatedReportError
from importers.inference.candidates import candidates
from importers.inference.translated_reports import translated_report
from importers.inference.value_profile import ValueProfile

_HEADER = "Datum,Uhrzeit,Name,Typ,Status,Währung,Brutto,Gebühr,Netto,Transaktionscode,Rechnungsnummer"
_ROWS = (
    '11.02.2024,13:00:21,Ines,Allgemeine Zahlung,Abgeschlossen,EUR,"89,00","-2,57","86,43",9AB12,AU-1\n'
    '15.02.2024,09:30:00,Ines,Rückzahlung,Abgeschlossen,EUR,"-9,00","0,00","-9,00",7XY12,AU-1\n'
)


@pytest.mark.parametrize(
    ("columns", "language"),
    [
        (_HEADER, "German"),
        ("Date,Heure,Type,État,Devise,Avant commission,Commission,Numéro de transaction", "French"),
        ("Fecha,Hora,Tipo,Estado,Divisa,Bruto,Comisión,Id. de transacción", "Spanish"),
        ("Data,Ora,Tipo,Stato,Valuta,Lordo,Tariffa,Codice transazione", "Italian"),
        ("Datum,Tijd,Type,Status,Valuta,Bruto,Kosten,Transactiereferentie", "Dutch"),
        ("Data,Czas,Typ,Status,Waluta,Brutto,Opłata,Numer transakcji", "Polish"),
    ],
)
def test_a_report_is_known_by_the_columns_that_only_it_has(columns: str, language: str) -> None:
    assert translated_report(columns.split(",")) == ("PayPal", language)


@pytest.mark.parametrize("columns", ["Date,Time,Type,Status,Gross,Transaction ID", "Datum,Typ,Status,Brutto"])
def test_other_tables_are_no_such_report(columns: str) -> None:
    assert translated_report(columns.split(",")) is None


def test_refunds_of_such_a_report_do_not_become_completed(tmp_path: Path) -> None:
    (tmp_path / "paypal.csv").write_text(f"{_HEADER}\n{_ROWS}", encoding="utf-8")
    with pytest.raises(TranslatedReportError, match="PayPal's report in German"):
        sets = ("order=Rechnungsnummer",)
        bring_into(str(tmp_path / "log.db"), tmp_path / "paypal.csv", sets=sets, guess=True)


@pytest.mark.parametrize("name", ["Brutto", "Gebühr", "id", "Guthaben"])
def test_amounts_are_no_ids_though_none_comes_twice(name: str) -> None:
    look = ValueProfile.at(pl.Series(name, ["89,00", "-9,00", "-1.000,00", "1.249,00"]))
    assert candidates("legacy_id", [look]) == []

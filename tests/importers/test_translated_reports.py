"""A payment provider's report in another language is not taken for a history of orders."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from bringing import bring_into

from importers.draft.evidence import evidence
from importers.errors import TranslatedReportError
from importers.inference.candidates import candidates
from importers.inference.translated_reports import refuse_translated, translated_report
from importers.inference.value_profile import ValueProfile
from importers.mapping.column_mapping import ColumnMapping

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


_POLISH = (
    "Data,Czas,Imię i nazwisko,Typ,Status,Waluta,Brutto,Netto,Numer transakcji,Numer faktury\n"
    '31.08.2023,11:44:49,Ana,Płatność ekspresowa,Ukończono,PLN,"28,00","28,00",86H83,AU-1\n'
)
_UNREAD = "PayPal's report in Polish.*Set the language of PayPal's site to English, German, .* or Dutch"


@pytest.mark.parametrize("platform", ["", "paypal"])
@pytest.mark.parametrize("name", ["a.csv", "paypal.csv"])
def test_a_report_that_is_not_read_is_refused_by_its_language(
    tmp_path: Path, name: str, platform: str
) -> None:
    (tmp_path / name).write_text(_POLISH, encoding="utf-8")
    sets = () if platform else ("order=Numer faktury",)
    with pytest.raises(TranslatedReportError, match=_UNREAD):
        bring_into(
            str(tmp_path / "log.db"), tmp_path / name, sets=sets, platform=platform, guess=not platform
        )


def test_no_mapping_is_drafted_for_it_that_would_be_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(_POLISH, encoding="utf-8")
    with pytest.raises(TranslatedReportError, match=_UNREAD):
        evidence(str(tmp_path / "a.csv"), ColumnMapping())


def test_a_report_that_is_read_is_not_read_as_a_plain_table(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"{_HEADER}\n{_ROWS}", encoding="utf-8")
    with pytest.raises(TranslatedReportError, match=r"PayPal's report in German\..* --from paypal\.$"):
        sets = ("order=Rechnungsnummer",)
        bring_into(str(tmp_path / "log.db"), tmp_path / "a.csv", sets=sets, guess=True)


def test_a_report_without_all_columns_says_which_it_needs() -> None:
    with pytest.raises(TranslatedReportError, match="without the column called Time in English"):
        refuse_translated("a.csv", _HEADER.replace("Uhrzeit,", "").split(","))


@pytest.mark.parametrize("name", ["Brutto", "Gebühr", "id", "Guthaben"])
def test_amounts_are_no_ids_though_none_comes_twice(name: str) -> None:
    look = ValueProfile.at(pl.Series(name, ["89,00", "-9,00", "-1.000,00", "1.249,00"]))
    assert candidates("legacy_id", [look]) == []

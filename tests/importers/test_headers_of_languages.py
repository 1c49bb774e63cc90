# ruff: noqa: E501 RUF001
"""The usual headers of a history, in the languages that shops write in, each by its role."""

from __future__ import annotations

import polars as pl
import pytest

from importers.inference.columns import guess_columns
from importers.mapping.column_mapping import ColumnMapping

_ROLES = ("order", "date", "status", "amount", "customer", "message", "author")

HEADERS = {
    "sv": "Ordernummer|Datum|Status|Belopp|Kund|Kommentar|Handläggare",
    "sv, by other names": "Beställningsnummer|Tidpunkt|Orderstatus|Summa|E-post|Anteckning|Medarbetare",
    "da": "Ordrenummer|Dato|Status|Beløb|Kunde|Bemærkning|Medarbejder",
    "da, by other names": "Ordrenr.|Tidspunkt|Ordrestatus|I alt|E-mail|Notat|Bruger",
    "no": "Ordrenummer|Dato|Status|Beløp|Kunde|Merknad|Saksbehandler",
    "no, by other names": "Bestillingsnummer|Tidspunkt|Tilstand|Totalbeløp|E-post|Kommentar|Ansatt",
    "fi": "Tilausnumero|Päivämäärä|Tila|Summa|Asiakas|Huomautus|Käsittelijä",
    "fi, by other names": "Tilaus|Aika|Tilauksen tila|Yhteensä|Sähköposti|Kommentti|Työntekijä",
    "hu": "Rendelésszám|Dátum|Állapot|Összeg|Vevő|Megjegyzés|Ügyintéző",
    "hu, by other names": "Rendelés száma|Időpont|Rendelés állapota|Végösszeg|Ügyfél|Leírás|Felhasználó",
    "cs": "Číslo objednávky|Datum|Stav|Částka|Zákazník|Poznámka|Zaměstnanec",
    "cs, by other names": "Objednávka|Datum a čas|Stav objednávky|Celkem|E-mail|Komentář|Uživatel",
    "sk": "Číslo objednávky|Dátum|Stav|Suma|Zákazník|Poznámka|Zamestnanec",
    "ro": "Număr comandă|Data|Stare|Sumă|Client|Observații|Utilizator",
    "ro, by other names": "Nr. comandă|Data și ora|Starea comenzii|Valoare|E-mail|Comentariu|Angajat",
    "tr": "Sipariş No|Tarih|Durum|Tutar|Müşteri|Açıklama|Kullanıcı",
    "tr, by other names": "Sipariş numarası|Tarih ve saat|Sipariş durumu|Toplam|E-posta|Not|Personel",
    "pt": "Número do pedido|Data|Situação|Valor|Cliente|Observações|Responsável",
    "pt, by other names": "N.º da encomenda|Data e hora|Estado|Montante|E-mail|Comentário|Funcionário",
    "it": "Numero ordine|Data|Stato|Importo|Cliente|Note|Operatore",
    "it, by other names": "N. ordine|Data e ora|Stato ordine|Totale|Email|Commento|Dipendente",
    "es": "Nº de pedido|Fecha|Estado|Importe|Cliente|Observaciones|Empleado",
    "es, by other names": "Número de pedido|Fecha y hora|Estado del pedido|Total|Correo electrónico|Comentario|Usuario",
    "nl": "Bestelnummer|Datum|Status|Bedrag|Klant|Opmerking|Medewerker",
    "nl, by other names": "Ordernummer|Tijdstip|Bestelstatus|Totaal|E-mailadres|Notitie|Gebruiker",
    "pl": "Numer zamówienia|Data|Status|Kwota|Klient|Uwagi|Pracownik",
    "pl, by other names": "Nr zamówienia|Data i godzina|Stan zamówienia|Suma|Adres e-mail|Komentarz|Użytkownik",
    "fr": "Numéro de commande|Date|Statut|Montant|Client|Commentaire|Auteur",
    "fr, by other names": "N° commande|Date et heure|État|Total TTC|Courriel|Remarque|Employé",
    "de": "Bestellnummer|Datum|Status|Betrag|Kunde|Kommentar|Bearbeiter",
    "de, of plentymarkets": "Auftrags-ID|Datum|Status|Betrag|Kunde|Beschreibung|Ausgelöst durch",
    "de, of a change": "Bestell-ID|Geändert am|Neuer Status|Betrag|Kunde|Bemerkung|Geändert von",
    "pl, of a change": "Numer zamówienia|Data|Status|Kwota|Klient|Uwagi|Zmienił",
    "de, by other names": "Auftragsnr.|Zeitpunkt|Zustand|Summe|E-Mail-Adresse|Vermerk|Mitarbeiter",
}

_ROWS = [
    ("S-1", "2024-05-03 14:05", "Bezahlt", "1 234,50", "a@e.example", "", ""),
    ("S-1", "2024-05-04 09:00", "Versandt", "", "a@e.example", "PostNord 123", "Eva Holm"),
    ("S-1", "2024-10-20 09:00", "Erstattet", "34,50", "a@e.example", "", "Eva Holm"),
    ("S-2", "2024-10-21 09:00", "Storniert", "", "b@e.example", "", "Per Lund"),
]


@pytest.mark.parametrize("language", HEADERS)
def test_the_usual_headers_of_a_language_are_known(language: str) -> None:
    names = HEADERS[language].split("|")
    found = guess_columns(pl.DataFrame(_ROWS, schema=names, orient="row"), ColumnMapping())
    columns = {role: found.fields[role][0].column for role in _ROLES if role in found.fields}
    assert columns == dict(zip(_ROLES, names, strict=True))
    assert [way.columns for way in found.fields["message"]] == [(names[5],), (names[2],)]


@pytest.mark.parametrize("language", ["sv", "fi", "de"])
def test_a_field_that_is_named_leaves_all_others_as_they_are(language: str) -> None:
    names = HEADERS[language].split("|")
    frame = pl.DataFrame(_ROWS, schema=names, orient="row")
    whole = guess_columns(frame, ColumnMapping()).fields
    for role in {*_ROLES} - {"status"}:
        given = ColumnMapping(fields={role: whole[role][:1]})
        assert {**guess_columns(frame, given).fields} == {**whole}, role

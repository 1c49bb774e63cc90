"""How well a column's name speaks for a role, in the languages that shops write in."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

_NAMES = {
    "date": (
        "date created created_at createdat created_on date_created date_added date_add datetime "
        "timestamp time occurred_at happened_at event_time event_date changed_at changed_on written "
        "when datum erstellt erstellt_am zeitpunkt zeitstempel zeit angelegt_am fecha fecha_creacion "
        "data data_criacao data_hora date_creation creee_le horodatage data_utworzenia data_dodania "
        "utworzono data_creazione creato_il tijdstip aangemaakt_op skapad oprettet opprettet dato "
        "vytvoreno letrehozva tarih ts logged_at"
    ),
    "order": (
        "order order_id orderid order_no orderno order_nr order_number ordernumber order_ref "
        "order_reference order_name increment_id reference case_id case case_concept_name bestellnummer "
        "bestellung bestell_nr bestellnr auftragsnummer auftrag auftrags_nr auftragsnr commande "
        "numero_commande n_commande no_commande pedido numero_pedido n_pedido numero_do_pedido "
        "numer_zamowienia nr_zamowienia zamowienie ordine numero_ordine n_ordine bestelnummer "
        "bestelling ordernummer ordrenummer ordre cislo_objednavky objednavka rendelesszam rendeles "
        "comanda numar_comanda siparis siparis_no orders_id orders pedido_id commande_id"
    ),
    "customer": (
        "customer customer_email customeremail customer_id email e_mail buyer buyer_email client "
        "client_email billing_email contact customer_name requester requester_email kunde kunden_email "
        "kundennummer kunden_nr kundenname mail cliente klient courriel klant kund zakaznik vevo "
        "nabywca kupujacy acheteur comprador acquirente musteri"
    ),
    "author": (
        "author user username user_name user_email created_by changed_by agent staff employee operator "
        "admin admin_user by who writer resource org_resource assignee actor performed_by updated_by "
        "benutzer bearbeiter mitarbeiter ersteller verfasser sachbearbeiter utilisateur auteur employe "
        "usuario autor empleado responsable utente operatore gebruiker medewerker uzytkownik pracownik "
        "anvandare bruger uzivatel zamestnanec felhasznalo kullanici utilizador"
    ),
    "message": (
        "message comment comments note notes text content body description remark remarks details event "
        "activity action concept_name public_comments subject nachricht kommentar bemerkung bemerkungen "
        "notiz anmerkung hinweis beschreibung betreff inhalt commentaire commentaires remarque texte "
        "mensaje comentario comentarios nota notas observacion observaciones observacoes descripcion "
        "descricao concepto tresc uwagi komentarz notatka opis wiadomosc opmerking opmerkingen bericht "
        "notitie messaggio commento note_ordine descrizione meddelande besked kommentti anteckning "
        "poznamka zprava popis megjegyzes uzenet leiras observatii aciklama msg"
    ),
    "kind": (
        "status state type kind channel category status_code new_status event_type etat estado statut "
        "stato stav allapot situacao zustand bestellstatus auftragsstatus durum tilstand"
    ),
    "legacy_id": (
        "id entity_id history_id note_id comment_id event_id log_id row_id record_id uid uuid pk lfd_nr "
        "ticket_id ticketnummer ticket_number"
    ),
}
_WORDS = {role: names.split() for role, names in _NAMES.items()}
_SETS = {role: frozenset(words) for role, words in _WORDS.items()}
_RECORDS = "activity|change|comment|entity|entry|event|history|log|message|note|record|row|action"
_NOT_IDS = frozenset(
    "amount count date history item line source state status total type datum data fecha".split()  # noqa: SIM905
)
_PLAIN = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "\u0131": "i", "œ": "oe"})


@cache
def named(role: str, column: str) -> float:
    """How well a column's name speaks for a role, from 0 to 1: the whole name, or a word of it."""
    plain = simple(column)
    words, joined = _WORDS[role], plain.replace("_", "")
    whole = plain if plain in _SETS[role] else joined
    if whole in _SETS[role]:
        return 1.0 - words.index(whole) / 1000
    parts = frozenset(plain.split("_"))
    if role == "legacy_id":
        own = re.fullmatch(rf"(\w+_)?({_RECORDS})_id|id_(\w+_)?({_RECORDS})", plain)
        return 0.8 if own else 0.0
    if role == "order":
        if parts == {"order", "id"}:
            return 0.95
        return 0.7 if parts & _SETS[role] and not parts & _NOT_IDS else 0.0
    if "id" in parts and role != "customer":
        return 0.0
    return 0.7 if parts & _SETS[role] else 0.0


def simple(column: str) -> str:
    """A name in small plain letters, its words joined with underscores."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower().translate(_PLAIN)
    bare = "".join(one for one in unicodedata.normalize("NFKD", split) if not unicodedata.combining(one))
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")

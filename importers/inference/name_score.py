"""How well a column's name speaks for a role, in the languages that shops write in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from importers.column_words import NAMES, STATE_WORDS, WHOLE_NAMES, simple

_AGAINST = {
    "date": re.compile(
        r"birth|geburt|naissance|nacimiento|nascita|liefer|deliver|livraison|entrega|consegna|fallig|ablauf|"
        r"estimat|planned|promised|expir|(^|_)(dob|due|eta|valid|until|bis|end|ended|next)(_|$)"
    ),
    "message": re.compile(
        r"(^|_)(product|item|line_?item|article|artikel|produit|produkt|producto|prodotto|sku|variant)|adress|address|"
        r"anschrift|street|strasse|(^|_)(rue|city|ort|company|firma|phone|tel|telefon|name|naam|nom)(_|$)"
    ),
    "order": re.compile(
        r"(^|_)(phone|tel|telefon|fax|zip|plz|postcode|sku|ean|invoice|rechnung|facture|amount|total|price|"
        r"betrag|summe|preis|montant|prix|importe|qty|quantity|menge|points|duration|year|gross|fee|net|tax|balance|cost|"
        r"subtotal|discount|value|rating|score|dni|cuit|cuil|cpf|cnpj|nif|vat|postal|codigo_postal|cep|iban)"
    ),
}
"""Dates of something else than what was written down, texts about goods and places, other numbers."""

_FEW_COLUMNS = 2
"""This many columns or fewer may share a prefix by chance."""

_LONG = 5
"""The shortest word, in letters, that is also recognised at the end of a compound: Belegdatum."""

_NOTES = (
    "activity|change|comment|entry|event|history|log|message|note|action|notiz|kommentar|vermerk|bemerkung|"
    "eintrag|ereignis|nachricht|commentaire|remarque|evenement|nota|comentario|evento|mensaje|komentarz|"
    "notatka|opmerking|notitie|commento"
)
"""Words for one record of a history."""

_KEYS = (
    rf"(\w+_)?({_NOTES}|entity|record|row)_id|id_(\w+_)?({_NOTES}|entity|record|row)",
    rf"(\w+_)?({_NOTES})_(no|nr|num|number|numero|nummer|key)|(no|nr|num|numero)_({_NOTES})",
    rf"({_NOTES})s?(nr|nummer)",
)
"""Names of a record's own id. Numbers of rows or records are none: each export counts them anew."""
_NOT_IDS = frozenset(
    "amount count date history item line source state status total type datum data fecha "
    "estado etat statut stato txn transaction".split()
)
_OF_AN_ORDER = frozenset(
    "value discount shipping store rating subtotal net gross channel currency tax fee weight method payment "
    "note notes comment comments customer user buyer email product sku score qty quantity price address shop "
    "invoice adjustments lines items tags discounts fulfillment language country ip site website".split()
)
"""Words that, after a word for order, name a property of it: Order Store, order_customer_id."""

_ORDER_WORDS = frozenset(
    "order orders bestellung auftrag commande pedido orden ordine zamowienie zamowienia bestelling ordre "
    "objednavka objednavky rendeles comanda siparis orders_id заказ заказа замовлення".split()
)
_IDENTITY = frozenset(
    "id ids no nr nro n num number numer numero nummer cislo ref reference referencia code codigo key "
    "identificador identifiant kennung increment номер".split()
)
INTERNAL_IDS = frozenset("id ids identificador identifiant kennung".split())
"""Words for the id that a system gives, beside which a number for people may stand."""

_WEAK = frozenset("reference case po".split())
_LIKE_ORDERS = frozenset(
    "invoice invoice_number invoice_no invoice_nr invoice_id object_id entity_id parent_id "
    "subject_id target_id resource_id rechnung rechnungsnummer rechnungs_nr rechnungsnr facture "
    "numero_facture factura numero_factura fattura numero_fattura faktura fakturanummer number no nr "
    "numero nummer num numer".split()
)
"""Names that may well hold the order, though nothing proves it: proposed, and never used unasked."""

_OLD = frozenset(
    "old from previous prev prior before vorher vorheriger vorherig bisheriger alt alter alten ancien "
    "ancienne precedent anterior precedente vecchio poprzedni stary oude oud vorige gammal gammel "
    "tidligere predchozi avant antes prima przed".split()
)
_NEW = frozenset(
    "new to next after current neu neuer nouveau nouvel nuevo nuovo nowy nieuwe nieuw novo ny nytt "
    "novy".split()
)
_OTHER_STATE = 0.65
"""A new state of a part of the order, such as its payment."""


EXACT = 0.9
"""From this score on a whole name matches, and outranks what the values look like."""
_WHOLE = 0.92
"""A word that is a name on its own, and says nothing within others: `at`, but not `shipped_at`."""

_OF_ORDERS = (
    "order",
    "bestell",
    "auftra",
    "zamowien",
    "objednav",
    "command",
    "pedido",
    "ordin",
    "ordre",
    "заказ",
)
"""How words for an order begin, in names of its date: Bestelldatum, order_created_at."""

_STAFF_WORDS = (
    "author agent staff employee admin operator by mitarbeiter bearbeiter sachbearbeiter ersteller verfasser "
    "auteur employe autor empleado funcionario autore operatore dipendente medewerker pracownik pracownika "
    "autora zamestnanec forfatter forfattare szerzo angajat personel karyawan автор автора сотрудник "
    "сотрудника менеджер менеджера оператор оператора співробітник "
    "担当者 作成者 操作员 操作人 经办人 담당자 작성자"
)
_STAFF = frozenset(map(simple, _STAFF_WORDS.split()))
"""Words for those who work for the shop: their ids and e-mails are no customer's."""

_CALLED = _IDENTITY | frozenset(
    "name names full display first last nick nickname screen short login handle slug user username account "
    "uid gid email e mail mailaddress address adresse initials kurzel kuerzel sign member person surname "
    "firstname lastname vorname nachname nom prenom nome cognome nombre apellido naam nazwa imie 名".split()
)
"""What stands behind a word for a person where it says who that is."""
_PROPERTIES = frozenset(
    "is type typ tipo art role rolle rol ruolo group gruppe grupo groupe gruppo ip status state level class "
    "language locale country department team shift source timezone url avatar phone".split()
)
"""What somebody is or has."""

_EMAIL = frozenset("email e_mail mail contact courriel correo".split())


@cache
def named(role: str, column: str) -> float:
    """How well a column's name speaks for a role, from 0 to 1: the whole name, or a word of it."""
    plain = simple(column)
    ranks = _ranks(role)
    rank = ranks.get(plain, ranks.get(plain.replace("_", "")))
    if rank is not None or plain in _whole(role):
        return _WHOLE if rank is None else 1.0 - rank / 1000
    parts = frozenset(plain.split("_"))
    if role == "legacy_id":
        counts = plain in _NOTES.split("|") and column.rstrip().endswith(("#", "\u2116"))
        return 0.8 if counts or any(re.fullmatch(keys, plain) for keys in _KEYS) else 0.0
    if role == "order":
        return 0.95 if parts == {"order", "id"} else _order_score(plain, column)
    if role == "kind" and (parts & STATE_WORDS or is_old_state(column)):
        return 0.0 if is_old_state(column) else _state_score(parts)
    if role == "author" and _is_number_of_staff(plain, parts):
        return EXACT
    return _part_score(role, column, parts)


def _is_number_of_staff(plain: str, parts: frozenset[str]) -> bool:
    """Whether a name is that of an id of who wrote: Mitarbeiter-ID, created_by_id."""
    is_number = parts <= _STAFF | _IDENTITY and bool(parts & _STAFF - {"by"} and parts & _IDENTITY)
    return is_number or plain.endswith("_by_id")


def _state_score(parts: frozenset[str]) -> float:
    """A status of several words: the new one counts most."""
    return 0.8 if not parts & _NEW else (0.95 if parts <= _NEW | STATE_WORDS else _OTHER_STATE)


def is_old_state(column: str) -> bool:
    """Whether a column is called as the state that a record left behind: `old_payment_status`."""
    words = simple(column).split("_")
    glued = {word.removesuffix(end) for word in words for end in ("status", "state") if word.endswith(end)}
    return not _OLD.isdisjoint({*words, *glued})


def new_state_of(column: str) -> str | None:
    """What a column of new states is about: `status`, or `payment status` for `new_payment_status`. None for
    other columns."""
    words = simple(column).split("_")
    is_new = {*words} & STATE_WORDS and {*words} & _NEW and not {*words} & _OLD
    return " ".join(word for word in words if word not in _NEW) if is_new else None


def _part_score(role: str, column: str, parts: frozenset[str]) -> float:
    """How well one word of several speaks for a role. The e-mail of staff is no customer's."""
    ranks = _ranks(role)
    is_of_staff = role == "customer" and bool(parts & _STAFF) and not parts & (ranks.keys() - _EMAIL)
    if is_of_staff or parts & _other_words(role, parts):
        return 0.0
    if parts & ranks.keys():
        holder, _, name = column.rpartition(".")
        in_its_own = simple(holder) in ranks and simple(name) in ranks  # orders.order_no, beside orders.tags
        return named(role, name) if in_its_own else 0.7
    return 0.6 if role != "time" and _ends_in_a_word(parts, ranks) else 0.0


def is_of_a_person(column: str) -> bool:
    """Whether a name of several words says what somebody is or has, and not who: user_role, tipo_usuario."""
    ranks, words = _ranks("author"), simple(column).split("_")
    known = [at for at, word in enumerate(words) if word in ranks]
    behind = [word for word in words[known[-1] + 1 :] if not word.isdigit()] if known else []
    return not _PROPERTIES.isdisjoint(words) or not _CALLED.issuperset(behind)


def _order_score(plain: str, column: str) -> float:
    """A name of several words: those for an order, and what else it says."""
    words = plain.split("_")
    parts, ranks = frozenset(words), _ranks("order")
    holder, _, name = column.rpartition(".")
    if holder and simple(holder) in ranks and simple(name) in ranks:
        return named("order", name)
    if simple(holder) in _ORDER_WORDS and {*simple(name).split("_")} <= _IDENTITY:  # orders.number
        return EXACT
    if plain in _LIKE_ORDERS or (parts & _WEAK and not parts & _NOT_IDS):
        return 0.3 if not parts & _ORDER_WORDS else 0.7
    known = [at for at, word in enumerate(words) if word in ranks and word not in _WEAK]
    if not known or parts & _NOT_IDS or frozenset(words[known[-1] + 1 :]) & _OF_AN_ORDER:
        return 0.0
    is_number = words[known[-1]] not in _ORDER_WORDS or bool(parts & _IDENTITY)
    return 0.7 if is_number or known[-1] == len(words) - 1 else 0.0


def may_name_orders(column: str) -> bool:
    """Whether a column may well hold the order by its name, though nothing proves it."""
    return simple(column.rpartition(".")[2]) in _LIKE_ORDERS


def is_named_after_orders(column: str) -> bool:
    """Whether a name of several words, or a compound, says that it is an order's: its date, its state."""
    return any(word.startswith(_OF_ORDERS) for word in simple(column).split("_"))


def is_email(column: str) -> bool:
    """Whether a column is called after e-mails."""
    return bool({*simple(column).replace("e_mail", "email").split("_")} & _EMAIL - {"contact"})


def _other_words(role: str, parts: frozenset[str]) -> frozenset[str]:
    """Words beside which a role's own say nothing: an Order Date is no order, a User ID no message."""
    of_ids = role == "customer" or (role == "author" and bool(parts & _STAFF))
    return frozenset() if of_ids else frozenset({"id"})


def against(role: str, column: str) -> bool:
    """Whether a column's name says that it holds something else than this role's like."""
    plain = simple(column)
    if role not in _AGAINST or plain in _ranks(role) or plain in _LIKE_ORDERS:
        return False
    return _AGAINST[role].search(plain) is not None


def score(role: str, column: str, label: str) -> float:
    """How well a column speaks for a role by its whole name, else by its `label`: the name without the
    prefix that all columns of the table share."""
    whole = named(role, column)
    return whole if label == column or whole >= EXACT else named(role, label)


def labels_of(columns: Sequence[str]) -> dict[str, str]:
    """Each column's name without the words that all of several columns start with."""
    words = [simple(column).split("_") for column in columns]
    shared = 0
    if len(columns) > _FEW_COLUMNS:
        while all(len(one) > shared + 1 and one[shared] == words[0][shared] for one in words):
            shared += 1
    return {
        column: "_".join(one[shared:]) if shared else column
        for column, one in zip(columns, words, strict=True)
    }


@cache
def _whole(role: str) -> frozenset[str]:
    """A role's words that are a name only on their own."""
    return frozenset(map(simple, WHOLE_NAMES.get(role, ())))


@cache
def _ranks(role: str) -> dict[str, int]:
    """A role's words, each with its place among them, likeliest first."""
    ranks: dict[str, int] = {}
    for rank, word in enumerate(NAMES[role].split()):
        ranks.setdefault(simple(word), rank)
    return ranks


def _ends_in_a_word(parts: frozenset[str], ranks: dict[str, int]) -> bool:
    return any(
        part.endswith(word) for part in parts if len(part) > _LONG for word in ranks if len(word) >= _LONG
    )

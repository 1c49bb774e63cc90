"""How well a column's name speaks for a role, in the languages that shops write in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

_NAMES = {
    "date": (
        "date created created_at createdat created_on date_created date_added date_add datetime "
        "timestamp time occurred_at happened_at event_time event_date changed_at changed_on written "
        "when datum erstellt erstellt_am zeitpunkt zeitstempel zeit angelegt_am fecha fecha_creacion "
        "data data_criacao data_hora date_creation creee_le horodatage data_utworzenia data_dodania "
        "utworzono data_creazione creato_il tijdstip aangemaakt_op skapad oprettet opprettet dato "
        "vytvoreno letrehozva tarih ts logged_at posted posted_at posted_on entered_at entered_on "
        "logged logged_on recorded_at added_at added_on sent_at received_at erfasst_am eingetragen_am "
        "gebucht_am дата дата_создания создан создано 日時 日付 登録日 作成日 作成日時 受注日 受注日時 "
        "注文日 注文日時 日期 时间 時間 创建时间"
    ),
    "order": (
        "order order_id orderid amazon_order_id order_no orderno order_nr ordernr order_num order_number "
        "ordernumber "
        "order_ref order_reference order_name increment_id reference case_id case case_concept_name "
        "po po_no po_number sales_order so_number bestellnummer bestellung bestell_nr bestellnr "
        "auftragsnummer auftrag auftrags_nr auftragsnr aufnr commande numero_commande n_commande "
        "no_commande pedido numero_pedido n_pedido numero_do_pedido numer_zamowienia nr_zamowienia "
        "zamowienie ordine numero_ordine n_ordine bestelnummer bestelnr bestelling ordernummer "
        "ordrenummer ordrenr ordre orden "
        "numero_de_orden numero_orden nro_orden numero_de_pedido "
        "cislo_objednavky c_objednavky c_obj objednavka rendelesszam rendeles "
        "comanda numar_comanda siparis siparis_no orders_id orders pedido_id commande_id заказ "
        "номер_заказа замовлення 注文番号 注文id 受注番号 受注id 注文 订单号 订单编号 訂單編號"
    ),
    "customer": (
        "customer customer_email customeremail customer_id email e_mail buyer buyer_email client "
        "client_email billing_email contact customer_name requester requester_email kunde kunden_email "
        "kundennummer kunden_nr kundenname mail cliente klient courriel klant kund zakaznik vevo "
        "nabywca kupujacy acheteur comprador acquirente musteri correo correo_electronico клиент "
        "покупатель メールアドレス 顧客 顧客名 お客様 お客様名 客户 邮箱"
    ),
    "author": (
        "author author_id user username user_name user_email user_login login created_by changed_by added_by "
        "entered_by posted_by logged_by recorded_by written_by agent staff employee operator admin "
        "admin_user by who writer clerk initials salesperson resource org_resource assignee actor "
        "performed_by updated_by uname "
        "agent_id staff_id employee_id admin_id operator_id "
        "benutzer bearbeiter mitarbeiter ersteller verfasser "
        "sachbearbeiter erstellt_von erfasst_von angelegt_von wer utilisateur auteur employe cree_par "
        "saisi_par qui usuario autor empleado responsable atendido_por creado_por criado_por utente "
        "operatore creato_da gebruiker medewerker aangemaakt_door uzytkownik pracownik dodal dodala "
        "utworzyl anvandare handlaggare skapad_av bruger uzivatel zapsal zamestnanec felhasznalo "
        "kullanici utilizador менеджер автор сотрудник пользователь оператор 担当者 担当 作成者 记录人 操作员"
    ),
    "message": (
        "message comment comments note notes text content body description remark remarks details event "
        "activity action concept_name public_comments memo entry summary subject nachricht kommentar "
        "bemerkung bemerkungen notiz anmerkung hinweis vermerk beschreibung betreff inhalt commentaire "
        "commentaires remarque texte mensaje comentario comentarios nota notas observacion observaciones "
        "observacoes descripcion descricao concepto tresc uwagi komentarz notatka opis wiadomosc "
        "opmerking opmerkingen bericht notitie messaggio commento note_ordine annotazione annotazioni "
        "descrizione meddelande besked kommentti anteckning poznamka poznamky zprava popis megjegyzes "
        "uzenet leiras observatii aciklama msg комментарий комментарии сообщение заметка примечание "
        "текст описание 備考 メモ コメント 内容 本文 备注 留言 備註"
    ),
    "kind": (
        "status state type kind status_code new_status event_type etat estado statut "
        "stato stav allapot situacao zustand bestellstatus auftragsstatus durum tilstand статус "
        "состояние ステータス 状態 状态"
    ),
    "legacy_id": (
        "id entity_id history_id note_id comment_id event_id log_id row_id record_id uid uuid pk lfd_nr "
        "ticket_id ticketnummer ticket_number ticket ticket_no ticket_nr"
    ),
    "time": (
        "time zeit uhrzeit heure hora ora tid tijd godzina cas ido saat klokke klockslag klokkeslett "
        "uzeit время 時刻 時間 时间"
    ),
}
"""`time` is no role of its own: a column of clock times completes the date that stands beside it."""

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

_RECORDS = "activity|change|comment|entity|entry|event|history|log|message|note|record|row|action"
_NOT_IDS = frozenset(
    "amount count date history item line source state status total type datum data fecha "  # noqa: SIM905
    "estado etat statut stato txn transaction".split()
)
_OF_AN_ORDER = frozenset(
    "value discount shipping store rating subtotal net gross channel currency tax fee weight method payment "  # noqa: SIM905
    "note notes comment comments customer user buyer email product sku score qty quantity price address shop "
    "invoice adjustments lines items tags discounts fulfillment language country ip site website".split()
)
"""Words that, after a word for order, name a property of it: Order Store, order_customer_id."""

_ORDER_WORDS = frozenset(
    "order orders bestellung auftrag commande pedido orden ordine zamowienie zamowienia bestelling ordre "  # noqa: SIM905
    "objednavka objednavky rendeles comanda siparis orders_id заказ заказа замовлення".split()
)
_IDENTITY = frozenset(
    "id ids no nr nro n num number numer numero nummer cislo ref reference referencia code codigo key "  # noqa: SIM905
    "identificador identifiant kennung increment номер".split()
)
INTERNAL_IDS = frozenset("id ids identificador identifiant kennung".split())  # noqa: SIM905
"""Words for the id that a system gives, beside which a number for people may stand."""

_WEAK = frozenset("reference case po".split())  # noqa: SIM905
_LIKE_ORDERS = frozenset(
    "invoice invoice_number invoice_no invoice_nr invoice_id object_id entity_id parent_id "  # noqa: SIM905
    "subject_id target_id resource_id rechnung rechnungsnummer rechnungs_nr rechnungsnr facture "
    "numero_facture factura numero_factura fattura numero_fattura faktura fakturanummer number no nr "
    "numero nummer num numer".split()
)
"""Names that may well hold the order, though nothing proves it: proposed, and never used unasked."""

_OLD = frozenset("old from previous prev before vorher alt".split())  # noqa: SIM905
_NEW = frozenset("new to next after current neu".split())  # noqa: SIM905
_OTHER_STATE = 0.65
"""A new state of a part of the order, such as its payment."""

_STATE_WORDS = frozenset("status state etat estado statut stato stav stan".split())  # noqa: SIM905

EXACT = 0.9
"""From this score on a whole name matches, and outranks what the values look like."""
_STAFF = frozenset("author agent staff employee admin operator by".split())  # noqa: SIM905
_PLAIN = str.maketrans({"ł": "l", "ß": "ss", "ø": "o", "æ": "ae", "đ": "d", "\u0131": "i", "œ": "oe"})


@cache
def named(role: str, column: str) -> float:
    """How well a column's name speaks for a role, from 0 to 1: the whole name, or a word of it."""
    plain = simple(column)
    ranks = _ranks(role)
    rank = ranks.get(plain, ranks.get(plain.replace("_", "")))
    if rank is not None:
        return 1.0 - rank / 1000
    parts = frozenset(plain.split("_"))
    if role == "legacy_id":
        own = re.fullmatch(rf"(\w+_)?({_RECORDS})_id|id_(\w+_)?({_RECORDS})", plain)
        return 0.8 if own else 0.0
    if role == "order":
        return 0.95 if parts == {"order", "id"} else _order_score(plain, column)
    if role == "kind" and parts & _STATE_WORDS:
        return _state_score(parts)
    return _part_score(role, column, plain, parts)


def _state_score(parts: frozenset[str]) -> float:
    """A status of several words: the new one counts, not the old."""
    if parts & _OLD:
        return 0.0
    return 0.8 if not parts & _NEW else (0.95 if parts <= _NEW | _STATE_WORDS else _OTHER_STATE)


def new_state_of(column: str) -> str | None:
    """What a column of new states is about: `status`, or `payment status` for `new_payment_status`. None for
    other columns."""
    words = simple(column).split("_")
    is_new = {*words} & _STATE_WORDS and {*words} & _NEW and not {*words} & _OLD
    return " ".join(word for word in words if word not in _NEW) if is_new else None


def _part_score(role: str, column: str, plain: str, parts: frozenset[str]) -> float:
    """How well one word of several speaks for a role."""
    ranks = _ranks(role)
    if parts & _other_words(role, parts):
        return 0.0
    if parts & ranks.keys():
        holder, _, name = column.rpartition(".")
        in_its_own = simple(holder) in ranks and simple(name) in ranks  # orders.order_no, beside orders.tags
        return named(role, name) if in_its_own else 0.7
    return 0.6 if role != "time" and _ends_in_a_word(parts, ranks) else 0.0


def _order_score(plain: str, column: str) -> float:
    """A name of several words: those for an order, and what else it says."""
    words = plain.split("_")
    parts, ranks = frozenset(words), _ranks("order")
    holder, _, name = column.rpartition(".")
    if holder and simple(holder) in ranks and simple(name) in ranks:
        return named("order", name)
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
def simple(column: str) -> str:
    """A name in small plain letters, its words joined with underscores."""
    split = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower().translate(_PLAIN)
    bare = "".join(one for one in unicodedata.normalize("NFKD", split) if not unicodedata.combining(one))
    return re.sub(r"[\W_]+", "_", bare).strip("_")


@cache
def _ranks(role: str) -> dict[str, int]:
    """A role's words, each with its place among them, likeliest first."""
    ranks: dict[str, int] = {}
    for rank, word in enumerate(_NAMES[role].split()):
        ranks.setdefault(simple(word), rank)
    return ranks


def _ends_in_a_word(parts: frozenset[str], ranks: dict[str, int]) -> bool:
    return any(
        part.endswith(word) for part in parts if len(part) > _LONG for word in ranks if len(word) >= _LONG
    )

"""What a file calls its customers beside their e-mails, so that people find them by their names.

Records keep these columns as `extra`. When all of them are written, the customers that the import created
and that have no name get theirs; people whom the log knew before stay as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select, update

from events.tables import customer_events, order_events, orders, users
from events.vocabulary.parameters import storable
from importers.column_words import simple
from importers.ledger.models import Creation
from importers.ledger.record_tables import details, spans

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from importers.mapping.column_mapping import ColumnMapping

_TOGETHER = 500
_LONGEST = 200

_WHOLE = frozenset(
    "customer_name customername customer_full_name customer_fullname customers_name customer "
    "client_name clientname client buyer_name buyername buyer billing_name billing_full_name bill_to_name "
    "kunde kundenname kunden_name kundename name_des_kunden nom_client nom_du_client acheteur cliente "
    "nombre_cliente nombre_del_cliente nome_cliente nome_do_cliente comprador acquirente klant klantnaam "
    "naam_klant klient nazwa_klienta nabywca kupujacy kund kundnamn kundenavn zakaznik jmeno_zakaznika vevo "
    "asiakas asiakkaan_nimi musteri musteri_adi клиент покупатель имя_клиента 顧客名 お客様名".split()
)
"""Columns that name customers, wherever they stand."""

_NEAR = frozenset(
    "name full_name fullname contact_name nom nom_complet nombre nombre_completo nome nome_completo naam "
    "namn navn nimi jmeno nev imie_i_nazwisko имя фио 氏名 名前 姓名".split()
)
"""Columns that name anybody: customers where they stand beside the column of the e-mail."""

_PARTS = (
    ("first_name", "last_name"),
    ("firstname", "lastname"),
    ("given_name", "family_name"),
    ("vorname", "nachname"),
    ("vorname", "name"),
    ("prenom", "nom"),
    ("nombre", "apellidos"),
    ("nome", "cognome"),
    ("voornaam", "achternaam"),
    ("imie", "nazwisko"),
    ("jmeno", "prijmeni"),
)
_PREFIXES = ("", "customer_", "customers_", "client_", "buyer_", "billing_", "kunde_", "kunden_")
_BESIDE = 2

_NOTE = "name_columns"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """The columns of a table with the e-mails of customers, and those that make their names together."""

    emails: tuple[str, ...]
    names: tuple[str, ...]


def name_columns(columns: Sequence[str], mapping: ColumnMapping) -> tuple[str, ...]:
    """The columns, used for nothing else, that hold the names of customers; none where no column does, or
    where none has their e-mails."""
    fields = mapping.fields
    own = [name for template in fields.get("customer", ()) for name in template.columns]
    emails = [name for name in own if name in columns and (name == own[0] or "mail" in simple(name))]
    if not emails:
        return ()
    at = list(columns).index(emails[0])
    used = {*mapping.columns()} - {*own[1:]} | {emails[0]}
    free = {simple(name): (place, name) for place, name in enumerate(columns) if name not in used}
    for word, (_, name) in free.items():
        if word in _WHOLE:
            return (name,)
    for prefix in _PREFIXES:
        for first, last in _PARTS:
            found = [free.get(f"{prefix}{part}") for part in (first, last)]
            places = [one for one in found if one is not None]
            is_beside = any(abs(place - at) <= _BESIDE for place, _ in places)
            if len(places) == len(found) and (prefix or is_beside):
                return tuple(name for _, name in places)
    for word, (place, name) in free.items():
        if word in _NEAR and abs(place - at) == 1:
            return (name,)
    return ()


def wanted_of(tables: Iterable[tuple[Sequence[str], ColumnMapping]]) -> list[Wanted]:
    """What `give_names` needs to know of each table of an input, given its columns and its mapping."""
    found = []
    for columns, mapping in tables:
        if names := name_columns(columns, mapping):
            emails = [name for template in mapping.fields["customer"] for name in template.columns]
            found.append(Wanted(emails=tuple(emails), names=names))
    return found


def noted(wanted: Sequence[Wanted]) -> dict[str, Any]:
    """What a batch notes of it, so that a later retry gives names, too."""
    return {_NOTE: [[one.emails, one.names] for one in wanted]} if wanted else {}


def noted_in(notes: Mapping[str, Any]) -> list[Wanted]:
    """What the notes of a batch say."""
    return [Wanted(emails=tuple(emails), names=tuple(names)) for emails, names in notes.get(_NOTE, ())]


def give_names(connection: Connection, batch_id: int, wanted: Sequence[Wanted]) -> None:
    """Give the customers whom a batch created the names that its records have.

    It may run again: a name that is there already stays.
    """
    created = select(Creation.entity_id).where(Creation.entity == "user", Creation.batch_id == batch_id)
    nameless = (
        select(users.c.id, users.c.email)
        .where(users.c.id.in_(created), users.c.name == "", users.c.email.is_not(None))
        .order_by(users.c.id)
        .limit(_TOGETHER)
    )
    own = users.c.id == bindparam("user"), users.c.name == ""
    naming = update(users).where(*own).values(name=bindparam("given"))
    last = 0
    while wanted and (some := connection.execute(nameless.where(users.c.id > last)).all()):
        emails = {row.id: row.email.lower() for row in some}
        if given := [
            {"user": user, "given": name} for user, name in _names(connection, batch_id, emails, wanted)
        ]:
            connection.execute(naming, given)
        connection.commit()
        last = some[-1].id
    connection.rollback()  # a transaction left open would hold back what a session commits on it


def _names(
    connection: Connection,
    batch_id: int,
    emails: dict[int, str],
    wanted: Sequence[Wanted],
) -> Iterator[tuple[int, str]]:
    """The name of each of these people in their first record, or else their last one."""
    records = _records(connection, batch_id, emails)
    kept = select(details.c.id, details.c.extra).where(
        details.c.id.in_([record for found in records.values() for record in found]),
        details.c.extra.is_not(None),
    )
    extras = {id_: json.loads(extra) for id_, extra in connection.execute(kept)}
    for user, found in records.items():
        named = (_name(extras.get(record, {}), emails[user], wanted) for record in found)
        if name := next(filter(None, named), ""):
            yield user, name


def _records(connection: Connection, batch_id: int, emails: dict[int, str]) -> dict[int, list[int]]:
    """The first and the last record that a batch has of these people."""
    found: dict[int, list[int]] = {}
    ends = func.min(spans.c.first_id), func.max(spans.c.last_id)
    for sign, about in ((1, _OF_ORDERS), (-1, _OF_CUSTOMERS)):
        low, high = connection.execute(
            select(*ends).where(spans.c.batch_id == batch_id, spans.c.first_id * sign > 0)
        ).one()
        if low is None:
            continue
        events, who = about
        first, last = sorted((abs(low), abs(high)))
        within = select(who, func.min(events.c.id), func.max(events.c.id))
        if events is order_events:
            within = within.select_from(orders.join(events, events.c.order_id == orders.c.id))
        rows = connection.execute(
            within.where(who.in_(emails), events.c.id.between(first, last)).group_by(who)
        )
        for user, earliest, latest in rows:
            found.setdefault(user, []).extend((sign * earliest, sign * latest))
    return found


_OF_ORDERS: tuple[Any, Any] = (order_events, orders.c.user_id)
_OF_CUSTOMERS: tuple[Any, Any] = (customer_events, customer_events.c.customer_id)


def _name(extra: dict[str, Any], email: str, wanted: Sequence[Wanted]) -> str:
    """What a record calls the customer with this e-mail; empty where it calls them nothing, or is about
    somebody else."""
    for one_table in wanted:
        if any(str(extra.get(one) or "").strip().lower() == email for one in one_table.emails):
            parts = (" ".join(str(extra.get(one) or "").split()) for one in one_table.names)
            name = storable(" ".join(filter(None, parts)))
            if _may_be_name(name) and name.lower() != email:
                return name
    return ""


def _may_be_name(text: str) -> bool:
    """Whether a text is no number, e-mail or address on the web, and no longer than names are."""
    letters, digits = (sum(map(test, text)) for test in (str.isalpha, str.isdigit))
    is_long = len(text) > _LONGEST
    return not is_long and letters > max(digits, 1) and not re.search(r"@|://", text)

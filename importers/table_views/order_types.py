"""Which type of object is the order of an object-centric event log, by the names of the types.

The last word of a name is what the objects are (sales order, Kundenauftrag), in Romance and Slavic languages
the first (pedido de venta). Lines, items and positions of orders are none. Of several kinds of orders, those
of customers come before those to suppliers, and both before those within a company (work, transport).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+(?![^\W\d_A-Z])|[^\W\d_]+")
_SINGLE = frozenset(
    """order orders ord orden ordens ordenes ordre ordrer ordrar ordine ordini bestellung bestellungen
    auftrag auftrage auftraege bestelling bestellingen commande commandes pedido pedidos encomenda
    encomendas comanda comandes comenzi zamowienie zamowienia objednavka objednavky rendeles rendelesek
    megrendeles megrendelesek zakaz zakazy заказ заказы замовлення поръчка поръчки наруџбина narudzba
    narudzbe narocilo narocila tilaus tilaukset bestallning bestallningar bestilling bestillinger
    siparis siparisler pesanan παραγγελια παραγγελιες הזמנה הזמנות طلب طلبات uzsakymas uzsakymai
    pasutijums tellimus""".split()
)
_ENDINGS = ("auftrag", "auftrage", "bestellung", "bestellungen", "bestelling", "bestellingen", "rendeles")
_LATIN_ENDINGS = ("order", "orders", "ordre")
_QUALIFIED = re.compile(
    r"^(?P<of>purch(?:ase)?|supplier|vendor|sales?|cust(?:omer)?|client|shop|web|work|prod(?:uction)?|transport"
    r"|kunden?|verkaufs?|einkaufs?|lieferanten?|salg?s|inkops?|innkjops?|verkoop|inkoop)(?:ord(?:er|re|rar)?s?)$"
)
_EAST_ASIAN = ("注文", "受注", "订单", "訂單", "주문")
_SAP = {"vbak": 0, "ekko": 1}
_NONE = frozenset(
    """item items line lines lineitem lineitems orderline orderlines orderitem orderitems position
    positions pos detail details row rows ligne lignes linea lineas riga righe linha linhas pozycja
    pozycje artikel article articles product products payment payments status history event events
    request requisition confirmation invoice parcel package shipment quotation""".split()
)
_IDS = frozenset(
    """id ids no nr num number numbers header headers head document documents doc key object""".split()
)
_TO_SUPPLIERS = frozenset(
    """purchase purch supplier vendor procurement einkauf einkaufs lieferanten achat fournisseur compra
    compras proveedor acquisto acquisti fornitore fornecedor zakupu dostawcy inkop inkops inkoop po""".split()
)
_WITHIN = frozenset(
    """work production prod manufacturing transport transportation transfer return maintenance delivery
    shipping stock picking packing internal process test change freight dispatch repair assembly planned
    travail trabajo lavoro arbeits fertigungs transportauftrag money payment""".split()
)


@dataclass(frozen=True, kw_only=True)
class OrderTypeChoice:
    """The types of the orders, or why they are not known.

    `others` are types of other kinds of orders, and `unclear` those that could be meant equally well.
    """

    chosen: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()
    given: bool = False


def choose_order_types(counts: Mapping[str, int], *, wanted: str = "") -> OrderTypeChoice:
    """The order types among the types of `counts` (objects by type); `wanted` is the user's own choice."""
    if wanted:
        exact = [name for name in counts if name == wanted]
        like = exact or [name for name in counts if name.casefold() == wanted.strip().casefold()]
        return OrderTypeChoice(chosen=tuple(like), given=True)
    ranked = {name: rank for name in counts if (rank := rank_of(name)) is not None}
    if not ranked:
        return OrderTypeChoice()
    best = min(ranked.values())
    found = tuple(name for name, rank in ranked.items() if rank == best)
    others = tuple(name for name in ranked if name not in found)
    if len({" ".join(_words(name)).rstrip("s") for name in found}) > 1:
        return OrderTypeChoice(others=others, unclear=found)
    return OrderTypeChoice(chosen=found, others=others)


def rank_of(name: str) -> int | None:
    """How likely a type is the shop's orders: 0 best, None if its objects are no orders."""
    words = _words(name)
    while words and words[-1] in _IDS:
        words.pop()
    if not words or not _NONE.isdisjoint(words):
        return None
    if len(words) == 1 and (words[0] in _SAP or words[0] in ("po", "so")):
        return _SAP.get(words[0], 1 if words[0] == "po" else 0)
    if not (_is_order(words[-1]) or (words[0] in _SINGLE - {"order", "orders", "ord"})):
        return None
    qualifiers = {*words, *(found["of"] for word in words if (found := _QUALIFIED.match(word)))}
    qualifiers |= {word.removesuffix(end) for word in words for end in (*_ENDINGS, *_LATIN_ENDINGS)}
    if not _WITHIN.isdisjoint(qualifiers):
        return 2
    return 1 if not _TO_SUPPLIERS.isdisjoint(qualifiers) else 0


def _is_order(word: str) -> bool:
    return (
        word in _SINGLE
        or word.endswith(_ENDINGS)
        or _QUALIFIED.match(word) is not None
        or any(part in word for part in _EAST_ASIAN)
    )


def _words(name: str) -> list[str]:
    """The words of a name, without accents and in lower case."""
    plain = unicodedata.normalize("NFKD", name.replace("ł", "l").replace("Ł", "L").replace("ø", "o"))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    letters = unicodedata.normalize("NFC", letters).replace("\u0131", "i")
    return [word.casefold() for word in _WORD.findall(letters)]

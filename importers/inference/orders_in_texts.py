"""Texts that name the order they are about: `Re: Order #1001 - parcel`, `[Shop] Bestellung 000000104`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from importers.column_words import simple
from importers.inference.candidates import Candidate
from importers.inference.value_profile import ValueProfile
from importers.mapping.derived_columns import DerivedColumn

if TYPE_CHECKING:
    import polars as pl

_MOST = 0.8
"""The share of texts with a number, from which on they are taken to name their orders."""

_WORDS = (
    "order bestellung auftrag bestellnummer auftragsnummer commande pedido orden encomenda ordine zamówienie "
    "zamówienia bestelling ordernummer ordre ordren beställning objednávka objednávky rendelés comanda "
    "sipariş tilaus заказ 注文 订单"
).split()
"""Words for an order, as texts have them before its number."""

_NUMBER = r"([\w-]*\d)"
_FEWEST_DIGITS = r"\d(?:\D*\d){2}"
_LABEL = r"\W*(?:no|nr|n|number|nummer|num|id|numer|número|numéro|numero)"

_SUBJECTS = frozenset(
    "subject title betreff titel objet sujet asunto assunto oggetto onderwerp temat amne emne predmet targy "
    "konu".split()
)


def orders_in_texts(looks: Sequence[ValueProfile], frame: pl.DataFrame) -> list[Candidate]:
    """Columns that are made of texts, with the numbers of orders in nearly all of these; subjects first."""
    able = [look for look in looks if look.is_free and look.words > _MOST]
    able.sort(key=lambda look: simple(look.name) not in _SUBJECTS)
    return [found for look in able if (found := _within(look, frame[look.name])) is not None]


def _within(look: ValueProfile, cells: pl.Series) -> Candidate | None:
    texts = cells.drop_nulls()
    texts = texts.filter(texts.str.strip_chars() != "")
    lower = texts.str.to_lowercase()
    words = [word for word in _WORDS if lower.str.contains(word, literal=True).any()]
    word = f"(?i)(?:{'|'.join(words)})" if words[1:] else "".join(f"(?i){one}" for one in words)
    worded = [rf"{word}\W*{_NUMBER}", rf"{word}{_LABEL}\W*{_NUMBER}"] if word else []
    for pattern in (rf"#\s?{_NUMBER}", *worded):
        found = DerivedColumn(column=look.name, pattern=pattern, digits=0).of(texts).drop_nulls()
        numbers = found.filter(found.str.contains(_FEWEST_DIGITS))
        share, distinct = len(numbers) / max(1, len(texts)), numbers.n_unique()
        if share >= _MOST and distinct > 1:
            return Candidate(
                column=f"{look.name} ~ {pattern}",
                confidence=0.35,
                why=f"{share:.0%} of its texts name a number",
                values=numbers.unique(maintain_order=True).head(3).to_list(),
                filled=share == 1.0,
            )
    return None

# ruff: noqa: E501
"""The columns that hold what a row's payment, refund or order amounts to, and its currency."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from importers.column_words import simple
from importers.mapping.amounts import currency_code
from importers.mapping.column_mapping import AMOUNT, CURRENCY, Template, Value, of_column

if TYPE_CHECKING:
    from importers.inference.value_profile import ValueProfile

_AMOUNTS = frozenset(
    "amount amount_paid paid_amount payment_amount amount_refunded total total_amount amount_total grand_total "
    "order_total total_price price_incl total_paid gross gross_amount order_amount order_value value sum montant montant_total montant_paye "
    "total_commande montant_commande kwota kwota_zamowienia kwota_wplaty wartosc wartosc_zamowienia suma razem "
    "do_zaplaty betrag gesamtbetrag rechnungsbetrag zahlbetrag gesamt gesamtsumme summe bestellwert importe "
    "importe_total total_pedido monto monto_total valor valor_total valor_pago importo importo_totale totale "
    "totale_ordine bedrag totaalbedrag totaal orderbedrag belopp totalbelopp totalt summa belob total_belob "
    "totalbelob castka celkem celkova_castka cena_celkem osszeg vegosszeg fizetendo suma_totala total_comanda "
    "tutar toplam toplam_tutar siparis_tutari i_alt belop totalbelop yhteensa montante valoare totalsumma brutto bruttobetrag сумма итого 金額 合計 金额 总额".split()
)
"""Names of columns of such amounts, but for words like TTC and brutto: net amounts, taxes, fees and prices of
items are others."""

_CURRENCIES = frozenset(
    "currency currency_code order_currency currency_iso waluta devise wahrung waehrung moneda divisa moeda valuta "
    "muntsoort munteenheid mena penznem deviza para_birimi doviz валюта 通貨 货币 币种".split()
)

_BESIDE = re.compile(
    r"_(ttc|tvac|brutto|gross|brut|bruto|incl|inc|incl_tax|incl_vat|incl_btw|iva_incl|[a-z]{3})$"
)
"""What names of amounts end with: that taxes are in them, or the currency."""

_NO_TOTALS = frozenset("order_value value amount_refunded".split())
"""Names of amounts that are not the order's if its total stands beside them."""

_PARTS = frozenset({"value", "amount"})
_SUMS = frozenset("total price amount sum value tax discount shipping subtotal fee".split())
"""Words that say which amount an object of an amount and its currency is."""

_MOST = 0.8
"""The least share of amounts, or of currencies, in a column of these: others are faults, or say `free`."""


def amount_columns(looks: Sequence[ValueProfile], used: Collection[str]) -> dict[str, Value]:
    """The fields of amounts, from columns that are not `used` for others: none where several may be meant."""
    free = [look for look in looks if look.name not in used and look.filled]
    amounts = _whole([look for look in free if holds_amounts(look)])
    if len(amounts) != 1:
        return {}
    found = {AMOUNT: of_column(amounts[0].name)}
    codes = [look.name for look in free if _plain(look.name) in _CURRENCIES and look.currencies >= _MOST]
    beside = [name for name in codes if "." in name and _holder(name) == _holder(amounts[0].name)]
    codes = beside or codes
    if len(codes) == 1:
        found[CURRENCY] = of_column(codes[0])
    elif code := _currency_in_name(amounts[0].name):
        found[CURRENCY] = (Template((code,), ()),)
    return found


def _whole(amounts: list[ValueProfile]) -> list[ValueProfile]:
    """Only the order's total, if the others are the value of its goods or a refund."""
    others = [look for look in amounts if _plain(look.name) in _NO_TOTALS]
    totals = [look for look in amounts if look not in others and "total" in _plain(look.name).split("_")]
    return totals if len(totals) + len(others) == len(amounts) and totals else amounts


def holds_amounts(look: ValueProfile) -> bool:
    """Whether a column is called as those of amounts are, and holds numbers."""
    return look.is_free and bool(look.values) and _is_called_amount(look) and look.amounts >= _MOST


def _is_called_amount(look: ValueProfile) -> bool:
    name = simple(look.name.rpartition(".")[2].rpartition(" - ")[2])
    holder = simple(_holder(look.name))
    if name in _PARTS and _SUMS & {*holder.split("_")}:  # grandTotal.value, but not refundedTotal.value
        return holder in _AMOUNTS
    return name in _AMOUNTS or _BESIDE.sub("", name) in _AMOUNTS or simple(look.label) in _AMOUNTS


def _currency_in_name(column: str) -> str:
    """The currency that a name gives: `Montant (€)`, `total_usd`; empty where there is none."""
    words = re.findall(r"[^\W\d_]+|[$€£¥₹₽]", column)
    codes = [currency_code(word.upper() if len(word) == 3 else word) for word in words[1:]]
    return next((code for code in codes if code), "")


def _holder(column: str) -> str:
    """The name of what a column is a part of: that of `grandTotal.value` is grandTotal."""
    return column.rpartition(".")[0].rpartition(".")[2]


def _plain(column: str) -> str:
    return simple(column.rpartition(".")[2])

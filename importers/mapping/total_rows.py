"""Rows of totals among records, as spreadsheets and order lists have them: `Summe;;;1.373,46`."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from events.amounts import CODES
from importers.column_words import simple
from importers.mapping.column_mapping import FURTHER_LINE
from importers.mapping.expressions import filled

TOTAL = "a row of totals"
"""Why a row of sums, or of how many records there are, is skipped."""

_SUMS = frozenset(
    "total totals subtotal grandtotal sum summe gesamt gesamtsumme gesamtbetrag gesamtanzahl zwischensumme "
    "endsumme endbetrag insgesamt summen totaux soustotal totaal totalen subtotaal eindtotaal totale totali "
    "subtotale somma totales suma razem lacznie ogolem totais soma summa totalt delsumma sammanlagt ialt "
    "subtotalt celkem soucet mezisoucet spolu sucet osszesen vegosszeg reszosszeg toplam yhteensa valisumma "
    "итого всего 合計 小計 総計 总计 合计 小计 總計".split()
)
"""Words for a sum."""
_BESIDE = frozenset(
    "grand general generale generali geral sub sous i alt brutto netto gross net ttc ht incl excl mwst ust "
    "vat tva iva btw vom von bis der die das aller alle all of the and und et y e de des du per ogolna "
    "koncowa czesciowa genel ara eur euro usd gbp chf pln czk sek dkk nok huf".split()
)
"""Words that may stand beside these."""
_COUNTED = frozenset(
    "anzahl datensatze datensatz zeilen bestellungen auftrage positionen eintrage buchungen count records "
    "rows orders entries lignes commandes enregistrements liczba zamowien rekordow wierszy "
    "pozycji aantal regels bestellingen righe ordini filas pedidos registros".split()
)
"""Words for how many records there are, which count where there is a number."""
_WORDS = _SUMS | _BESIDE | _COUNTED
_TEXT = r"(?:\pL\PL*){5}"
_TEXT_IN_PYTHON = r"(?:[^\W\d_][\W\d_]*){5}"
"""A text: fewer letters beside a number are a currency's, a unit's or a month's."""
_UNITS = _BESIDE | {code.lower() for code in CODES} | frozenset("kr zl ft lei kc stk st pcs x".split())
"""Words that may stand alone in a cell, and say nothing."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_NUMBERED = re.compile(r"[^\W\d_][-_/#.]*\d")
"""The number of an order, and none of a count: `TOTAL-1042`."""
_ROW = "(row)"
_LONGEST = 60


def without_totals(records: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The records, with rows of totals as skipped: those that name neither an order nor a customer, or none
    but the word for a sum, and have nothing but one such word and numbers."""
    is_nobody = pl.all_horizontal(pl.col("order", "customer").is_null())
    suspects = records.filter(~pl.col("skipped"), pl.col("date").is_null() | is_nobody)
    if suspects.is_empty():
        return records
    rows = suspects["row"].unique(maintain_order=True)
    columns = [name for name in frame.columns if name != FURTHER_LINE]
    cells = frame[rows.to_list()].select(filled(pl.col(name)).str.strip_chars() for name in columns)
    texts = pl.sum_horizontal(pl.lit(0), *(pl.col(name).str.contains(_TEXT) for name in columns))
    few = cells.with_columns(rows.alias(_ROW)).filter(texts <= 1)
    totals = {
        row for row, *found in few.select(_ROW, *columns).iter_rows() if _is_total([*filter(None, found)])
    }
    # What names somebody, or an order, is a record, whatever else it says.
    people = suspects.filter(pl.col("row").is_in([*totals])).select("row", "order", "customer")
    totals -= {row for row, *names in people.iter_rows() if not all(map(_is_sum, filter(None, names)))}
    if not totals:
        return records
    is_total = pl.col("row").is_in([*totals])
    return records.with_columns(
        pl.when(is_total).then(pl.lit(TOTAL)).otherwise("reason").alias("reason"),
        pl.col("skipped") | is_total,
    )


def _is_total(cells: Sequence[str]) -> bool:
    """Whether of all filled cells one is the word for a sum or a count, the others are numbers, and there is
    a number in one of them."""
    texts = [*filter(_is_text, cells)]
    return len(texts) == 1 and _is_sum(texts[0]) and any(any(map(str.isdigit, cell)) for cell in cells)


def _is_text(cell: str) -> bool:
    """Whether a cell says something, however short: `Paid`."""
    if re.search(_TEXT_IN_PYTHON, cell) or _is_sum(cell):
        return True
    said = _WORD.search(cell) and not any(map(str.isdigit, cell))
    return bool(said) and not _UNITS.issuperset(simple(cell).split("_"))


def _is_sum(text: str) -> bool:
    """Whether a text is a word for a sum, or says how many there are: `Summe EUR`, `Anzahl Datensätze: 3`."""
    if len(text) > _LONGEST or _NUMBERED.search(text):
        return False
    words = [word for word in simple(text).split("_") if not word.isdigit()]
    known = (_SUMS | _COUNTED) & {*words} or _SUMS & {"".join(words[:2])}
    return bool(known) and _WORDS.issuperset(words)

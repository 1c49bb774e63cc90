"""Refunds that an orders table states without a date: where they make no event, the report names them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from importers.catalogue.compile import names_of
from importers.report import Tally

if TYPE_CHECKING:
    import polars as pl

    from importers.catalogue.match import MatchedTable
    from importers.platforms import Values
    from importers.readers.chunks import Chunk

_MONEY_BACK = r"(?i)refund|erstatte|rembours|reembols|rimbors|zwr[oó]|terugbetaal|återbetal|refunder"
_BACK = r"(?i)^\s*(partial\w*[\s_-]*|fully[\s_-]*)?(refunded|voided|charged?[\s_-]?back|returned)\s*$"
_STATE = re.compile(r"(?i)(status|state)\b")
_AMOUNT = r"^-?[0-9]+([.,][0-9]{1,4})?$"


@dataclass
class _Column:
    """What rows say in one column: how many orders, and the sum of each currency."""

    orders: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)

    def add(self, amount: str, currency: str) -> None:
        self.orders += 1
        value = Decimal(amount.replace(",", "."))
        self.sums[currency] = self.sums.get(currency, Decimal(0)) + abs(value)


class UndatedRefunds:
    """Counts what orders tables say of money that went back; nothing where the input has other tables, which
    may hold the refunds, or a date for them."""

    def __init__(self, sources: Sequence[MatchedTable]) -> None:
        only_orders = all(source.records.parts and not source.records.explode for source in sources)
        self._wanted = only_orders and not any(_has_dated_refunds(source) for source in sources)
        self._amounts: dict[str, _Column] = {}
        self._states: dict[str, Tally] = {}
        self._last: tuple[str, ...] = ()

    def counted(self, chunks: Iterator[Chunk], source: MatchedTable) -> Iterator[Chunk]:
        """The chunks of a table as they are, once each was looked at."""
        for chunk in chunks:
            if self._wanted:
                dates = [date for part in _refunds(source) for date in names_of(part["date"])]
                self._look_at(chunk.frame, names_of(source.records.fields["order"])[0], dates)
            yield chunk

    def notes(self) -> list[str]:
        """A sentence on what was found."""
        found = [f"{name} ({_shown(one)})" for name, one in self._amounts.items()]
        for name, states in self._states.items():
            listed = ", ".join(f"{state} {_orders(count)}" for state, count in sorted(states.items()))
            found.append(f"{name} ({listed})")
        return (
            [f"Not turned into events, as the file has no date of it: {'; '.join(found)}."] if found else []
        )

    def _look_at(self, frame: pl.DataFrame, order: str, dates: Sequence[str]) -> None:
        import polars as pl

        for date in set(dates) & set(frame.columns):  # these rows have an event of their refund
            frame = frame.filter(pl.col(date).fill_null("") == "")
        texts = [name for name, kind in frame.schema.items() if kind == pl.String]
        money = [name for name in texts if re.search(_MONEY_BACK, name)]
        states = [name for name in texts if _STATE.search(name)]
        is_back = [pl.col(name).str.strip_chars().str.contains(_AMOUNT) for name in money]
        is_back += [pl.col(name).str.contains(_BACK) for name in states]
        if order not in texts or not is_back:
            return
        currency = next((name for name in texts if name.lower() in ("currency", "currency_code")), None)
        for row in frame.filter(pl.any_horizontal(is_back)).iter_rows(named=True):
            said = tuple(str(row[name] or "") for name in (order, *money, *states))
            if said == self._last:  # a further line of its order
                continue
            self._last = said
            for name in money:
                self._add_amount(name, (row[name] or "").strip(), (row[currency] or "") if currency else "")
            for name in states:
                if re.search(_BACK, row[name] or ""):
                    self._states[name] = self._states.get(name, Tally()) + {row[name].strip(): 1}

    def _add_amount(self, name: str, amount: str, currency: str) -> None:
        if re.search(_AMOUNT, amount) and Decimal(amount.replace(",", ".")):
            self._amounts.setdefault(name, _Column()).add(amount, currency)


def _refunds(source: MatchedTable) -> list[Values]:
    """The events of refunds that a table's rows make."""
    return [part for part in source.records.parts if re.search(_MONEY_BACK, str(part["part"]))]


def _has_dated_refunds(source: MatchedTable) -> bool:
    """Whether the rows have the dates of refunds: an event of one whose date no other has."""
    refunds = _refunds(source)
    others = {date for part in source.records.parts if part not in refunds for date in names_of(part["date"])}
    return any(others.isdisjoint(names_of(part["date"])) for part in refunds)


def _shown(column: _Column) -> str:
    sums = [f"{value} {currency}".strip() for currency, value in column.sums.items()]
    return f"{_orders(column.orders)}, {' + '.join(sums)}"


def _orders(count: int) -> str:
    return f"{count:,} order" if count == 1 else f"{count:,} orders"

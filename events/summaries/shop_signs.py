"""Which currency a sign that several share, such as `$`, stands for in a shop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from events.amounts import SHARED_SIGNS
from events.filters import Filters
from events.tables import orders

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.summaries.order_summary import OrderSummary
    from events.summaries.payments import Payment
    from events.tables import Reader

Units = Mapping[str, set[str]]
"""The currencies, and the signs, of the amounts of each shop."""


class ShopSigns:
    """The currencies of the shops' amounts, which are read once a sign is met.

    A sign stands for the only currency with it that amounts of the shop have; where they have none or
    several, it stays a sign. Nothing is known in a log of many orders before their summaries are stored.
    `legacy` gives the words of legacy records.
    """

    def __init__(self, reader: Reader, legacy: LegacyKind | None) -> None:
        self._reader, self._legacy = reader, legacy

    def of_shop(self, shop: str) -> Callable[[str], str]:
        """What gives the currency of a sign in a shop, or the sign where that is not known."""
        return partial(self._code, lambda: shop)

    def of_order(self, order: int | None) -> Callable[[str], str]:
        """The same in the shop of the order with this id."""
        return partial(self._code, lambda: self._shop_of(order))

    def code_in(self, shop: str, sign: str) -> str:
        """The currency of a sign in a shop, or the sign where that is not known."""
        return self.of_shop(shop)(sign)

    def known(self, payment: Payment, shop: str) -> Payment:
        """The payment with the currency of its sign, if it has one that several currencies share."""
        if payment.currency not in SHARED_SIGNS or payment.amount is None:
            return payment
        code = self.code_in(shop, payment.currency)
        return payment if code == payment.currency else replace(payment, currency=code, sign=payment.currency)

    def codes(self, sign: str, shop: str) -> set[str]:
        """All currencies with this sign that amounts of the shop have."""
        return set(SHARED_SIGNS[sign] & self._units.get(shop, set()))

    def _code(self, shop: Callable[[], str], sign: str) -> str:
        codes = self.codes(sign, shop()) if self._units else set()
        return codes.pop() if len(codes) == 1 else sign

    @cached_property
    def _units(self) -> Units:
        from events.summaries import store  # a timeline without such a sign needs neither
        from events.summaries.stored_summaries import read_summaries

        if (stored := store.read_units(self._reader)) is not None:
            return stored
        some = select(orders.c.id).limit(store.LEAST + 1).subquery()
        if (self._reader.scalar(select(func.count()).select_from(some)) or 0) > store.LEAST:
            return {}
        rows = self._reader.execute(select(orders.c.id, orders.c.shop, orders.c.currency).limit(store.LEAST))
        known: dict[int | None, tuple[str, str]] = {row.id: (row.shop, row.currency) for row in rows}
        found: dict[str, set[str]] = {}
        for one in read_summaries(self._reader, Filters(), legacy=self._legacy, kinds=None):
            if one.order in known:
                shop, one.currency = known[one.order]
                found.setdefault(shop, set()).update(one.units())
        return found

    def _shop_of(self, order: int | None) -> str:
        if len(self._units) == 1 and self._is_one_shop:
            return next(iter(self._units))
        return self._reader.scalar(select(orders.c.shop).where(orders.c.id == order)) or ""

    @cached_property
    def _is_one_shop(self) -> bool:
        first, last = self._reader.execute(select(func.min(orders.c.shop), func.max(orders.c.shop))).one()
        return bool(first == last)


def with_units(
    reader: Reader, summaries: Iterable[OrderSummary], legacy: LegacyKind | None
) -> Iterator[OrderSummary]:
    """The same summaries, those that have a refund with what says the currencies of their amounts."""
    from events.summaries.stored_summaries import with_currencies

    signs = ShopSigns(reader, legacy)
    for summary in with_currencies(reader, summaries):
        summary.code_of = signs.of_order(summary.order)
        yield summary

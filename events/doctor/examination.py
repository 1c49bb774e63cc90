"""Finds implausible histories: things in a log that no shop can have done."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from events.doctor.checks import Check, EventCheck, OrderCheck
from events.doctor.facts import Fact, OrderSources, split_facts
from events.filters import TABLES, Filters, of_orders
from events.next_commands import look_at_order
from events.order_examples import OrderName, read_names
from events.summaries.shop_signs import with_units
from events.summaries.store import read_ids, summaries
from events.summaries.stored_summaries import expect_all, read_summaries
from events.tables import orders
from events.timeline import PAGE

if TYPE_CHECKING:
    from events.classified_events import LegacyKind
    from events.kind_store import StoredKinds
    from events.tables import Reader


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One implausible thing: `order` or `event` (or both) is where, `command` shows it."""

    shop: str
    order: str | None
    event: str | None
    details: str
    command: str


@dataclass(kw_only=True)
class Examined:
    """What a check found: the number of findings, and the first of them.

    `facts` are of sources most of whose orders fail the check. These orders are no findings.
    """

    check: Check
    count: int = 0
    findings: list[Finding] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


def examine(
    reader: Reader,
    checks: Iterable[Check],
    *,
    limit: int,
    legacy: LegacyKind | None = None,
    stored: StoredKinds | None = None,
    sources: OrderSources | None = None,
    has_summaries: bool = False,
) -> list[Examined]:
    """What each check finds: everything is counted, and the first `limit` findings are returned.

    Orders are read once for all checks, and not at all if only events are checked. With `sources`, a check
    that most orders of a source fail gives a fact about the source. `stored` kinds take the place of
    classifying messages with the `legacy` words, and stored summaries, where there are any, of reading all
    orders.
    """
    expect_all(reader)
    found = [Examined(check=check) for check in checks]
    of_orders = {one.check.name: one.check for one in found if isinstance(one.check, OrderCheck)}
    failing = _failing_orders(reader, list(of_orders.values()), legacy, stored, has_summaries=has_summaries)
    of_keeping = [name for name, check in of_orders.items() if check.is_of_keeping]
    split = split_facts(failing, sources, of_keeping=of_keeping)
    for one in found:
        if isinstance(one.check, EventCheck):
            _examine_events(reader, one, one.check, limit)
            continue
        orders = split[one.check.name]
        one.facts, one.count = list(orders.facts), orders.count
        one.findings = _findings(reader, one.check, list(islice(orders.others, limit)), legacy, stored)
    return found


def _failing_orders(
    reader: Reader,
    checks: list[OrderCheck],
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
    *,
    has_summaries: bool,
) -> dict[str, array[int]]:
    """The ids of the orders that fail each check."""
    failing = {check.name: array("q") for check in checks}
    unstored = [check for check in checks if check.suspects is None or not has_summaries]
    for check in checks:
        if check.suspects is not None and has_summaries:
            found = array("q", read_ids(reader, check.suspects(summaries)))
            texts = _described(reader, check, found, legacy, stored) if check.need_texts else ()
            failing[check.name] = array("q", (order for order, _ in texts)) if check.need_texts else found
    every = read_summaries(reader, Filters(), legacy=legacy, kinds=stored) if unstored else iter(())
    for summary in with_units(reader, every, legacy):
        for check in unstored:
            if check.finder(summary) is not None:
                failing[check.name].append(summary.order or 0)
    return failing


def _described(
    reader: Reader,
    check: OrderCheck,
    ids: Sequence[int],
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
) -> Iterator[tuple[int, str]]:
    """Those of these orders that fail the check, each with what is wrong."""
    for start in range(0, len(ids), PAGE):
        only = of_orders(ids[start : start + PAGE])
        read = read_summaries(reader, only, legacy=legacy, kinds=stored)
        for summary in with_units(reader, read, legacy):
            if (details := check.finder(summary)) is not None:
                yield summary.order or 0, details


def _findings(
    reader: Reader,
    check: OrderCheck,
    ids: list[int],
    legacy: LegacyKind | None,
    stored: StoredKinds | None,
) -> list[Finding]:
    """The findings in these orders, in the order of `ids`. They are read again: a log may have millions."""
    found = dict(_described(reader, check, ids, legacy, stored))
    names = read_names(reader, ids)
    return [_of_order(names[order], found[order]) for order in ids if order in found]


def _of_order(name: OrderName, details: str) -> Finding:
    command = look_at_order(name.text)
    return Finding(shop=name.shop, order=name.number, event=None, details=details, command=command)


def _examine_events(reader: Reader, examined: Examined, check: EventCheck, limit: int) -> None:
    for letter, table in TABLES.items():
        wrong = check.finder(table)
        examined.count += reader.scalar(select(func.count()).select_from(table).where(wrong)) or 0
        rows = (
            select(table.c.id, table.c.date, orders.c.shop, orders.c.number)
            .select_from(table)
            .outerjoin(orders, orders.c.id == table.c.order_id)
            .where(wrong)
            .order_by(table.c.date, table.c.id)
            .limit(limit - len(examined.findings))
        )
        for number, date, shop, order in reader.execute(rows):
            event = f"{letter}{number}"
            examined.findings.append(
                Finding(
                    shop=shop or "",
                    order=order,
                    event=event,
                    details=f"dated {date:%Y-%m-%d %H:%M}",
                    command=f"events show {event}",
                )
            )

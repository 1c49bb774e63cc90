"""Where an order or a customer stands: what is known of placing, paying, shipping and paying back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from decimal import Decimal

from cli.event_view import EventView
from cli.render import safe
from cli.render.layout import Line
from cli.render.palette import TIMES, Ink, icon
from events.classify import OTHER, Meaning
from events.vocabulary.kinds import Kind

MOST = 1000
"""A history longer than this is not read to its end before its first line is shown."""

_STEPS = (
    Kind.PLACED, Kind.AUTHORIZED, Kind.PAID, Kind.FAILED, Kind.SHIPPED, Kind.DELIVERED,
    Kind.RETURNED, Kind.REFUNDED, Kind.CANCELLED,
)  # fmt: skip
_MONEY = (Kind.AUTHORIZED, Kind.PAID, Kind.REFUNDED)
_SUMMARIES = ("order_paid", "marked_as_paid")
"""Types that say again what captures said."""


@dataclass(kw_only=True)
class StandingStep:
    """All that is known of one kind: when it was last, how often, and the sums by currency."""

    last: datetime
    times: int = 0
    sums: dict[str, Decimal] = field(default_factory=dict)
    some_unknown: bool = False
    tracking: str = ""


def steps(events: Iterable[EventView], *, of_customer: bool = False) -> dict[Kind, StandingStep]:
    """What `events`, all of an order's or customer's, add up to."""
    found: dict[Kind, StandingStep] = {}
    told = list(events)
    captured = any(one.entry.type.value == "captured" for one in told)
    seen: set[tuple[Kind, str, str]] = set()
    for one in told:
        meaning = one.meaning
        if of_customer and one.entry.table == "c":
            continue
        if captured and one.entry.type.value in _SUMMARIES:
            continue
        _add(found, one, meaning, seen)
    return found


def _add(
    found: dict[Kind, StandingStep], told: EventView, meaning: Meaning, seen: set[tuple[Kind, str, str]]
) -> None:
    kind, entry = meaning.display_kind, told.entry
    if kind not in _STEPS:
        return
    step = found.setdefault(kind, StandingStep(last=entry.date))
    step.last = max(step.last, entry.date)
    if meaning.kind is Kind.STATUS:
        # A status repeats what another event says: it dates a step, and adds nothing up.
        return
    if entry.type.value == OTHER and meaning.transaction:
        # Gateways tell one payment in several lines, each with its transaction.
        key = (kind, meaning.transaction, meaning.money)
        if key in seen:
            return
        seen.add(key)
    step.times += 1
    step.tracking = meaning.tracking or step.tracking
    if kind in _MONEY:
        _add_up(step, meaning, told.currency)


def _add_up(step: StandingStep, meaning: Meaning, currency: str) -> None:
    if meaning.amount is None:
        step.some_unknown = True
        return
    currency = meaning.currency or currency
    step.sums[currency] = step.sums.get(currency, Decimal()) + meaning.amount


def line(events: Iterable[EventView], zone: tzinfo, *, of_customer: bool = False) -> list[Line]:
    """The state as parts to be set beside each other; none where nothing is known."""
    known = steps(events, of_customer=of_customer)
    if Kind.PAID in known:
        known.pop(Kind.AUTHORIZED, None)
        known.pop(Kind.FAILED, None)
    return [_part(kind, known[kind], zone, of_customer=of_customer) for kind in _STEPS if kind in known]


def _part(kind: Kind, step: StandingStep, zone: tzinfo, *, of_customer: bool) -> Line:
    sign, ink = icon(kind)
    part: Line = [(f"{sign} {kind.word}", ink)]
    if step.times > 1:
        part.append((f" {step.times}{TIMES}", ink))
    if step.sums:
        part.append((f" {_sums(step.sums)}", Ink.STRONG))
        if step.some_unknown:
            part.append((" or more", Ink.PLAIN))
    if not of_customer:
        part.append((f" {step.last.astimezone(zone):%Y-%m-%d}", Ink.PLAIN))
    if step.tracking and not of_customer:
        part.append((f" {safe.line(step.tracking)}", Ink.PLAIN))
    return part


def _sums(sums: Mapping[str, Decimal]) -> str:
    return " + ".join(
        safe.line(f"{amount:f} {currency}".rstrip()) for currency, amount in sorted(sums.items())
    )

"""People, orders and moments in a few words."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from cli.render import safe
from cli.render.links import OrderText
from events.clock import MONTHS, WEEKDAYS

if TYPE_CHECKING:
    from cli.event_view import EventView
    from events.account.people import Person
    from importers.ledger.provenance import Provenance


def actor(user: Person | None, *, imported: bool, apart: str = "") -> str:
    """Who did it. A name that only the legacy shop knew is marked as such, or with what sets it `apart` from
    another author of the name."""
    if user is None:
        return "system"
    legacy = imported and user.is_placeholder and not user.email
    mark = apart or ("legacy" if legacy else "")
    return safe.line(f"{user.label} ({mark})" if mark else user.label)


def author(view: EventView) -> str:
    """Who did what an event says."""
    return actor(view.entry.user, imported=view.source is not None, apart=view.apart)


def customer(person: Person | None) -> str:
    """A customer by name and e-mail, as far as they are known."""
    if person is None:
        return "no customer"
    if person.name and person.email:
        return safe.line(f"{person.name} <{person.email}>")
    return safe.line(person.label)


def badge(shop: str, number: str, *, is_shared: bool = False) -> OrderText:
    """An order in a word: #1001, or pl/1001; /1001 in the shop without a name, where the number `is_shared`
    with another shop."""
    text = f"{safe.line(shop)}/{safe.line(number)}" if shop or is_shared else _own_badge(number)
    return OrderText.of(text, shop=shop, number=number)


def badge_without_shop(shop: str, number: str) -> OrderText:
    """An order in a word, where its shop stands beside it: #1001."""
    return OrderText.of(_own_badge(number), shop=shop, number=number)


def _own_badge(number: str) -> str:
    plain = safe.line(number)
    return plain if plain.startswith("#") else f"#{plain}"


def origin(source: Provenance) -> str:
    """Where an imported event came from."""
    if source.legacy_id is None:
        return safe.line(f"legacy · {source.source} · {source.file}:{source.line}")
    return safe.line(f"legacy · {source.source} #{source.legacy_id.removeprefix('#')}")


def provenance(source: Provenance | None) -> str:
    """Where events of a source come from, without the record; "" for those recorded here."""
    return "" if source is None else safe.line(f"{source.source} · {source.file}")


def lapse(seconds: float) -> str:
    """A time between two events in two units at most: `40 s`, `5 min`, `3 h 20 min`, `9 d 4 h`."""
    minutes = int(seconds) // 60
    if minutes < 1:
        return f"{int(seconds)} s"
    for size, unit, lesser, per in ((1440, "d", "h", 60), (60, "h", "min", 1)):
        if minutes >= size:
            rest = minutes % size // per
            return f"{minutes // size:,} {unit}" + (f" {rest} {lesser}" if rest else "")
    return f"{minutes} min"


def moment(date: datetime, zone: tzinfo) -> str:
    """A date and time in `zone`, to the minute."""
    return date.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def day(date: date | datetime) -> str:
    """A local day with its weekday, in English whatever the locale."""
    return f"{WEEKDAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1]} {date.year}"


def ago(day: date, today: date) -> str:
    """How long ago a day was, or how far off it is, in the largest unit that fills."""
    days = (today - day).days
    if abs(days) <= 1:
        return {1: "yesterday", 0: "today", -1: "tomorrow"}[days]
    return f"{span(days)} ago" if days > 0 else f"in {span(-days)}"


def span(days: int) -> str:
    """A number of days in words: days up to two weeks, then weeks, months or years, rounded down."""
    for size, noun, least in ((365.2425, "year", 730), (30.436875, "month", 61), (7, "week", 14)):
        if days >= least:
            return counted(int(days // size), noun)
    return counted(days, "day")


def age(since: datetime, now: datetime) -> str:
    """How long ago a moment was, in a narrow column: `5 h`, `12 d`, `3 mo`, `6 y`."""
    hours = max((now - since).total_seconds(), 0) / 3600
    for size, unit, least in ((8766, "y", 17532), (730.5, "mo", 1461), (24, "d", 48)):
        if hours >= least:
            return f"{int(hours // size)} {unit}"
    return f"{int(hours)} h"


def counted(number: int, noun: str) -> str:
    """A number with its noun, in the plural where needed: `1 order`, `2 orders`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

"""People, orders and moments in a few words."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from cli.render import safe

if TYPE_CHECKING:
    from events.account.people import Person
    from importers.provenance import Provenance

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def actor(user: Person | None, *, imported: bool) -> str:
    """Who did it. A name that only the legacy shop knew is marked as such."""
    if user is None:
        return "system"
    legacy = imported and user.is_placeholder and not user.email
    return safe.line(user.label) + (" (legacy)" if legacy else "")


def customer(person: Person | None) -> str:
    """A customer by name and e-mail, as far as they are known."""
    if person is None:
        return "no customer"
    if person.name and person.email:
        return safe.line(f"{person.name} <{person.email}>")
    return safe.line(person.label)


def badge(shop: str, number: str) -> str:
    """An order in a word: #1001, or pl/1001."""
    plain = safe.line(number)
    if shop:
        return f"{safe.line(shop)}/{plain}"
    return plain if plain.startswith("#") else f"#{plain}"


def origin(source: Provenance) -> str:
    """Where an imported event came from."""
    if source.legacy_id is None:
        return safe.line(f"legacy · {source.source} · {source.file}:{source.line}")
    return safe.line(f"legacy · {source.source} #{source.legacy_id}")


def moment(date: datetime, zone: tzinfo) -> str:
    return date.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def day(date: datetime) -> str:
    """A local day with its weekday, in English whatever the locale."""
    return f"{WEEKDAYS[date.weekday()]} {date.day} {MONTHS[date.month - 1]} {date.year}"


def counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

"""Tab completion of types, kinds, platforms, orders, people and batches.

The first three need no database. Completion never fails: if the log cannot be read, nothing is offered.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import typer

if TYPE_CHECKING:
    from sqlalchemy import Connection

MOST = 30
_LAST = "\U0010ffff"
Answer = TypeVar("Answer")


def types(incomplete: str) -> list[tuple[str, str]]:
    """Event types, with what they mean."""
    return sorted({offer for name in ("order", "customer") for offer in types_of(name, incomplete)})


def types_of(vocabulary: str, incomplete: str) -> list[tuple[str, str]]:
    """The types of a vocabulary: codes, or API names where capitals are typed."""
    from events.vocabulary.catalogue import CATALOGUE

    spelt = ((m.name if incomplete[:1].isupper() else m.value, m.label) for m in CATALOGUE[vocabulary])
    return [(word, label) for word, label in spelt if word.startswith(incomplete)]


def kinds(incomplete: str) -> list[tuple[str, str]]:
    """Kinds of events, with what they mean."""
    from events.vocabulary.kinds import Kind

    return [(kind.value, kind.label) for kind in Kind if kind.value.startswith(incomplete)]


def statuses(incomplete: str) -> list[tuple[str, str]]:
    """States of orders, with what they mean."""
    from events.vocabulary.kinds import Kind

    words = {
        "open": "Placed or paid, not yet shipped or closed",
        "stuck": "Open, and in that state for 14 days",
        "unshipped": "Paid and never shipped; of orders only",
    }
    steps = ("placed", "authorized", "paid", "failed", "shipped", "delivered")
    words |= {kind: Kind.parse(kind).label for kind in (*steps, "returned", "refunded", "cancelled")}
    return [(word, label) for word, label in words.items() if word.startswith(incomplete)]


def platforms(incomplete: str) -> list[str]:
    """Installed platforms, by the names of their entry points."""
    from importers.catalogue import registry

    return [name for name in registry.list_platforms() if name.startswith(incomplete)]


def orders(ctx: typer.Context, incomplete: str) -> list[str]:
    """Order numbers with this prefix; the newest orders if nothing is typed yet."""
    return list(dict.fromkeys(_asked(ctx, lambda reader: _orders(reader, incomplete))))


def people(ctx: typer.Context, incomplete: str) -> list[str]:
    """E-mails of customers and staff with this prefix; Typer drops those that differ in case."""
    return _asked(ctx, lambda reader: _people(reader, incomplete)) if incomplete else []


def targets(ctx: typer.Context, incomplete: str) -> list[str]:
    """Orders and customers."""
    return [*orders(ctx, incomplete), *people(ctx, incomplete)]


def templates(incomplete: str) -> list[tuple[str, str]]:
    """The templates of notes, with how each begins."""
    from events import settings
    from events.errors import EventsError

    try:
        known = settings.templates()
    except EventsError:
        return []
    return [(name, text[:60]) for name, text in known.items() if name.startswith(incomplete)]


def batches(ctx: typer.Context, incomplete: str) -> list[tuple[str, str]]:
    """The newest batches, with their files."""
    found = _asked(ctx, _batches)
    return [(number, file) for number, file in found if number.startswith(incomplete)]


def _orders(reader: Connection, incomplete: str) -> list[str]:
    from sqlalchemy import select

    from events.database.text_order import by_code
    from events.tables import orders as table

    found = select(table.c.number).limit(MOST)
    if not incomplete:
        return list(reader.scalars(found.order_by(table.c.id.desc())))
    number = by_code(table.c.number)
    begins = number.between(incomplete, incomplete + _LAST)
    return list(reader.scalars(found.where(begins).order_by(number)))


def _people(reader: Connection, incomplete: str) -> list[str]:
    from sqlalchemy import func, select

    from events.database.text_order import by_code
    from events.tables import users

    start, email = incomplete.lower(), by_code(func.lower(users.c.email))
    begins = email.between(start, start + _LAST)
    return list(reader.scalars(select(users.c.email).where(begins).order_by(email).limit(MOST)))


def _batches(reader: Connection) -> list[tuple[str, str]]:
    from importers.ledger.provenance import batch_names

    return [(str(number), file) for number, file in batch_names(reader, limit=MOST)]


def _asked(ctx: typer.Context, question: Callable[[Connection], list[Answer]]) -> list[Answer]:
    """The answers from an existing log: completion neither creates nor upgrades a database."""
    from sqlalchemy.exc import SQLAlchemyError

    from events import settings
    from events.database.engine import make_engine, parse, sqlite_path
    from events.errors import EventsError

    try:
        url = parse(settings.load(flags={"database": ctx.find_root().params.get("database")}).database)
        if url.get_backend_name() == "sqlite" and not Path(sqlite_path(url)).is_file():
            return []
        engine = make_engine(url)
        try:
            with engine.connect() as reader:
                return question(reader)
        finally:
            engine.dispose()
    except (EventsError, SQLAlchemyError, OSError):
        return []

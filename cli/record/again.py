"""The command that records an event once more, for whoever took it back by mistake."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, tzinfo
from typing import TYPE_CHECKING

from events import clock
from events.meaning.classify import OTHER
from events.next_commands import joined
from events.notes.dated import day_of, day_of_writing, without_remark
from events.vocabulary.kind_words import words_of
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from events.timeline import TimelineEntry

_OPTIONS = ("amount", "payment_id", "payment_gateway", "message", "quantity", "composed_id", "email_type")
"""The parameters that an option of `events record` gives."""
_IMPLIED = frozenset({"email"})
"""Those that the order gives."""

_NOW = timedelta(minutes=5)


def command_for(entry: TimelineEntry, *, target: str, user: str | None, zone: tzinfo) -> str:
    """The command line that records an event again, on what commands call `target`, by whoever `user` names.

    Empty where one line cannot say it: a text of several lines, or parameters that are lists.
    """
    text = without_remark(entry.message or "")
    if not text.isprintable() or not target:
        return ""
    words = _note(entry, text) if entry.kind is Kind.NOTE else _event(entry, text)
    if not words:
        return ""
    is_dated = bool(day_of_writing(entry.message)) or clock.now() - entry.date > _NOW
    if entry.type.value == OTHER or (entry.kind is Kind.NOTE and is_dated):
        day = day_of(entry.message or "")
        words += [
            "--date",
            f"{day or entry.date.astimezone(zone):{'%Y-%m-%d' if day else '%Y-%m-%d %H:%M:%S'}}",
        ]
    by = ["--user", user] if user else []
    return joined(["events", *(target if word == _TARGET else word for word in words), *by])


_TARGET = "\0"
"""Stands for the order or the customer."""


def _note(entry: TimelineEntry, text: str) -> list[str]:
    return ["add-note", *(["--customer"] if entry.order is None else []), _TARGET, text]


def _event(entry: TimelineEntry, text: str) -> list[str]:
    given = {name: value for name, value in entry.parameters.items() if name not in _IMPLIED}
    if not given.keys() <= {*_OPTIONS} or any(isinstance(value, list | dict) for value in given.values()):
        return []
    if "message" in given:
        given["message"] = text
    if entry.order is not None and entry.type.value == OTHER and (said := words_of(text)):
        word, values = said
        amount = [values.pop("amount"), values.pop("currency")] if "amount" in values else []
        return ["record", word, _TARGET, *amount, *_options(values)]
    vocabulary = "customer" if entry.order is None else "order"
    return ["record", vocabulary, entry.type.value, _TARGET, *_options(given)]


def _options(given: Mapping[str, object]) -> list[str]:
    return [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", str(value))]

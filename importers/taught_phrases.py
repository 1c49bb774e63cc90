"""What became of the phrases of `[meanings]` in an import: which no record says, and which overrule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.filters import TABLES
from events.vocabulary.kinds import Kind
from events.vocabulary.words import nearest
from importers.ledger.models import Batch
from importers.ledger.record_tables import of_batch
from importers.mapping.meanings import Meanings
from importers.report import Counts

_LOOKED_AT = 1000
"""Messages of each table among which a phrase like the one in question is looked for."""

_MORE = 4
"""A message that begins like a phrase is compared by this many more characters than the phrase has."""


def sentences(session: Session, batch: Batch, *, counts: Counts, meanings: Meanings) -> list[str]:
    """Sentences on the phrases that no record of the input says, with the message that is most like each, and
    on those that mean something else by themselves; none where nothing was imported."""
    if not meanings or not counts.imported:
        return []
    unsaid = [phrase for phrase, _ in meanings if phrase not in counts.meant]
    return [*_unsaid(session, batch, unsaid), *_overruling(meanings, counts)]


def _unsaid(session: Session, batch: Batch, phrases: Sequence[str]) -> Iterator[str]:
    if not phrases:
        return
    messages = _messages(session, batch)
    for phrase in phrases:
        begins = {message[: len(phrase) + _MORE].lower(): message for message in messages}
        near = nearest(phrase.lower(), list(begins))
        alike = f" The nearest message is {_first(begins[near[0]])!r}." if near else ""
        yield f"[meanings]: no record that was read begins with {phrase!r}; the line changes nothing.{alike}"


def _messages(session: Session, batch: Batch) -> list[str]:
    """Some of the messages that the batch brought, each once."""
    found: dict[str, None] = {}
    for table in TABLES.values():
        own = table.c.id.in_(of_batch(batch.id, table).limit(_LOOKED_AT))
        for parameters in session.scalars(select(table.c.parameters).where(own)):
            text = parameters.get("message")
            found |= {text.strip(): None} if isinstance(text, str) else {}
    return list(found)


def _first(message: str) -> str:
    line = message.splitlines()[0]
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}\u2026"


_SHOWN = 60


def _overruling(meanings: Meanings, counts: Counts) -> Iterator[str]:
    from events.meaning.classify import classify_text

    for phrase, word in meanings:
        known, kind = classify_text(phrase).display_kind, Kind.parse(word)
        if known not in (Kind.LEGACY, kind) and (number := counts.meant.get(phrase, 0)):
            records = "1 record" if number == 1 else f"{number:,} records"
            yield (
                f"[meanings]: {phrase!r}, which is understood as {known.word}, is {kind.word} in {records}, "
                "as the mapping says."
            )

"""What the first records of a dry run look like as events, and how many of them say nothing that is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from events.meaning.meaning import Meaning

MOST = 5_000
"""How many records are looked at, so that a dry run is not held up."""

SHOWN = 3

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Example:
    """A record as the event that it becomes. `about` is its order, else its customer; `author` is empty for
    the system."""

    date: str
    about: str
    kind: str
    author: str
    message: str


class FirstLook:
    """The first `MOST` records of an import that become events: how many were `looked` at, how many of them
    are `legacy`, which is to say that no kind is known for their message or that it is a status of an unknown
    name, and a few `examples`."""

    def __init__(self) -> None:
        self.looked = 0
        self.legacy = 0
        self.examples: list[Example] = []

    def take(self, frame: pl.DataFrame) -> None:
        """Look at the good records of a further chunk."""
        if self.looked >= MOST or not frame.height:
            return
        from events.meaning.kind_codes import classify_stored

        rows = frame.head(MOST - self.looked).select(
            "date", "order", "customer", "author", "message", "kind", "type"
        )
        for micros, order, customer, author, message, word, code in rows.iter_rows():
            found = classify_stored(code or "other", message or "", word, by_customer=False)
            kind = found.display_kind
            self.legacy += is_unknown(found)
            if len(self.examples) < SHOWN and isinstance(micros, int):
                moment = _EPOCH + timedelta(microseconds=micros)
                self.examples.append(
                    Example(
                        date=moment.isoformat().replace("+00:00", "Z"),
                        about=order if order is not None else customer or "",
                        kind=kind.word,
                        author=author or "",
                        message=message or "",
                    )
                )
        self.looked += rows.height


def is_unknown(found: Meaning) -> bool:
    """Whether a message says nothing that is known, or is a status of an unknown name."""
    from events.meaning.status_names import is_known
    from events.vocabulary.kinds import Kind

    is_name = found.kind is Kind.STATUS and found.state is None and bool(found.after) and not found.before
    return found.kind is Kind.LEGACY or (is_name and not is_known(found.after))

"""The kinds of all events of a log, in memory: a byte for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, text

from events.classified_events import (
    ids_of_customers_notes,
    read_codes,
    read_contents,
    read_range,
)
from events.filters import TABLES
from events.kind_store.pages import BITS, EMPTY, SIZE, CodePages
from events.kind_store.tables import is_there
from events.meaning.kind_codes import MEANT, NOTE, PARTIAL, UNKNOWN, classifier, code_of
from events.meaning.meaning import Meaning
from events.vocabulary.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, TableClause

    from events.classified_events import LegacyKind

_ROWS = text("SELECT letter, first_id, codes FROM event_kinds WHERE classifier = :classifier")
_NOTED = code_of(Meaning(kind=Kind.NOTE))
_NOTED_BY_CUSTOMER = code_of(Meaning(kind=Kind.CUSTOMER_NOTE))
_CODES = {(*both, code in PARTIAL): code for code, both in MEANT.items() if code != NOTE}


class StoredKinds:
    """The codes of a log's events: those in the store, and those of the events that it lacks.

    An event that is added later is classified when its code is asked for.
    """

    def __init__(
        self, connection: Connection, pages: Mapping[str, CodePages], legacy: LegacyKind | None
    ) -> None:
        self.connection, self._pages, self._legacy = connection, pages, legacy

    def pages(self, letter: str) -> CodePages:
        """The codes of a table's events; see `code` for those that it does not know."""
        return self._pages[letter]

    def code(self, letter: str, number: int) -> int:
        """The code of an event."""
        return self._pages[letter].get(number) or self._classified(letter, number)

    def codes(self, letter: str, numbers: Sequence[int]) -> list[int]:
        """The codes of many events."""
        pages, mask = self._pages[letter].pages, SIZE - 1
        found = [pages.get(number >> BITS, EMPTY)[number & mask] for number in numbers]
        if UNKNOWN in found:
            return [self.code(letter, number) for number in numbers]
        return found

    def _classified(self, letter: str, number: int) -> int:
        for event in read_range(self.connection, TABLES[letter], number, number, self._legacy):
            self._pages[letter].put(number, _CODES[event.kind, event.display_kind, event.is_partial])
        return self._pages[letter].get(number) or code_of(Meaning(kind=Kind.LEGACY))


def load(connection: Connection, legacy: LegacyKind | None) -> StoredKinds | None:
    """The kinds of all events, if there is a store. `legacy` gives the words of all legacy records."""
    if not is_there(connection):
        return None
    found = read_pages(connection)
    for letter, table in TABLES.items():
        for gap in found[letter].holes(highest(connection, table)):
            for number, code in read_codes(connection, table, *gap, legacy):
                found[letter].put(number, code)
        _resolve_notes(connection, found[letter], table)
    return StoredKinds(connection, found, legacy)


def read_pages(connection: Connection) -> dict[str, CodePages]:
    """The codes in the store, by the letter of the table."""
    found = {letter: CodePages() for letter in TABLES}
    for letter, first, codes in connection.execute(_ROWS, {"classifier": classifier()}):
        found[letter].put_all(first, bytes(codes))
    return found


def highest(connection: Connection, table: TableClause) -> int:
    """The highest id of a table's events."""
    return connection.scalar(select(func.max(table.c.id))) or 0


def _resolve_notes(connection: Connection, pages: CodePages, table: TableClause) -> None:
    """Find out who wrote the notes: a customer's own are another kind."""
    extent = pages.extent(NOTE)
    if extent is None:
        return
    pages.replace(NOTE, _NOTED)
    for number in ids_of_customers_notes(connection, table, *extent):
        pages.put(number, _NOTED_BY_CUSTOMER)


class Contents:
    """Types and texts of order events, read when they are asked for, or together before."""

    def __init__(self, connection: Connection, table: TableClause) -> None:
        self._connection, self._table = connection, table
        self._known: dict[int, tuple[str, str]] = {}

    def prefetch(self, ids: Iterable[int]) -> None:
        """Read these, and keep no others."""
        rows = read_contents(self._connection, self._table, list(ids))
        self._known = {number: (code, content) for number, code, content in rows}

    def get(self, number: int) -> tuple[str, str]:
        """The type's code and the text of an event."""
        if number not in self._known:
            rows = read_contents(self._connection, self._table, [number])
            self._known |= {one: (code, content) for one, code, content in rows}
        return self._known.get(number, ("", ""))

"""The authors that `--user` names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from events.account.people import find_authors
from events.errors import UnknownAuthorError

if TYPE_CHECKING:
    from events.tables import Reader


def authors_called(reader: Reader, name: str) -> frozenset[int | None]:
    """The ids of the people called so, None among them for the system; with a source in brackets, as
    authors of one name are printed, those of this source. Raises `UnknownAuthorError`."""
    if name == "system":
        return frozenset({None})
    try:
        return find_authors(reader, name)
    except UnknownAuthorError:
        called, bracket, source = name.removesuffix(")").rpartition(" (")
        if not (bracket and name.endswith(")")):
            raise
    from importers.authors.namesakes import of_source

    found = find_authors(reader, called)
    theirs = found if source == "legacy" else of_source(reader, found, source)
    if not theirs:
        raise UnknownAuthorError(name, near=[])
    return theirs

"""The authors that `--user` names."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import select

from events import settings
from events.account.legacy_names import find_authors_by_any_name
from events.account.machines import SYSTEM, ids_of_system
from events.account.people import named
from events.errors import UnknownAuthorError
from events.tables import users

if TYPE_CHECKING:
    from events.tables import Reader

_ME = "me"


def authors_called(reader: Reader, name: str) -> frozenset[int | None]:
    """The ids of the people called so, None among them for the system; with a source in brackets, as
    authors of one name are printed, those of this source. "me" is whoever asks, where nobody has this name:
    James and Mehmet do not. Raises `UnknownAuthorError`."""
    if name == SYSTEM:
        return ids_of_system(reader)
    if name == _ME:
        called_me = frozenset[int | None](reader.scalars(select(users.c.id).where(named(name))))
        return called_me or find_authors_by_any_name(reader, _own_name() or name)
    try:
        return find_authors_by_any_name(reader, name)
    except UnknownAuthorError:
        called, bracket, source = name.removesuffix(")").rpartition(" (")
        if not (bracket and name.endswith(")")):
            raise
    from importers.authors.namesakes import of_source

    found = find_authors_by_any_name(reader, called)
    theirs = found if source == "legacy" else of_source(reader, found, source)
    if not theirs:
        raise UnknownAuthorError(name, near=[])
    return theirs


def _own_name() -> str:
    """The setting `user`, else the login name; empty where the system knows none."""
    import getpass

    with suppress(KeyError, OSError, ImportError):
        return settings.load(flags={}).user or getpass.getuser()
    return ""

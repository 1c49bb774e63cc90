"""Who acts: the user that --user or the settings name, else the login name."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from cli.context import Context
from events.errors import UnknownAuthorError, UsageError
from events.next_commands import joined

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.account.people import Person
    from events.models import User
    from events.tables import Reader


def acting(context: Context, session: Session, *, user: str | None, writes_note: bool = True) -> User:
    """The stored user who acts. A part of a name stands for the only person it fits, and whoever is unknown
    becomes a new staff user; a message says either. Raises `AmbiguousAuthorError`."""
    from events.account import people

    name = _named(context, user)
    if (known := _meant(context, session, name, user=user)) is not None:
        if known.label != name.strip() and not name.startswith(f"{known.label} ("):
            context.info(f"Writing as {known.label}, the only one here whose name fits {name!r}.")
        _say_if_imported(context, session, known)
        return _stored(session, known)
    found = people.author(session, name)
    if found.is_new and _is_chosen(context, user):
        context.info(_new(session, name, writes_note=writes_note))
    elif found.is_new and name in _SHARED:
        context.info(
            f"Written as {name}, the login name here, which may be anybody's. Who writes: --user EMAIL, "
            "or once for all: export EVENTS_USER=EMAIL"
        )
    return found.user


def _say_if_imported(context: Context, session: Session, who: Person) -> None:
    """Say that who writes is an author of an imported history, until they have written a note here."""
    if not who.is_placeholder or who.id is None:
        return
    from events.account.author_names import has_written_note
    from importers.authors.actors import sources_of

    if (sources := sources_of(session, who.id)) and not has_written_note(session, who):
        context.info(
            f"Writing as {who.label}, an author of the imported history ({', '.join(sources)}). If that is "
            "somebody else, name yourself by your e-mail: --user EMAIL"
        )


_SHARED = frozenset(
    "root admin administrator ubuntu debian centos fedora pi vagrant user app deploy docker nobody shop "
    "www-data ec2-user azureuser".split()
)
"""Login names that several people share."""


def _new(session: Session, name: str, *, writes_note: bool) -> str:
    from events.account import people
    from events.account.slips import near_author

    back = joined(["events", "undo-note", "last", "--user", name])
    near = near_author(session, name) if people.is_email(name) else ""
    hint = f" Did you mean {near}?" if near else ""
    return f"New staff user {name}.{hint}{f' To take the note back: {back}' if writes_note else ''}"


def _meant(context: Context, reader: Reader, name: str, *, user: str | None) -> Person | None:
    """The known person whom a name stands for. A login name stands for itself. Raises
    `AmbiguousAuthorError`."""
    from events.account import author_names, people

    if people.is_email(name):
        return None
    if not _is_chosen(context, user):
        return author_names.find_namesake(reader, name)
    return _of_source(reader, name) or author_names.find_author(reader, name)


def _of_source(reader: Reader, name: str) -> Person | None:
    """The one author whom a name with a source in brackets stands for, as authors of one name are printed."""
    if not name.endswith(")") or " (" not in name:
        return None
    from sqlalchemy import select

    from cli.arguments.authors import authors_called
    from events.account import people
    from events.tables import users

    try:
        found = authors_called(reader, name)
    except UnknownAuthorError:
        return None
    (only,) = found if len(found) == 1 else (None,)
    row = reader.execute(select(*people.columns(users)).where(users.c.id == only)).first()
    return people.from_columns(tuple(row)) if row else None


def _is_chosen(context: Context, user: str | None) -> bool:
    """Whether an option or a setting says who acts, rather than the system."""
    return user is not None or bool(context.settings.user.strip())


def _stored(session: Session, who: Person) -> User:
    from events.models import User

    return session.get_one(User, who.id)


def ask_about_slip(context: Context, session: Session, *, user: str | None) -> None:
    """Ask on a terminal whether somebody unknown is a new user: an e-mail that looks like a slip of a known
    one, or a name that --user gives.

    Raises `UsageError` where it is not.
    """
    from events.account import people
    from events.account.slips import near_author

    name = _named(context, user)
    if not context.can_ask or context.no_input or people.known_author(session, name) is not None:
        return
    if not people.is_email(name):
        if user is None or _meant(context, session, name, user=user) is not None:
            return
        if not context.confirm(f"Nobody who writes here is called {name!r}. Type y to write as {name}:"):
            raise UsageError("Nothing was changed. `events actors` lists who writes here.")
        return
    if not (near := near_author(session, name)):
        return
    if not context.confirm(f"{name} is not known here, {near} is. Type y to write as {name}:"):
        raise UsageError(f"Nothing was changed. To write as {near}: --user {near}")


def known_acting(context: Context, session: Session, *, user: str | None) -> User | None:
    """The stored user who acts, None where the log does not know them yet."""
    from events.account import people

    name = _named(context, user)
    meant = _meant(context, session, name, user=user)
    return people.known_author(session, name) if meant is None else _stored(session, meant)


def shown_name(context: Context, reader: Reader, user: str | None) -> str:
    """The acting user as an event of theirs will show them."""
    name = acting_name(context, user)
    meant = _meant(context, reader, name, user=user)
    return name if meant is None else meant.label


def named_note(context: Context, session: Session, text: str, *, user: str | None) -> str:
    """The id of the note that `text` names; `last` is the one that the acting user wrote last. Raises
    `NoOwnNoteError`, `UnclearLastError`."""
    from events.notes.adding import LAST, NoOwnNoteError
    from importers.undo.last_recorded import NoOwnEventError, find_own_last
    from importers.undo.own_events import NOTES

    if text != LAST:
        return text
    author, by = known_acting(context, session, user=user), shown_name(context, session, user)
    try:
        return find_own_last(session, author, by=by, types=NOTES)
    except NoOwnEventError:
        raise NoOwnNoteError(by) from None


def named_event(context: Context, session: Session, text: str, *, user: str | None) -> str:
    """The id of the event that `text` names; `last` is what who acts recorded last. Raises
    `NoOwnEventError`, `UnclearLastError`."""
    from events.notes.adding import LAST
    from importers.undo.last_recorded import find_own_last

    if text != LAST:
        return text
    author = known_acting(context, session, user=user)
    return find_own_last(session, author, by=shown_name(context, session, user))


def acting_name(context: Context, user: str | None) -> str:
    """The acting user's name, for operations on the log as a whole, which create no user."""
    return _named(context, user).strip()


def importing_name(context: Context, user: str | None) -> str:
    """The importing user's name; empty if none can be found or stored, since an import needs none."""
    if user is None and not context.settings.user.strip():
        name = _login_name()
        return name if _is_utf8(name) else ""
    return acting_name(context, user)


def _named(context: Context, user: str | None) -> str:
    if user is not None and not user.strip():
        raise UsageError("--user is blank. Give an e-mail or a name.")
    name = user if user and user != "me" else context.settings.user
    if not name.strip():
        name = _login_name()
        if not name:
            raise UsageError("Cannot determine your login name; pass --user.")
    if not _is_utf8(name):
        shown = name.encode("utf-8", "backslashreplace").decode()
        raise UsageError(f"The name '{shown}' is not UTF-8 text. Nothing was changed; pass --user in UTF-8.")
    return name


def _login_name() -> str:
    """The login name; empty where the system knows none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _is_utf8(text: str) -> bool:
    """Whether `text` can be stored: Python keeps bytes that are no UTF-8 as surrogates."""
    return not any("\ud800" <= letter <= "\udfff" for letter in text)

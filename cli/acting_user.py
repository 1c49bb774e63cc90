"""Who acts: the user that --user or the settings name, else the login name."""

from __future__ import annotations

import getpass
from typing import TYPE_CHECKING

from cli.context import Context
from events.errors import UsageError
from events.next_commands import joined

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from events.models import User


def acting(context: Context, session: Session, *, user: str | None) -> User:
    """The stored user who acts. An unknown e-mail becomes a new staff user, and a message says so."""
    from events.account import people

    found = people.author(session, _named(context, user))
    if found.is_new and (email := found.user.email):
        near = people.near_author(session, email)
        back = joined(["events", "undo-note", "last", "--user", email])
        hint = f" Did you mean {near}? To take the note back: {back}" if near else ""
        context.info(f"New staff user {email}.{hint}")
    return found.user


def ask_about_slip(context: Context, session: Session, *, user: str | None) -> None:
    """Ask on a terminal whether an unknown e-mail that looks like a slip of a known one is a new user.

    Raises `UsageError` where it is not.
    """
    from events.account import people

    name = _named(context, user)
    if not context.can_ask or context.no_input or not people.is_email(name):
        return
    if people.known_author(session, name) is not None or not (near := people.near_author(session, name)):
        return
    if not context.confirm(f"{name} is not known here, {near} is. Type y to write as {name}:"):
        raise UsageError(f"Nothing was changed. To write as {near}: --user {near}")


def known_acting(context: Context, session: Session, *, user: str | None) -> User | None:
    """The stored user who acts, None where the log does not know them yet."""
    from events.account import people

    return people.known_author(session, _named(context, user))


def named_note(context: Context, session: Session, text: str, *, user: str | None) -> str:
    """The id of the note that `text` names; `last` is the newest note of who acts. Raises
    `NoOwnNoteError`."""
    from events.notes.adding import LAST, find_own_last

    if text != LAST:
        return text
    author = known_acting(context, session, user=user)
    return find_own_last(session, author, by=acting_name(context, user))


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
    name = user or context.settings.user
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

"""Slips in the e-mails of authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from events.database.text_order import by_code
from events.tables import users
from events.vocabulary.words import nearest

if TYPE_CHECKING:
    from events.tables import Reader

_SLIP = 0.85
"""How alike two parts of e-mails are of which one is a slip of the other."""


def near_author(reader: Reader, email: str) -> str:
    """The known e-mail of which this unknown one looks like a slip: the same host with nearly the same name
    before it, or the same name at nearly the same host. Empty where there is none."""
    name, _, host = email.strip().lower().partition("@")
    own = func.lower(users.c.email)
    known = by_code(own)
    begins = (known >= name[:1], known < name[:1] + "\U0010ffff")
    at_host = select(known).where(*begins, own.endswith(f"@{host}", autoescape=True))
    of_name = select(known).where(known >= f"{name}@", known < f"{name}@\U0010ffff")
    same_host = [one.partition("@")[0] for one in reader.scalars(at_host.limit(2000))]
    same_name = [one.partition("@")[2] for one in reader.scalars(of_name.limit(2000))]
    # Users that are numbered differ in their numbers on purpose.
    names = [one for one in same_host if one.strip("0123456789") != name.strip("0123456789")]
    near = nearest(name, names, likeness=_SLIP)
    if near:
        return f"{near[0]}@{host}"
    hosts = nearest(host, [one for one in same_name if one != host], likeness=_SLIP)
    return f"{name}@{hosts[0]}" if hosts else ""

"""Keeps forgotten people out of later imports: digests of what they were called, kept with their erasures.

A digest is keyed with the log's own salt. It cannot be read back; whoever has the log and guesses the address
can confirm the guess, as every later import does.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from importers.erasure.scrub import Scrubber, words_of
from importers.erasure.spellings import without_invisible
from importers.ledger import operations
from importers.ledger.models import Operation

DETAIL = "keep_out"
"""What an erasure's operation calls its part of the list."""

_BYTES = 16
_ANY_SOURCE = 0


@dataclass(frozen=True, kw_only=True)
class KeepOut:
    """The salt of the log, and the digests of everybody who was forgotten."""

    salt: bytes
    digests: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nobody is kept out."""
        return not self.digests

    def has_email(self, email: str) -> bool:
        """Whether this is the e-mail of a forgotten person, in any case and spelling."""
        return self._digest("email", _canonical(email)) in self.digests

    def has_name(self, name: str, *, source: int, role: str) -> bool:
        """Whether a source uses this name, of an author or customer, for a forgotten person."""
        full = {self._digest(_ANY_SOURCE, "name", plain) for plain in (_plain(name), _as_written(name))}
        return bool(full & self.digests) or self._digest(source, role, name.strip()) in self.digests

    def identity(self, identity: str, scrubber: Scrubber) -> str:
        """What a record's identity becomes: the same, or its digest where it holds the person."""
        if scrubber.text(identity) == identity:
            return identity
        return f"forgotten~{self._digest('identity', identity)}"

    def details(self, scrubber: Scrubber, names: Iterable[tuple[int, str, str]]) -> dict[str, Any]:
        """What the operation keeps of a person with these needles, and these legacy names: source, role and
        name."""
        found = [self._digest("email", _canonical(email)) for email in scrubber.emails]
        found += [self._digest(_ANY_SOURCE, "name", _plain(name)) for name in scrubber.full_names]
        found += [self._digest(source, role, name.strip()) for source, role, name in names]
        return {DETAIL: {"salt": self.salt.hex(), "digests": sorted(set(found))}}

    def _digest(self, *parts: str | int) -> str:
        text = "\0".join(map(str, parts)).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(text, key=self.salt, digest_size=_BYTES).hexdigest()


def load(session: Session) -> KeepOut:
    """The log's list; with a new salt where nobody was forgotten yet."""
    found = session.scalars(select(Operation.details).where(Operation.kind == operations.FORGET))
    kept = [details[DETAIL] for details in found if DETAIL in details]
    salt = bytes.fromhex(kept[0]["salt"]) if kept else secrets.token_bytes(_BYTES)
    return KeepOut(salt=salt, digests=frozenset(digest for one in kept for digest in one["digests"]))


def _canonical(email: str) -> str:
    """One spelling of an address: no capitals, an accent and its letter as one, the domain as DNS has it."""
    local, _, domain = unicodedata.normalize("NFC", without_invisible(email).casefold()).rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:  # no domain could be called that
        return f"{local}@{domain}"


def _plain(name: str) -> str:
    """One spelling of a name, whether the surname is first or last."""
    return " ".join(words_of(without_invisible(name).casefold()))


def _as_written(name: str) -> str:
    """The spelling of a name that erasures by earlier versions kept."""
    return " ".join(name.casefold().split())

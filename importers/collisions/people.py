"""Whether a customer as an input names one is a person of the log, as far as two names can show."""

from __future__ import annotations

import re

SAME, OTHER = "same", "other"

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def compare(given: str, *, email: str, name: str) -> str | None:
    """`SAME`, `OTHER`, or None where nothing can be compared: an e-mail with a name, or a number with a name.

    `email` and `name` are the person's in the log, empty where it has none.
    """
    is_alike = given.isdigit() == name.isdigit()
    known = email if _EMAIL.fullmatch(given) else name if is_alike else ""
    if not known:
        return None
    return SAME if _folded(given) == _folded(known) else OTHER


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()

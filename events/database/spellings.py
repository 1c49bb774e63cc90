"""How else a word may be written: `Mueller` for Müller, `Strasse` for Straße, `lodz` for Łódź.

Accents are ignored where texts are compared. These are the ways that remain.
"""

from __future__ import annotations

import re

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_DIGRAPH = re.compile(r"(?<![aeiouq])([aou])e(?=[^\W\d_])(?!(?:d|la?|s)(?![^\W\d_]))", re.IGNORECASE)
"""Two letters for an umlaut: not as in `queue`, `neuer` or `value`, nor as at the end of `Michael`, `rescued`
or `statues`, which is no `status`."""

_LEAST = 5
"""Shorter words have no umlauts written so: `does` is not `dös`."""

_MOST = 60
"""Longer ones are no words, and have as many other spellings as letters."""

_KEPT = {"ß": "ss", "æ": "ae", "ł": "l", "ø": "o"}
"""Letters that are no plain ones with an accent, and what people type for them."""


def with_umlauts(text: str) -> list[str]:
    """`text` and how else it may be written, for comparisons that know plain letters: `muenchen` without the
    `e`, `münchen` with it."""
    forms = [text, text.translate(_UMLAUTS)]
    if len(text) >= _LEAST:
        forms.append(_DIGRAPH.sub(r"\1", text))
    return list(dict.fromkeys(forms))


def spellings(piece: str) -> list[str]:
    """`piece` and how else it may be written, where an index ignores accents, and keeps all other letters.
    Only a word of its own has other spellings: no e-mail, number or phrase."""
    if not piece.isalpha() or len(piece) > _MOST:
        return [piece]
    plain = piece.lower()
    for letter, typed in _KEPT.items():
        plain = plain.replace(letter, typed)
    forms = [*with_umlauts(piece), *with_umlauts(plain)]
    for letter, typed in _KEPT.items():
        forms += (plain[: one.start()] + letter + plain[one.end() :] for one in re.finditer(typed, plain))
    known: dict[str, str] = {}
    for form in forms:
        known.setdefault(form.lower(), form)
    return list(known.values())

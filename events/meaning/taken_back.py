# ruff: noqa: E501 RUF001
"""What takes back the beginning of a sentence: doubt, and a cancellation that was a mistake."""

from __future__ import annotations

import re

from events.meaning import patterns as message_patterns
from events.vocabulary.kinds import Kind

_REST = re.compile(r"[^.\n]*")
_BY_MISTAKE = re.compile(
    r"[\s,(–—-]*(?:by mistake|by accident|accidentally|in error|mistakenly|versehentlich|irrtümlich|fälschlich(?:erweise)?|"
    r"aus versehen|par erreur|por error|por equivocación|por engano|per errore|per sbaglio|per ongeluk|abusievelijk|"
    r"przez pomyłkę|omyłkowo|pomyłkowo|av misstag|ved en fejl|ved en feil|vahingossa|omylem|omylom|tévedésből|"
    r"din greșeală|по ошибке|помилково|по погрешка|κατά λάθος|yanlışlıkla|greškom|pomotoma|kogemata|per klaidą|kļūdas pēc)(?!\w)",
    re.IGNORECASE,
)
_STILL_VALID = re.compile(
    r"\b(?:(?:is |order )?still (?:valid|active|on|open)|remains valid|gilt (?:weiterhin|noch)|(?:weiterhin|noch) gültig|"
    r"toujours (?:valable|valide)|sigue (?:válido|válida|activo)|ancora valid[oa]|nog (?:steeds )?geldig|nadal (?:ważne|aktualne))\b",
    re.IGNORECASE,
)


def is_taken_back(text: str, end: int, kind: Kind) -> bool:
    """Whether what follows the words for this kind, which end at `end`, contradicts them: the sentence, up to
    the words that give a reason; of a cancellation, also that it was one by mistake."""
    rest = _REST.match(text, end)
    if kind is Kind.CANCELLED and (_BY_MISTAKE.match(text, end) or _STILL_VALID.search(text, end)):
        return True
    doubt = message_patterns.DOUBT.search(rest[0]) if rest else None
    return (
        rest is not None
        and doubt is not None
        and not message_patterns.REASON.search(rest[0], 0, doubt.start())
    )

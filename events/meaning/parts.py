# ruff: noqa: RUF001
"""What was done in part only: of an order, of its goods or of its amount."""

from __future__ import annotations

import re

PART = re.compile(
    r"\b(?:partial(?:ly)?|partly|part[ -]|teil\w*|partiel\w*|parcial\w*|parzial\w*|częściow\w*|"
    r"gedeeltelijk\w*|deels|delvis\w*|osittain|částečn\w*|rész(?:ben|leges)|parțial\w*|kısmen|"
    r"del(?=refund|tilbage|återbetal|lever|send|afsend)|частичн\w*|частков\w*|μερικ\w*|"
    r"deposit\b|anzahlung|acompte|anticipo|acconto|aanbetaling|zaliczk\w*|záloh\w*|handpenning|depositum|ennakkomaksu|sinal\b)|"
    r"一部|部分",
    re.IGNORECASE,
)
"""Words that say that something was done in part."""

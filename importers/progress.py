"""How far an import or a comparison is, for whoever shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far it is. `total` bytes is None for a pipe. `step` names what is done once all is read."""

    file: str
    taken: int
    total: int | None
    records: int
    rejected: int
    step: str = ""


OnProgress = Callable[[Progress], None]

"""How many rejects an import may have, and what becomes of it where it has more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OnErrors(StrEnum):
    """What rejects do to an import: they are left out, they stop it, or they make it leave nothing behind."""

    SKIP = "skip"
    STOP = "stop"
    ALL_OR_NOTHING = "all-or-nothing"


@dataclass(frozen=True, kw_only=True)
class Budget:
    """So many rejects, or such a share of the records read (0 to 1), are allowed; None sets no bound.

    Judged after each chunk, so that the same input always stops at the same record.
    """

    on_errors: OnErrors = OnErrors.SKIP
    max_errors: int | None = None
    max_rate: float | None = None

    @property
    def is_bounded(self) -> bool:
        return self.on_errors is not OnErrors.SKIP or self.max_errors is not None or self.max_rate is not None

    def fault(self, *, read: int, rejected: int) -> str:
        """What is too much, in words; empty where it is not."""
        if self.max_rate is not None and rejected > self.max_rate * read:
            share = f"{rejected / read:.2%}"
            return f"{rejected:,} of {read:,} records ({share}) are rejected, {self.max_rate:.2%} allowed"
        if self._most is not None and rejected > self._most:
            found = "1 record is" if rejected == 1 else f"{rejected:,} records are"
            return f"{found} rejected, {self._most:,} allowed"
        return ""

    @property
    def _most(self) -> int | None:
        """Without a number, a policy other than to skip allows none, and a rate any number."""
        strict = self.on_errors is not OnErrors.SKIP and self.max_rate is None
        return 0 if self.max_errors is None and strict else self.max_errors

"""How many rejects an import may have, and what happens when it has more."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SETTLED = 1_000
"""The number of records after which the share of rejects is checked; it is also checked at the end."""


class OnErrors(StrEnum):
    """What rejects do to an import: they are left out, they stop it, or they make it leave nothing behind."""

    SKIP = "skip"
    STOP = "stop"
    ALL_OR_NOTHING = "all-or-nothing"


@dataclass(frozen=True, kw_only=True)
class RejectLimitReached:
    """The raw record with the reject that is too many, and why it is, in words."""

    record: int
    fault: str


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The most rejects, and the largest share of the records read (0 to 1), that are allowed; None: no limit.

    Checked at each reject, so that the same input always stops at the same record.
    """

    on_errors: OnErrors = OnErrors.SKIP
    max_errors: int | None = None
    max_rate: float | None = None

    @property
    def is_bounded(self) -> bool:
        """Whether any limit can stop the import."""
        return self.on_errors is not OnErrors.SKIP or self.max_errors is not None or self.max_rate is not None

    def too_many(
        self, *, read: int, rejected: int, records: Sequence[int], rejects: Sequence[int]
    ) -> RejectLimitReached | None:
        """The first reject of a chunk that is too many. `read` and `rejected` count what comes before the
        chunk, `records` and `rejects` have the raw record of each of its records and rejects, in order."""
        if not self.is_bounded:
            return None
        for record in dict.fromkeys(rejects):
            far = read + bisect_right(records, record)
            bad = rejected + bisect_right(rejects, record)
            if fault := self.fault(read=far, rejected=bad, is_end=False):
                return RejectLimitReached(record=record, fault=fault)
        return None

    def fault(self, *, read: int, rejected: int, is_end: bool) -> str:
        """Describe which limit is exceeded after `read` records; empty if none is."""
        is_settled = is_end or read >= SETTLED
        if self.max_rate is not None and is_settled and rejected > self.max_rate * read:
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

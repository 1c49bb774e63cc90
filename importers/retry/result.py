"""What a retry of rejects did, as frozen values for whoever shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from importers.report import Counts, RejectGroup
from importers.retry.match import Matched


@dataclass(frozen=True, kw_only=True)
class RetryCounts:
    """What a retry did, in records. `refused` match no reject and cannot be imported either: they are
    reported, and kept nowhere. `altered` were imported at once, and differ in the file: not applied."""

    imported: int = 0
    duplicate: int = 0
    changed: int = 0
    skipped: int = 0
    rejected: int = 0
    refused: int = 0
    altered: int = 0

    @property
    def total(self) -> int:
        """The records that stand for rejects."""
        return self.imported + self.duplicate + self.changed + self.skipped + self.rejected

    def __add__(self, other: RetryCounts) -> RetryCounts:
        return RetryCounts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})


@dataclass(frozen=True, kw_only=True)
class RetryReport:
    """`counts` is the account of the batch as it stands now; `groups` its rejects that are left."""

    batch: int
    file: str
    source: str
    shop: str
    dry_run: bool
    matched: Matched
    tally: RetryCounts
    counts: Counts
    nothing_new: bool
    """Whether the log and the ledger are as they were."""
    groups: list[RejectGroup] = field(default_factory=list)
    utf8_instead_of: str = ""
    """The encoding of the rejects, if the file was saved as UTF-8 and read as that."""

    @property
    def complete(self) -> bool:
        """Whether no reject is left, and nothing in the file was turned down."""
        tally = self.tally
        return not (self.counts.rejected or tally.changed or tally.refused or tally.altered)

    def as_dict(self) -> dict[str, Any]:
        """The report as a JSON object."""
        values = asdict(self)
        return values | {"counts": self.counts.main(), "complete": self.complete}

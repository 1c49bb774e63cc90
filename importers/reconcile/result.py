"""What comparing a file with the log found, as frozen values for whoever shows it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from importers.reconcile.compared_log import Elsewhere
from importers.reconcile.findings import Findings


@dataclass(frozen=True, kw_only=True)
class ReconcileCounts:
    """The account of a comparison, in records: `read` is the sum of the eight after it.

    `forgotten` are there but for a person who was erased since. `repeated` stand in the file more than
    once, `repaired` are bad in the file and came in by a retry. `extra` are the log's from this very file,
    and not in it; `elsewhere` the source's from other files.
    """

    read: int = 0
    present: int = 0
    forgotten: int = 0
    repeated: int = 0
    repaired: int = 0
    skipped: int = 0
    changed: int = 0
    missing: int = 0
    rejected: int = 0
    extra: int = 0
    elsewhere: int = 0

    @property
    def accounted(self) -> int:
        """The sum of all verdicts, which equals the records read."""
        there = self.present + self.forgotten + self.repeated + self.repaired + self.skipped
        return there + self.changed + self.missing + self.rejected

    def __add__(self, other: ReconcileCounts) -> ReconcileCounts:
        return ReconcileCounts(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )


@dataclass(frozen=True, kw_only=True)
class Reconciliation:
    """What the comparison of one file found. Details are in `findings`, which is to be closed."""

    file: str
    digest: str
    source: str
    shop: str
    batch: int | None
    """The batch whose terms were used, if any."""
    unchanged: bool
    """Whether the file is what that batch read."""
    tally: ReconcileCounts
    orders: int
    orders_differing: int
    elsewhere: list[Elsewhere]
    whole: bool
    seconds: float
    findings: Findings = field(repr=False, compare=False)

    @property
    def complete(self) -> bool:
        """Whether every record of the file is in the log, as the file has it."""
        tally = self.tally
        lacking = tally.changed or tally.missing or tally.rejected or tally.extra
        return not self.proves_nothing and not lacking and not (self.whole and tally.elsewhere)

    @property
    def proves_nothing(self) -> bool:
        """Whether no record was compared."""
        return not self.tally.read

    def summary(self) -> dict[str, Any]:
        """Return the totals for a report in JSON, without the single differences."""
        names = ("file", "digest", "source", "shop", "batch", "unchanged", "orders", "orders_differing")
        return {
            **{name: getattr(self, name) for name in names},
            "complete": self.complete,
            "counts": asdict(self.tally),
            "elsewhere": [asdict(one) for one in self.elsewhere],
            "months": [
                {"month": month, "source": source, "log": log}
                for month, source, log in self.findings.months()
            ],
        }

"""What an import did, as frozen values for whoever shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from importers.edited_records import EditedRecord
from importers.evidence import Decision
from importers.first_look import Example


class Tally(dict[str, int]):
    """Counts by name, that add up."""

    def __add__(self, other: Mapping[str, int]) -> Tally:
        return Tally({name: self.get(name, 0) + other.get(name, 0) for name in {**self, **other}})


class Examples(Tally):
    """Counts of which few are named; those of the others stand under the empty name."""

    def __init__(self, counts: Mapping[str, int] | Iterable[tuple[str, int]] = ()) -> None:
        super().__init__()
        for name, count in dict(counts).items():
            kept = name if name in self or len(self) < _NAMED else ""
            self[kept] = self.get(kept, 0) + count

    def __add__(self, other: Mapping[str, int]) -> Examples:
        return Examples(super().__add__(other))


_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The account of a batch, in records: `read` is the sum of the five after it.

    Below them, what was met or made on the way: dates in a clock change's gap or fold, dates that name
    another day of the week, dates that could only be read with day and month `turned`, dates whose zone was
    assumed, records with U+0000, orders written as decimal numbers, messages that show an amount of another
    column, orders and people made, orders that have another customer, records that named a forgotten person
    (`kept_out`), good records of a table of orders that name only a customer, those without a legacy id,
    those of them that repeat an earlier one (`repeats`), and rejects that a retry has `repaired` before;
    `unseen_amounts`, by the kind of the message beside which they are not shown; `unread_amounts`, as
    written, that are not added up because they are not certain (`1.000`); `meant` by the phrase of
    `[meanings]` that said so; `skips` by reason, `typed` by type
    those that a platform prepared as another type than OTHER, and `untyped` by the type they had those that
    became OTHER, since no type here is like it.
    """

    read: int = 0
    imported: int = 0
    duplicate: int = 0
    changed: int = 0
    skipped: int = 0
    rejected: int = 0
    gaps: int = 0
    folds: int = 0
    weekdays: int = 0
    turned: int = 0
    assumed_utc: int = 0
    nuls: int = 0
    decimals: int = 0
    amounts: int = 0
    orders_made: int = 0
    people_made: int = 0
    customer_conflicts: int = 0
    kept_out: int = 0
    without_order: int = 0
    without_id: int = 0
    repeats: int = 0
    repaired: int = 0
    unseen_amounts: Tally = field(default_factory=Tally)
    unread_amounts: Examples = field(default_factory=Examples)
    meant: Tally = field(default_factory=Tally)
    skips: Tally = field(default_factory=Tally)
    typed: Tally = field(default_factory=Tally)
    untyped: Tally = field(default_factory=Tally)

    @property
    def accounted(self) -> int:
        """The sum of all outcomes, which equals the records read."""
        return self.imported + self.duplicate + self.changed + self.skipped + self.rejected

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @classmethod
    def of_notes(cls, notes: Mapping[str, Any]) -> Counts:
        """Those that `notes` names."""
        return cls(
            **{f.name: type(getattr(cls(), f.name))(notes[f.name]) for f in fields(cls) if f.name in notes}
        )

    def main(self) -> dict[str, int]:
        """The columns of the account itself."""
        return {name: value for name, value in asdict(self).items() if name in ACCOUNT}

    def notes(self) -> dict[str, Any]:
        """The counts that a batch keeps in its notes, by name."""
        return {name: value for name, value in asdict(self).items() if name not in ACCOUNT}


ACCOUNT = ("read", "imported", "duplicate", "changed", "skipped", "rejected")


@dataclass(frozen=True, kw_only=True)
class RejectGroup:
    """Rejects of one cause: how many, and the first of them with its bad cell."""

    code: str
    reason: str
    fix: str
    count: int
    line: int
    column: str
    value: str
    example: str


@dataclass(frozen=True, kw_only=True)
class ChangedRecord:
    """A record whose identity is known with other content."""

    line: int
    identity: str
    part: str
    order: str


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """One input, one batch. `shared_orders` names orders that already had events from elsewhere."""

    batch: int
    status: str
    source: str
    shop: str
    file: str
    format: str
    details: str
    dry_run: bool
    resumed_at: int
    """The record after which an interrupted run went on, 0 for a fresh one."""
    lines: int
    counts: Counts
    started: datetime
    seconds: float
    tz: str
    groups: list[RejectGroup] = field(default_factory=list)
    changed_records: list[ChangedRecord] = field(default_factory=list)
    looked: int = 0
    """How many records a dry run has looked at for what they say: of a long input, the first."""
    legacy: int = 0
    """How many of these have no kind that is known."""
    examples: list[Example] = field(default_factory=list)
    """The first of them, as the events that they become."""
    shared_orders: list[str] = field(default_factory=list)
    shared_orders_count: int = 0
    first_order: str = ""
    """An order it brought events of, to look at."""
    rejects_file: str = ""
    remarks: list[str] = field(default_factory=list)
    """How the input was read, as far as the user should know: sentences."""
    evidence: list[Decision] = field(default_factory=list)
    """What was decided about the input's layout and columns, and by how much."""
    grows_bytes: int = 0
    """How much larger a dry run made its copy of the database."""
    taken_back: int | None = None
    """How many events an import that was all or nothing had brought, and undid."""
    stopped: str = ""
    """Why the import stopped before the end, empty if it did not."""
    expected: int | None = None
    """How many records the user expected."""
    truncated: list[str] = field(default_factory=list)
    """What is missing at the end of a truncated input."""
    nothing_read: bool = False
    """Whether the input has content, but no record was read from it."""
    edited: list[EditedRecord] = field(default_factory=list)
    """The first records without ids that the log probably has as they were, too."""
    edited_count: int = 0
    replaces: int = 0
    """The batch that read the same records in another time zone, 0 for none: the log keeps its dates."""
    seal: str | None = None
    """The digest over the log's events, where it was sealed afterwards."""

    @property
    def complete(self) -> bool:
        """Whether everything that was read is in the database."""
        lacking = self.stopped or self.counts.rejected or self.counts.changed
        return not (lacking or self.nothing_read or self.is_unexpected or self.truncated)

    @property
    def is_unexpected(self) -> bool:
        """Whether another number of records was read than the user expected."""
        return self.expected is not None and self.expected != self.counts.read

    def as_dict(self) -> dict[str, Any]:
        """The report as a JSON object."""
        values = asdict(self)
        values["counts"] = self.counts.main()
        values["notes"] = self.counts.notes()
        values["evidence"] = [one.as_dict() for one in self.evidence]
        values["complete"] = self.complete
        return values


def merged_groups(one: list[RejectGroup], other: list[RejectGroup]) -> list[RejectGroup]:
    """Groups of both, those of one cause together, most frequent first."""
    merged: dict[tuple[str, str], RejectGroup] = {}
    for group in (*one, *other):
        key = (group.code, group.column)
        known = merged.get(key)
        merged[key] = replace(known, count=known.count + group.count) if known else group
    return sorted(merged.values(), key=lambda group: -group.count)

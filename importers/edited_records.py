"""Records without ids that the log probably has as they were and as they are, for an import's report."""

from __future__ import annotations

from dataclasses import dataclass, field

from events.next_commands import command

_SHOWN = 3


@dataclass(frozen=True, kw_only=True)
class EditedRecord:
    """A new event and the `earlier` one that it probably replaces, by their ids. `order` is the order's
    number, empty for a customer's event, and `batch` brought the earlier one."""

    order: str
    event: str
    earlier: str
    batch: int


@dataclass(frozen=True, kw_only=True)
class Edited:
    """How many records there are as they were and as they are, with the first of them; of how many events
    that were compared, and whether these are a sample. `whole` are the batches that brought the earlier ones,
    where the input has all their other records."""

    count: int = 0
    records: list[EditedRecord] = field(default_factory=list)
    looked_at: int = 0
    is_sample: bool = False
    whole: list[int] = field(default_factory=list)

    def sentences(self, *, batch: int, dry_run: bool) -> list[str]:
        """A sentence on what is probably in the log twice, and how to take one or the other back."""
        if not self.count:
            return []
        is_one = self.count == 1
        records, they, have = ("record", "it was", "has") if is_one else ("records", "they were", "have")
        named = "; ".join(self._named(one, dry_run=dry_run) for one in self.records[:_SHOWN])
        more = f"; and {self.count - _SHOWN:,} more" if self.count > _SHOWN else ""
        of = f" Of the new events, {self.looked_at:,} were compared." if self.is_sample else ""
        found = (
            f"{self.count:,} new {records} without an id {have} the order or customer, the moment and the "
            f"author of an earlier one that this input no longer has, and another text ({named}{more}). "
            f"If {they} edited, both versions are in the log.{of}"
        )
        if dry_run:
            return [found]
        renew = " and ".join(command("undo", target=str(number)) for number in self.whole)
        renew = f" To keep only the new version: {renew}, then import this input again." if renew else ""
        return [f"{found}{renew} To take this import back: {command('undo', target=str(batch))}"]

    @staticmethod
    def _named(one: EditedRecord, *, dry_run: bool) -> str:
        events = one.earlier if dry_run else f"{one.earlier}, now {one.event}"
        return f"order {one.order}: {events}" if one.order else events

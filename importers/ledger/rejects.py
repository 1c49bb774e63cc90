"""Records that were not imported: on their way to the ledger, and grouped by cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from importers.ledger.models import Reject
from importers.readers.codec_name import record_encoding
from importers.reject_codes import CAUSES, Code
from importers.report import RejectGroup

if TYPE_CHECKING:
    import polars as pl

    from importers.readers.chunks import Broken

_SHOWN = 200
"""How much of a bad cell is kept to be shown."""

_EXAMPLE = 2000
"""How much of a rejected record an example shows."""


@dataclass(frozen=True, kw_only=True)
class Rejected:
    """One reject on its way to the ledger."""

    record: int
    part: str
    line: int
    column: str
    value: str
    code: str
    reason: str
    fix: str
    raw: bytes
    kept_out: bool = field(default=False, compare=False)
    """Whether a person who was forgotten was taken out of it."""


def of_records(records: pl.DataFrame, originals: Callable[[Sequence[int]], list[bytes]]) -> list[Rejected]:
    """Rejects of neutral records that have a code; `originals` gives rows' own bytes."""
    if not records.height:
        return []
    wanted = records.select("row", "record", "part", "line", "column", "value", "code")
    raws = originals(wanted["row"].to_list())
    found = []
    for row, raw in zip(wanted.iter_rows(named=True), raws, strict=True):
        cause = CAUSES[Code(row["code"])]
        found.append(
            Rejected(
                record=row["record"],
                part=row["part"],
                line=row["line"],
                column=row["column"] or "",
                value=(row["value"] or "")[:_SHOWN],
                code=row["code"],
                reason=cause.reason,
                fix=cause.fix,
                raw=raw,
            )
        )
    return found


def of_broken(broken: Sequence[Broken]) -> list[Rejected]:
    """Rejects of raw records that could not be read as cells."""
    found = []
    for record in broken:
        cause = CAUSES[record.code]
        reason = f"{cause.reason}: {record.detail}" if record.detail else cause.reason
        found.append(
            Rejected(
                record=record.record,
                part="",
                line=record.line,
                column="",
                value="",
                code=record.code.value,
                reason=reason,
                fix=record.fix or cause.fix,
                raw=record.raw,
            )
        )
    return found


def grouped(rejected: Sequence[Rejected], *, encoding: str) -> list[RejectGroup]:
    """Rejects of an input in `encoding` by cause, each cause with its first."""
    firsts: dict[tuple[str, str], Rejected] = {}
    for reject in rejected:
        firsts.setdefault((reject.code, reject.column), reject)
    counts = Counter((reject.code, reject.column) for reject in rejected)
    return [group_of(first, count=counts[key], encoding=encoding) for key, first in firsts.items()]


def group_of(first: Rejected | Reject, *, count: int, encoding: str) -> RejectGroup:
    """The group that `first` stands for, of a batch whose settings have this `encoding`."""
    return RejectGroup(
        code=first.code,
        # The first one's particulars are not those of the others.
        reason=first.reason if count == 1 else CAUSES[Code(first.code)].reason,
        fix=first.fix,
        count=count,
        line=first.line,
        column=first.column,
        value=first.value,
        example=first.raw[:_EXAMPLE].decode(record_encoding(encoding), "replace").rstrip("\r\n"),
    )

"""Records that were not imported: in the ledger, and as a file of the user's own bytes to repair."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.errors import WriteError
from importers.ledger.models import Batch, Reject
from importers.output_files import as_text, replacing
from importers.reject_codes import CAUSES, Code
from importers.report import RejectGroup

if TYPE_CHECKING:
    import polars as pl

    from importers.readers.chunks import Broken

SIDECAR = ".reasons.csv"
"""What is added to the reject file's name for the file that says why."""

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


def of_records(records: pl.DataFrame, originals: Callable[[Sequence[int]], list[bytes]]) -> list[Rejected]:
    """Rejects of neutral records that have a code; `originals` gives rows' own bytes."""
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
                fix=cause.fix,
                raw=record.raw,
            )
        )
    return found


def grouped(rejected: Sequence[Rejected]) -> list[RejectGroup]:
    """Rejects by cause, each cause with its first."""
    firsts: dict[tuple[str, str], Rejected] = {}
    for reject in rejected:
        firsts.setdefault((reject.code, reject.column), reject)
    counts = Counter((reject.code, reject.column) for reject in rejected)
    return [group_of(first, count=counts[key]) for key, first in firsts.items()]


def group_of(first: Rejected | Reject, *, count: int) -> RejectGroup:
    """The group that `first` stands for."""
    return RejectGroup(
        code=first.code,
        # The first one's particulars are not those of the others.
        reason=first.reason if count == 1 else CAUSES[Code(first.code)].reason,
        fix=first.fix,
        count=count,
        line=first.line,
        column=first.column,
        value=first.value,
        example=first.raw[:_EXAMPLE].decode("utf-8", "replace").rstrip("\r\n"),
    )


def write_file(session: Session, batch: Batch, path: str, *, more: Sequence[Rejected] = ()) -> int:
    """Write the batch's rejects (and `more`) to `path`, under the input's own header, each raw record
    once, and the reasons beside it. Gives the number of raw records. Raises `WriteError`.

    The files hold customers' data: only their owner may read them.
    """
    stored = session.scalars(
        select(Reject).where(Reject.batch_id == batch.id).order_by(Reject.record, Reject.id),
        execution_options={"yield_per": 500},
    )
    both: Iterator[Reject | Rejected] = chain(stored, more)
    written, last = 0, None
    try:
        with replacing(path) as out, replacing(path + SIDECAR) as beside:
            body = Body(out, batch)
            with as_text(beside) as text:
                table = csv.writer(text)
                table.writerow(["file", "line", "record", "part", "column", "value", "code", "reason", "fix"])
                for reject in both:
                    if reject.record != last:
                        body.add(reject.raw)
                        written, last = written + 1, reject.record
                    place = (batch.file, reject.line, reject.record, reject.part, reject.column)
                    cells = (*place, reject.value, reject.code, reject.reason, reject.fix)
                    table.writerow([_plain(cell) for cell in cells])
            body.close()
    except OSError as error:
        raise WriteError(
            f"Cannot write the rejects to {path}: {error.strerror}. Choose another place with --rejects."
        ) from None
    return written


class Body:
    """Raw records as an input of their batch's format: under its header, or as the array of a document."""

    def __init__(self, out: BinaryIO, batch: Batch) -> None:
        self._out, self._is_array = out, batch.mapping.get("format") == "json"
        self._between = b"[\n" if self._is_array else batch.header

    def add(self, raw: bytes) -> None:
        end = b"" if raw.endswith(b"\n") else b"\n"
        self._out.write(self._between + (raw.rstrip() if self._is_array else raw + end))
        self._between = b",\n" if self._is_array else b""

    def close(self) -> None:
        """Write what comes after the last record."""
        self._out.write(b"[]\n" if self._between == b"[\n" else b"\n]\n" if self._is_array else self._between)


def _plain(cell: object) -> object:
    """A cell that starts no formula in a spreadsheet and drives no terminal."""
    if not isinstance(cell, str):
        return cell
    text = "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in cell)
    return f"'{text}" if text.lstrip()[:1] in ("=", "+", "-", "@") else text

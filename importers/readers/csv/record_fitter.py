"""Records of delimited text fitted into the columns of their header, or kept apart with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import polars as pl

from importers.readers.chunks import Broken, KnownBlock
from importers.readers.csv.later_headers import LaterHeaders
from importers.readers.csv.layout import fit_cells
from importers.readers.csv.stdlib import Strict, has_joint, with_next
from importers.readers.csv.stray_quotes import TORN, StrayQuotes
from importers.reject_codes import Code

_NAMED = 5
_FILL = "add the missing cells; if blank ones at the end were left out, --short-rows pad adds them"


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What a chunk's bytes hold; the fields are those of `Chunk`."""

    frame: pl.DataFrame
    records: pl.Series
    lines: pl.Series
    originals: Callable[[Sequence[int]], list[bytes]]
    broken: list[Broken] = field(default_factory=list)
    block: str = ""
    known: KnownBlock | None = None

    @property
    def count(self) -> int:
        """How many raw records they are."""
        return self.known.records if self.known else self.frame.height + len(self.broken)


@dataclass(frozen=True, kw_only=True)
class RecordFitter:
    """Fits the records of one text. `drops`, `pads_one` and `pads_all` are those of `fit_cells`; `stray`
    repairs records, where there can be any; `later` knows the headers below the first one."""

    columns: Sequence[str]
    quote: str
    drops: bool
    pads_one: bool
    pads_all: bool
    stray: StrayQuotes | None
    later: LaterHeaders
    joints: list[int] = field(default_factory=list)
    """Lines that started with a byte order mark or an end of a file."""

    def rows(self, found_records: Iterable[Strict], record: int, line: int) -> Rows:
        """The records, the first of which is number `record`; `line` is the line that the text starts on."""
        cells: list[Sequence[str | None]] = []
        raws: list[bytes] = []
        records, lines, broken = [], [], []
        for found, following in with_next(found_records):
            if found.cells != [] and has_joint(found.raw[:3]):
                self.joints.append(line + found.first_line)
            if self.later.passes_over(found, line + found.first_line):
                continue
            filled = None if self.later.other_line else self._cells_of(found, following, line)
            if filled is not None and len(filled) == len(self.columns):
                cells.append(filled)
                raws.append(found.raw)
                records.append(record)
                lines.append(line + found.first_line)
            else:
                broken.append(self._broken(found, record, line + found.first_line))
            record += 1
        return Rows(
            frame=pl.DataFrame(cells, schema=dict.fromkeys(self.columns, pl.String), orient="row"),
            records=pl.Series(records, dtype=pl.Int64),
            lines=pl.Series(lines, dtype=pl.Int64),
            originals=lambda rows: [raws[row] for row in rows],
            broken=broken,
        )

    def remarks(self) -> list[str]:
        """Sentences on what was repaired and passed over."""
        return [
            *(self.stray.remark() if self.stray else []),
            *([_about_joints(self.joints)] if self.joints else []),
            *self.later.remarks(),
        ]

    def _cells_of(self, found: Strict, following: Strict | None, line: int) -> Sequence[str | None] | None:
        """The record's cells, where it can be read; those of one with a stray quotation mark among them."""
        if self.stray is None or self.quote.encode() not in found.raw:
            return self._fitted(found.cells)
        if found.cells is None and found.code is Code.QUOTE:
            repaired = self.stray.repaired(found, following)
            self.stray.lines += [line + found.first_line] if repaired else []
            return repaired
        return None if self.stray.is_torn(found.raw) else self._fitted(found.cells)

    def _fitted(self, cells: Sequence[str | None] | None) -> Sequence[str | None] | None:
        if cells == [] and len(self.columns) == 1:  # a blank line
            return [""]
        return fit_cells(
            cells, len(self.columns), drops=self.drops, pads_one=self.pads_one, pads_all=self.pads_all
        )

    def _broken(self, found: Strict, number: int, line: int) -> Broken:
        """Why the record cannot be read. That of another table stays so, whatever is wrong with it."""
        if self.later.other_line:
            raw, detail = self.later.kept_raw(found.raw, line), self.later.detail
            return Broken(record=number, line=line, code=Code.TABLE, raw=raw, detail=detail)
        if found.cells is None:
            return Broken(record=number, line=line, code=found.code, raw=found.raw, detail=found.detail)
        if len(found.cells) == len(self.columns):
            return Broken(record=number, line=line, code=Code.QUOTE, raw=found.raw, detail=TORN)
        detail = f"{len(found.cells)} cells, the header has {len(self.columns)}"
        fix = _FILL if len(found.cells) < len(self.columns) else ""
        return Broken(record=number, line=line, code=Code.COLUMNS, raw=found.raw, detail=detail, fix=fix)


def _about_joints(lines: Sequence[int]) -> str:
    named = ", ".join(f"{line:,}" for line in lines[:_NAMED]) + (", …" if len(lines) > _NAMED else "")
    start = f"Line {named} starts" if len(lines) == 1 else f"Lines {named} start"
    return (
        f"{start} with a byte order mark or an end-of-file mark, as where files were joined: it was left out."
    )

"""What the user says about the layout of a delimited text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Literal

from importers.errors import InvalidMappingError

ShortRows = Literal["", "pad", "reject"]
Escape = Literal["", "backslash", "none"]


@dataclass(frozen=True, kw_only=True)
class CsvLayout:
    """The layout as far as it is given; the defaults mean "detect it".

    `no_header` are the column names of a text without a header. `skip_lines` is the number of lines above the
    header or the first record. `quote` is a character or "none". `short_rows` says what becomes of records
    with fewer cells than the header: "pad" fills them up with blanks, "reject" (the default) rejects them.
    """

    no_header: tuple[str, ...] = ()
    skip_lines: int | None = None
    quote: str = ""
    escape: Escape = ""
    short_rows: ShortRows = ""

    @classmethod
    def read_from(cls, given: object) -> CsvLayout:
        """The layout in the attributes of a mapping or of a batch's settings."""
        return cls(**{name: getattr(given, name) for name in LAYOUT_FIELDS})

    def checked(self) -> CsvLayout:
        """This layout. Raises `InvalidMappingError` for a value that no text can have."""
        if self.quote and self.quote != "none" and (len(self.quote) != 1 or self.quote in "\r\n\t ,"):
            raise InvalidMappingError(f"quote {self.quote!r}", problem="must be one character, or none.")
        if self.escape not in ("", "backslash", "none"):
            raise InvalidMappingError(f"escape {self.escape!r}", problem="must be backslash or none.")
        if self.short_rows not in ("", "pad", "reject"):
            raise InvalidMappingError(f"short_rows {self.short_rows!r}", problem="must be pad or reject.")
        if self.skip_lines is not None and self.skip_lines < 0:
            raise InvalidMappingError("skip_lines", problem="must be 0 or more.")
        if len({name.strip() for name in self.no_header if name.strip()}) != len(self.no_header):
            raise InvalidMappingError("no_header", problem="needs a name of its own for each column.")
        return self

    def as_settings(self) -> dict[str, object]:
        """The values that are given, by name."""
        return {name: value for name in LAYOUT_FIELDS if (value := getattr(self, name)) not in ((), None, "")}


LAYOUT_FIELDS = tuple(one.name for one in fields(CsvLayout))
"""The names of the settings, the same in mapping files, in batches and (with hyphens) as options."""


def fit_cells(
    cells: Sequence[str | None] | None, width: int, *, drops: bool, pads_one: bool, pads_all: bool
) -> Sequence[str | None] | None:
    """A record's cells in `width` columns, as far as that loses and invents nothing.

    With `drops`, blank cells beyond the last column hold nothing and are dropped; else a delimiter too many
    may have moved a blank last cell there. Missing cells at the end are blank with `pads_all`, and with
    `pads_one` where only the delimiter behind a filled last cell is missing.
    """
    missing = width - len(cells or ())
    if not cells or not missing:
        return cells
    if missing < 0:
        is_blank = not any(cell and cell.strip() for cell in cells[width:])
        return cells[:width] if drops and is_blank else cells
    lacks_delimiter = pads_one and missing == 1 and bool((cells[-1] or "").strip())
    return [*cells, *[""] * missing] if pads_all or lacks_delimiter else cells

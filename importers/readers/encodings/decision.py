"""The result of detecting an encoding, with the evidence for it, and the error where it is not certain."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from importers.column_words import is_column_name
from importers.errors import AmbiguousEncodingError

_FAMILIES = {
    "Western": "cp1252 iso8859-1 iso8859-15 cp850 cp858 cp437 cp865 cp861 cp860 cp863 mac-roman mac-iceland "
    "hp-roman8",
    "Central European": "cp1250 iso8859-2 cp852 mac-latin2 iso8859-16",
    "Cyrillic": "cp1251 iso8859-5 cp866 cp855 koi8-r koi8-u mac-cyrillic cp1125 kz1048 ptcp154",
    "Greek": "cp1253 iso8859-7 cp737 mac-greek cp869",
    "Turkish": "cp1254 iso8859-9 cp857 mac-turkish",
    "Hebrew": "cp1255 iso8859-8 cp862",
    "Arabic": "cp1256 iso8859-6 cp720 cp864",
    "Baltic": "cp1257 iso8859-13 cp775 iso8859-4 iso8859-10",
    "South European": "iso8859-3",
    "Celtic": "iso8859-14",
    "Vietnamese": "cp1258",
    "Thai": "cp874",
    "Traditional Chinese": "big5 big5hkscs",
    "Simplified Chinese": "gb18030",
    "Korean": "cp949 johab",
    "Japanese": "cp932 shift_jis euc_jp iso2022_jp",
}


_LONG = 6
"""The length from which a name with one wrong letter is no other name."""


@dataclass(frozen=True, kw_only=True)
class EncodingDecision:
    """The encoding of an input, and the evidence.

    `lines` is the number of sampled lines with bytes beyond ASCII, `fitting` how many of these read
    plausibly, `margin` how many times likelier it is than `runner_up`, the next reading that gives other
    text (empty where there is none). `rivals` are the names of readings that are too close to decide between,
    each with an example line; the first is `encoding`. `twice` counts lines of UTF-8 that was encoded twice,
    which the codec `repair` repairs; `lost` are sentences on letters that were lost before. `settled_by` is a
    column that only this reading gives.
    """

    encoding: str
    lines: int = 0
    fitting: int = 0
    margin: float = 0.0
    runner_up: str = ""
    rivals: Sequence[tuple[str, str]] = ()
    twice: int = 0
    repair: str = ""
    example: str = ""
    lost: tuple[str, ...] = ()
    settled_by: str = ""

    @property
    def is_certain(self) -> bool:
        """Return whether an encoding was found and has no rivals."""
        return bool(self.encoding) and not self.rivals

    def describe(self) -> str:
        """For reports: "utf-8", or "cp1253 (Greek), 41 of 41 lines; 12 times likelier than iso-8859-7"."""
        if self.encoding == "utf-8" or not self.lines:
            return self.encoding
        named = f"{option_name(self.encoding)} ({family_of(self.encoding)})"
        if self.settled_by:
            return f"{named}, the only likely encoding in which there is the column {self.settled_by!r}"
        counted = f"{named}, {self.fitting:,} of {self.lines:,} {'line' if self.lines == 1 else 'lines'}"
        if not self.runner_up:
            return counted
        times = f"{min(self.margin, 99):.0f}+" if self.margin > 99 else f"{self.margin:.1f}"
        return f"{counted}, {times} times likelier than {option_name(self.runner_up)}"

    def remarks(self) -> list[str]:
        """Sentences for the report about damage that the text had before it was exported."""
        if not self.twice:
            return [*self.lost]
        lines = "1 sampled line has" if self.twice == 1 else f"{self.twice:,} sampled lines have"
        return [
            f"{lines} text that was encoded as UTF-8 twice ({self.example}): it is imported as it is. "
            f"To repair it, import with --encoding {self.repair}."
        ]

    def checked(self, name: str) -> str:
        """The encoding. Raises `AmbiguousEncodingError` for the input called `name` where it is uncertain."""
        if not self.is_certain:
            readings = {option_name(encoding): line for encoding, line in self.rivals}
            raise AmbiguousEncodingError(name, readings=readings, example=self.example)
        return self.encoding


def settled(decision: EncodingDecision, head: bytes, columns: Sequence[str]) -> EncodingDecision:
    """The decision for a delimited text that starts with `head` and has these columns: where it is not
    certain, the rival in which the header has all of them, or else has usual names with letters beyond ASCII,
    if that is only one."""
    if not decision.rivals:
        return decision
    telling = [column for column in columns if not column.isascii()]
    names = {encoding: _header_names(head, encoding) for encoding, _ in decision.rivals}
    having = {encoding: telling for encoding, found in names.items() if {*telling} <= {*found}}
    if not telling:
        usual = {encoding: [*filter(_is_usual, found)] for encoding, found in names.items()}
        having = {encoding: found for encoding, found in usual.items() if found}
    if len(having) != 1:
        return decision
    encoding, found = having.popitem()
    return replace(decision, encoding=encoding, rivals=(), settled_by=found[0])


def _is_usual(name: str) -> bool:
    """Whether it is a usual name of a column, and too long to be one by chance."""
    return len(name) >= _LONG and is_column_name(name)


def _header_names(head: bytes, encoding: str) -> list[str]:
    """The cells with letters beyond ASCII of the first line that is not blank and no `sep=;`."""
    lines = (line for line in re.split(rb"[\r\n]+", head) if line.strip() and not line.startswith(b"sep="))
    cells = re.split(r"[,;\t|]", next(lines, b"").decode(encoding, "replace"))
    return [name for cell in cells if not (name := cell.strip().strip("\"'").strip()).isascii()]


def family_of(encoding: str) -> str:
    """The scripts or regions that write in `encoding`: "Greek", "Western"."""
    return next((family for family, names in _FAMILIES.items() if encoding in names.split()), "other")


def option_name(encoding: str) -> str:
    """The usual spelling of a codec's name, as `--encoding` takes it."""
    return encoding.replace("iso8859-", "iso-8859-").replace("euc_", "euc-")

"""What the names of files say: which hold tables, of what name, and which are parts of one export."""

from __future__ import annotations

import re
from pathlib import PurePath

EXTENSIONS = (
    *(".csv", ".tsv", ".psv", ".jsonl", ".ndjson", ".json", ".yaml", ".yml", ".sql"),
    *(".xml", ".xes", ".xmlocel", ".jsonocel"),
    *(".xlsx", ".ods", ".xls", ".parquet", ".sqlite", ".sqlite3"),
)
PACKED = (".gz", ".bz2", ".xz", ".zst")
ROWS_ONLY = (".txt", ".tsv", ".dat")
"""Files of rows without a header, as `mysqldump --tab` and MySQL Shell write them."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_PIECE = (
    r"(?:(?:part|page|chunk|seite|p|q|no)[-_. ]?)?\d+|"
    + "|".join(rf"{m}[a-z]*" for m in _MONTHS)
    + "|[a-z]{1,2}"
)
_AT_END = re.compile(rf"(?>[-_. ]+(?:{_PIECE})|(?<=[a-z])\d+|[-_ ]?\(\d+\))++\Z", re.IGNORECASE)
_AT_START = re.compile(r"\A\d[\d\-_.]*[-_. ]")
_NUMBERS = re.compile(r"\d[\d\-_. ]*\Z")
_CHUNK_NUMBER = re.compile(r"(?:@@?|\.)\d+\Z")


def is_table(name: str) -> bool:
    """Whether a file's name is that of a table, packed or not."""
    return unpacked_name(name).lower().endswith(EXTENSIONS)


def unpacked_name(name: str) -> str:
    """A file's name without the ending of its compression."""
    path = PurePath(name)
    return path.stem if path.suffix.lower() in PACKED else path.name


def table_name(name: str) -> str:
    """A file's table: its name without what it ends in."""
    return PurePath(unpacked_name(name)).stem


def series_name(table: str) -> str:
    """What the names of an export's parts share: `notes` in `notes-1`, `notes_2020-03`, `2020-03-notes`; of
    names that are numbers alone, such as years, `parts`."""
    return "parts" if _NUMBERS.match(table) else _AT_START.sub("", _AT_END.sub("", table)) or table


def rows_of(name: str) -> list[str]:
    """The tables whose rows alone a file may hold, likeliest first: `orders` for `shop@orders@@0.tsv`."""
    unpacked = unpacked_name(name).lower()
    if not unpacked.endswith(ROWS_ONLY) or (unpacked.endswith(".tsv") and "@" not in unpacked):
        return []
    stem = _CHUNK_NUMBER.sub("", table_name(name))
    return list(dict.fromkeys([stem, stem.rpartition("@")[2], stem.rpartition(".")[2]]))

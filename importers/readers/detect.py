"""Guessing an input's carrier, encoding and delimiter from its first bytes."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from importers.readers.sql.beginning import looks_like_sql

if TYPE_CHECKING:
    from importers.evidence import Decision
    from importers.readers.csv.dialect import CsvDialect
    from importers.readers.encodings import EncodingDecision

TEXT_FORMATS = ("csv", "csv-escaped", "tsv", "psv", "jsonl", "json", "sql")
FORMATS = (*TEXT_FORMATS, "yaml", "xml", "ocel", "xlsx", "ods", "xls", "parquet", "sqlite", "zip")


@dataclass(frozen=True, kw_only=True)
class Detected:
    """How an input is read, decided once and passed on to everyone who needs it.

    `format` is one of `FORMATS`. `encoding` and `dialect` are set for delimited text, `encoding` alone for
    JSON; other formats declare theirs. `decision` is the encoding's where it was detected; it may be
    uncertain, for which the reader raises. `evidence` is why, one entry per decision.
    """

    format: str
    encoding: str = ""
    decision: EncodingDecision | None = None
    dialect: CsvDialect | None = None
    evidence: tuple[Decision, ...] = ()


_OCEL = re.compile(
    rb'"ocel:(?:events|global-log|global-event|objects)"|"(?:objectTypes|eventTypes)"\s*:\s*\['
)


_YAML = re.compile(rb"\A(---[^\n]*\n)?(#[^\n]*\n)*- (model|pk|fields): ?", re.ASCII)
"""Django's dumpdata: a list of objects in blocks."""

_YAML_LIST = re.compile(rb"\A(---[^\n]*\n)?(#[^\n]*\n|\s*\n)*- [\w.-]+:(?: |\r?\n)", re.ASCII)
"""Any list of objects in blocks, in a file that is called YAML."""


_LINES = 20
_PAGE = re.compile(rb'\{\s*(?:"\w{0,40}(?:page|count|total)\w{0,40}"\s*:\s*\d+\s*,\s*)*"\w+"\s*:\s*\[\s*\{')
"""An envelope: a line of them is a document, not a record."""


def guess_format(name: str, head: bytes) -> str:
    """One of `FORMATS` that are text, by content first: a file's name lies more often."""
    start = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if start.startswith(b"<"):
        return "xml"
    if start.startswith(b"{") and _OCEL.search(start):
        return "ocel"
    if looks_like_sql(start):
        return "sql"
    if start.startswith(b"["):
        return "json"
    if start.startswith(b"{"):
        first, _, rest = start.partition(b"\n")
        lines = first.rstrip().endswith(b"}") and _has_object_line(rest)
        return "jsonl" if lines and not _PAGE.match(start) else "json"
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    named = next((form for form in ("csv", "tsv", "psv", "sql") if f".{form}" in suffixes), "csv")
    yaml = _YAML_LIST if {".yaml", ".yml"} & {*suffixes} else _YAML
    return "yaml" if yaml.search(start) else named


def _has_object_line(rest: bytes) -> bool:
    """Whether an object starts on one of the lines below the first, which may be damaged."""
    if rest.lstrip().startswith(b"["):
        return False
    return any(line.lstrip().startswith(b"{") for line in rest.split(b"\n", _LINES)[:_LINES])

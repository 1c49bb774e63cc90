"""Guessing an input's carrier, encoding and delimiter from its first bytes."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from importers.errors import BadMapping
from importers.readers.sql.grammar import looks_like_sql
from importers.readers.streams import HEAD_BYTES

TEXT_FORMATS = ("csv", "tsv", "psv", "jsonl", "json", "sql")
FORMATS = (*TEXT_FORMATS, "yaml", "xml", "ocel", "xlsx", "ods", "xls", "parquet", "sqlite", "zip")
DELIMITERS = (",", ";", "\t", "|")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Bytes that Western text in cp1252 does not use: they speak for damaged UTF-8.
_OCEL = re.compile(
    rb'"ocel:(?:events|global-log|global-event|objects)"|"(?:objectTypes|eventTypes)"\s*:\s*\['
)
_NOT_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d\xfe\xff]")


_YAML = re.compile(rb"\A(---[^\n]*\n)?(#[^\n]*\n)*- (model|pk|fields): ?", re.ASCII)
"""Django's dumpdata: a list of objects in blocks."""


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
        return "jsonl" if first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{") else "json"
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    named = next((form for form in ("csv", "tsv", "psv", "sql") if f".{form}" in suffixes), "csv")
    return "yaml" if _YAML.search(start) else named


def guess_encoding(head: bytes) -> str:
    """utf-8 wherever it fits or only damage speaks against it, else cp1252."""
    try:
        # A character may be cut in two where the head ends, but not where the input does.
        codecs.getincrementaldecoder("utf-8")().decode(head, final=len(head) < HEAD_BYTES)
        return "utf-8"
    except UnicodeDecodeError:
        damaged = _UTF8_SEQUENCE.search(head) or _NOT_CP1252.search(head)
        return "utf-8" if damaged else "cp1252"


def check_encoding(name: str) -> str:
    """The codec's own name. Raises `BadMapping` for one that is unknown or not a superset of ASCII."""
    try:
        known = codecs.lookup(name).name
        plain = 'a,;\t|"\n{}'.encode(known) == b'a,;\t|"\n{}'
    except (LookupError, UnicodeError):
        plain = False
    if not plain:
        raise BadMapping(
            f"encoding {name!r}",
            problem="not known here. Use utf-8, cp1252, latin-1 or another that extends ASCII.",
        )
    return known


def guess_delimiter(first_line: str) -> str:
    """The separator that stands most often outside quotation marks in the header line."""
    bare = re.sub(r'"[^"]*"', "", first_line)
    return max(DELIMITERS, key=bare.count)

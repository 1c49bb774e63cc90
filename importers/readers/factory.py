"""The reader for an input: by what it is, by what it looks like, or by what the user says it is."""

from __future__ import annotations

from dataclasses import dataclass

from importers.errors import InvalidMappingError
from importers.readers import detect
from importers.readers.chunks import Reader
from importers.readers.codec_name import check_encoding
from importers.readers.encodings import guess_encoding
from importers.readers.streams import Input


@dataclass(frozen=True, kw_only=True)
class InputOptions:
    """How to read an input, as far as the user says it. Empty text: find out."""

    format: str = ""
    encoding: str = ""
    delimiter: str = ""


def make_reader(source: Input, how: InputOptions) -> Reader:
    """The reader for `source`. Raises `InvalidMappingError` for a format, encoding or delimiter that is not
    known,
    and what the reader raises."""
    if source.columns:
        from importers.readers.json_adapter import JsonAdapterReader

        return JsonAdapterReader(source, details=f"table {source.table}" if source.table else "one table")
    form = source.carrier or how.format or detect.guess_format(source.name, source.head)
    if form not in detect.TEXT_FORMATS:
        known = ", ".join(detect.FORMATS)
        raise InvalidMappingError(f"input format {form!r}", problem=f"not known here. Use one of {known}.")
    if form == "sql":
        from importers.readers.sql.reader import SqlReader

        given = encoding_of(source, how) if how.encoding or source.encoding else ""
        return SqlReader(source, source.table, given)
    encoding = encoding_of(source, how)
    if form in ("json", "jsonl"):
        from importers.readers.json.reader import JsonReader

        return JsonReader(source, encoding, form)
    from importers.readers.csv.reader import DelimitedReader

    escaped = {"csv-escaped": True, "csv": False}.get(how.format) if form == how.format else None
    return DelimitedReader(source, encoding, _delimiter(how, form=form), escaped)


def encoding_of(source: Input, how: InputOptions) -> str:
    """The encoding of a text, as it is given or looks like."""
    if source.encoding:  # the stream makes UTF-8 of it
        return "utf-8"
    return check_encoding(how.encoding or guess_encoding(source.head))


def _delimiter(how: InputOptions, *, form: str) -> str:
    """The delimiter that is given, or follows from the format; empty to find it out."""
    delimiter = {"tab": "\t", "\\t": "\t"}.get(how.delimiter, how.delimiter)
    if len(delimiter) > 1 or delimiter in ('"', "\n", "\r"):
        raise InvalidMappingError(f"delimiter {how.delimiter!r}", problem="must be one character, or tab.")
    return delimiter or {"tsv": "\t", "psv": "|"}.get(how.format if form == how.format else "", "")

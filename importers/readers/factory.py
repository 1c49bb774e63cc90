"""The reader for an input: by what it is, by what it looks like, or by what the user says it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from importers.errors import AmbiguousEncodingError, InvalidMappingError
from importers.readers import detect
from importers.readers.chunks import Reader
from importers.readers.codec_name import check_encoding, is_transcoded
from importers.readers.csv.layout import CsvLayout
from importers.readers.detect import Detected
from importers.readers.encodings import EncodingDecision, detect_encoding, settled
from importers.readers.streams import Input
from importers.readers.transcoding import public_name


@dataclass(frozen=True, kw_only=True)
class InputOptions:
    """How to read an input, as far as the user says it. Empty text: find out. `columns` are those that it has
    to have."""

    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    layout: CsvLayout = field(default_factory=CsvLayout)
    columns: tuple[str, ...] = ()


def make_reader(source: Input, how: InputOptions, detected: Detected | None = None) -> Reader:
    """The reader for `source`; `detected` is what a probe of the same text found, if there was one. Raises
    `InvalidMappingError` for an unknown format, encoding or delimiter, and what the reader raises."""
    if source.joined_reader is not None:
        return cast("Reader", source.joined_reader(source))
    transcode_as_given(source, how)
    if source.columns:
        from importers.readers.json_adapter import JsonAdapterReader

        return JsonAdapterReader(source, details=f"table {source.table}" if source.table else "one table")
    found = detected.format if detected else ""
    form = source.carrier or how.format or found or detect.guess_format(source.name, source.head)
    if form not in detect.TEXT_FORMATS:
        known = ", ".join(detect.FORMATS)
        raise InvalidMappingError(f"input format {form!r}", problem=f"not known here. Use one of {known}.")
    if form == "sql":
        from importers.readers.sql.reader import SqlReader

        given = encoding_of(source, how) if how.encoding or source.encoding else ""
        return SqlReader(source, source.table, given, detected.decision if detected else None)
    if form in ("json", "jsonl"):
        from importers.readers.json.reader import JsonReader

        return JsonReader(source, json_encoding(source, how, detected.decision if detected else None), form)
    encoding = encoding_of(source, how, detected.decision if detected else None)
    from importers.readers.csv.reader import DelimitedReader

    return DelimitedReader(
        source,
        encoding,
        delimiter_of(how, form=form),
        escapes_of(how, form=form),
        detected.dialect if detected else None,
        how.layout.checked(),
    )


def transcode_as_given(source: Input, how: InputOptions) -> None:
    """Make UTF-8 of an input for which UTF-16 or the like is given, unless it was recognised as that before.

    Raises `InvalidMappingError` for an unknown encoding.
    """
    encoding = check_encoding(how.encoding) if how.encoding else ""
    if is_transcoded(encoding) and not source.encoding:
        source.transcode(encoding)


def encoding_of(source: Input, how: InputOptions, decision: EncodingDecision | None = None) -> str:
    """The encoding of a text: as given, else as detected, by a `decision` or by the input's start.

    Raises `InvalidMappingError` for an unknown encoding, `AmbiguousEncodingError` where none is certain.
    """
    if source.encoding:  # the stream makes UTF-8 of it
        source.encoding_note = public_name(source.encoding)
        return "utf-8"
    if how.encoding:
        return check_encoding(how.encoding)
    decision = settled(decision or detect_encoding(source.head), source.head, how.columns)
    encoding = decision.checked(source.name)
    source.encoding_note = decision.describe()
    if decision.twice or decision.lost:
        source.remarks = decision.remarks
    return encoding


def json_encoding(source: Input, how: InputOptions, decision: EncodingDecision | None) -> str:
    """The encoding of JSON: as for other texts, but UTF-8 if one line is damaged and no code page clear.

    RFC 8259 makes UTF-8 the rule, so a lone undecodable line is damage that costs its record (`E-ENCODING`).
    Several such lines may be text in a code page: then this raises as `encoding_of` does.
    """
    from importers.readers.json.decode import without_escapes

    decision = decision or detect_encoding(source.head)
    plain = without_escapes(source.head)
    if decision.encoding == "utf-8" and plain != source.head:
        decision = detect_encoding(plain)
    try:
        return encoding_of(source, how, decision)
    except AmbiguousEncodingError:
        if decision.lines > 1:
            raise
        return "utf-8"


def escapes_of(how: InputOptions, *, form: str) -> bool | None:
    """Whether backslashes escape, as the layout or the format that is given says; None to detect it."""
    if how.layout.escape:
        return how.layout.escape == "backslash"
    return {"csv-escaped": True, "csv": False}.get(how.format) if form == how.format else None


def delimiter_of(how: InputOptions, *, form: str) -> str:
    """The delimiter that is given, or follows from the format; empty to find it out."""
    delimiter = {"tab": "\t", "\\t": "\t"}.get(how.delimiter, how.delimiter)
    if len(delimiter.removesuffix(" ") or delimiter) > 1 or delimiter[:1] in ('"', "\n", "\r"):
        problem = "must be one character, one and a blank, or tab."
        raise InvalidMappingError(f"delimiter {how.delimiter!r}", problem=problem)
    return delimiter or {"tsv": "\t", "psv": "|"}.get(how.format if form == how.format else "", "")

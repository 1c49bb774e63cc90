"""The one look at an input that decides how its text is read."""

from __future__ import annotations

from importers.errors import (
    AmbiguousDelimiterError,
    AmbiguousEscapesError,
    AmbiguousQuoteError,
    AmbiguousSpacingError,
)
from importers.readers.csv.dialect import CsvDialect, detect_dialect
from importers.readers.detect import Detected, guess_format
from importers.readers.encodings import EncodingDecision, beyond_ascii, detect_encoding, settled
from importers.readers.factory import (
    InputOptions,
    delimiter_of,
    encoding_of,
    escapes_of,
    transcode_as_given,
)
from importers.readers.streams import Input

_DELIMITED = ("csv", "csv-escaped", "tsv", "psv")
_JSON = ("json", "jsonl")


def probe(source: Input, how: InputOptions, *, read_on: bool = False) -> Detected:
    """What the text is, as far as `how` does not say.

    Looks at `source.head`; with `read_on`, an input that starts with ASCII only is read until there are
    other bytes. Raises `InvalidMappingError` for an unknown encoding or delimiter, and
    `AmbiguousEscapesError`.
    """
    transcode_as_given(source, how)
    form = how.format or guess_format(source.name, source.head)
    if form not in (*_DELIMITED, *_JSON, "sql"):
        return Detected(format=form)
    decision = _decision(source, how, read_on=read_on)
    encoding = (decision.encoding or "utf-8") if decision else encoding_of(source, how)
    dialect = _dialect(source, how, form=form, encoding=encoding) if form in _DELIMITED else None
    evidence = dialect.evidence if dialect else ()
    return Detected(format=form, encoding=encoding, decision=decision, dialect=dialect, evidence=evidence)


def _decision(source: Input, how: InputOptions, *, read_on: bool) -> EncodingDecision | None:
    if how.encoding or source.encoding:
        return None
    decision = detect_encoding(beyond_ascii(source) if read_on else source.head)
    return settled(decision, source.head, how.columns)


def _dialect(source: Input, how: InputOptions, *, form: str, encoding: str) -> CsvDialect | None:
    """The dialect, or None where it is ambiguous: then the reader of its records raises the error, and the
    bytes of the input can be had without one."""
    try:
        return detect_dialect(
            source.head,
            encoding=encoding,
            delimiter=delimiter_of(how, form=form),
            escaped=escapes_of(how, form=form),
            name=source.name,
            layout=how.layout.checked(),
        )
    except (AmbiguousDelimiterError, AmbiguousEscapesError, AmbiguousQuoteError, AmbiguousSpacingError):
        return None

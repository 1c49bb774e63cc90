"""The one look at an input that decides how its text is read."""

from __future__ import annotations

from importers.readers.csv.dialect import CsvDialect, detect_dialect
from importers.readers.detect import Detected, guess_format
from importers.readers.factory import InputOptions, delimiter_of, encoding_of, escapes_of
from importers.readers.streams import Input

_DELIMITED = ("csv", "csv-escaped", "tsv", "psv")
_JSON = ("json", "jsonl")


def probe(source: Input, how: InputOptions) -> Detected:
    """What the text is, as far as `how` does not say. Looks at `source.head` only and reads nothing of the
    input. Raises `InvalidMappingError` for an unknown encoding or delimiter, and `AmbiguousEscapesError`."""
    form = how.format or guess_format(source.name, source.head)
    if form not in (*_DELIMITED, *_JSON):
        return Detected(format=form)
    encoding = encoding_of(source, how)
    dialect = _dialect(source, how, form=form, encoding=encoding) if form in _DELIMITED else None
    evidence = dialect.evidence if dialect else ()
    return Detected(format=form, encoding=encoding, dialect=dialect, evidence=evidence)


def _dialect(source: Input, how: InputOptions, *, form: str, encoding: str) -> CsvDialect:
    return detect_dialect(
        source.head,
        encoding=encoding,
        delimiter=delimiter_of(how, form=form),
        escaped=escapes_of(how, form=form),
        name=source.name,
    )

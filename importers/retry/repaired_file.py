"""Reads repaired rejects as their batch read its input."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from events.errors import UnreadableDataError
from importers.catalogue import registry
from importers.catalogue.match import match
from importers.errors import NoSuchInputError, NotDataError
from importers.mapping.column_mapping import ColumnMapping
from importers.planning.import_input import ImportInput
from importers.planning.plan import lookups_of, of_sources, open_import, seen_as
from importers.readers.codec_name import record_encoding
from importers.readers.encodings import is_utf8
from importers.readers.encodings.utf8_twice import is_utf8_twice
from importers.readers.opening import open_tables
from importers.readers.streams import open_input
from importers.readers.tables import Tables
from importers.table_views.dumpdata import Dumpdata
from importers.table_views.tagged_rejects import RenamedTable, TablesWithFallback, TaggedRejects
from importers.trace import replay

_TEXTS = ("csv", "csv-escaped", "tsv", "psv", "json", "jsonl", "sql")
"""Carriers whose rejects are of the same kind."""

_UTF8 = ("utf-8", "utf-8-sig")


class MissingTablesError(UnreadableDataError):
    """The tables that the batch's records were joined with are gone."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"The records of {path or 'a pipe'} were joined with other tables of it, which hold the numbers "
            "of orders and who people are, but it no longer exists. Nothing was changed; put it back, or "
            "import the repaired records with the tables they need: events import --help."
        )


class EncodingMismatchError(UnreadableDataError):
    """An editor saved the repaired file as UTF-8, with letters that its rejects' encoding lacks."""

    def __init__(self, path: str, *, encoding: str, letter: str) -> None:
        super().__init__(
            f"{path} is UTF-8, but its rejects are {encoding}, which has no {letter!r}. Nothing was changed; "
            f"write it otherwise, and save the file as {encoding} or as UTF-8."
        )


def is_utf8_instead(path: str, terms: replay.ReplaySettings, *, rejects: Iterable[bytes]) -> bool:
    """Whether an editor converted the code page of the `rejects` to UTF-8, or added letters in UTF-8."""
    encoding = record_encoding(terms.mapping.encoding)
    if encoding in _UTF8 or is_utf8_twice(encoding) or not _is_own_text(terms):
        return False
    with (
        suppress(NotDataError, NoSuchInputError),
        open_input(path) as opened,
    ):  # no text: it declares its encoding itself
        pieces = iter(lambda: opened.read(1 << 20), b"")
        return not opened.encoding and is_utf8(pieces) and not any(is_utf8([raw]) for raw in rejects)
    return False


def save_as_rejects(path: str, copy: Path, terms: replay.ReplaySettings) -> None:
    """Write a repaired file that is UTF-8 to `copy`, in the encoding of its rejects, so that unchanged
    records are equal to them. Raises `EncodingMismatchError`."""
    encoding = record_encoding(terms.mapping.encoding)
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    with open_input(path) as opened, copy.open("wb") as out:
        try:
            while piece := opened.read(1 << 20):
                out.write(decoder.decode(piece).encode(encoding))
        except UnicodeEncodeError as error:
            letter = error.object[error.start]
            raise EncodingMismatchError(path, encoding=terms.mapping.encoding, letter=letter) from None


def _is_own_text(terms: replay.ReplaySettings) -> bool:
    """Whether rejects are the input's own bytes, and not objects made of them."""
    return len(terms.tables) < 2 or terms.format == "sql"


@contextmanager
def reading(path: str, terms: replay.ReplaySettings) -> Iterator[ImportInput]:
    """The repaired records at `path`; a platform's are joined with the tables of the batch's own input.

    Raises `MissingTablesError`, and what the readers raise.
    """
    terms = _in_record_encoding(terms)
    form = terms.format if terms.format in _TEXTS else ""
    if not terms.tables:
        with ExitStack() as stack:
            beside = _others(terms, stack) if terms.joined else None
            of_one = _of_one_table(path, terms, form)
            yield stack.enter_context(open_import(path, of_one.mapping, of_one.options, beside=beside))
        return
    with ExitStack() as stack:
        as_before = terms.mapping if _is_own_text(terms) else ColumnMapping()
        how = as_before.input_options(input_format=form)
        opened = stack.enter_context(open_tables(path, how=how))
        repaired = _as_they_were(seen_as(opened, stack, order_type=terms.options.order_type), terms)
        tables = TablesWithFallback(repaired, _others(terms, stack)) if terms.joined else repaired
        lookups = stack.enter_context(closing(lookups_of(tables, terms.options)))
        platform = registry.find_platform(terms.options.platform)
        found = match(platform, tables, prefix=terms.options.table_prefix, trust_names=True)
        ours = [source for source in found if source.table in repaired.names()]
        several = len(terms.tables) > 1
        yield of_sources(
            tables, ours, platform, terms.mapping, terms.options, lookups=lookups, several=several
        )


def _in_record_encoding(terms: replay.ReplaySettings) -> replay.ReplaySettings:
    """The terms, for records in the bytes that were kept of them: UTF-8 where the input was UTF-16."""
    if not terms.mapping.encoding:
        return terms
    encoding = record_encoding(terms.mapping.encoding)
    return replace(terms, mapping=replace(terms.mapping, encoding=encoding))


def _of_one_table(path: str, terms: replay.ReplaySettings, form: str) -> replay.ReplaySettings:
    """The terms, fit for a file of rejects: those of a workbook or a database are JSON Lines, and the only
    table of their file; who repairs a copy of the input itself has its table still, or that of its lists."""
    with open_tables(path, how=terms.mapping.input_options(input_format=form)) as opened:
        wanted = terms.options.table
        table = wanted if any(f"{wanted}.".startswith(f"{name}.") for name in opened.names()) else ""
    return replace(terms, options=replace(terms.options, input_format=form, table=table))


def _as_they_were(tables: Tables, terms: replay.ReplaySettings) -> Tables:
    """The tables of a file of rejects, under their own names."""
    if isinstance(tables, Dumpdata) or terms.format == "sql":
        return tables
    (table,) = tables.names()
    return (
        RenamedTable(tables, table, name=terms.tables[0])
        if len(terms.tables) == 1
        else TaggedRejects(tables, table)
    )


def _others(terms: replay.ReplaySettings, stack: ExitStack) -> Tables:
    if not terms.path:
        raise MissingTablesError(terms.path)
    try:
        opened = stack.enter_context(open_tables(terms.path))
        return seen_as(opened, stack, order_type=terms.options.order_type)
    except NoSuchInputError:
        raise MissingTablesError(terms.path) from None

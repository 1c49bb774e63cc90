"""Opening whatever people have in their hands as tables."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from events.errors import UsageError
from events.url_secrets import is_connection_string, mask_url
from importers.errors import AmbiguousTableError, NoSuchInputError, NotDataError
from importers.readers import compression, detect, streams
from importers.readers.archive import tar, zip
from importers.readers.archive.member_names import is_table, table_name
from importers.readers.binary_format import KEPT_BYTES, binary_format, is_text, kept
from importers.readers.factory import InputOptions
from importers.readers.probe import probe
from importers.readers.shared_file import SharedFile
from importers.readers.streams import Input
from importers.readers.tables import (
    BaseTables,
    Opener,
    SqlTables,
    StreamTables,
    Tables,
    TextTables,
    document_tables,
)

STANDARD_INPUT = "standard input"
_ARCHIVES = {"zip": zip, "tar": tar}
_SHEETS = ("xlsx", "ods", "xls")
_BINARY = (*_SHEETS, "parquet", "sqlite", *_ARCHIVES)
_ONE_TABLE = ("csv", "csv-escaped", "tsv", "psv", "jsonl", "json")


@contextmanager
def open_tables(
    source: str,
    *,
    input_format: str = "",
    encoding: str = "",
    delimiter: str = "",
    how: InputOptions | None = None,
    pipe: Path | None = None,
) -> Iterator[BaseTables]:
    """A path, a directory, a database's URL, or `-`, as tables. `how` stands for the other options; `pipe` is
    a copy of a source that can be read only once.

    Raises `NoSuchInputError`, `NotDataError`, or `MissingExtraError` for what cannot be opened.
    """
    options = how or InputOptions(format=input_format, encoding=encoding, delimiter=delimiter)
    with ExitStack() as stack:
        if pipe is not None:
            yield _of_stream(stack.enter_context(pipe.open("rb")), options, stack)
        else:
            yield _tables(source, options, stack)


def kept_pipe(source: str, stack: ExitStack) -> Path | None:
    """A private copy of a source that can be read only once, which `stack` removes; None for others."""
    if source == "-":
        return kept(streams.standard_input(), STANDARD_INPUT, stack)
    path = Path(source)
    try:
        if not (path.is_fifo() or path.is_char_device()):
            return None
        with path.open("rb") as pipe:
            return kept(pipe, STANDARD_INPUT, stack)
    except OSError:  # reported when it is opened
        return None


@contextmanager
def open_table(source: str, *, table: str = "", input_format: str = "") -> Iterator[Input]:
    """The stream of one table; without a name, of the only one. Raises `AmbiguousTableError` where there are
    several, `NoSuchTableError` where there is none of that name, and what `open_tables` raises."""
    with ExitStack() as stack:
        tables = _tables(source, InputOptions(format=input_format), stack)
        name = table or only_table(tables)
        yield stack.enter_context(tables.input(name))


def only_table(tables: Tables) -> str:
    """The name of the only table. Raises `AmbiguousTableError`, or `NotDataError` where there is none."""
    names = tables.names()
    if not names:
        raise NotDataError(tables.name, problem="there is no table in it. Export the history again.")
    if len(names) > 1:
        raise AmbiguousTableError(tables.name, tables=names, example=names[0])
    return names[0]


def shown(source: str) -> str:
    """A source as it may be shown: a database's URL without its secrets."""
    return mask_url(source)


def _tables(source: str, how: InputOptions, stack: ExitStack) -> BaseTables:
    if source == "-":
        return _of_stream(streams.standard_input(), how, stack)
    if "://" in source:
        from importers.readers.database import DatabaseTables

        return DatabaseTables.of_url(source, how=how, stack=stack)
    path = Path(source)
    if is_connection_string(source) and not path.exists():
        raise UsageError("This is a connection string. Write it as a URL: postgresql://user@host/name.")
    try:
        is_directory, is_pipe = path.is_dir(), path.is_fifo() or path.is_char_device()
        if is_pipe:  # by a name, as the shell's <(...) makes one
            return _of_stream(stack.enter_context(path.open("rb")), how, stack)
    except OSError as error:  # in a folder that nobody may look into
        raise NoSuchInputError(source, problem=(error.strerror or "").lower()) from None
    if is_directory:
        return _of_directory(path, how, stack)
    return _of_file(path, how, stack)


def _of_file(
    path: Path, how: InputOptions, stack: ExitStack, *, name: str = "", keep_open: bool = True
) -> BaseTables:
    """The tables of a file. With `keep_open`, text is read through the one open file; of a directory's many
    files, each is opened when it is read."""
    with ExitStack() as probing:
        file = (stack if keep_open else probing).enter_context(SharedFile(path))
        found = binary_format(path, file.file)
        if not found and how.format not in _BINARY:
            return _of_text(file.input, name or path.name, how, stack)
    form = found if found in _ARCHIVES else how.format or found
    if form in _SHEETS:
        from importers.readers.sheets.tables import SheetTables

        return SheetTables(path, form, how=how, stack=stack, name=name)
    if form == "parquet":
        from importers.readers.parquet import ParquetTables

        return ParquetTables(path, how=how, stack=stack, name=name)
    if form == "sqlite":
        from importers.readers.database import DatabaseTables

        return DatabaseTables.of_file(path, how=how, stack=stack)
    if form in _ARCHIVES:
        return _of_archive(path, form, how, stack)
    return _of_text(file.input, name or path.name, how, stack)


def _of_text(open_it: Opener, name: str, how: InputOptions, stack: ExitStack) -> BaseTables:
    with open_it() as opened:
        detected = probe(opened, how, read_on=True)
    form = detected.format
    if form == "sql":
        return SqlTables(open_it, how=how, stack=stack, detected=detected)
    if form == "xml":
        from importers.readers.xml.tables import xml_tables

        return xml_tables(open_it, how=how, stack=stack)
    if form == "ocel":
        from importers.readers.ocel_tables import json_tables

        return json_tables(open_it, how=how, stack=stack)
    if form == "yaml":
        from importers.readers.yaml import YamlTables

        return YamlTables(table_name(name), form, open_it, how=how, stack=stack)
    if form == "json":
        return document_tables(table_name(name), open_it, how=how, stack=stack, detected=detected)
    return TextTables(table_name(name), form, open_it, how=how, stack=stack, detected=detected)


def _of_directory(path: Path, how: InputOptions, stack: ExitStack) -> BaseTables:
    names = sorted(file.name for file in path.iterdir() if file.is_file() and not file.name.startswith("."))
    folders = sorted(file.name for file in path.iterdir() if file.is_dir() and not file.name.startswith("."))
    if not any(is_table(name) for name in names):
        raise NoSuchInputError(
            str(path), problem="it is a directory without a table in it, as CSV or the like"
        )
    inner = replace(how, format="")

    def open_member(name: str) -> BaseTables:
        return _of_file(path / name, inner, stack, keep_open=False)

    from importers.readers.archive.collection import CollectedTables

    where = path.resolve()
    return CollectedTables(
        where.name,
        str(where),
        form="directory",
        members=names,
        left_out={f"{name}/": "a folder; import it by itself" for name in folders},
        open_member=open_member,
        open_text=lambda name: partial(streams.open_input, str(path / name)),
        how=inner,
        stack=stack,
    )


def _of_archive(path: Path, form: str, how: InputOptions, stack: ExitStack) -> BaseTables:
    """An archive of one file is that file, and of a format that is given."""
    archive = _ARCHIVES[form]
    names, cut_off = tar.contents(path) if form == "tar" else (zip.members(path), "")
    where = str(path.resolve())
    inner = how if len(names) == 1 and how.format != form else replace(how, format="")

    def open_member(name: str) -> BaseTables:
        with archive.raw(path, name) as stream:
            start = stream.read(streams.HEAD_BYTES)
            if is_text(start):
                return _of_text(partial(archive.member, path, name), name, inner, stack)
            copy = kept(streams.rejoined(start, stream), f"{path.name}: {name}", stack, most=KEPT_BYTES)
        with copy.open("rb") as file:
            if binary_format(copy, file) in _ARCHIVES:
                raise NotDataError(
                    f"{path.name}: {name}", problem="this is an archive in an archive: unpack it first."
                )
        tables = _of_file(copy, inner, stack, name=name)
        tables.name, tables.path = PurePosixPath(name).name, where
        return tables

    def collected() -> BaseTables:
        from importers.readers.archive.collection import CollectedTables

        return CollectedTables(
            path.name,
            where,
            form=form,
            members=names,
            open_member=open_member,
            open_text=lambda name: partial(archive.member, path, name),
            how=inner,
            stack=stack,
        )

    tables = open_member(names[0]) if len(names) == 1 else collected()
    tables.cut_off = cut_off
    return tables


def _of_stream(stream: BinaryIO, how: InputOptions, stack: ExitStack) -> BaseTables:
    """Text of one table is read as it comes; anything else is kept in a private file first, as it is,
    since its tables are read one after the other."""
    streams.let_signals_interrupt()
    start = stream.read(streams.HEAD_BYTES)
    whole = streams.rejoined(start, stream)
    if _is_one_table(start, how):
        opened = streams.wrapped(whole, name=STANDARD_INPUT, path="", size=None)
        return StreamTables(opened, probe(opened, how), how=how, stack=stack)
    tables = _of_file(kept(whole, STANDARD_INPUT, stack), how, stack, name=STANDARD_INPUT)
    tables.name, tables.path = STANDARD_INPUT, ""
    return tables


def _is_one_table(start: bytes, how: InputOptions) -> bool:
    if how.format:
        return how.format in _ONE_TABLE
    if not is_text(start):
        return False
    try:
        head = streams.wrapped(io.BytesIO(start), name=STANDARD_INPUT, path="", size=None).head
    except NotDataError:  # cut off here, perhaps; whoever reads all of it will say what it is
        return compression.kind_of(start) == ""
    return detect.guess_format(STANDARD_INPUT, head) in _ONE_TABLE

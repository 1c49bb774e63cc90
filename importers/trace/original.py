"""The legacy record behind an event, as it stood in the user's file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from events.errors import EventsError
from importers.batch_settings import BatchSettings
from importers.ledger.provenance import Provenance
from importers.mapping.column_mapping import ColumnMapping
from importers.planning.plan import open_import
from importers.readers.archive.member_names import table_name
from importers.readers.chunks import Chunk
from importers.readers.codec_name import record_encoding
from importers.readers.opening import open_table
from importers.transform import open_reader

_TEXT_FORMATS = ("csv", "json", "jsonl", "sql")
_GENERATED = "read again from the unchanged file, with its values written as JSON"


@dataclass(frozen=True, kw_only=True)
class Original:
    """The text of a legacy record.

    `from_file` says whether it was read again from the unchanged file, or comes from the ledger; `note` is
    a sentence about that.
    """

    text: str
    from_file: bool
    note: str


def original(source: Provenance) -> Original:
    """The original record: from its file where that is unchanged, else what the ledger kept of it."""
    where = f"{_file_of(source)}, line {source.line}"
    try:
        raw = _reread(source)
    except EventsError:
        return _kept(source, f"{where}: the file cannot be read any more. This is what the ledger kept:")
    if raw is None:
        return _kept(source, f"{where}: {_why_not(source)}. The ledger kept:")
    encoding = record_encoding(_settings(source).encoding)
    text = raw.decode(encoding, "backslashreplace").rstrip("\r\n")
    how = "unchanged since the import" if _is_verbatim(source) else _GENERATED
    return Original(text=text, from_file=True, note=f"{where}, {how}:")


def _is_verbatim(source: Provenance) -> bool:
    """Whether a record's text is the file's own, and not made of the cells of a row."""
    settings = _settings(source)
    return settings.format in _TEXT_FORMATS and not (len(settings.tables) > 1 and settings.format != "sql")


def _file_of(source: Provenance) -> str:
    """The file the record stands in: of a folder, the one that holds its table."""
    folder = Path(source.path or "-")
    if not source.path or not folder.is_dir():
        return source.file
    table = _settings(source).input_table or source.table
    names = (file.name for file in sorted(folder.iterdir()) if table_name(file.name) == table)
    return f"{source.file}/{name}" if (name := next(names, "")) else source.file


def _why_not(source: Provenance) -> str:
    if not source.path:
        return "it came through a pipe"
    if not source.file_digest:
        return "the import did not reach the end of the file, so nothing shows that it is the same"
    return "the file is not the one that was imported"


def _reread(source: Provenance) -> bytes | None:
    """The record's bytes, or None where the file's content is not what was imported."""
    if not source.path or not source.file_digest:
        return None
    found: bytes | None = None
    settings = _settings(source)
    if not settings.platform:
        return _of_one_table(source, settings)
    as_before = ColumnMapping(
        encoding=settings.encoding,
        delimiter=settings.delimiter,
        no_header=settings.no_header,
        skip_lines=settings.skip_lines,
        quote=settings.quote,
        escape=settings.escape,
        short_rows=settings.short_rows,
    )
    with open_import(source.path, as_before, settings.options(shop=source.shop)) as import_input:
        for chunk, _ in import_input.chunks():
            found = found or _own(chunk, source.record)
        return found if import_input.prefix() == source.file_digest else None


def _settings(source: Provenance) -> BatchSettings:
    return BatchSettings.from_document(json.loads(source.settings or "{}"))


def _of_one_table(source: Provenance, settings: BatchSettings) -> bytes | None:
    found: bytes | None = None
    form = settings.format
    with open_table(source.path, table=settings.input_table, input_format=form) as opened:
        reader = open_reader(opened, settings.column_mapping(), input_format=form)
        for chunk in reader.chunks():
            found = found or _own(chunk, source.record)
        return found if opened.prefix() == source.file_digest else None


def _own(chunk: Chunk, record: int) -> bytes | None:
    """The record's own bytes, if it is in this chunk."""
    if not chunk.first_record <= record <= chunk.last_record:
        return None
    rows = (chunk.records == record).arg_true().to_list()
    return chunk.originals(rows)[0] if rows else None


def _kept(source: Provenance, note: str) -> Original:
    kept = [
        ("legacy id", source.legacy_id),
        ("kind", source.kind),
        ("date", source.raw_date),
        ("author", source.raw_author),
        ("message", source.raw_message),
        *source.extra.items(),  # unused columns, which may have these names, too
    ]
    lines = [f"{name}: {value}" for name, value in kept if value not in (None, "")]
    return Original(text="\n".join(lines), from_file=False, note=note)

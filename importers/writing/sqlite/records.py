"""The ledger's records in a SQLite file: looked up and added, a chunk's at a time."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from importers.ledger_rows import DETAILS, RUN
from importers.new_records import PLACE, NewRecords
from importers.writing.known_records import KnownRecords
from importers.writing.protocol import Target
from importers.writing.sqlite.file import SqliteFile
from importers.writing.sqlite.last_ids import LastIds
from importers.writing.streams import Stream, StreamIds, Streams

STAGED = "CREATE TEMP TABLE staged (i INTEGER, stream_id INTEGER, number INTEGER, name TEXT, digest INTEGER)"
"""Where the keys wait that are looked up, for as long as the file is open."""

_HAS_ANY = """
    SELECT EXISTS (
        SELECT 1 FROM record_spans AS s JOIN batches AS b ON b.id = s.batch_id WHERE b.source_id = ?
    )
"""
_KNOWN = """
    SELECT staged.i, staged.digest, k.id, k.digest AS known_digest
    FROM temp.staged CROSS JOIN record_keys AS k
        ON k.stream_id = staged.stream_id AND k.number = staged.number AND k.name = staged.name
"""
_RUN = """
    INSERT INTO record_runs (first_id, stream_id, first_number, last_number, digests) VALUES (?, ?, ?, ?, ?)
"""
_KEY = """
    INSERT INTO record_keys (id, stream_id, number, digest, name) VALUES (?, {stream}, ?, ?, {name})
    ON CONFLICT (stream_id, name, number) DO NOTHING
"""
_SPAN = """
    INSERT INTO record_spans (batch_id, first_id, last_id, record, line, record_step, line_step, utc_offset)
    VALUES ({batch}, ?, ?, ?, ?, ?, ?, ?)
"""
_DETAIL = """
    INSERT INTO record_details (id, kind, raw_date, raw_author, raw_message, extra) VALUES (?, ?, ?, ?, ?, ?)
"""
_STREAMS = "SELECT source_table, part, id FROM record_streams WHERE source_id = ?"
_STREAM = "INSERT INTO record_streams (source_id, source_table, part) VALUES (?, ?, ?)"


class _KnownRecords(KnownRecords):
    """See `KnownRecords`."""

    def __init__(self, file: SqliteFile, target: Target, streams: Streams) -> None:
        self._file = file
        super().__init__(target, streams)

    def _read(self, statement: str) -> pl.DataFrame:
        return self._file.run(statement)

    def _in_rows(self, wanted: pl.DataFrame) -> pl.DataFrame:
        self._file.run("DELETE FROM temp.staged")
        rows = wanted.select("i", "stream_id", "number", "name", "digest")
        self._file.run_many("INSERT INTO temp.staged VALUES (?, ?, ?, ?, ?)", rows)
        return self._file.run(_KNOWN).cast(pl.Int64)


class SqliteRecords:
    """Records of one source, written for one batch."""

    def __init__(self, file: SqliteFile, target: Target) -> None:
        self._file, self._target = file, target
        self._streams = Streams(self._read_streams, self._create_streams)
        self._known = _KnownRecords(file, target, self._streams)

    def forget(self) -> None:
        """Forget what a rollback may have removed."""
        self._streams.forget()

    def has_any(self) -> bool:
        """Whether the ledger has a record of the source."""
        return self._file.number(_HAS_ANY, self._target.source_id) > 0

    def find(self, records: pl.DataFrame) -> pl.DataFrame:
        """See `KnownRecords`."""
        return self._known.find(records)

    def may_have(self, records: NewRecords) -> bool:
        """See `KnownRecords`."""
        return self._known.may_have(records)

    def add(self, records: NewRecords, *, last: LastIds, details: pl.DataFrame) -> bool:
        """Add new records, whose events get the ids behind `last`. Where the ledger has one of them already
        it returns False, and the caller calls `remove`."""
        if not self._add_keys(records, last):
            return False
        runs = records.runs
        ends = [last.next(runs[name]).rename(name) for name in RUN[:2]]
        statement = _SPAN.format(batch=self._target.batch_id)
        self._file.run_many(statement, pl.DataFrame([*ends, *runs[list(RUN[2:])]]))
        if details.height:
            self._file.run_many(_DETAIL, pl.DataFrame([last.next(details[PLACE]), *details[list(DETAILS)]]))
        return True

    def _add_keys(self, records: NewRecords, last: LastIds) -> bool:
        """What is the same in all rows is part of the statement: to bind it to each takes time."""
        self._streams.create(records.streams)
        stream = self._streams.only(records.streams)
        self._add_runs(records, last)
        frame = records.keys.left(records.frame)
        if not frame.height:
            return True
        columns = [last.next(frame[PLACE]), frame["key_number"], frame["digest"]]
        if stream is None:
            columns.insert(1, self._streams.known(frame, of=records.streams)["stream_id"])
        if not records.all_numbers:
            columns.append(frame["key_name"])
        statement = _KEY.format(stream=stream or "?", name="''" if records.all_numbers else "?")
        return self._file.run_many(statement, pl.DataFrame(columns)) == frame.height

    def _add_runs(self, records: NewRecords, last: LastIds) -> None:
        runs = records.keys.runs
        if runs.height:
            stream = self._streams.known(runs, of=records.streams)["stream_id"]
            columns = [runs[name] for name in ("first_number", "last_number", "digests")]
            self._file.run_many(_RUN, pl.DataFrame([last.next(runs[PLACE]), stream, *columns]))

    def remove(self, *, after_order: int, after_customer: int) -> None:
        """Remove the keys that `add` added, of events with ids above these."""
        self._file.run("DELETE FROM record_runs WHERE first_id > ?", after_order)
        self._file.run("DELETE FROM record_keys WHERE id > ?", after_order)
        self._file.run("DELETE FROM record_keys WHERE id < ?", -after_customer)

    def _read_streams(self) -> StreamIds:
        rows = self._file.run(_STREAMS, self._target.source_id).iter_rows()
        return {(table, part): int(number) for table, part, number in rows}

    def _create_streams(self, streams: Sequence[Stream]) -> None:
        for stream in streams:
            self._file.run(_STREAM, self._target.source_id, *stream)

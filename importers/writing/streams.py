"""The ids of the streams that records belong to, remembered from chunk to chunk."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from importers.new_records import streams_of

Stream = tuple[str, str]
"""A source's table, and the part of its records."""

StreamIds = dict[Stream, int]

_COLUMNS = ("source_table", "part")


class Streams:
    """Gives records their `stream_id`; `read` looks up all of the source's streams, `create` adds some."""

    def __init__(self, read: Callable[[], StreamIds], create: Callable[[Sequence[Stream]], None]) -> None:
        self._read, self._create = read, create
        self._ids: StreamIds | None = None

    def forget(self) -> None:
        """Forget all ids: a rollback may have removed streams."""
        self._ids = None

    def known(self, records: pl.DataFrame, *, of: Sequence[Stream] | None = None) -> pl.DataFrame:
        """`records` with their `stream_id`, null where the ledger has none of their stream; `of` are the
        streams that they may be of, where that is known already."""
        return self._with_ids(records, streams_of(records) if of is None else of)

    def created(self, records: pl.DataFrame) -> pl.DataFrame:
        """`records` with their `stream_id`; streams that are missing are added."""
        found = streams_of(records)
        self.create(found)
        return self._with_ids(records, found)

    def create(self, streams: Sequence[Stream]) -> None:
        """Add those of these streams that are missing."""
        missing = [one for one in streams if one not in self._known]
        if missing:
            self._create(sorted(missing))
            self._ids = self._read()

    def only(self, streams: Sequence[Stream]) -> int | None:
        """The id of a stream that is the only one; None where there are several, or it is not known."""
        return self._known.get(streams[0]) if len(streams) == 1 else None

    @property
    def _known(self) -> StreamIds:
        if self._ids is None:
            self._ids = self._read()
        return self._ids

    def _with_ids(self, records: pl.DataFrame, found: Sequence[Stream]) -> pl.DataFrame:
        if len(found) == 1:
            only = pl.Series("stream_id", [self._known.get(found[0])], dtype=pl.Int64)
            return records.hstack([only.new_from_index(0, records.height)])
        rows = [(*stream, self._known.get(stream)) for stream in found]
        schema = {"source_table": pl.String, "part": pl.String, "stream_id": pl.Int64}
        ids = pl.DataFrame(rows, schema=schema, orient="row")
        return records.join(ids, on=_COLUMNS, how="left", maintain_order="left")

"""The one reader that shows another reader's chunks in a different form: fewer rows, other columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from importers.readers.codec_name import record_encoding
from importers.readers.json.decode import decode_value

if TYPE_CHECKING:
    from importers.readers.chunks import Chunk, Reader


class ViewReader:
    """A `Reader` with `columns` of its own, whose chunks are `view(chunk)` for each chunk of `reader`."""

    def __init__(self, reader: Reader, columns: list[str], view: Callable[[Chunk], Chunk]) -> None:
        self._reader, self._view, self.columns = reader, view, columns
        self.source, self.header, self.format = reader.source, reader.header, reader.format
        self.read_as, self.details = reader.read_as, reader.details

    def chunks(self) -> Iterator[Chunk]:
        """The reader's chunks, as the view shows them."""
        return map(self._view, self._reader.chunks())


class ObjectFilter:
    """A view of the JSON objects whose `column` holds a value that `accepts` takes.

    Rows keep the numbers, lines and bytes they have in the input. `cells` gives an object's text or None by
    column; it gets the object with its own types, which the frame's text no longer has.
    """

    def __init__(
        self,
        reader: Reader,
        columns: list[str],
        *,
        column: str,
        accepts: Callable[[Any], bool],
        cells: Callable[[dict[str, Any]], Mapping[str, Any]],
    ) -> None:
        self._columns, self._column = columns, column
        self._encoding, self._accepts, self._cells = encoding_of(reader), accepts, cells

    def __call__(self, chunk: Chunk) -> Chunk:
        import polars as pl

        from importers.readers.chunks import pick_rows

        values = chunk.frame[self._column].to_list()
        rows = [row for row, value in enumerate(values) if self._accepts(value)]
        found = [self._cells(one) for one in decode_objects(chunk, rows, encoding=self._encoding)]
        frame = pl.DataFrame(
            {
                name: pl.Series([one.get(name) for one in found], dtype=pl.String, strict=False)
                for name in self._columns
            }
        )
        return replace(pick_rows(chunk, rows), frame=frame)


def decode_objects(chunk: Chunk, rows: Sequence[int], *, encoding: str) -> list[dict[str, Any]]:
    """The JSON objects that these rows of a chunk were read from."""
    return [decode_value(raw, encoding=encoding) for raw in chunk.originals(rows)]


def encoding_of(reader: Reader) -> str:
    """The encoding of a reader's original bytes."""
    return record_encoding(reader.read_as.get("encoding") or "")

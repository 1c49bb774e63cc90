"""A chunk: some raw records of an input, small enough for memory, with where they lie in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Protocol

from importers.reject_codes import Code

if TYPE_CHECKING:
    import polars as pl

    from importers.evidence import Decision
    from importers.readers.streams import Input

CHUNK_BYTES = 2 * 1024 * 1024
CHUNK_RECORDS = 20_000
"""The most records of a chunk, about: each costs memory beyond its bytes, above all if it is rejected."""

RECORD_BYTES = 16 * 1024 * 1024
"""A record longer than this is rejected: no shop's note is, and memory has to stay bounded."""

KEPT_BYTES = 64 * 1024
"""How much of an overlong record is kept in the ledger."""


@dataclass(frozen=True, kw_only=True)
class Broken:
    """A raw record that could not be read as cells at all. `fix` is what to do, where it is not what its code
    says."""

    record: int
    line: int
    code: Code
    raw: bytes
    detail: str = ""
    fix: str = ""


@dataclass(frozen=True, kw_only=True)
class KnownBlock:
    """Records that follow one another in a text, all of which the log has: the `digest` of their bytes, how
    many they are, the least and the largest of their legacy ids, which are whole numbers, and what else was
    counted when they were read."""

    digest: str
    records: int
    least: int
    largest: int
    counts: Mapping[str, Any] = field(default_factory=dict)

    def may_hold(self, least: int, largest: int) -> bool:
        """Whether one of the ids may lie between these."""
        return self.least <= largest and least <= self.largest


@dataclass(frozen=True, kw_only=True)
class Chunk:
    """Raw records in order. `frame` has one row per readable record, all columns text or null;
    `records` and `lines` number its rows from 1 within the input. `originals` gives rows' own bytes.

    `end` is the position after the chunk in the unpacked input, `prefix` the digest up to there. `member` is
    the file that the records stand in, where the input is several; `lines` are of that file. `line_ends` are
    the last lines of records whose `originals` do not show how many lines they take, by the first ones.
    """

    frame: pl.DataFrame
    records: pl.Series
    lines: pl.Series
    originals: Callable[[Sequence[int]], list[bytes]]
    kept: Callable[[Sequence[int]], list[bytes]] | None = None
    """How rejects among the rows are kept, where their own bytes would not name their table."""
    broken: list[Broken] = field(default_factory=list)
    first_record: int
    last_record: int
    last_line: int
    end: int
    prefix: str
    member: str = ""
    line_ends: Mapping[int, int] = field(default_factory=dict)
    may_have_nuls: bool = True
    """Whether a cell may hold U+0000."""
    block: str = ""
    """The digest of its bytes, where nothing but these decides how they are read."""
    known: KnownBlock | None = None
    """What it is, where it was not read: `frame` is empty then."""


def first_lines(data: bytes) -> bytes:
    """The start of `data` with about `CHUNK_RECORDS` of its lines at most; it may end within a line."""
    count = data.count(b"\n")
    return data if count <= CHUNK_RECORDS else data[: len(data) * CHUNK_RECORDS // count]


def weight(size: int) -> int:
    """The bytes that a record of `size` bytes counts for: `CHUNK_BYTES` hold `CHUNK_RECORDS` at most."""
    return max(size, -(-CHUNK_BYTES // CHUNK_RECORDS))


class Reader(Protocol):
    """One input, seen as raw records. `header` comes before raw records to make a file of them again."""

    source: Input
    columns: list[str]
    header: bytes
    format: str

    @property
    def read_as(self) -> dict[str, Any]:
        """The settings that read the same input in the same way: format, encoding, delimiter, layout."""
        ...

    @property
    def details(self) -> str:
        """How it is read, for people: encoding, delimiter."""
        ...

    def chunks(self) -> Iterator[Chunk]:
        """Yield the input's records in order, in chunks that fit in memory."""
        ...


def check_header(reader: Reader) -> None:
    """Raises `MissingHeaderError` where the reader had to guess the names of the columns."""
    missing: Exception | None = getattr(reader, "missing_header", None)
    if missing is not None:
        raise missing


def evidence_of(reader: Reader) -> tuple[Decision, ...]:
    """What the reader decided about the layout; none in formats that declare theirs."""
    found: tuple[Decision, ...] = getattr(reader, "evidence", ())
    return found


def pick_rows(chunk: Chunk, rows: list[int]) -> Chunk:
    """The chunk with these of its rows, each as often as it is named."""
    import polars as pl

    kept, index = chunk.kept, pl.Series(rows, dtype=pl.Int64)
    return replace(
        chunk,
        frame=chunk.frame.select(pl.all().gather(index)),
        records=chunk.records.gather(index),
        lines=chunk.lines.gather(index),
        originals=lambda wanted: chunk.originals([rows[at] for at in wanted]),
        kept=None if kept is None else lambda wanted: kept([rows[at] for at in wanted]),
    )

"""Packs records into runs: a row for up to `MOST` of them, whose numbers and event ids count up together.

Migration 0004 packs the records of the oldest logs at once, 0010 those that an earlier 0004 gave a row each.
"""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOST, FEWEST = 240, 2
PAGE = MOST * 200
"""How many records of a stream are read at a time. A run ends where a page does."""

ADD = """
    INSERT INTO {table} (first_id, stream_id, first_number, last_number, digests)
    VALUES (:first_id, :stream_id, :first_number, :last_number, :digests)
"""


def columns() -> Iterator[sa.Column[object]]:
    """The columns of a table of runs."""
    for name in ("first_id", "stream_id", "first_number", "last_number"):
        yield sa.Column(name, ID, nullable=False, autoincrement=False)
    yield sa.Column("digests", sa.LargeBinary(), nullable=False)


def spans(ids: Sequence[int], numbers: Sequence[int]) -> list[tuple[int, int]]:
    """The bounds of the runs in a page of records, which are in the order of their numbers."""
    neighbours = zip(ids, ids[1:], numbers, numbers[1:], strict=False)
    ends = [
        at
        for at, (id, id_1, number, number_1) in enumerate(neighbours, 1)
        if id_1 - id != 1 or number_1 - number != 1
    ]
    found = []
    start = 0
    for end in (*ends, len(ids)):
        starts = range(start, end, MOST)
        found += [
            (first, min(first + MOST, end)) for first in starts if min(first + MOST, end) - first >= FEWEST
        ]
        start = end
    return found


def run(stream: int, ids: Sequence[int], numbers: Sequence[int], digests: bytes) -> dict[str, object]:
    """The row of a run: its records' ids and numbers, and 8 bytes of each one's digest."""
    return {
        "first_id": ids[0],
        "stream_id": stream,
        "first_number": numbers[0],
        "last_number": numbers[-1],
        "digests": digests,
    }

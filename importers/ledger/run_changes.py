"""Takes records out of runs: what is left of a run becomes one or two others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from importers.digest_algorithms import DIGEST_BYTES

_NEAREST = text(
    """
    SELECT first_id, stream_id, first_number, last_number, digests FROM record_runs
    WHERE first_id = (SELECT max(first_id) FROM record_runs WHERE first_id <= :id)
    """
)
_REMOVE = text("DELETE FROM record_runs WHERE first_id BETWEEN :first AND :last")
_ADD = text(
    """
    INSERT INTO record_runs (first_id, stream_id, first_number, last_number, digests)
    VALUES (:first_id, :stream_id, :first_number, :last_number, :digests)
    """
)
_ADD_ROW = text(
    """
    INSERT INTO record_keys (id, stream_id, number, digest, name) VALUES (:id, :stream_id, 0, :digest, :name)
    """
)


class _Run(NamedTuple):
    first_id: int
    stream_id: int
    first_number: int
    last_number: int
    digests: bytes

    @property
    def last_id(self) -> int:
        return self.first_id + self.last_number - self.first_number

    def part(self, first: int, last: int) -> _Run:
        """Its records with the ids `first` to `last`."""
        start, end = first - self.first_id, last - self.first_id
        return self._replace(
            first_id=first,
            first_number=self.first_number + start,
            last_number=self.first_number + end,
            digests=self.digests[DIGEST_BYTES * start : DIGEST_BYTES * (end + 1)],
        )


def remove_from_runs(connection: Connection | Session, first: int, last: int) -> None:
    """Take the records with ids from `first` to `last` out of the runs that they are in."""
    if last < 0:  # customers' events are in none
        return
    cut = {run.first_id: run for id in (first, last) if (run := _run_of(connection, id)) is not None}
    connection.execute(_REMOVE, {"first": min((first, *cut)), "last": last})
    left = [part._asdict() for run in cut.values() for part in _around(run, first, last)]
    if left:
        connection.execute(_ADD, left)


def remove_keys(connection: Connection, first: int, last: int) -> None:
    """Remove what makes the records with ids from `first` to `last` the same ones, and their details."""
    remove_from_runs(connection, first, last)
    for table in ("record_keys", "record_details"):
        statement = f"DELETE FROM {table} WHERE id BETWEEN :first AND :last"  # noqa: S608 - our own name
        connection.execute(text(statement), {"first": first, "last": last})


def rename_in_run(connection: Connection | Session, id: int, name: str) -> None:
    """Give a record that is in a run another identity, which is no whole number: it gets a row of its own."""
    run = _run_of(connection, id)
    if run is None:
        return
    digest = int.from_bytes(run.part(id, id).digests, signed=True)
    remove_from_runs(connection, id, id)
    row = {"id": id, "stream_id": run.stream_id, "digest": digest, "name": name}
    connection.execute(_ADD_ROW, row)


def _run_of(connection: Connection | Session, id: int) -> _Run | None:
    """The run that has the record of this id."""
    row: Any = connection.execute(_NEAREST, {"id": id}).first()
    run = _Run(*row) if row is not None else None
    return run if run is not None and id <= run.last_id else None


def _around(run: _Run, first: int, last: int) -> Iterator[_Run]:
    """What is left of a run without these ids."""
    if run.first_id < first:
        yield run.part(run.first_id, first - 1)
    if run.last_id > last:
        yield run.part(last + 1, run.last_id)

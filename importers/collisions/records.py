"""Whether records whose ids a source has already are the same records, or those of another system."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from sqlalchemy import Connection, Row

from events.database.types import to_microseconds
from importers.collisions.listed import rows_of_keys
from importers.collisions.people import OTHER, compare
from importers.record_frame import split_identity

ENOUGH = 1_000
"""Known records after which an input is no longer looked at: a file is of one system."""

# In each of these, the words in braces are those of one of `_PLACES`.
_KNOWN_IDS = """
    SELECT {id} AS id FROM record_streams AS st CROSS JOIN {{keys}} CROSS JOIN {records} AS r
    WHERE st.source_id = :source AND st.source_table = :table AND r.stream_id = st.id AND {match} LIMIT 1
"""
_KNOWN = """
    SELECT {name} AS key_name, {number} AS key_number, st.part, {digest} AS digest, d.raw_date, sp.utc_offset,
        coalesce(e.date, c.date) AS date, coalesce(e.parameters, c.parameters) AS parameters,
        o.shop, o.number, coalesce(u.email, '') AS email, coalesce(u.name, '') AS name
    FROM record_streams AS st CROSS JOIN {{keys}} CROSS JOIN {records} AS r
    JOIN record_spans AS sp ON sp.first_id = (SELECT max(first_id) FROM record_spans WHERE first_id <= {id})
    LEFT JOIN record_details AS d ON d.id = {id}
    LEFT JOIN order_events AS e ON e.id = {id}
    LEFT JOIN orders AS o ON o.id = e.order_id
    LEFT JOIN customer_events AS c ON c.id = -{id}
    LEFT JOIN users AS u ON u.id = c.customer_id
    WHERE st.source_id = :source AND st.source_table = :table AND r.stream_id = st.id AND {match}
        AND (e.id IS NOT NULL OR c.id IS NOT NULL)
"""
_NUMBER = "CAST(k.value AS BIGINT)"
_NEAREST = f"""
    SELECT max(first_number) FROM record_runs WHERE stream_id = st.id AND first_number <= {_NUMBER}
"""  # noqa: S608 - no values
_ROW = {"records": "record_keys", "id": "r.id", "name": "r.name", "number": "r.number", "digest": "r.digest"}
_PLACES = {
    "names": [{**_ROW, "match": "r.name = k.value"}],
    "numbers": [
        {**_ROW, "match": f"r.name = '' AND r.number = {_NUMBER}"},
        {
            "records": "record_runs",
            "id": f"(r.first_id + ({_NUMBER} - r.first_number))",
            "name": "''",
            "number": _NUMBER,
            "digest": f"substr(r.digests, CAST(8 * ({_NUMBER} - r.first_number) + 1 AS INTEGER), 8)",
            "match": f"r.last_number >= {_NUMBER} AND r.first_number = ({_NEAREST})",
        },
    ],
}


class IdEvidence:
    """How many known records are the same (also with other words), and how many are different ones.

    `example` shows a different one.
    """

    def __init__(self, connection: Connection, *, source: int, shop: str) -> None:
        self._connection, self._source, self._shop = connection, source, shop
        self.same = self.different = 0
        self.example = ""

    @property
    def is_enough(self) -> bool:
        """Whether more records would not change the verdict."""
        return self.same + self.different >= ENOUGH

    @property
    def is_same_system(self) -> bool:
        """Whether most of the known records are the same."""
        return self.same > self.different

    @property
    def is_another_system(self) -> bool:
        """Whether most of the known records are different ones."""
        return self.different > self.same

    def has_any(self, subjects: pl.DataFrame) -> bool:
        """Whether a record may be known: by its id, or because it has none and only its content can show."""
        if subjects["legacy_id"].has_nulls():
            return True
        tables = subjects.partition_by("source_table", as_dict=True)
        return any(self._rows(_KNOWN_IDS, table, rows["legacy_id"]) for (table,), rows in tables.items())

    def add(self, records: pl.DataFrame) -> None:
        """Compare a chunk of identified records with those that the source has."""
        for (table,), rows in records.partition_by("source_table", as_dict=True).items():
            found = self._rows(_KNOWN, table, rows["identity"])
            known = {(one.key_number, one.key_name, one.part): one for one in found}
            for record in rows.iter_rows(named=True) if known else ():
                one = known.get((*split_identity(record["identity"], record["occurrence"]), record["part"]))
                if one is not None:
                    self._compare(record, one)

    def _rows(self, query: str, table: object, identities: pl.Series) -> list[Row[Any]]:
        keys = identities.unique().to_list()
        numbers = [one for one in keys if not split_identity(one, 0)[1]]
        names = [one for one in keys if split_identity(one, 0)[1]]
        return [
            *self._matching(query, "numbers", numbers, table),
            *self._matching(query, "names", names, table),
        ]

    def _matching(self, query: str, by: str, keys: list[str], table: object) -> list[Row[Any]]:
        if not keys:
            return []
        queries = [query.format(**words) for words in _PLACES[by]]
        found = (
            rows_of_keys(self._connection, one, keys, source=self._source, table=table) for one in queries
        )
        return [row for rows in found for row in rows]

    def _compare(self, record: dict[str, Any], known: Row[Any]) -> None:
        if record["digest"] == _digest(known.digest) or not self._is_different(record, known):
            self.same += 1
            return
        self.different += 1
        subjects = _subject(known.number), _subject(record["order"])
        there, here = subjects
        what = f"{there} in the log and {here} here" if there != here else f"{there}, but another record"
        self.example = self.example or f"{record['identity']} is {what}"

    def _is_different(self, record: dict[str, Any], known: Row[Any]) -> bool:
        """Whether it is about another order or customer, or has neither the date nor the message."""
        if record["order"] is not None or known.number is not None:
            shop = record["shop"] or self._shop
            if (record["order"], shop) != (known.number, known.shop):
                return True
        elif compare(record["customer"], email=known.email, name=known.name) == OTHER:
            return True
        stored = known.parameters if isinstance(known.parameters, dict) else {}
        is_worded_alike = record["message"] == stored.get("message")
        moment = to_microseconds(known.date)
        is_dated_alike = record["raw_date"] == _raw_date(known) or record["date"] == moment
        return not (is_worded_alike or is_dated_alike)


def _digest(stored: int | bytes) -> int:
    """A digest as a number: a run holds it as bytes."""
    return stored if isinstance(stored, int) else int.from_bytes(stored, signed=True)


def _raw_date(known: Row[Any]) -> str | None:
    """How the record's date was written."""
    if known.raw_date is not None or known.utc_offset is None:
        return known.raw_date  # type: ignore[no-any-return]
    local = known.date.replace(tzinfo=None) + timedelta(seconds=known.utc_offset)
    return str(local.isoformat(" ", "seconds"))


def _subject(order: str | None) -> str:
    return f"of order {order}" if order is not None else "of a customer"

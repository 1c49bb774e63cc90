"""The log as a comparison sees it: what it holds of a source's records, without writing to it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy.engine import URL

from events.database.types import ForeignDateError
from importers.digest_algorithms import DIGEST_BYTES
from importers.erasure.tombstones import NOBODY
from importers.reconcile.log_reader import open_log
from importers.writing.name_cache import EMAIL

# No text is NULL here: the driver guesses a column's type by its first values. The words in double braces are
# those of a record in a run, or in a row of its own.
_HELD = """
    SELECT s.i, {{id}} AS held, {{same}} AS same, sp.batch_id AS batch,
        sp.record + (abs({{id}}) - abs(sp.first_id)) * sp.record_step AS at_record,
        seen.digest IS NOT NULL AS again, seen.digest IS NOT NULL AND seen.digest = s.digest AS repeats,
        coalesce(oe.id, ce.id) AS event, oe.id IS NOT NULL AS of_order,
        coalesce(oe.type, ce.type, '') AS held_type, {date} AS held_date, {parameters} AS held_parameters,
        coalesce(oe.user_id, ce.user_id) AS held_author, ce.customer_id AS held_customer,
        coalesce(o.number, '') AS held_order, coalesce(o.shop, '') AS held_shop
    FROM {temp}.staged AS s
    {join} record_streams AS st ON st.source_id = ? AND st.source_table = s.source_table AND st.part = s.part
    {join} {{records}}
    {join} record_spans AS sp
        ON sp.first_id = (SELECT max(first_id) FROM record_spans WHERE first_id <= {{id}})
    LEFT JOIN order_events AS oe ON oe.id = {{id}}
    LEFT JOIN customer_events AS ce ON ce.id = -{{id}}
    LEFT JOIN orders AS o ON o.id = coalesce(oe.order_id, ce.order_id)
    LEFT JOIN {temp}.seen ON seen.id = {{id}}
"""
_IN_RUNS = {
    "id": "(r.first_id + (s.key_number - r.first_number))",
    "same": "substr(r.digests, CAST(8 * (s.key_number - r.first_number) + 1 AS INTEGER), 8) = s.packed",
    "records": """
        record_runs AS r ON s.key_name = '' AND r.stream_id = st.id AND r.last_number >= s.key_number
            AND r.first_number = (
                SELECT max(first_number) FROM record_runs
                WHERE stream_id = st.id AND first_number <= s.key_number
            )
    """,
}
_IN_ROWS = {
    "id": "r.id",
    "same": "r.digest = s.digest",
    "records": "record_keys AS r ON r.stream_id = st.id AND r.name = s.key_name AND r.number = s.key_number",
}
_EMAILS = "SELECT names.name, users.id FROM {temp}.names {join} users ON lower(email) = lower(names.name)"
_NAMES = """
    SELECT names.name, l.user_id AS id FROM {temp}.names {join} legacy_names AS l
        ON source_id = ? AND role = ? AND l.name = names.name
"""
_LABELS = """
    SELECT id, coalesce(email, name) AS label FROM users WHERE id IN {numbers}
"""
_REJECTS = """
    SELECT record, part, code FROM rejects
    WHERE batch_id IN {numbers} AND record BETWEEN ? AND ?
"""
# Of the records in a range, those that came with ids outside another.
_SPANS = """
    SELECT * FROM (
        SELECT sp.*, record + (abs(last_id) - abs(first_id)) * record_step AS end_record
        FROM record_spans AS sp WHERE batch_id IN {numbers} AND (first_id < ? OR last_id > ?)
    ) AS own WHERE (record <= ? OR end_record <= ?) AND (record >= ? OR end_record >= ?)
"""
_PLACES = f"""
    SELECT k.id, s.record + (abs(k.id) - abs(s.first_id)) * s.record_step AS record, st.part
    FROM ({_SPANS}) AS s
    {{join}} record_keys AS k ON k.id BETWEEN s.first_id AND s.last_id
    {{join}} record_streams AS st ON st.id = k.stream_id
"""  # noqa: S608 - no values
_RUNS = f"""
    SELECT s.first_id, s.record, s.record_step, st.part,
        CASE WHEN r.first_id > s.first_id THEN r.first_id ELSE s.first_id END AS first,
        CASE WHEN r.last_id < s.last_id THEN r.last_id ELSE s.last_id END AS last
    FROM ({_SPANS}) AS s
    {{join}} (SELECT *, first_id + (last_number - first_number) AS last_id FROM record_runs) AS r
        ON r.first_id <= s.last_id AND r.last_id >= s.first_id
        AND r.first_id >= coalesce((SELECT max(first_id) FROM record_runs WHERE first_id <= s.first_id), 1)
    {{join}} record_streams AS st ON st.id = r.stream_id
"""  # noqa: S608 - no values
# Kept, since each page would otherwise look through all that came before it.
_KEEP_UNSEEN = """
    INSERT INTO {temp}.unseen (id, identity, part, line, batch, number, event)
    SELECT r.id, CASE r.occurrence WHEN 0 THEN r.identity ELSE '' END, r.part, r.line, r.batch_id,
        coalesce(o.number, ''), coalesce('o' || r.order_event_id, 'c' || r.customer_event_id, '')
    FROM records AS r LEFT JOIN order_events AS oe ON oe.id = r.order_event_id
        LEFT JOIN orders AS o ON o.id = oe.order_id
    WHERE r.source_id = ? AND {whose}
        AND NOT EXISTS (SELECT 1 FROM {temp}.seen WHERE seen.id = r.id)
"""
UNSEEN = "SELECT * FROM {temp}.unseen WHERE id > ? ORDER BY id LIMIT ?"
# Each id of a span has a record: those with an id that no chunk had are few, or none.
_LACKING = """
    SELECT sp.first_id FROM record_spans AS sp {join} batches AS b ON b.id = sp.batch_id
    WHERE b.source_id = ? AND sp.last_id - sp.first_id + 1 > (
        SELECT count(*) FROM {temp}.seen WHERE seen.id BETWEEN sp.first_id AND sp.last_id
    ) LIMIT 1
"""
_OURS = "r.line > 0 AND r.batch_id IN {numbers}"
_OTHERS = "(r.line = 0 OR r.batch_id NOT IN {numbers})"
_BEFORE_ALL = -(1 << 62)
"""Below the id of every record."""

PAGE = 10_000
"""How many records that no chunk had are given at a time."""

_ELSEWHERE = """
    SELECT r.batch_id AS batch, b.file, count(*) AS number FROM records AS r
        JOIN batches AS b ON b.id = r.batch_id
    WHERE r.source_id = ? AND {whose}
        AND NOT EXISTS (SELECT 1 FROM {temp}.seen WHERE seen.id = r.id)
    GROUP BY r.batch_id, b.file ORDER BY r.batch_id
"""
_SEE = """
    INSERT INTO {temp}.seen (id, digest) SELECT id, digest FROM {temp}.fresh WHERE true
    ON CONFLICT (id) DO UPDATE SET digest = coalesce(seen.digest, excluded.digest)
"""


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Records of the source that came with another batch, and that this file does not hold."""

    batch: int
    file: str
    count: int


class ComparedLog:
    """The log at `url`, open for reading only. Raises our errors for one that cannot be read.

    Nothing else may have a SQLite file open in this process. `of_system` are authors of the source that were
    given to the system.
    """

    def __init__(self, url: URL, *, source_id: int, of_system: Collection[str] = ()) -> None:
        self._source_id, self._of_system = source_id, list(of_system)
        self._log = open_log(url)
        self._run = self._log.run

    def close(self) -> None:
        """Close the connection to the log."""
        self._log.close()

    def beside(self, records: pl.DataFrame) -> pl.DataFrame:
        """`records` (numbered by `i`), each with what the log holds under its identity, null where that
        is nothing; `again` where an earlier chunk had that one, `repeats` where that said the same. And with
        `author_id` and `customer_id`, the people that the log takes their names for."""
        packed = [digest.to_bytes(DIGEST_BYTES, signed=True) for digest in records["digest"]]
        rows = records.select("i", *_STAGED, pl.Series("packed", packed, dtype=pl.Binary))
        self._log.fill("staged", rows)
        held = self._held(_IN_RUNS)
        if held.height < records.height:
            held = pl.concat([held, self._held(_IN_ROWS)])
        for role in ("author", "customer"):
            records = records.join(
                self._people(records[role], role), on=role, how="left", maintain_order="left"
            )
        found = records.join(held, on="i", how="left", maintain_order="left")
        self._see(found.filter(pl.col("held").is_not_null()))
        return found

    def labels(self, ids: Sequence[int]) -> dict[int, str]:
        """What these people are called."""
        found = self._run(_LABELS, f"[{','.join(map(str, ids))}]")
        return dict(found.rows()) if found.height else {}

    def rejects(self, batches: Sequence[int], first: int, last: int) -> dict[tuple[int, str], str]:
        """Codes of what these batches rejected among the records `first` to `last`."""
        rows = self._run(_REJECTS, _list(batches), first, last).rows()
        return {(record, part): code for record, part, code in rows}

    def places(
        self, batches: Sequence[int], first: int, last: int, *, earlier: tuple[int, int]
    ) -> dict[tuple[int, str], list[int]]:
        """Ids of what these batches brought from the records `first` to `last`, but for the ids in `earlier`,
        from its first to its last."""
        found: dict[tuple[int, str], list[int]] = {}

        def add(id: int, record: int, part: str) -> None:
            if first <= record <= last and not earlier[0] <= id <= earlier[1]:
                found.setdefault((record, part), []).append(id)

        given = (_list(batches), *earlier, last, last, first, first)
        for id, record, part in self._run(_PLACES, *given).rows():
            add(id, record, part)
        for span, start, step, part, low, high in self._run(_RUNS, *given).rows():
            for id in range(low, high + 1):
                add(id, start + (id - span) * step, part)
        return found

    def see(self, ids: Sequence[int]) -> None:
        """Mark these ledger records as accounted for."""
        if ids:
            rows = pl.DataFrame({"id": ids}, schema={"id": pl.Int64}).unique()
            self._log.fill("fresh", rows)
            self._run(_SEE)

    def unseen(self, batches: Sequence[int], *, of_others: bool = False) -> Iterator[list[dict[str, Any]]]:
        """Records that these batches (or all others of the source) brought and no chunk had, in pages by
        id."""
        if not self._lacks_any():
            return
        self._log.empty("unseen")
        query = _KEEP_UNSEEN.replace("{whose}", _OTHERS if of_others else _OURS)
        self._run(query, self._source_id, _list(batches))
        after = _BEFORE_ALL
        while rows := self._run(UNSEEN, after, PAGE).rows(named=True):
            yield rows
            after = rows[-1]["id"]

    def elsewhere(self, batches: Sequence[int]) -> list[Elsewhere]:
        """What all but these batches brought of the source, and no chunk had."""
        if not self._lacks_any():
            return []
        rows = self._run(_ELSEWHERE.replace("{whose}", _OTHERS), self._source_id, _list(batches)).rows()
        return [Elsewhere(batch=batch, file=file, count=count) for batch, file, count in rows]

    def _lacks_any(self) -> bool:
        """Whether the source has a record that no chunk had."""
        return self._run(_LACKING, self._source_id).height > 0

    def _held(self, where: dict[str, str]) -> pl.DataFrame:
        """What the log holds of the staged records in runs, or in rows of their own. Raises
        `ForeignDateError`."""
        held = self._run(_query(_HELD, where), self._source_id)
        if (dates := held["held_date"]).dtype == pl.String:
            foreign = dates.filter(dates.is_not_null() & dates.str.to_integer(strict=False).is_null())
            if foreign.len():
                raise ForeignDateError(foreign[0])
        return held.with_columns(
            pl.col(name).cast(pl.String if name in _TEXTS else pl.Int64) for name in held.columns
        )

    def _see(self, found: pl.DataFrame) -> None:
        """Keep what the file says first of each record, to compare later ones with it."""
        if found.height:
            self._log.fill("fresh", found.unique("held", keep="first").select("digest", id="held"))
            self._run(_SEE)

    def _people(self, names: pl.Series, role: str) -> pl.DataFrame:
        """Each name with the id of whom the log takes it for, null for the system, or `NOBODY`."""
        wanted = names.drop_nulls().unique().to_frame("name")
        found = [pl.DataFrame(schema={"name": pl.String, "id": pl.Int64})]
        if wanted.height:
            self._log.fill("names", wanted)
            is_email = pl.col("name").str.contains(EMAIL)
            for statement, values, among in (
                (_EMAILS, (), is_email),
                (_NAMES, (self._source_id, role), ~is_email),
            ):
                pairs = self._run(statement, *values).select(
                    pl.col("name").cast(pl.String), pl.col("id").cast(pl.Int64)
                )
                found.append(pairs.filter(among))
        ids = wanted.join(pl.concat(found), on="name", how="left")
        is_system = pl.col("name").is_in(self._of_system if role == "author" else [])
        known = pl.when(is_system).then("id").otherwise(pl.col("id").fill_null(NOBODY))
        return ids.select(pl.col("name").alias(role), known.alias(f"{role}_id"))


_STAGED = ("source_table", "part", "key_name", "key_number", "digest", "parameters")
_TEXTS = ("held_type", "held_parameters", "held_order", "held_shop")


def _query(query: str, words: dict[str, str]) -> str:
    for word, meaning in words.items():
        query = query.replace(f"{{{{{word}}}}}", meaning)
    return query


def _list(numbers: Sequence[int]) -> str:
    return f"[{','.join(map(str, numbers))}]"

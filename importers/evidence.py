"""What an input seems to be: its carrier, its system, and what its columns mean, with the evidence for it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.choosing import seen_as
from importers.mapping import FIELDS, Mapping, Value
from importers.naming import named
from importers.readers.opening import open_tables
from importers.slashed import Judgement, judge
from importers.sniffing import SAMPLE, Candidate, guessed, likeliest, lost, offsets, recognise, roles

if TYPE_CHECKING:
    from importers.readers.tables import Tables
    from importers.sniffing import Recognised


@dataclass(frozen=True, kw_only=True)
class TableFound:
    """A table, and the platform whose history it holds, if one does."""

    name: str
    columns: list[str]
    platform: str


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What was found out about an input. `roles` holds each field's candidates, best first; `zone` and
    `dates` are sentences, `dates` empty where no date is written like 3/4/2019. `wide` are columns of dates
    each of which makes an event of its own, where no one is the date of all."""

    source: str
    carrier: str
    details: str
    platforms: list[tuple[str, str, bool]]
    """Names, titles, and whether beyond doubt."""
    tables: list[TableFound]
    table: str
    roles: dict[str, list[Candidate]]
    fields: dict[str, list[str]]
    dates: str
    zone: str
    wide: list[str]

    @property
    def platform(self) -> str:
        """The system it is of beyond doubt, or nothing."""
        return next((name for name, _, certain in self.platforms if certain), "")

    @property
    def unclear(self) -> dict[str, str]:
        """What to write for each required field that is not clear; empty where nothing is like it."""
        return {name: likeliest(name, self.roles) for name in lost(self.fields, self.roles)}

    @property
    def command(self) -> str:
        """The command line that imports it."""
        path = shlex.quote(self.source)
        if self.platform:
            return f"events import {path} --from {self.platform}"
        table = f" --table {shlex.quote(self.table)}" if len(self.tables) > 1 and self.table else ""
        if self.wide or not all(self.unclear.values()):
            return f"events map {path} > legacy.toml; events import {path}{table} --map legacy.toml"
        sets = [f" --set {shlex.quote(f'{name}={value}')}" for name, value in self.unclear.items()]
        return f"events import {path}{table}{''.join(sets)}"


def evidence(source: str, *, input_format: str = "", encoding: str = "", delimiter: str = "") -> Evidence:
    """Look at a source. Raises what opening it raises."""
    how = {"input_format": input_format, "encoding": encoding, "delimiter": delimiter}
    with ExitStack() as stack:
        tables = seen_as(stack.enter_context(open_tables(source, **how)), stack)
        known = recognise(tables)
        of = {table: one.platform for one in reversed(known) for table in one.tables}
        found = [
            TableFound(name=name, columns=tables.columns(name), platform=of.get(name, ""))
            for name in tables.names()
        ]
        return _looked_into(source, tables, found, _main(found, known), known)


def _main(found: list[TableFound], known: list[Recognised]) -> str:
    """The table that roles are guessed for: the recognised history, the only one, or the only one whose
    columns are called like those of a history."""
    if known:
        return known[0].tables[0]
    if len(found) == 1:
        return found[0].name
    able = [table.name for table in found if _tells_history(table.columns)]
    return able[0] if len(able) == 1 else ""


def _tells_history(columns: Sequence[str]) -> bool:
    has = {
        role for role in ("date", "message", "order", "customer") if any(named(role, one) for one in columns)
    }
    return {"date", "message"} <= has and len(has) > 2


def _looked_into(
    source: str, tables: Tables, found: list[TableFound], table: str, known: list[Recognised]
) -> Evidence:
    candidates: dict[str, list[Candidate]] = {}
    fields: dict[str, Value] = {}
    details, dates, zone, wide = tables.details, "", "", list[str]()
    if table:
        reader = tables.reader(table)
        first = next(reader.chunks(), None)
        details = reader.details
        if first is not None and first.frame.height:
            frame = first.frame.head(SAMPLE)
            candidates, fields = roles(frame), guessed(frame, Mapping())
            wide = _wide(candidates, fields)
            date = fields["date"][0].column if "date" in fields else None
            columns = [date] if date is not None else wide
            if columns:
                dates = _judged(tables, table, columns)
                zone = _zone(offsets(frame[columns[0]]))
    return Evidence(
        source=source,
        carrier=tables.format,
        details=details,
        platforms=[(one.platform, one.title, one.certain) for one in known],
        tables=found,
        table=table,
        roles=candidates,
        fields={name: [template.shown() for template in fields[name]] for name in FIELDS if name in fields},
        dates=dates,
        zone=zone,
        wide=wide,
    )


def _wide(candidates: Dict[str, list[Candidate]], fields: Dict[str, Value]) -> list[str]:
    """The columns of dates of rows that tell several events each: no one is the date, and no column holds
    what happened."""
    dates = [one.column for one in candidates.get("date", ())]
    told = any(template.column is not None for template in fields.get("message", ()))
    return dates if len(dates) > 1 and "date" not in fields and not told else []


def _judged(tables: Tables, table: str, columns: Sequence[str]) -> str:
    """The judgement of the whole columns; of nothing where the source can be read only once."""
    if not tables.path:
        return ""
    frames = (chunk.frame for chunk in tables.reader(table).chunks())
    counts = (judge([frame[name] for name in columns if name in frame.columns]) for frame in frames)
    found = sum(counts, Judgement())
    return found.sentence if found else ""


def _zone(share: float) -> str:
    if share == 1:
        return "every date says its offset from UTC"
    if share:
        return f"{share:.0%} of the dates say their offset; the others are taken for UTC without tz"
    return "no date says its zone: UTC is assumed unless tz says otherwise"

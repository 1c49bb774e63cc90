"""What an input seems to be, with the evidence, and a mapping drafted from it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.choosing import seen_as
from importers.mapping import FIELDS, Mapping, Value
from importers.readers.opening import open_tables
from importers.slashed import Judgement, judge
from importers.sniffing import SAMPLE, Candidate, clear, guessed, offsets, recognise, roles

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
    `dates` are sentences, `dates` empty where no date is written like 3/4/2019."""

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

    @property
    def command(self) -> str:
        """The command line that imports it."""
        path = shlex.quote(self.source)
        sure = [name for name, _, certain in self.platforms if certain]
        if sure:
            return f"events import {path} --from {sure[0]}"
        lost = [name for name in ("date", "message") if name not in self.fields]
        if not {"order", "customer"} & self.fields.keys():
            lost.append("order")
        sets = "".join(f" --set {name}={_example(self.roles.get(name, []))}" for name in lost)
        return f"events import {path}{sets}"


def evidence(source: str, *, input_format: str = "", encoding: str = "", delimiter: str = "") -> Evidence:
    """Look at a source. Raises what opening it raises."""
    how = {"input_format": input_format, "encoding": encoding, "delimiter": delimiter}
    with ExitStack() as stack:
        tables = seen_as(stack.enter_context(open_tables(source, **how)), stack)
        known = recognise(tables)
        of = _platforms_of(known)
        found = [
            TableFound(name=name, columns=tables.columns(name), platform=of.get(name, ""))
            for name in tables.names()
        ]
        table = _main(found, known)
        return _looked_into(source, tables, found, table, known)


def _main(found: list[TableFound], known: list[Recognised]) -> str:
    """The table that roles are guessed for: the recognised history, else the only one."""
    if known:
        return known[0].tables[0]
    return found[0].name if len(found) == 1 else ""


def _looked_into(
    source: str, tables: Tables, found: list[TableFound], table: str, known: list[Recognised]
) -> Evidence:
    candidates: dict[str, list[Candidate]] = {}
    fields: dict[str, Value] = {}
    details, dates, zone = tables.details, "", ""
    if table:
        reader = tables.reader(table)
        first = next(reader.chunks(), None)
        details = reader.details
        if first is not None and first.frame.height:
            frame = first.frame.head(SAMPLE)
            candidates, fields = roles(frame), guessed(frame, Mapping())
            date = fields["date"][0].column if "date" in fields else None
            if date is not None:
                dates = _judged(tables, table, date)
                zone = _zone(offsets(frame[date]))
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
    )


def _judged(tables: Tables, table: str, column: str) -> str:
    """The judgement of the whole column; of nothing where the source can be read only once."""
    if not tables.path:
        return ""
    frames = (chunk.frame for chunk in tables.reader(table).chunks())
    found = sum((judge([frame[column]]) for frame in frames if column in frame.columns), Judgement())
    return found.sentence if found else ""


def _zone(share: float) -> str:
    if share == 1:
        return "every date says its offset from UTC"
    if share:
        return f"{share:.0%} of the dates say their offset; the others are taken for UTC without tz"
    return "no date says its zone: UTC is assumed unless tz says otherwise"


def _platforms_of(known: list[Recognised]) -> dict[str, str]:
    return {table: one.platform for one in reversed(known) for table in one.tables}


def _example(candidates: list[Candidate]) -> str:
    return shlex.quote(candidates[0].column) if candidates else "COLUMN"


def draft(found: Evidence) -> Iterator[str]:
    """The lines of a mapping file, with the evidence as comments."""
    yield f"# {found.source}: {found.carrier}, {found.details}"
    yield f"#     {found.command}"
    yield "#"
    yield from _about_platforms(found)
    yield from _about_tables(found)
    yield "source = " + json.dumps(_source_name(found))
    yield ""
    if found.zone:
        yield f"# Dates: {found.zone}."
        if "no date" in found.zone or "others" in found.zone:
            yield '# tz = "Europe/Paris"'
    if found.dates:
        yield f"# {found.dates}."
        if "not decided" in found.dates:
            yield '# date_format = ["%d/%m/%Y %H:%M"]'
    yield ""
    yield "[fields]"
    for name in FIELDS:
        yield from _field(name, found)


def _about_platforms(found: Evidence) -> Iterator[str]:
    for name, title, certain in found.platforms:
        sure = "beyond doubt" if certain else "as well as others"
        yield f"# It looks like {title}, {sure}: --from {name} needs no mapping file."
    if not found.platforms:
        yield "# It is of no system that is known by its tables (`events import --list`)."


def _about_tables(found: Evidence) -> Iterator[str]:
    if len(found.tables) > 1:
        for table in found.tables:
            of = f" \u2190 history of {table.platform}" if table.platform else ""
            yield f"# Table {table.name} ({len(table.columns)} columns){of}"
    if found.table and len(found.tables) > 1:
        yield f"# What follows is about {found.table}: --table {shlex.quote(found.table)}"


def _field(name: str, found: Evidence) -> Iterator[str]:
    candidates = found.roles.get(name, [])
    if not candidates and name not in found.fields:
        return
    yield ""
    for one in candidates[:3]:
        values = ", ".join(json.dumps(value[:40], ensure_ascii=False) for value in one.values)
        yield f"# {one.column}: {one.confidence:.0%}, {one.why}. For example {values}"
    values_of = found.fields.get(name)
    if values_of is None:
        if clear(candidates) is None and candidates:
            yield f"# Not clear enough to be used: {name} = {json.dumps(candidates[0].column)}"
    elif len(values_of) == 1:
        yield f"{name} = {json.dumps(values_of[0], ensure_ascii=False)}"
    else:
        yield f"{name} = {json.dumps(values_of, ensure_ascii=False)}"


def _source_name(found: Evidence) -> str:
    return next((name for name, _, certain in found.platforms if certain), "default")

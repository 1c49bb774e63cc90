"""What an input seems to be: its format, its system, and what its columns mean, with the evidence."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from events.next_commands import quoted, quoted_path
from events.url_secrets import mask_url
from importers.errors import NotDataError
from importers.inference.candidates import Candidate
from importers.inference.columns import SAMPLE, ColumnGuess, guess_columns
from importers.inference.date_columns import offsets
from importers.inference.decisions import column_decisions
from importers.inference.history import likeliest_history
from importers.inference.platforms import recognise
from importers.inference.translated_reports import refuse_translated
from importers.mapping.column_mapping import MAPPED, ColumnMapping
from importers.mapping.dates.order import DateOrder, date_order
from importers.planning.complete_mapping import DOCUMENTS
from importers.planning.likely_links import likely_links
from importers.planning.parent_columns import around
from importers.planning.plan import seen_as
from importers.readers.chunks import check_header, evidence_of
from importers.readers.csv.layout import CsvLayout
from importers.readers.opening import open_tables

if TYPE_CHECKING:
    import polars as pl

    from importers.evidence import Decision
    from importers.inference.platforms import RecognisedPlatform
    from importers.readers.tables import Tables


_SHOWN = 40
"""The most columns that are named of a table without rows."""


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
    date_formats: list[str]
    """The formats in which undecided dates can be read, as a mapping file spells them."""
    zone: str
    unclear: dict[str, str]
    wide: list[str]
    order_per_row: bool
    states: list[str]
    """The columns that hold a state."""
    html: bool
    """Whether messages look like HTML."""
    links: list[str]
    """What other tables hold of its records, in sentences."""
    decisions: list[Decision]
    """What was decided about the layout and the columns, and by how much."""
    utc: dict[str, list[str]]
    """The columns of `wide` whose dates another column has in UTC, each with how both are read."""
    given: dict[str, object]
    """The zone, the encoding, the delimiter and the layout as far as they were given."""

    @property
    def platform(self) -> str:
        """The system it is of beyond doubt, or nothing."""
        return next((name for name, _, certain in self.platforms if certain), "")

    @property
    def command(self) -> str:
        """The command line that imports it, with the draft of a mapping first where one is needed."""
        if not self._needs_mapping_file:
            return self.import_command
        return f"events map {self._input}{self._table} > legacy.toml; {self.import_command}"

    @property
    def _table(self) -> str:
        return f" --table {quoted(self.table)}" if len(self.tables) > 1 and self.table else ""

    @property
    def _input(self) -> str:
        return quoted_path(self.source) + "".join(map(_as_option, self.given, self.given.values()))

    @property
    def _likely_platform(self) -> str:
        return self.platform or (self.platforms[0][0] if self.unclear and self.platforms else "")

    @property
    def _needs_mapping_file(self) -> bool:
        return not self._likely_platform and (bool(self.wide) or not all(self.unclear.values()))

    @property
    def import_command(self) -> str:
        """The command line that imports it; a mapping file, if one is needed, is `legacy.toml`."""
        path = self._input
        if self._likely_platform:
            return f"events import {path} --from {self._likely_platform}"
        table = self._table
        if self._needs_mapping_file:
            return f"events import {path}{table} --map legacy.toml"
        sets = [f" --set {quoted(f'{name}={value}')}" for name, value in self.unclear.items()]
        return f"events import {path}{table}{''.join(sets)}"


def evidence(source: str, mapping: ColumnMapping, *, input_format: str = "", table: str = "") -> Evidence:
    """Look at a source, read in the encoding and the layout of `mapping`; `table` is what to look into, else
    the likeliest history. Raises what opening it raises, `MissingHeaderError`, `NoSuchTableError`,
    `TranslatedReportError`, and `NotDataError` where there is no table, or one without rows."""
    how = mapping.input_options(input_format=input_format)
    with ExitStack() as stack:
        tables = seen_as(stack.enter_context(open_tables(source, how=how)), stack)
        known = recognise(tables).found
        of = {table: one.platform for one in reversed(known) for table in one.tables}
        found = [
            TableFound(name=name, columns=tables.columns(name), platform=of.get(name, ""))
            for name in tables.names()
        ]
        if not (found or table):
            raise NotDataError(tables.name, problem="there is no table in it. Export the history again.")
        asked = {"tz": mapping.tz, "encoding": mapping.encoding, "delimiter": mapping.delimiter}
        given = {name: value for name, value in asked.items() if value} | CsvLayout.read_from(
            mapping
        ).as_settings()
        if table and table not in tables.names():  # a list within records
            found.append(TableFound(name=table, columns=tables.columns(table), platform=""))
        looked = _looked_into(source, tables, found, table or _main(found, known), known)
        return replace(looked, given=given)


def _as_option(name: str, value: object) -> str:
    text = ",".join(value) if isinstance(value, tuple) else str(value)
    return f" --{name.replace('_', '-')} {quoted(text)}"


def _main(found: list[TableFound], known: list[RecognisedPlatform]) -> str:
    """The table that roles are guessed for: the recognised history, the only one, or the one that is called
    and whose columns are called most like a history's."""
    if known:
        return known[0].tables[0]
    return likeliest_history({table.name: table.columns for table in found})


def _looked_into(
    source: str, tables: Tables, found: list[TableFound], table: str, known: list[RecognisedPlatform]
) -> Evidence:
    guessed = ColumnGuess(roles={}, fields={}, unclear={}, wide=[], inner="", html=False)
    details, dates, zone = tables.details, DateOrder(), ""
    decisions: list[Decision] = []
    columns: list[str] = []
    links: list[str] = []
    if table:
        reader = tables.reader(table)
        check_header(reader)
        if not known:
            refuse_translated(source, reader.columns)
        first = next(reader.chunks(), None)
        details, decisions = reader.details, [*evidence_of(reader)]
        if not (known or len(found) > 1 or (first is not None and first.frame.height)):
            raise NotDataError(tables.name, problem=_without_rows(reader.columns))
        if first is not None and first.frame.height:
            frame = first.frame.head(SAMPLE)
            guessed = guess_columns(frame, ColumnMapping(), around(reader))
            decisions += column_decisions(guessed, ())
            if tables.path and len(tables.names()) > 1:
                linked = likely_links(frame, guessed.fields, tables, table)
                guessed = replace(
                    guessed,
                    fields={**guessed.fields, **linked.fields},
                    unclear={
                        **{k: v for k, v in guessed.unclear.items() if k not in linked.fields},
                        **linked.unclear,
                    },
                )
                links = linked.notes
            if guessed.unclear and guessed.inner and tables.path and tables.format in DOCUMENTS:
                inner = f"{table}.{guessed.inner}"
                within = TableFound(name=inner, columns=tables.columns(inner), platform="")
                return _looked_into(source, tables, [*found, within], inner, known)
            columns = [*reader.columns]
            dated = replace(ColumnMapping(), fields=guessed.fields).date_columns() or guessed.wide
            if dated:
                dates = _date_order(tables, table, dated)
                zone = _zone(offsets(_first_dates(frame, guessed, dated[0])))
    return Evidence(
        source=mask_url(source),
        carrier=tables.format,
        details=details,
        platforms=[(one.platform, one.title, one.certain) for one in known],
        tables=found,
        table=table,
        roles=guessed.roles,
        fields={
            name: [template.shown() for template in guessed.fields[name]]
            for name in MAPPED
            if name in guessed.fields
        },
        unclear=guessed.unclear_of([one.platform for one in known]),
        dates=dates.sentence if dates else "",
        date_formats=dates.formats,
        zone=zone,
        wide=[name for name in columns if name in guessed.wide],
        utc={name: [way.shown() for way in ways] for name, ways in guessed.utc.items()},
        order_per_row=guessed.order_per_row,
        states=guessed.states,
        html=guessed.html,
        links=links,
        decisions=decisions,
        given={},
    )


def _without_rows(columns: Sequence[str]) -> str:
    if not columns:
        return "it has no records. Export the history again."
    more = f" and {len(columns) - _SHOWN:,} more" if len(columns) > _SHOWN else ""
    return (
        f"it has columns, and no rows below them: {', '.join(columns[:_SHOWN])}{more}. "
        "Without values, nothing shows what they mean. Export the history again."
    )


def _date_order(tables: Tables, table: str, columns: Sequence[str]) -> DateOrder:
    """The order of day and month in the whole columns; unknown where the source can be read only once."""
    if not tables.path:
        return DateOrder()
    frames = (chunk.frame for chunk in tables.reader(table).chunks())
    counts = (date_order([frame[name] for name in columns if name in frame.columns]) for frame in frames)
    return sum(counts, DateOrder())


def _first_dates(frame: pl.DataFrame, guessed: ColumnGuess, column: str) -> pl.Series:
    """The dates in full, with what stands in other columns; those of `column` where each row has several."""
    from importers.mapping.expressions import text_of

    read = guessed.fields.get("date") or guessed.utc.get(column)
    return frame[column] if read is None else frame.with_columns(text_of(read).alias("_"))["_"]


def _zone(share: float) -> str:
    if share == 1:
        return "every date says its offset from UTC"
    if share:
        return f"{share:.0%} of the dates say their offset; the others are taken for UTC without tz"
    return "no date says its zone: UTC is assumed unless tz says otherwise"

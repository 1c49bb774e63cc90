"""What can be wrong with an import as a whole. Single bad records are rejects: see `reject_codes`."""

from collections.abc import Mapping, Sequence

from events.errors import (
    BusyError,
    EventsError,
    InputNotFoundError,
    UnreadableDataError,
    UsageError,
)
from events.next_commands import quoted, quoted_path


class NoSuchInputError(InputNotFoundError):
    """The input does not exist or cannot be opened."""

    def __init__(self, path: str, *, problem: str = "no such file") -> None:
        super().__init__(f"Cannot read {path}: {problem}. Check the path; `-` reads standard input.")


class NotDataError(UnreadableDataError):
    """The input is not in a format that can be read."""

    def __init__(self, name: str, *, problem: str) -> None:
        super().__init__(f"{name}: {problem}")


class AmbiguousEncodingError(UnreadableDataError):
    """The encoding cannot be decided. `readings` are the plausible ones with a line as each would show it;
    without any, `example` is a line with its bytes escaped."""

    def __init__(self, name: str, *, readings: Mapping[str, str], example: str = "") -> None:
        if readings:
            shown = "; ".join(f"--encoding {option} reads {line!r}" for option, line in readings.items())
            what = f"the encoding is not certain, and its text would differ: {shown}"
        else:
            what = f"no known encoding gives readable text ({example!r})"
        super().__init__(
            f"{name}: {what}. Nothing was imported. Pass the right encoding with --encoding NAME, "
            "or save the file as UTF-8."
        )


class MissingHeaderError(UnreadableDataError):
    """`cells` are the first record, `names` the names that its columns may have, `path` the file if it has
    one."""

    def __init__(self, name: str, *, cells: Sequence[str], names: Sequence[str], path: str = "") -> None:
        shown = ", ".join(repr(cell) for cell in cells[:4])
        unknown = [one for one in names if one.startswith("column_")]
        are = "is" if len(unknown) == 1 else "are"
        note = f" {', '.join(unknown)} {are} not known: give the right name." if unknown else ""
        command = f"events import {quoted_path(path or '-')} --no-header {quoted(','.join(names))}"
        super().__init__(
            f"{name}: line 1 looks like data ({shown}), not like column names. Nothing was imported. "
            f"Name the columns, for example: {command}{'.' if note else ''}{note}"
        )


_BY_LINES = r"""s/"/""/g; s/^([0-9./-]+[ T][0-9:]+)Z? ([^0-9]*([0-9]+).*)$/"\1",\3,"\2"/"""
"""Makes a table of lines that begin with a date and name an order by the first number behind it."""


class TextLogError(MissingHeaderError):
    """The lines are texts behind a date, as programs write their logs: `line` is the first."""

    def __init__(self, name: str, *, line: str, path: str = "") -> None:
        UnreadableDataError.__init__(
            self,
            f"{name}: its lines are texts behind a date ({line[:80]!r}), not the cells of a table. Nothing "
            "was imported. If the first number of each text is the order's, make a table with: "
            f"sed -E {quoted(_BY_LINES)} {quoted_path(path or name)} > lines.csv and import it with: "
            "events import lines.csv --no-header date,order,message",
        )


class AmbiguousDelimiterError(UnreadableDataError):
    """`delimiters` are options that cut the header and almost all records alike into as many `cells` each."""

    def __init__(self, name: str, *, delimiters: Sequence[str], cells: Sequence[int]) -> None:
        options = (quoted("tab" if one == "\t" else one) for one in delimiters)
        ways = (
            f"--delimiter {option} for {count} columns" for option, count in zip(options, cells, strict=True)
        )
        super().__init__(
            f"{name}: cannot decide which character separates the columns. Nothing was imported. Pass "
            f"{' or '.join(ways)}."
        )


class AmbiguousSpacingError(UnreadableDataError):
    """Quotation marks follow a delimiter and a blank in `records` of the `sampled` records, not in all."""

    def __init__(self, name: str, *, delimiter: str, records: int, sampled: int) -> None:
        super().__init__(
            f"{name}: cannot decide whether blanks after the delimiter are part of the cells: {records} "
            f"of the first {sampled} records have quotation marks after a blank. Nothing was imported. Pass "
            f"--delimiter {quoted(delimiter + ' ')} to drop the blanks and the quotation marks, or "
            f"--delimiter {quoted(delimiter)} to keep them as text."
        )


class AmbiguousQuoteError(UnreadableDataError):
    """`records` of the `sampled` records have cells in `'`, but not all."""

    def __init__(self, name: str, *, records: int, sampled: int) -> None:
        super().__init__(
            f"{name}: cannot decide whether ' is the quotation mark: {records} of the first {sampled} "
            f"records have cells in it. "
            f'Nothing was imported. Pass --quote "\'" to read them as quoted cells, '
            f"or --quote '\"' to keep the marks as text."
        )


class AmbiguousEscapesError(UnreadableDataError):
    """`plain` and `escaped` are a cell of `line` as it is when backslashes are text, and when they escape."""

    def __init__(self, name: str, *, line: int, plain: str, escaped: str) -> None:
        super().__init__(
            f"{name}: cannot decide whether backslashes are text or escapes. Line {line} would read "
            f"{plain!r} or {escaped!r}. Choose with --input-format csv (text) or "
            f"--input-format csv-escaped (escapes)."
        )


class UnknownColumnError(UsageError):
    """The mapping names a column that the input does not have."""

    def __init__(self, column: str, *, used_for: str, columns: list[str], near: list[str]) -> None:
        hint = f" Did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
        super().__init__(
            f"There is no column {column!r} (wanted for {used_for}).{hint} "
            f"The input has: {', '.join(columns)}. For a constant text, quote it: \"{used_for}='{column}'\"."
        )


class InvalidMappingError(UsageError):
    """A field of the mapping has a value that cannot be used."""

    def __init__(self, where: str, *, problem: str) -> None:
        super().__init__(f"{where}: {problem}")


class IncompleteMappingError(UsageError):
    """The mapping lacks fields that every record needs."""

    def __init__(self, *, missing: list[str], columns: list[str]) -> None:
        super().__init__(
            f"No column is known for the {' and the '.join(missing)}. The input has: "
            f"{', '.join(columns)}. Add --set field=column (for example "
            f"--set {missing[0].split(' or ')[0]}={columns[0] if columns else 'COLUMN'}), or --map FILE."
        )


_MANY = 40
"""The most columns that are named: a flattened document may have hundreds."""


_WORDS = 3
"""A column name of more words may be a title above the header."""


class AmbiguousColumnsError(UsageError):
    """`candidates` are the columns that each role may be, `likeliest` what to write for it: empty where
    nothing looks like it. `customer` is the column of customers, whose history may be all there is;
    `systems` those that have such a table."""

    def __init__(
        self,
        path: str,
        *,
        table: str,
        candidates: dict[str, list[str]],
        likeliest: dict[str, str],
        customer: str,
        systems: Sequence[str],
        all_columns: list[str],
    ) -> None:
        unclear = [
            f"the {role} ({'it may be ' + ' or '.join(columns) if columns else 'none looks like it'})"
            for role, columns in candidates.items()
        ]
        of_table = f" --table {quoted(table)}" if table else ""
        drafted = f"events map {quoted_path(path)}{of_table} > legacy.toml"
        command = f"events import {quoted_path(path)}{of_table}"
        if all(likeliest.values()):
            sets = " ".join(f"--set {quoted(f'{role}={value}')}" for role, value in likeliest.items())
            do = f"Say which, for example: {command} {sets}"
            if customer and [*likeliest] == ["order"]:
                do += f". If it is not about orders: --set {quoted(f'customer={customer}')}"
        else:
            do = f"Draft a mapping, correct it, and use it: {drafted}, then: {command} --map legacy.toml"
        if likeliest == {"message": ""}:
            paid = quoted("message='Paid'")
            do += f". Or say what happened in all rows, such as a payment: {command} --set {paid}"
        if systems:
            known = f"events import {quoted_path(path)} --from {systems[-1]}"
            do = f"It may be of {' or '.join(systems)}: {known}. Otherwise: {do[0].lower()}{do[1:]}"
        if any(len(name.split()) > _WORDS for name in all_columns):
            do += ". If the first line is a title, skip it with --skip-lines 1"
        more = f", and {len(all_columns) - _MANY} more" if len(all_columns) > _MANY else ""
        super().__init__(
            f"It is unclear which column is {', and which '.join(unclear)}. {do}. "
            f"The input has: {', '.join(all_columns[:_MANY])}{more}. "
            f"The evidence: {drafted.removesuffix(' > legacy.toml')}"
        )


class SeveralDatesError(UsageError):
    """Each record is an order with several `dates`, each an event of its own. `placed` is the one at which it
    was placed, if any; `states` are the columns whose values have no date of their own."""

    def __init__(
        self, path: str, *, table: str, dates: Sequence[str], placed: str, states: Sequence[str]
    ) -> None:
        of = f"{quoted_path(path)}{f' --table {quoted(table)}' if table else ''}"
        drafted, command = f"events map {of} > legacy.toml", f"events import {of}"
        message = f"Status: {{{states[0]}}}" if states else "'Order placed'"
        sets = f"--set {quoted(f'date={placed or dates[0]}')} --set {quoted(f'message={message}')}"
        state = f" {states[0]} has no date of its own: it may have changed on any of them." if states else ""
        super().__init__(
            f"Each record is an order with several dates: {', '.join(dates)}.{state} Nothing was imported. "
            f"Draft a mapping that makes an event of each date, and use it: {drafted}, then: "
            f"{command} --map legacy.toml. Or import one event of each record, with the date that you "
            f"choose: {command} {sets}"
        )


class TranslatedReportError(UsageError):
    """A payment provider's report in another language than English that is read by no platform: what its rows
    are is not understood. `reader` is the platform that reads this language, with all columns but those that
    it is `lacking`; without one, `others` names the languages that are read."""

    def __init__(
        self, path: str, *, provider: str, language: str, reader: str, lacking: Sequence[str], others: str
    ) -> None:
        what = f"{quoted_path(path)} looks like {provider}'s report in {language}"
        reads = f"events import {quoted_path(path)} --from {reader}"
        if lacking:
            columns = "column" if len(lacking) == 1 else "columns"
            what += f", without the {columns} called {', '.join(lacking)} in English"
            remedy = f"Download it again with all columns, then: {reads}."
        elif reader:
            remedy = f"Read it by its types: {reads}."
        else:
            remedy = (
                f"Set the language of {provider}'s site to {others} and download the report again: it needs "
                "no mapping then. Or say which column says what each row means: --set message=COLUMN."
            )
        super().__init__(
            f"{what}. Its status only says whether a payment or a refund happened, so refunds would be shown "
            f"as completed. Nothing was imported. {remedy}"
        )


class ImportRunningError(BusyError):
    """Another import holds the log's lock."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"Another import into {where}, or a change of the whole log, is running. "
            "Wait for it to end, then try again."
        )


class AccountMismatchError(EventsError):
    """The program's own check failed: not every record it read is accounted for."""

    def __init__(self, *, batch: int, read: int, counted: int) -> None:
        super().__init__(
            f"Batch {batch} read {read:,} records but accounts for {counted:,}. This is a fault of "
            "the program; the batch is not marked as done. Please report it, with the command."
        )


class NoSuchTableError(UsageError):
    """The input has no table of this name."""

    def __init__(
        self, table: str, *, where: str, tables: Sequence[str] = (), near: Sequence[str] = ()
    ) -> None:
        hint = f" Did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
        known = f" It has: {', '.join(tables)}." if tables else ""
        super().__init__(f"{where} has no table {table!r}.{hint}{known}")


class AmbiguousTableError(UsageError):
    """The input has several tables and none was chosen."""

    def __init__(
        self, where: str, *, tables: Sequence[str], example: str, all_files: str = "", are_alike: bool = False
    ) -> None:
        each = "They have the same columns:" if are_alike else "Where each is an export of its own,"
        shown = ", ".join(tables[:20]) + (f" and {len(tables) - 20} more" if len(tables) > 20 else "")
        super().__init__(
            f"{where} holds {len(tables)} tables: {shown}. Choose one with --table, for example "
            f"--table {example}, or say which system they are from with --from."
            + (f" {each} events import {all_files} reads each of them." if all_files else "")
        )

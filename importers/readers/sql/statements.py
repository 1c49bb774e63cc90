"""Walking a dump statement by statement, on its bytes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from importers.readers.chunks import KEPT_BYTES
from importers.readers.sql import grammar
from importers.readers.sql.beginning import BLANK
from importers.readers.sql.buffer import SqlBuffer
from importers.readers.sql.databases import Databases
from importers.readers.sql.grammar import Dialect
from importers.readers.sql.values import BITS, BYTES, STAMP

HEAD_OF_STATEMENT = 256 * 1024
"""No statement's words and column list before its rows are longer."""

_CONSTRAINT = re.compile(
    rb"(?:PRIMARY\s+KEY|UNIQUE\b|CONSTRAINT\b|FOREIGN\s+KEY|CHECK\s*\(|EXCLUDE\b|LIKE\b)", re.IGNORECASE
)
_MYSQL_KEY = re.compile(rb"(?:KEY|INDEX|FULLTEXT|SPATIAL|PERIOD)\b", re.IGNORECASE)
_GENERATED = re.compile(rb"\bAS\s*\(.*\)\s*(?:VIRTUAL|STORED|PERSISTENT)\b", re.IGNORECASE | re.DOTALL)
_BINARY = re.compile(rb"\w*blob\b|\w*binary\b|\bbytea\b", re.IGNORECASE)
_BITS = re.compile(rb"bit\b", re.IGNORECASE)
_STAMP = re.compile(rb"timestamp\b", re.IGNORECASE)
_PLACES = re.compile(rb"geometry(?:collection)?\b|(?:multi)?(?:point|linestring|polygon)\b", re.IGNORECASE)
_END_OF_COPY = re.compile(rb"^\\\.\r?$", re.MULTILINE)
_END_OF_DELIMITER = re.compile(rb"^DELIMITER[ \t]+;[^\n]*", re.MULTILINE | re.IGNORECASE)
_STRAY = re.compile(rb"[),|'\"\d\-+=<>&%*?!^~\x80-\xff]|\((?!\s*+(?:SELECT|WITH)\b)", re.IGNORECASE)
_COMMENT = rb"--[^\n]*+|/\*(?>[^*]++|\*(?!/))*+\*/"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """`kind` is create, insert, set or copy. `columns` is empty where the statement lists none.

    An INSERT … SET comes with its row: the bytes that would be its parenthesis, then its values (its own
    bytes alone, where they cannot be read), and the line that it is on.
    """

    kind: str
    table: str
    columns: tuple[str, ...] = ()
    binary: Mapping[str, str] = field(default_factory=dict)
    row: tuple[bytes, ...] = ()
    line: int = 0


class Scanner:
    """The statements of a dump that make or fill tables. After one that holds rows, the window stands at
    its rows; rows left there are skipped."""

    def __init__(self, window: SqlBuffer, dialect: Dialect) -> None:
        self.window, self.dialect = window, dialect
        self.charset = ""
        self.rows_done = False
        """To be set by who has read a statement's rows to their end."""
        self.changes: Counter[tuple[str, str]] = Counter()
        """How many statements change rows, by their verb and table."""
        self._databases = Databases()
        self.is_cut_off, self.has_footer, self._has_created = False, False, False
        """Whether the last statement has no end; whether a comment says that the dump is complete."""
        self.in_transaction, self.ends_another = False, False
        """Whether a transaction was opened and not ended; whether one ended that was not opened here."""

    def statements(self) -> Iterator[Statement]:
        """Yield the statements that make or fill a table, in order."""
        window = self.window
        window.read_ahead(3)
        if window.data.startswith(b"\xef\xbb\xbf"):
            window.at = 3
        while self._next():
            found = grammar.CREATE.match(window.data, window.at)
            if found:
                yield self._create(found)
                continue
            for kind, pattern in (("insert", grammar.INSERT), ("copy", grammar.COPY)):
                found = pattern.match(window.data, window.at)
                if found:
                    window.at = found.end()
                    names = grammar.IDENTIFIERS.findall(found.group(2) or b"")
                    columns = tuple(grammar.identifier(name) for name in names)
                    filling = Statement(kind=kind, table=self.table(found.group(1)), columns=columns)
                    yield from self._with_rows(filling)
                    break
            else:
                found = grammar.INSERT_SET.match(window.data, window.at)
                if found:
                    yield self._set(found)
                else:
                    self._other()

    def _with_rows(self, filling: Statement) -> Iterator[Statement]:
        """The statement that the window stands behind; again for rows cut off from it by a stray `;`."""
        window, goes_on = self.window, True
        while goes_on:
            self.rows_done = False
            ahead = len(window.data) - window.at
            yield filling
            if not self.rows_done:
                self._skip_rows(filling.kind)
            is_more = filling.kind == "insert" and self._next()
            goes_on = is_more and _STRAY.match(window.data, window.at) is not None  # begins no statement
            if goes_on and len(window.data) - window.at == ahead:  # nothing there is a row
                self._skip_rows(filling.kind)
                self.is_cut_off = self.is_cut_off or window.at == len(window.data)
                return

    def table(self, name: bytes) -> str:
        """A table's name; a schema or database is part of it only where a dump may hold several."""
        parts = [grammar.identifier(part) for part in grammar.IDENTIFIERS.findall(name)]
        return self._databases.table(parts, dialect=self.dialect.name)

    def forget_emptying(self) -> None:
        """Before the first row, all but what adds rows has emptied the table for it."""
        self.changes = Counter({key: n for key, n in self.changes.items() if key[0] in grammar.ADDING})

    def _run(self) -> re.Pattern[bytes]:
        return grammar.statement_run(self.dialect.escapes, self.dialect.batches)

    def _next(self) -> bool:
        """Go to the next statement; False at the end."""
        window = self.window
        while True:
            window.read_ahead(HEAD_OF_STATEMENT)
            found = BLANK.match(window.data, window.at)
            end = found.end() if found else window.at
            blank = window.data[window.at : end]
            if b"/*!" in blank and (charset := grammar.CHARSET.search(blank)):
                self.charset = charset.group(1).decode("ascii", "replace").lower()
            if b"\\connect" in blank:
                self._databases.follow_psql(blank)
            self.has_footer = self.has_footer or grammar.DUMP_COMPLETE.search(blank) is not None
            window.at = end
            enough = len(window.data) - end >= HEAD_OF_STATEMENT
            comment = window.data[end : end + 2] in (b"/*", b"--") or window.data[end : end + 1] == b"#"
            if comment and enough and window.full:
                window.at += 2  # it does not end: what it holds is read as statements
            elif (comment or not enough) and window.more():
                continue
            elif comment or end == len(window.data):
                window.at = len(window.data)
                window.settle()
                return False
            else:
                return True

    def _create(self, found: re.Match[bytes]) -> Statement:
        window = self.window
        table = self.table(found.group(1))
        self._has_created = True
        end = self._end()
        start = grammar.CREATE.match(window.data, window.at)
        body = window.data[start.end() if start else window.at : end]
        window.at = end
        if not self._ends(end):
            self._other()
        names, binary = self._columns(body)
        return Statement(kind="create", table=table, columns=names, binary=binary)

    def _set(self, start: re.Match[bytes]) -> Statement:
        """An INSERT … SET, which is one row."""
        window, line = self.window, self.window.settle()
        end = self._end()
        raw = window.data[window.at : end]
        window.at = end
        if not self._ends(end):
            self._other()
        pattern, cells, at, more = grammar.assignment(self.dialect.escapes), {}, len(start.group()), True
        while more and (found := pattern.match(raw, at)):
            cells[grammar.identifier(found.group(1))] = found.group(2).strip()
            at, more = found.end(), found.group(3) == b","
        values = tuple(cells.values())
        row = (raw[:KEPT_BYTES],) if more else (b"(" + b", ".join(values) + b")", *values)
        columns = () if more else tuple(cells)
        return Statement(kind="set", table=self.table(start.group(1)), columns=columns, row=row, line=line)

    def _end(self) -> int:
        """Have the statement in memory: where it ends, or where memory does."""
        window, run = self.window, self._run()
        while True:
            whole = run.match(window.data, window.at)
            end = whole.end() if whole else window.at
            if self._ends(end) or window.full or not window.more():
                return end

    def _columns(self, body: bytes) -> tuple[tuple[str, ...], Mapping[str, str]]:
        """The names that the parenthesis of a CREATE TABLE defines, and which are columns of `values.BYTES`,
        `values.BITS` or `values.STAMP`."""
        rules = grammar.grammar(self.dialect.escapes)
        kept = re.compile(rb"(" + rules.string + rb")|" + _COMMENT, re.DOTALL)
        body = kept.sub(lambda match: match.group(1) or b" ", body)
        item = re.compile(rb"\s*+((?>`[^`]*+`|" + rules.value() + rb")*+)", re.DOTALL)
        names, binary, at = [], dict[str, str](), 0
        while found := item.match(body, at):
            text = found.group(1).strip()
            named = None if self._constrains(text) else grammar.IDENTIFIERS.match(text)
            if self.dialect.leaves_out_made and _GENERATED.search(text):
                named = None
            if named:
                names.append(grammar.identifier(named.group()))
                if kind := self._binary_kind(text[named.end() :].lstrip()):
                    binary[names[-1]] = kind
            if body[found.end() : found.end() + 1] != b",":
                break
            at = found.end() + 1
        return tuple(names), binary

    def _binary_kind(self, definition: bytes) -> str:
        is_mysql = self.dialect.name == "MySQL"
        if is_mysql and _BITS.match(definition):
            return BITS
        if is_mysql and _STAMP.match(definition):
            return STAMP
        return BYTES if _BINARY.match(definition) or (is_mysql and _PLACES.match(definition)) else ""

    def _constrains(self, item: bytes) -> bool:
        if item[:1] in (b"`", b'"', b"["):
            return False
        mysql_key = self.dialect.name == "MySQL" and _MYSQL_KEY.match(item)
        return bool(mysql_key or _CONSTRAINT.match(item))

    def _other(self) -> None:
        """Skip a statement that neither makes nor fills a table."""
        window = self.window
        delimiter = grammar.DELIMITER.match(window.data, window.at)
        if delimiter:
            window.at = delimiter.end()
            if delimiter.group(1) != b";":
                self._skip_to(_END_OF_DELIMITER)
            return
        charset = grammar.CHARSET.match(window.data, window.at)
        if charset:
            self.charset = charset.group(1).decode("ascii", "replace").lower()
        self._databases.follow(window.data, window.at)
        if change := grammar.change(window.data, window.at):
            self.changes[change[0], self.table(change[1])] += 1
        if transaction := grammar.TRANSACTION.match(window.data, window.at):
            opens = bool(transaction.group(1))
            self.ends_another = self.ends_another or not (opens or self.in_transaction)
            self.in_transaction = opens
        if grammar.TRIGGER.match(window.data, window.at):
            self._skip_to(grammar.END_OF_TRIGGER)
        start = window.source.position + window.at
        self.skip(self._run())
        if window.source.position + window.at == start:
            window.at += 1

    def _ends(self, at: int) -> bool:
        """Whether a statement ends here."""
        data = self.window.data
        if data[at : at + 1] == b";" or grammar.NEXT_INTO.match(data, at):
            return True
        return self.dialect.batches and grammar.END_OF_BATCH.match(data, at) is not None

    def skip(self, run: re.Pattern[bytes]) -> None:
        """Go to the end of the statement, in strings of any length."""
        window = self.window
        while True:
            found = run.match(window.data, window.at)
            window.at = found.end() if found else window.at
            if self._ends(window.at):
                return
            if window.full:
                self.window.leave_string(self.dialect.escapes)
            elif not window.more():
                self.is_cut_off = self.is_cut_off or not self.dialect.batches
                window.at = len(window.data)
                return

    def _skip_rows(self, kind: str) -> None:
        if kind == "copy":
            self.is_cut_off = not self._skip_to(_END_OF_COPY)
        else:
            is_whole = self._ends_with_a_row()
            self.skip(grammar.data_run(self.dialect.escapes, self.dialect.batches))
            self.is_cut_off = self.is_cut_off and not is_whole

    def _ends_with_a_row(self) -> bool:
        """Whether nothing follows a row in rows without a table, which is how rejects are kept."""
        window = self.window
        window.read_ahead(1024)
        return not self._has_created and not window.data[window.at :].strip()

    def _skip_to(self, mark: re.Pattern[bytes]) -> bool:
        """Go behind what `mark` matches; False where nothing does, and all is skipped."""
        window = self.window
        while True:
            found = mark.search(window.data, window.at)
            if found and (found.end() < len(window.data) or window.ended):
                window.at = found.end()
                return True
            window.at = max(window.at, window.data.rfind(b"\n") + 1 if not window.full else len(window.data))
            if not window.more():
                window.at = len(window.data)
                return False

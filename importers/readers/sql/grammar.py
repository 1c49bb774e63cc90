"""What SQL dumps are made of, as regular expressions over bytes. Repetitions are possessive: no
input makes them go back, so each byte is looked at once or twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from importers.readers.sql.beginning import FLAGS

IDENTIFIER = rb'(?:`(?:[^`]|``)++`|"(?:[^"]|"")++"|\[[^\]]++\]|[\w$\x80-\xff]++)'
NAME = rb"(?:" + IDENTIFIER + rb"(?:\s*+\.\s*+" + IDENTIFIER + rb")*+)"
_COLUMNS = rb"\(\s*+(" + IDENTIFIER + rb"(?:\s*+,\s*+" + IDENTIFIER + rb")*+)\s*+\)"

# Oracle's INSERT ALL is followed by an INTO for each row, as if each of these began a statement.
_INSERT_INTO = (
    rb"(?:INTO\s++|(?:INSERT|REPLACE)\s++"
    rb"(?:(?:LOW_PRIORITY|DELAYED|HIGH_PRIORITY|IGNORE|OR\s++\w++|(?:ALL|FIRST)(?=\s++INTO\s))\s++)*+"
    rb"(?:INTO\s++)?+)(" + NAME + rb")\s*+(?:PARTITION\s*+\([^()]*+\)\s*+)?+"
)

INSERT = re.compile(
    _INSERT_INTO + rb"(?:" + _COLUMNS + rb")?+\s*+(?:OVERRIDING\s++\w++\s++VALUE\s*+)?+VALUES?(?=[\s(])\s*+",
    FLAGS,
)
INSERT_SET = re.compile(
    _INSERT_INTO + rb"(?!(?:\([^()]*+\)\s*+)?+(?:SELECT|WITH)\b)(?:SET(?=[\s`])\s*+)?+", FLAGS
)
"""MySQL's other way to write one row: INSERT INTO t SET a = 1, b = 2. It takes whatever else fills a table,
too, so that none is passed over in silence, but for what other tables' rows make."""
COPY = re.compile(
    rb"COPY\s++(" + NAME + rb")\s*+(?:" + _COLUMNS + rb")?+\s*+FROM\s++STDIN\s*+;[ \t]*+\r?+(?:\n|\Z)", FLAGS
)
CREATE = re.compile(
    rb"CREATE\s++(?:(?:GLOBAL|LOCAL|TEMPORARY|TEMP|UNLOGGED|FOREIGN)\s++)*+TABLE\s++(?:/\*[^*]*+\*/\s*+)?+(?:IF\s++NOT\s++EXISTS\s++)?+("
    + NAME
    + rb")\s*+\(",
    FLAGS,
)
_CHANGE = re.compile(
    rb"(UPDATE|DELETE|TRUNCATE|MERGE|DROP(?=\s++TABLE\s))\s++"
    rb"(?:(?:LOW_PRIORITY|QUICK|IGNORE|ONLY|FROM|TABLE|INTO|IF|EXISTS)\s++)*+(" + NAME + rb")",
    FLAGS,
)
_SELECTED = re.compile(_INSERT_INTO + rb"(?:\([^()]*+\)\s*+)?+(?:SELECT|WITH)\b", FLAGS)
_LOADED = re.compile(rb"LOAD\s++DATA\s[^;]{1,1000}?\bINTO\s++TABLE\s++(" + NAME + rb")", FLAGS)
ADDING = ("INSERT … SELECT", "LOAD DATA")
"""What `change` calls statements that add rows which the dump itself does not have."""
TRIGGER = re.compile(rb"CREATE\s++(?:TEMP(?:ORARY)?\s++)?+TRIGGER\s[^;]*?\sBEGIN\s", FLAGS)
"""A trigger whose body's statements end in semicolons, as SQLite writes it."""
END_OF_TRIGGER = re.compile(rb";\s*+END\s*+(?=;|\Z)", FLAGS)
_HEADER = re.compile(rb"--\s(?:MySQL|MariaDB) dump \d|--\sPostgreSQL database dump\s")
DUMP_COMPLETE = re.compile(rb"--\s(?:Dump completed|PostgreSQL database dump complete)")
TRANSACTION = re.compile(
    rb"(?:(BEGIN(?:\s++(?:TRANSACTION|WORK))?|START\s++TRANSACTION)|COMMIT|END(?:\s++TRANSACTION)?|ROLLBACK)\b",
    FLAGS,
)
ROLLBACK = "ROLLBACK"
_ROLLBACK = re.compile(rb"ROLLBACK\b", FLAGS)
ANY_TABLE = b'""'
"""The name of no table: what it stands for may concern each of them."""
DELIMITER = re.compile(rb"DELIMITER[ \t]++(\S++)[^\n]*+(?:\n|\Z)", FLAGS)
CHARSET = re.compile(rb"SET\s++(?:NAMES\s++|client_encoding\s*+=\s*+)['\"]?+([\w-]++)", FLAGS)
IDENTIFIERS = re.compile(IDENTIFIER, FLAGS)
COMMENT_IN_VALUES = re.compile(
    rb"[\s,]*+(?:--(?=[\s-])[^\n]*+\n|\#[^\n]*+\n|/\*(?>[^*]++|\*(?!/))*+\*/)", FLAGS
)
"""A comment between two rows, behind their comma or before it."""
CUT_COMMENT = re.compile(rb"[\s,]*+(?:-\Z|--[^\n]*+\Z|\#[^\n]*+\Z|/\Z|/\*(?>[^*]++|\*(?!/))*+\*?+\Z)", FLAGS)
"""The start of one, which ends behind what was read."""
_GOES_ON = rb"\n(?!(?:GO|INSERT)(?:\s|\Z)|[A-Z]{0,6}\Z)"
"""A line end after which a statement goes on, where a line that says GO ends it."""

_NESTING = 5


@dataclass(frozen=True)
class Dialect:
    """A dump's language. `escapes`: whether a backslash in a plain string means something. `leaves_out_made`:
    whether rows have no value for columns that the database makes of others."""

    name: str
    escapes: bool
    leaves_out_made: bool = False

    @property
    def batches(self) -> bool:
        """Whether a line that says GO ends a statement."""
        return self.name == "SQL Server"


_ENDS = rb"(?![\w\x80-\xff])"
"""No word touches the end of a string: where one does, a quotation mark is missing or was added, and reading
on would take the next rows for text."""


@dataclass(frozen=True)
class Grammar:
    """What depends on whether backslashes escape. In values, unlike in other text, strings end cleanly."""

    string: bytes
    quoted: bytes
    nested: bytes

    def strings(self) -> bytes:
        """The strings and parentheses of which values are made."""
        return self.string + _ENDS + rb"|" + self.quoted + _ENDS + rb"|" + self.nested

    def value(self) -> bytes:
        """One value: strings, calls and bare words up to the next comma."""
        dollars = rb"\$\$(?>[^$]++|\$(?!\$))*+\$\$|"
        return rb"(?>" + dollars + self.strings() + rb"|[^()'\",;]++)*+"


@cache
def grammar(escapes: bool) -> Grammar:
    """Return the patterns of strings, quoted names and parentheses, by whether backslashes escape."""
    inside = rb"(?>[^%s\\]++|\\.|%s%s)*+" if escapes else rb"(?>[^%s]++|%s%s)*+"
    string = b"'" + inside % (b"'", b"'", b"'") + b"'"
    quoted = b'"' + inside % (b'"', b'"', b'"') + b'"'
    if not escapes:  # PostgreSQL's strings with escapes say so themselves
        string = rb"(?:(?<=[eE])'(?>[^'\\]++|\\.|'')*+'|" + string + rb")"
    inner = rb"[^()'\"]++|" + string + _ENDS + rb"|" + quoted + _ENDS
    nested = rb"\((?>" + inner + rb")*+\)"
    for _ in range(_NESTING):
        nested = rb"\((?>" + inner + rb"|" + nested + rb")*+\)"
    return Grammar(string, quoted, nested)


@cache
def row_of(width: int, escapes: bool) -> re.Pattern[bytes]:
    """A row of `width` values of any type: group 1 is the row, the groups after it are the values."""
    return _row(width, grammar(escapes).value())


@cache
def plain_row_of(width: int, escapes: bool) -> re.Pattern[bytes]:
    """The same for strings and bare words alone, which nearly all rows are made of."""
    string = rb"'[^'\\]*+(?>(?:\\.|'')[^'\\]*+)*+'" if escapes else rb"'[^']*+(?>''[^']*+)*+'"
    return _row(width, string + rb"|[^'\",();]*+")


def _row(width: int, value: bytes) -> re.Pattern[bytes]:
    values = rb",".join([rb"\s*+(" + value + rb")"] * width)
    return re.compile(rb"\s*+,?+\s*+(?:ROW\s*+)?+(\(" + values + rb"\))", FLAGS)


@cache
def any_row(escapes: bool) -> re.Pattern[bytes]:
    """Return the pattern of a row of any width: group 1 is all of it, group 2 what its parentheses hold."""
    return re.compile(
        rb"\s*+,?+\s*+(?:ROW\s*+)?+(\(((?>[^()'\"]++|%b)*+)\))" % grammar(escapes).strings(), FLAGS
    )


@cache
def values_of(escapes: bool) -> re.Pattern[bytes]:
    """The values between commas, one match each (with the comma before it)."""
    return re.compile(rb"(?:\A|,)\s*+(" + grammar(escapes).value() + rb")", FLAGS)


@cache
def assignment(escapes: bool) -> re.Pattern[bytes]:
    """A column and its value in INSERT … SET, and what ends it."""
    g = grammar(escapes)
    bare = rb"(?!\bON\s++DUPLICATE\s)[^()'\",;]"
    value = rb"(?>" + g.string + rb"|" + g.quoted + rb"|" + g.nested + rb"|" + bare + rb")++"
    return re.compile(rb"\s*+(" + IDENTIFIER + rb")\s*+=\s*+(" + value + rb")(,|ON\s++DUPLICATE\s|\Z)", FLAGS)


NEXT_INTO = re.compile(rb"(?<!\w)INTO\s", FLAGS)
"""Where the next row of an INSERT ALL begins."""


@cache
def data_run(escapes: bool, batches: bool = False) -> re.Pattern[bytes]:
    """Rows that nobody wants, up to the end of the statement or the next INTO of an INSERT ALL."""
    g = grammar(escapes)
    plain = (
        rb"(?!" + NEXT_INTO.pattern + rb")I|" + (rb"[^;'\"\nI]++|" + _GOES_ON if batches else rb"[^;'\"I]++")
    )
    return re.compile(rb"(?>" + plain + rb"|" + g.string + rb"|" + g.quoted + rb")*+", FLAGS)


@cache
def statement_run(escapes: bool, batches: bool = False) -> re.Pattern[bytes]:
    """Any statement up to its end, with `batches` a line that says GO, too: comments and dollar-quoted
    bodies hold no end."""
    g = grammar(escapes)
    comment = rb"--[^\n]*+\n|/\*(?>[^*]++|\*(?!/))*+\*/"
    dollars = rb"\$(\w*+)\$.*?\$\1\$"
    plain = rb"[^;'\"`\-/$\n]++|" + _GOES_ON if batches else rb"[^;'\"`\-/$]++"
    return re.compile(
        rb"(?>" + rb"|".join([plain, g.string, g.quoted, rb"`[^`]*+`", comment, dollars]) + rb"|[-/$])*+",
        FLAGS,
    )


END_OF_BATCH = re.compile(rb"\n(?:GO|INSERT)(?:\s|\Z)", FLAGS)
"""Where a statement ends without a semicolon."""


@cache
def inside_string(escapes: bool, quote: bytes) -> re.Pattern[bytes]:
    """What may follow inside an open string."""
    body = rb"(?>[^%s\\]++|\\.|%s%s)*+" if escapes else rb"(?>[^%s]++|%s%s)*+"
    return re.compile(body % (quote, quote, quote), FLAGS)


_SIGNS = {
    "MySQL": rb"MySQL|MariaDB|phpMyAdmin|^/\*!\d{5}|ENGINE\s*="
    rb"|^(?:CREATE|INSERT|REPLACE|DROP|LOCK)\b[^`'\n]*`",
    "PostgreSQL": rb"PostgreSQL|pg_catalog|^SET standard_conforming_strings|^COPY\s[^;\n]*\sFROM stdin;",
    "SQLite": rb"^PRAGMA\s|^BEGIN TRANSACTION;",
    "SQL Server": rb"^USE \[|^SET ANSI_NULLS|^SET IDENTITY_INSERT|^GO\s*$|\[dbo\]\.\[",
    "Oracle": rb"^REM INSERTING|^SET DEFINE OFF",
}


def dialect_of(head: bytes) -> Dialect:
    """By the first sign of a tool; later ones may stand in somebody's note."""
    start = head[:65536]
    found = {name: re.search(sign, start, re.MULTILINE) for name, sign in _SIGNS.items()}
    places = {name: match.start() for name, match in found.items() if match}
    name = min(places, key=lambda name: places[name]) if places else "SQL"
    if name == "MySQL":
        settings = (statement.partition(b"SET")[2] for statement in start.split(b";"))
        escapes = not any(b"NO_BACKSLASH_ESCAPES" in setting for setting in settings)
        return Dialect(name, escapes=escapes, leaves_out_made=b"-- MariaDB dump" not in start[:200])
    if name == "PostgreSQL":
        off = re.search(rb"^SET standard_conforming_strings\s*(?:=|TO)\s*'?off", start, re.MULTILINE)
        return Dialect(name, escapes=off is not None)
    guessed = name == "SQL" and re.search(rb"\\'\w|\\\"\w", start) is not None
    return Dialect(name, escapes=guessed)


CLOCK = re.compile(rb"\bSET\s+(?:SESSION\s+)?TIME_ZONE\s*=\s*['\"]([+-]\d\d:\d\d)['\"]", re.IGNORECASE)
"""The clock of the session that a dump is written for, as an offset."""


def has_footer(head: bytes) -> bool:
    """Whether a tool wrote the dump that ends with a comment that it is complete."""
    return _HEADER.search(head[:2048]) is not None


def change(data: bytes, at: int) -> tuple[str, bytes] | None:
    """What the statement at `at` does to rows, and the table that it names, `ANY_TABLE` for a ROLLBACK; None
    for any other statement."""
    if _ROLLBACK.match(data, at):
        return ROLLBACK, ANY_TABLE
    if found := _CHANGE.match(data, at):
        return found.group(1).decode().upper(), found.group(2)
    for verb, pattern in zip(ADDING, (_SELECTED, _LOADED), strict=True):
        if found := pattern.match(data, at):
            return verb, found.group(1)
    return None


def identifier(name: bytes) -> str:
    """A name without its quotation marks."""
    text = name.decode("utf-8", "replace")
    mark = text[:1]
    if mark in ("`", '"'):
        return text[1:-1].replace(mark * 2, mark)
    return text[1:-1] if mark == "[" else text

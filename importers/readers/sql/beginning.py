"""How a SQL dump begins, apart from the rest of the grammar: every text is looked at for it."""

from __future__ import annotations

import re

FLAGS = re.IGNORECASE | re.DOTALL

BLANK = re.compile(
    rb"(?>[\s;]++|--(?=[\s-])[^\n]*+\n|\#[^\n]*+\n|/\*(?>[^*]++|\*(?!/))*+\*/|GO(?=\s)"
    rb"|\\(?:un)?restrict[^\n]*+\n|\\connect[^\n]*+\n|REM(?=\s)[^\n]*+\n)*+",
    FLAGS,
)
"""Comments, and what else stands between statements."""

_STARTS = re.compile(
    rb"(?:CREATE\s|INSERT\s+(?:INTO|IGNORE|OR|\[)\s?|REPLACE\s+INTO\s|COPY\s.*\sFROM\s+stdin|SET\s+NAMES\s"
    rb"|SET\s+\S+\s*(?:=|TO\b|ON\b|OFF\b)|DROP\s+(?:TABLE|DATABASE)\s|USE\s+\S+(?:;|\s)|BEGIN\s*(?:TRANSACTION)?;"
    rb"|START\s+TRANSACTION|PRAGMA\s|LOCK\s+TABLES\s|ALTER\s+TABLE\s|TRUNCATE\s|DELETE\s+FROM\s"
    rb"|SELECT\s+pg_catalog)",
    FLAGS,
)


def looks_like_sql(head: bytes) -> bool:
    """Whether the text starts with what a dump starts with, after its comments."""
    start = head.removeprefix(b"\xef\xbb\xbf")
    blank = BLANK.match(start)
    rest = start[blank.end() if blank else 0 :][:200]
    if rest:
        return _STARTS.match(rest) is not None
    return start.lstrip().startswith((b"--", b"/*")) and b"dump" in start[:2000].lower()

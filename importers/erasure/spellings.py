"""Finds text also where it is escaped: percent-encoded, in HTML, in JSON or as quoted-printable; and where
characters without a width stand in it."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Connection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

_DEEPEST = 4
"""How often a text may be escaped: `%2540` is escaped twice."""

# Each of them stands for one character: those of several bytes are escaped byte by byte.
_BYTES = (
    r"{mark}[0-7]{hex}|{mark}[cd]{hex}{mark}[89ab]{hex}|{mark}e{hex}(?:{mark}[89ab]{hex}){{2}}"
    r"|{mark}f[0-7](?:{mark}[89ab]{hex}){{3}}|{mark}[89a-f]{hex}"
)
_ESCAPE = re.compile(
    "|".join(
        (
            _BYTES.format(mark="%", hex="[0-9a-f]"),
            _BYTES.format(mark="=", hex="[0-9a-f]"),
            r"&#\d{1,7};?|&#x[0-9a-f]{1,6};?|&[a-z]{2,8};",
            # All backslashes at once: each of a long run would be tried with all that follow.
            r"(?<!\\)\\++(?:u[0-9a-f]{4}|x[0-9a-f]{2}|[nrt])",
        )
    ),
    re.IGNORECASE,
)
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
"""Characters that may stand in a text without being seen, as a range of a regular expression's class."""

_WITHOUT_WIDTH = re.compile(f"[{INVISIBLE}]")
# What no address or name has in it (`&amp;`) hides none, unless that is escaped itself.
_HIDING = r"[%=][0-9a-f]{2}|&(?!(?:amp|lt|gt|quot|apos);(?![#a-z]))[#a-z]|\\[ux]"
_HIDING_TEXT = re.compile(_HIDING + r"|\\[nrt]", re.IGNORECASE)
_INVISIBLE_BYTES = rb"|\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf"
_HIDING_BYTES = re.compile(_HIDING.encode() + _INVISIBLE_BYTES, re.IGNORECASE)
_FUNCTION = "may_hide_text"


@dataclass(frozen=True, kw_only=True)
class _Unescaped:
    """A text without its escapes, and where each of those characters came from."""

    text: str
    places: list[int] = field(default_factory=list)
    sources: list[tuple[int, int]] = field(default_factory=list)

    def source(self, place: int) -> tuple[int, int]:
        """Where the character at `place` begins and ends in the escaped text."""
        last = bisect_right(self.places, place) - 1
        if last < 0:
            return place, place + 1
        begin, end = self.sources[last]
        beyond = place - self.places[last]
        return (begin, end) if not beyond else (end + beyond - 1, end + beyond)


def replace(pattern: re.Pattern[str], by: str, text: str) -> str:
    """`text` with `by` in place of all that the pattern finds, in any spelling."""
    done, pieces = 0, []
    for begin, end in sorted(_spans(pattern, text, 0)):
        if begin >= done:
            pieces += [text[done:begin], by]
        done = max(done, end)
    return "".join([*pieces, text[done:]])


def unescaped(text: str) -> Iterator[str]:
    """The text as it is, without characters that cannot be seen, and without its escapes as often as it is
    escaped."""
    yield text
    if not text.isascii() and _WITHOUT_WIDTH.search(text):
        yield (text := without_invisible(text))
    for _ in range(_DEEPEST):
        plain = _unescaped(text) if _HIDING_TEXT.search(text) else None
        if plain is None:
            return
        text = plain.text
        yield text


def without_invisible(text: str) -> str:
    """The text without the characters of `INVISIBLE`."""
    return _WITHOUT_WIDTH.sub("", text)


def set_up(connection: Connection) -> None:
    """Give a SQLite connection the function that `may_hold_escapes` calls."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.create_function(_FUNCTION, 1, _may_hide, deterministic=True)


def may_hold_escapes(text: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a text has what looks like an escape, or one of `INVISIBLE`; see `set_up`."""
    return _MayHoldEscapes(text)


def _may_hide(value: bytes | None) -> bool:
    return value is not None and _HIDING_BYTES.search(value) is not None


def _spans(pattern: re.Pattern[str], text: str, depth: int) -> Iterator[tuple[int, int]]:
    yield from (found.span() for found in pattern.finditer(text))
    plain = _unescaped(text) if depth < _DEEPEST else None
    if plain is not None:
        for begin, end in _spans(pattern, plain.text, depth + 1):
            yield plain.source(begin)[0], plain.source(end - 1)[1]


def _unescaped(text: str) -> _Unescaped | None:
    """The text without its escapes; None where it has none."""
    pieces: list[str] = []
    places: list[int] = []
    sources: list[tuple[int, int]] = []
    done = size = 0
    for found in _ESCAPE.finditer(text):
        character = _character(found[0])
        if len(character) != 1:
            continue
        pieces += [text[done : found.start()], character]
        size += found.start() - done
        places.append(size)
        sources.append(found.span())
        size, done = size + 1, found.end()
    if not pieces:
        return None
    return _Unescaped(text="".join([*pieces, text[done:]]), places=places, sources=sources)


def _character(escape: str) -> str:
    if escape[0] == "&":
        return html.unescape(escape)
    if escape[0] == "\\":
        code = escape.lstrip("\\")
        return _CONTROLS.get(code.lower()) or chr(int(code[1:], 16))
    encoded = bytes.fromhex(escape.replace(escape[0], ""))
    return encoded.decode("latin-1" if len(encoded) == 1 else "utf-8", "replace")


class _MayHoldEscapes(FunctionElement[bool]):
    inherit_cache = True
    type = Boolean()


@compiles(_MayHoldEscapes)
def _in_sqlite(element: _MayHoldEscapes, compiler: Any, **given: Any) -> str:
    (text,) = (compiler.process(clause, **given) for clause in element.clauses)
    # As bytes: the driver cannot decode lone surrogates.
    return f"({text} GLOB '*[%&=\\{INVISIBLE}]*' AND {_FUNCTION}(CAST({text} AS BLOB)))"


@compiles(_MayHoldEscapes, "postgresql")
def _in_postgresql(element: _MayHoldEscapes, compiler: Any, **given: Any) -> str:
    (text,) = (compiler.process(clause, **given) for clause in element.clauses)
    return f"{text} ~* '{_HIDING.replace('%', '%%')}|[{INVISIBLE}]'"

"""One SQL value as text, slowly and strictly: what the columnar way of `values` is held against."""

from __future__ import annotations

import datetime as dt
import re
import sys

from importers.readers.value_text import of_bytes

_WORD = re.compile(r"[-+]?[\w.]+(?:(?<=[eE])[-+]\d+)?")
_INTRODUCED = re.compile(r"\s+(?:0x((?:[0-9a-fA-F]{2})+)\b|[xX]'((?:[0-9a-fA-F]{2})*)')")
_HEXADECIMAL = re.compile(r"0x(?:[0-9a-fA-F]{2})+\Z")
_KIND = re.compile(r"\s*(?:AS|USING)\s+([\w ]+)(?:\([\d, ]*\))?", re.IGNORECASE)
_DATETIME = re.compile(r"0x([0-9a-fA-F]{8})([0-9a-fA-F]{8})\Z")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\Z")
_MYSQL = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "%": "\\%", "_": "\\_"}
_C_STYLE = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_C_ESCAPE = re.compile(
    rb"\\(?:x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|(.))", re.DOTALL
)
_UNISTR = re.compile(r"\\(?:\\|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|\+([0-9a-fA-F]{6})|([0-9a-fA-F]{4}))")


_COMMENT = r"(?:/\*(?>[^*]++|\*(?!/))*+\*/|--(?=[\s-])[^\n]*+(?:\n|\Z)|#[^\n]*+(?:\n|\Z))"
_COMMENTS_BEFORE = re.compile(rf"(?:\s*+{_COMMENT})++\s*+")
_COMMENTS_BEHIND = re.compile(rf"(?:\s*+{_COMMENT})*+\s*+\Z")


class NotLiteralError(Exception):
    """An expression whose value only a database can work out."""


def literal(token: str, *, escapes: bool) -> str | None:
    """The text of a value as it stands in a dump; None for NULL. An expression that is none of the
    constants that dumps write stays as it is written."""
    text = token.strip()
    commented = _COMMENTS_BEFORE.match(text)
    try:
        value, rest = _expression(text[commented.end() :] if commented else text, escapes)
    except (NotLiteralError, ValueError, IndexError, OverflowError):
        return text
    return value if _COMMENTS_BEHIND.match(rest) else text


def c_style(text: str) -> str:
    """The text of a COPY cell, or of what stands between an escape string's quotation marks.

    Octal and hexadecimal escapes are bytes, several of which may make one character.
    """
    return _C_ESCAPE.sub(_c_escape, text.encode()).decode("utf-8", "replace")


def _c_escape(found: re.Match[bytes]) -> bytes:
    hexadecimal, short, long, octal, other = found.groups()
    if octal:
        return bytes([int(octal, 8) & 0xFF])
    if hexadecimal:
        return bytes([int(hexadecimal, 16)])
    if short or long:
        code = int(short or long, 16)
        return chr(code).encode("utf-8", "replace") if code <= sys.maxunicode else b"\xff"
    return _C_STYLE.get(other, other)


def _expression(text: str, escapes: bool) -> tuple[str | None, str]:
    """The value of the first expression of `text`, and what follows it."""
    value, rest = _term(text.lstrip(), escapes)
    while True:
        rest = rest.lstrip()
        if rest.startswith("||"):
            other, rest = _term(rest[2:].lstrip(), escapes)
            value = None if value is None or other is None else value + other
        elif rest.startswith("::"):
            rest = re.sub(r"\A::\s*(?:\"[^\"]*\"|[\w.]+(?: [a-z]+)*)(?:\([\d, ]*\))?(?:\[\])?", "", rest)
        elif rest.startswith("'") and value is not None:  # strings side by side are one
            other, rest = _term(rest, escapes)
            value += other or ""
        else:
            return value, rest


def _term(text: str, escapes: bool) -> tuple[str | None, str]:
    if text[0] in "'\"$":
        return _string(text, escapes)
    if text[0] == "(":
        value, rest = _expression(text[1:], escapes)
        return value, _closed(rest)
    found = _WORD.match(text)
    if found is None:
        raise NotLiteralError
    word, rest = found.group(), text[found.end() :]
    if rest.lstrip()[:1] == "'":
        return _prefixed(word, rest.lstrip(), escapes)
    if word[0] == "_" and (digits := _INTRODUCED.match(rest)):
        return _in_charset(bytes.fromhex(digits[1] or digits[2]), word[1:]), rest[digits.end() :]
    if rest[:1] == "(":
        return _call(word.lower(), rest[1:], escapes)
    return _constant(word), rest


def _string(text: str, escapes: bool) -> tuple[str, str]:
    if text.startswith("$$"):
        end = text.index("$$", 2)
        return text[2:end], text[end + 2 :]
    if text[0] == "$":
        raise NotLiteralError
    end = _end_of_string(text, escapes)
    return _plain(text[1 : end - 1], text[0], escapes), text[end:]


def _constant(word: str) -> str | None:
    if word.lower() == "null":
        return None
    if _HEXADECIMAL.match(word):
        return of_bytes(bytes.fromhex(word[2:]))
    if _NUMBER.match(word) or word.lower() in ("true", "false"):
        return word
    raise NotLiteralError


def _prefixed(word: str, text: str, escapes: bool) -> tuple[str | None, str]:
    """A string with a word before it: x'61', b'01', E'\\n', N'text', _utf8'text', date '2020-11-04'."""
    kind = word.lower()
    end = _end_of_string(text, escapes or kind == "e")
    inside, rest = text[1 : end - 1], text[end:]
    if kind == "x":
        return of_bytes(bytes.fromhex(inside)), rest
    if kind == "b":
        return str(int(inside or "0", 2)), rest
    if kind == "e":
        return c_style(inside.replace("''", "\\'")), rest
    return _plain(inside, "'", escapes), rest


def _in_charset(data: bytes, charset: str) -> str:
    """Bytes as the text they are in the character set that is named before them."""
    try:
        return data.decode({"binary": "utf-8", "latin1": "cp1252"}.get(charset.lower(), "utf-8"))
    except UnicodeDecodeError:
        return of_bytes(data)


def _call(name: str, text: str, escapes: bool) -> tuple[str | None, str]:
    arguments: list[str | None] = []
    kind = ""
    while True:
        value, text = _expression(text, escapes)
        arguments.append(value)
        if named := _KIND.match(text):
            kind, text = named[1].strip().lower(), text[named.end() :]
        text = text.lstrip()
        if not text.startswith(","):
            break
        text = text[1:]
    rest = _closed(text)
    if None in arguments and name in _STRICT:
        return None, rest
    return _called(name, [argument or "" for argument in arguments], kind), rest


_STRICT = ("replace", "cast", "convert", "unistr", "concat", "to_date", "to_timestamp", "str_to_date")
"""Calls whose value is NULL where one of their arguments is."""


def _called(name: str, texts: list[str], kind: str) -> str:
    """What a call makes of its arguments; `kind` is the type that is named among them."""
    value = None
    if name == "replace" and len(texts) == 3:
        value = texts[0].replace(texts[1], texts[2])
    elif name == "concat":
        value = "".join(texts)
    elif name in ("char", "chr"):
        value = "".join(chr(int(code)) for code in texts)
    elif name == "unistr":
        value = _UNISTR.sub(_unicode, texts[0])
    elif name in ("cast", "convert") and len(texts) == 1:
        value = _moment(texts[0]) if kind == "datetime" else texts[0]
    elif name in ("to_date", "to_timestamp", "str_to_date") and len(texts) == 2:
        value = texts[0]  # as it is written: the second one gives its shape
    if value is None:
        raise NotLiteralError
    return value


def _moment(text: str) -> str:
    """SQL Server's datetime where it is written as bytes: days since 1900, and 300ths of seconds."""
    found = _DATETIME.match(text)
    if found is None:
        return text
    days, ticks = (int(group, 16) for group in found.groups())
    return str(dt.datetime(1900, 1, 1) + dt.timedelta(days=days, milliseconds=round(ticks * 10 / 3)))  # noqa: DTZ001 - it knows no zone


def _unicode(found: re.Match[str]) -> str:
    number = next((group for group in found.groups() if group), None)
    return chr(int(number, 16)) if number else "\\"


def _closed(rest: str) -> str:
    rest = rest.lstrip()
    if rest[:1] != ")":
        raise NotLiteralError
    return rest[1:]


def _end_of_string(text: str, escapes: bool) -> int:
    """Where the string that `text` starts with ends, behind its quotation mark."""
    mark, at = text[0], 1
    while True:
        if escapes and text[at] == "\\":
            at += 2
        elif text[at] != mark:
            at += 1
        elif text[at + 1 : at + 2] == mark:
            at += 2
        else:
            return at + 1


def _plain(inside: str, mark: str, escapes: bool) -> str:
    if not escapes:
        return inside.replace(mark * 2, mark)
    pattern = rf"\\(.)|{mark}{mark}"
    return re.sub(
        pattern,
        lambda found: mark if found[1] is None else _MYSQL.get(found[1], found[1]),
        inside,
        flags=re.DOTALL,
    )

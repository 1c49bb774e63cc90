"""A column of SQL values as a column of text, all at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from importers.readers.sql.literals import c_style, literal
from importers.readers.value_text import of_bytes

_MYSQL = {"0": "\0", "b": "\b", "n": "\n", "r": "\r", "t": "\t", "Z": "\x1a", "%": "\\%", "_": "\\_"}
_MYSQL_ESCAPES = {f"\\{chr(code)}": _MYSQL.get(chr(code), chr(code)) for code in range(128)} | {"''": "'"}
_COPY_ESCAPES = {"\\b": "\b", "\\f": "\f", "\\n": "\n", "\\r": "\r", "\\t": "\t", "\\v": "\v", "\\\\": "\\"}
_INTRODUCER = re.compile(r"\A_\w+\s*(?=['0xXbB])")
_DIGITS = re.compile(r"0?([xXbB])'?([0-9a-fA-F]*)'?\Z")
_NUMBER = r"\A[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?\z"


BYTES, BITS = "bytes", "bits"
"""What a column of binary values has: bytes, or MySQL's bits, which are a number."""

STAMP = "stamp"
"""MySQL's TIMESTAMP: its values are written by the clock that the session, and so the dump, is set to."""


@dataclass(frozen=True, kw_only=True)
class Encoding:
    """UTF-8, and where that does not fit, `other`; with `only`, nothing but `other`. Empty: no other."""

    other: str = ""
    only: bool = False


@dataclass(frozen=True)
class SqlColumn:
    """Texts, null for NULL; `bad` are the rows whose bytes are text in no known encoding."""

    texts: pl.Series
    bad: list[int]


def of_literals(tokens: Sequence[bytes], *, escapes: bool, encoding: Encoding, binary: str) -> SqlColumn:
    """Values as they stand in an INSERT; `binary` is `BYTES` or `BITS` where its column is of those."""
    if binary == BITS:
        return SqlColumn(_each(pl.Series([token.decode("latin-1") for token in tokens]), _bits), [])

    def slow(token: str) -> str | None:
        return literal(token, escapes=escapes)

    column = _column(tokens, lambda texts: _literals(texts, escapes, slow), slow, encoding, binary)
    # SQLite keeps texts in such columns, too, and writes bytes as x'61'.
    return SqlColumn(_of_controls(column.texts), column.bad) if binary and escapes else column


def of_copy(cells: Sequence[bytes], *, encoding: Encoding, binary: str) -> SqlColumn:
    """Cells as they stand in a COPY block."""

    def slow(cell: str) -> str | None:
        return None if cell == "\\N" else c_style(cell)

    return _column(cells, lambda texts: _copied(texts, slow), slow, encoding, binary)


def _column(
    raw: Sequence[bytes],
    fast: Callable[[pl.Series], pl.Series],
    slow: Callable[[str], str | None],
    encoding: Encoding,
    binary: str,
) -> SqlColumn:
    decoded = _decoded(raw, encoding)
    odd = decoded.is_null().arg_true().to_list() if decoded.null_count() else []
    texts = fast(decoded)
    bad: list[int] = []
    read: dict[int, str | None] = {}
    for row in odd:
        text = _decode(raw[row], encoding.other)
        if binary or raw[row].lower().startswith(b"_binary"):
            read[row] = of_bytes((slow(raw[row].decode("latin-1")) or "").encode("latin-1", "replace"))
        elif text is not None:
            read[row] = slow(text)
        else:
            bad.append(row)
    if read:
        texts = texts.scatter(list(read), pl.Series(list(read.values()), dtype=pl.String))
    if binary:
        texts = _of_bytea(texts)
    return SqlColumn(texts, bad)


def _decoded(raw: Sequence[bytes], encoding: Encoding) -> pl.Series:
    """Cells as text; null where the encoding does not fit."""
    if not encoding.only:
        try:
            return pl.Series(raw, dtype=pl.Binary).cast(pl.String)
        except pl.exceptions.ComputeError:
            pass
    first = encoding.other if encoding.only else "utf-8"
    return pl.Series([_decode(cell, first) for cell in raw], dtype=pl.String)


def _decode(cell: bytes, encoding: str) -> str | None:
    """The text; cp1252 as MySQL has it, where the five bytes that have no character are controls."""
    if not encoding:
        return None
    try:
        return cell.decode(encoding)
    except UnicodeDecodeError:
        return cell.decode("latin-1") if encoding == "cp1252" else None


def _literals(texts: pl.Series, escapes: bool, slow: Callable[[str], str | None]) -> pl.Series:
    quoted = texts.str.starts_with("'") & texts.str.ends_with("'")
    inner = texts.str.strip_prefix("'").str.strip_suffix("'")
    found = inner
    odd = quoted & inner.str.contains(r"['\\]" if escapes else "'")
    if odd.any():
        rows = odd.arg_true()
        found = found.scatter(rows, _unescaped(inner.gather(rows), texts.gather(rows), escapes, slow))
    if quoted.all():
        return found
    null = texts.str.to_uppercase() == "NULL"
    number = texts.str.contains(_NUMBER)
    found = pl.select(
        pl.when(quoted).then(found).when(null).then(None).otherwise(texts).alias("found")
    ).to_series()
    rows = (~quoted & ~null & ~number).arg_true()
    if len(rows):
        found = found.scatter(rows, _each(texts.gather(rows), slow))
    return found


def _unescaped(
    inner: pl.Series, tokens: pl.Series, escapes: bool, slow: Callable[[str], str | None]
) -> pl.Series:
    """What stands between quotation marks, with what is doubled or escaped as it is meant."""
    if escapes:
        plain = inner.str.replace_many(list(_MYSQL_ESCAPES), list(_MYSQL_ESCAPES.values()))
        # A mark that ends the string early (several strings in one value), or an escape of a character
        # that is not ASCII.
        odd = inner.str.replace_all(r"(?s)\\.|''", "").str.contains("'", literal=True)
        odd = odd | inner.str.contains(r"\\[^\x00-\x7F]")
    else:
        plain = inner.str.replace_all("''", "'", literal=True)
        odd = inner.str.replace_all("''", "", literal=True).str.contains("'", literal=True)
    rows = odd.arg_true()
    return plain.scatter(rows, _each(tokens.gather(rows), slow)) if len(rows) else plain


def _copied(cells: pl.Series, slow: Callable[[str], str | None]) -> pl.Series:
    odd = cells.str.contains("\\", literal=True).fill_null(False)
    if not odd.any():
        return cells
    rows = odd.arg_true()
    chosen = cells.gather(rows)
    plain = chosen.str.replace_many(list(_COPY_ESCAPES), list(_COPY_ESCAPES.values()))
    rare = chosen.str.contains(r"\\[^bfnrtv\\]").arg_true()
    if len(rare):
        plain = plain.scatter(rare, _each(chosen.gather(rare), slow))
    return cells.scatter(rows, plain)


def _each(texts: pl.Series, slow: Callable[[str], str | None]) -> pl.Series:
    known: dict[str, str | None] = {}
    for text in texts:
        if text is not None and text not in known:
            known[text] = slow(text)
    return pl.Series([known.get(text) for text in texts], dtype=pl.String)


def _of_controls(texts: pl.Series) -> pl.Series:
    """Bytes that are no text, though they could be, as a database's driver gives them."""
    rows = texts.str.contains(r"[\x00-\x08\x0B\x0C\x0E-\x1F]").fill_null(False).arg_true()
    return (
        texts.scatter(rows, [of_bytes(text.encode()) for text in texts.gather(rows)]) if len(rows) else texts
    )


def _bits(token: str) -> str | None:
    """A BIT as a number: b'101', 0b101, 0x05, x'05', or a string of its bytes, each also after `_binary`."""
    token = _INTRODUCER.sub("", token)
    if token.startswith("'"):
        data = (literal(token, escapes=True) or "").encode("latin-1", "replace")
        return str(int.from_bytes(data))
    if found := _DIGITS.match(token):
        return str(int(found[2] or "0", 16 if found[1] in "xX" else 2))
    return {"true": "1", "false": "0"}.get(token.lower()) or literal(token, escapes=True)


def _of_bytea(texts: pl.Series) -> pl.Series:
    """PostgreSQL writes bytes as \\x and hexadecimal digits."""
    rows = texts.str.contains(r"\A\\x(?:[0-9a-fA-F]{2})*\z").fill_null(False).arg_true()
    if not len(rows):
        return texts
    return texts.scatter(rows, [of_bytes(bytes.fromhex(text[2:])) for text in texts.gather(rows)])

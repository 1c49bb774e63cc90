"""Typed values as the text that people know them by."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import msgspec

SURROGATE = re.compile("[\ud800-\udfff]")
"""Half of a surrogate pair. Alone it is no character, and no encoding can store it."""


def replace_surrogates(text: str) -> str:
    """The text with U+FFFD for every half of a surrogate pair."""
    return text if text.isascii() else SURROGATE.sub("\ufffd", text)


def of_bytes(data: bytes) -> str:
    """Bytes as text where they are text, else as 0x and hexadecimal digits."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return "0x" + data.hex().upper()
    odd = any(character < " " and character not in "\t\r\n" for character in text)
    return "0x" + data.hex().upper() if odd else text


def of_number(number: float) -> str:
    """Without a fraction where there is none: an id is 12345, not 12345.0."""
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def of_value(value: Any) -> str | None:
    """A value as a database's driver gives it; dates as ISO, structures as JSON, None for NULL."""
    if value is None or isinstance(value, str):
        return value
    if type(value) is int:  # most of what is no text
        return str(value)
    for types, text in _TEXTS:
        if isinstance(value, types):
            return text(value)
    return str(value)


def _of_structure(value: Any) -> str:
    return msgspec.json.encode(value, enc_hook=str).decode()


_TEXTS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (float, of_number),
    (bytes | bytearray | memoryview, lambda value: of_bytes(bytes(value))),
    (dt.datetime | dt.date | dt.time, lambda value: str(value.isoformat())),
    (dict | list | tuple, _of_structure),
)

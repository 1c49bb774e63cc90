"""Typed values as the text that people know them by."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec


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
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return of_number(value)
    if isinstance(value, bytes | bytearray | memoryview):
        return of_bytes(bytes(value))
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dict | list | tuple):
        return msgspec.json.encode(value, enc_hook=str).decode()
    return str(value)

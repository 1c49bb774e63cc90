"""The one place that turns the bytes of a JSON value into Python values.

Every JSON reader decodes here, so a byte that is not in the encoding, or half of a surrogate pair, always
costs the record that holds it and nothing else.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar

import msgspec

from importers.readers.encodings.utf8_twice import is_utf8_twice
from importers.readers.value_text import SURROGATE, replace_surrogates
from importers.reject_codes import Code

T = TypeVar("T")

_DECODER = msgspec.json.Decoder(float_hook=str)
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_CONSTANTS = (b"NaN", b"Infinity")
_ESCAPE = re.compile(
    rb"(?<!\\)((?:\\\\)*)\\u(00[89a-fA-F][0-9a-fA-F]|0[1-9a-fA-F][0-9a-fA-F]{2}|[1-9a-cA-CefEF][0-9a-fA-F]{3})"
)
_SPOILT = re.compile(rb"\\u(?!00[0-7])[\da-fA-F]{4}\\u")
"""A letter of two or more bytes, each escaped, as programs write UTF-8 that was decoded in a code page."""


class InvalidJsonError(ValueError):
    """The bytes are no JSON value. `code` is the reject code, `detail` the reason for people."""

    def __init__(self, code: Code, detail: str) -> None:
        super().__init__(detail)
        self.code, self.detail = code, detail


def decode_value(data: bytes, *, encoding: str = "utf-8") -> Any:
    """The value of a JSON text. Numbers with a fraction stay text: 12.50 is not 12.5. NaN and Infinity, which
    JSON does not have but programs write, are text too. Raises `InvalidJsonError`."""
    try:
        return _DECODER.decode(as_utf8(data, encoding))
    except RecursionError:
        raise InvalidJsonError(Code.JSON, "it is nested too deeply") from None
    except ValueError as error:
        return _decode_leniently(data, encoding, error)


def objects_decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """A decoder for `decode_objects`, whose values are those of `decode_value`."""
    return msgspec.json.Decoder(kind, float_hook=str)


def decode_objects(text: bytes, count: int, *, decoder: msgspec.json.Decoder[T]) -> list[T]:
    """The `count` objects of a JSON text in UTF-8 that has one on each line, or more lines to each. Raises
    `ValueError` where one has to be decoded by itself to see what it is."""
    values = decoder.decode_lines(text)
    if len(values) != count:
        raise InvalidJsonError(Code.JSON, "a line holds several objects")
    return values


def as_utf8(data: bytes, encoding: str) -> bytes:
    """A JSON text in UTF-8. Raises `UnicodeDecodeError`."""
    if encoding == "utf-8":
        return data
    return (without_escapes(data) if is_utf8_twice(encoding) else data).decode(encoding).encode()


def without_escapes(data: bytes) -> bytes:
    """A JSON text in UTF-8 with letters beyond ASCII for their escapes, where these may be of text that was
    encoded twice; surrogates stay."""
    return _ESCAPE.sub(_letter, data) if _SPOILT.search(data) else data


def decode_name(data: bytes, *, encoding: str) -> str:
    """A member's name; bytes and halves that cannot be decoded become U+FFFD. Raises `ValueError`."""
    return replace_surrogates(str(json.loads(data.decode(encoding, "replace"), strict=False)))


def _decode_leniently(data: bytes, encoding: str, error: ValueError) -> Any:
    """The value by the standard library's parser where only that one takes it."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as undecodable:
        detail = f"byte {undecodable.start + 1} is not {encoding}"
        raise InvalidJsonError(Code.ENCODING, detail) from None
    if _ESCAPED_SURROGATE.search(data) and _has_lone_surrogate(text):
        raise InvalidJsonError(Code.ENCODING, "it has half a character (a lone surrogate)")
    if not any(constant in data for constant in _CONSTANTS):
        raise InvalidJsonError(Code.JSON, str(error)) from None
    try:
        return json.loads(text, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise InvalidJsonError(Code.JSON, str(error)) from None


def _letter(found: re.Match[bytes]) -> bytes:
    try:
        return found[1] + chr(int(found[2], 16)).encode()
    except ValueError:
        return found[0]


def _has_lone_surrogate(text: str) -> bool:
    try:
        return SURROGATE.search(json.dumps(json.loads(text), ensure_ascii=False)) is not None
    except (ValueError, RecursionError):
        return False

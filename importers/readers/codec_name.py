"""The one place where an encoding's name becomes a codec, be it given by the user or stored in the log."""

from __future__ import annotations

import codecs

from importers.errors import InvalidMappingError
from importers.readers.encodings import register_utf8_twice

_TRANSCODED = ("utf-16", "utf-32", "utf-7", "iso2022", "hz")
"""Encodings whose bytes cannot be cut at delimiters: such inputs become UTF-8 before they are read."""

_PLAIN = 'a,;\t|"\n{}'


def find_codec(name: str) -> codecs.CodecInfo:
    """The codec called `name`, those of text encoded twice included. Raises `LookupError`."""
    register_utf8_twice()
    return codecs.lookup(name)


def check_encoding(name: str) -> str:
    """Python's own name for the codec `name`.

    Raises `InvalidMappingError` for a codec that is unknown, or that neither extends ASCII nor is UTF-16 or
    the like.
    """
    try:
        known = find_codec(name).name
        plain = is_transcoded(known) or _PLAIN.encode(known) == _PLAIN.encode("ascii")
    except (LookupError, UnicodeError):
        plain = False
    if not plain:
        raise InvalidMappingError(
            f"encoding {name!r}",
            problem="not known here. Use utf-8, cp1252, latin-1, utf-16, utf-8-twice or another encoding "
            "of text.",
        )
    return known


def is_transcoded(name: str) -> bool:
    """Whether inputs in this encoding become UTF-8 before they are read, as UTF-16 does."""
    return name.startswith(_TRANSCODED)


def record_encoding(stored: str) -> str:
    """The encoding of the bytes that are kept of a record, of an input that was read in `stored`.

    UTF-8 where nothing was stored, and where the input became UTF-8 first. Raises `LookupError`.
    """
    return "utf-8" if not stored or is_transcoded(stored) else find_codec(stored).name

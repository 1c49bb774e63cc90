"""Checking the name of an encoding."""

from __future__ import annotations

import codecs

from importers.errors import InvalidMappingError
from importers.readers.encodings import register_utf8_twice


def check_encoding(name: str) -> str:
    """Python's own name for the codec `name`.

    Raises `InvalidMappingError` for a codec that is unknown or does not extend ASCII.
    """
    register_utf8_twice()
    try:
        known = codecs.lookup(name).name
        plain = 'a,;\t|"\n{}'.encode(known) == b'a,;\t|"\n{}'
    except (LookupError, UnicodeError):
        plain = False
    if not plain:
        raise InvalidMappingError(
            f"encoding {name!r}",
            problem="not known here. Use utf-8, cp1252, latin-1, utf-8-twice or another that extends ASCII.",
        )
    return known

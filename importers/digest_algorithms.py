"""How the content of records is digested, so that changes are noticed; see `importers.identity`."""

from __future__ import annotations

BLAKE2B = "blake2b"
"""The first 8 bytes of BLAKE2b. Used by sources created before schema 0008."""

XXH3 = "xxh3"
"""XXH3 of 64 bits, which takes a tenth of the time. Used by all newer sources."""

DIGEST_BYTES = 8
"""What a record's digest takes where those of several stand behind each other."""

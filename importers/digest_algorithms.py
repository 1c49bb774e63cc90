"""How the content of records is digested, so that a changed one is seen; see `importers.identity`."""

from __future__ import annotations

BLAKE2B = "blake2b"
"""The first 8 bytes of BLAKE2b: of sources whose first records came before there was another one."""

XXH3 = "xxh3"
"""XXH3 of 64 bits: of all others. It takes a tenth of the time."""

"""The hashes of a seal: salted leaves, and the tree above them.

A leaf is SHA-256 of a zero byte, the event's salt and its text; a node that of a one byte and its two
children, as in RFC 6962. A node without a neighbour moves up as it is. The root of the tree is the seal.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from hashlib import sha256
from typing import Literal

SEED_BYTES, SALT_BYTES, HASH_BYTES = 32, 16, 32
BLOCK = 1024
"""Events of a full block: a power of two, so that a block's root is a node of its batch's tree."""

Side = Literal["left", "right"]
Path = list[tuple[Side, bytes]]
"""The neighbours of a node on its way up to the root, and the side on which each stands."""

_LEAF, _NODE = b"\x00", b"\x01"


def new_seed() -> bytes:
    """A seed that nobody can guess."""
    return secrets.token_bytes(SEED_BYTES)


def salt(seed: bytes, place: int) -> bytes:
    """The salt of the event at this place of a block."""
    return sha256(seed + place.to_bytes(4)).digest()[:SALT_BYTES]


def leaf(event_salt: bytes, text: bytes) -> bytes:
    """The hash of an event's text, which nobody can guess it from without the salt."""
    return sha256(_LEAF + event_salt + text).digest()


def root(nodes: Sequence[bytes]) -> bytes:
    """The root above these nodes. Raises `ValueError` for none."""
    if not nodes:
        raise ValueError("a tree has at least one node")
    while len(nodes) > 1:
        nodes = _parents(nodes)
    return nodes[0]


def path(nodes: Sequence[bytes], place: int) -> Path:
    """The neighbours on the way from the node at this place to the root."""
    found: Path = []
    while len(nodes) > 1:
        other = place ^ 1
        if other < len(nodes):
            found.append(("right" if other > place else "left", nodes[other]))
        nodes, place = _parents(nodes), place // 2
    return found


def split(hashes: bytes) -> list[bytes]:
    """The hashes that stand in a row."""
    return [hashes[start : start + HASH_BYTES] for start in range(0, len(hashes), HASH_BYTES)]


def _parents(nodes: Sequence[bytes]) -> list[bytes]:
    above = [
        sha256(_NODE + one + other).digest() for one, other in zip(nodes[::2], nodes[1::2], strict=False)
    ]
    return above if len(nodes) % 2 == 0 else [*above, nodes[-1]]

"""Values packed into one text cell: PHP's serialized scalars and arrays, and JSON, however often encoded.

Nothing here builds an object or runs a line of what it reads.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from importers.readers.value_text import replace_surrogates

_DEPTH = 16
"""Shops nest two or three deep; more is an attack or damage."""

_ENCODED = 8
"""A JSON text within a JSON text, so often."""


def unpacked(text: str) -> Any:
    """The value in `text`, or `text` itself where it is neither of both."""
    text = text.strip()
    if text[:1] in '{["':
        return unquoted(text)
    if text[:2] in ("a:", "s:", "i:", "d:", "b:", "O:") or text == "N;":
        try:
            value, at = _php(text.encode("utf-8", "surrogatepass"), 0, 0)
        except (ValueError, IndexError):
            return text
        return value if at == len(text.encode("utf-8", "surrogatepass")) else text
    return text


def unquoted(text: str) -> Any:
    """The JSON value in `text`, decoded again while it is a text itself; `text` where it is no JSON.

    Numbers with a fraction stay texts as they are written: 12.50 is not 12.5.
    """
    value: Any = text
    for _ in range(_ENCODED):
        if not isinstance(value, str):
            break
        try:
            value = _well_formed(json.loads(value, parse_float=str))
        except (ValueError, RecursionError):
            break
    return value


_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_SPACED = {":": ": ", ",": ", "}


def canonical(text: str) -> str:
    """The JSON in `text` in one spelling: spaces and escapes do not differ, numbers stay as written.

    JSON within a JSON text is unwrapped. Text that is not JSON is returned unchanged.
    """
    try:
        for _ in range(_ENCODED):
            value = json.loads(text)
            if not isinstance(value, str):
                return "".join(map(_token, _TOKEN.findall(text)))
            text = value
    except (ValueError, RecursionError):
        pass
    return text


def _token(token: str) -> str:
    if not token.startswith('"'):
        return _SPACED.get(token, token)
    return json.dumps(_well_formed(json.loads(token)), ensure_ascii=False)


def _well_formed(value: Any) -> Any:
    """The value with U+FFFD for every half of a surrogate pair in its texts and names."""
    if isinstance(value, str):
        return replace_surrogates(value)
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    if isinstance(value, dict):
        return {replace_surrogates(name): _well_formed(item) for name, item in value.items()}
    return value


def members(text: str | None) -> dict[str, str]:
    """The members of a packed list or object as texts; a nested one stays JSON. Empty for other values."""
    value = unpacked(text) if text else None
    if isinstance(value, list):
        value = {str(place): item for place, item in enumerate(value)}
    if not isinstance(value, dict):
        return {}
    return {str(name): _text(item) for name, item in value.items() if item is not None}


def member(text: str, path: Sequence[str]) -> str | None:
    """The member at `path` of a packed list or object as text: keys, and places from 0 in lists.

    A key may hold dots, so it may be several parts of the path. None where there is no such member.
    """
    found = _member(unpacked(text), path)
    return None if found is None else _text(found)


def _member(value: Any, path: Sequence[str]) -> Any:
    if not path:
        return value
    if isinstance(value, list):
        value = {str(place): item for place, item in enumerate(value)}
    for end in range(len(path), 0, -1) if isinstance(value, dict) else ():
        name = ".".join(path[:end])
        inner = _member(value[name], path[end:]) if name in value else None
        if inner is not None:
            return inner
    return None


LISTS = ("edges", "nodes", "items", "data")
"""Members of an object that is a list, beside its pages or counts."""


def called(path: str | Sequence[str]) -> str:
    """What the records of a list are called: `orders` those of `data.orders.edges`."""
    names = path.split(".") if isinstance(path, str) else path
    return next((name for name in reversed(names) if name not in LISTS), names[-1])


def node(value: Any) -> Any:
    """What an edge of a GraphQL connection leads to; anything else as it is."""
    is_edge = isinstance(value, dict) and "node" in value and value.keys() <= {"node", "cursor", "__typename"}
    return value["node"] if is_edge and isinstance(value["node"], dict) else value


def flat(value: Any, prefix: str = "") -> dict[str, str]:
    """An object's members as texts, those of objects within it by dotted names. Empty for other values."""
    found: dict[str, str] = {}
    for name, item in value.items() if isinstance(value, dict) else ():
        if isinstance(item, dict) and item:
            found |= flat(item, f"{prefix}{name}.")
        elif item is not None:
            found[f"{prefix}{name}"] = _text(item)
    return found


def packed(cells: Iterable[tuple[list[str], str | None]]) -> str | None:
    """The JSON object of members that are apart, each at its path; None where none is filled."""
    whole: dict[str, Any] = {}
    for path, text in cells:
        if text is None:
            continue
        inner: Any = whole
        for name in path[:-1]:
            inner = inner.setdefault(name, {})
            if not isinstance(inner, dict):
                break
        else:
            inner[path[-1]] = unquoted(text) if text[:1] in "[{" else text
    return json.dumps(whole, ensure_ascii=False) if whole else None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _php(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """The value at `at`, and where it ends. Lengths count bytes. Raises `ValueError` or `IndexError`."""
    if depth > _DEPTH:
        raise ValueError
    kind = data[at : at + 2]
    if kind == b"N;":
        return None, at + 2
    if kind == b"s:":
        return _php_text(data, at + 2)
    end = data.index(b"{" if kind in (b"a:", b"O:") else b";", at)
    body = data[at + 2 : end]
    if kind == b"i:":
        return int(body), end + 1
    if kind == b"b:":
        return body == b"1", end + 1
    if kind == b"d:":
        return body.decode("ascii"), end + 1  # as it is written: 12.50 is not 12.5
    if kind in (b"a:", b"O:"):  # of an object, what it holds: its class is only a name
        return _php_array(data, int(body.rstrip(b":").rpartition(b":")[2]), end + 1, depth)
    raise ValueError


def _php_text(data: bytes, at: int) -> tuple[str, int]:
    colon = data.index(b":", at)
    start, length = colon + 2, int(data[at:colon])
    if length < 0:  # reading would go back
        raise ValueError
    end = start + length
    if data[end : end + 2] != b'";':  # perhaps counted when each character was one byte, as in latin1
        end = start + len(data[start : start + 4 * length].decode("utf-8", "ignore")[:length].encode())
    if data[colon + 1 : start] != b'"' or data[end : end + 2] != b'";':
        raise ValueError
    return data[start:end].decode("utf-8", "replace"), end + 2


def _php_array(data: bytes, count: int, at: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    for _ in range(count):
        key, at = _php(data, at, depth + 1)
        if not isinstance(key, str | int):
            raise ValueError
        # Properties that are not public have their class, or a star, between two U+0000 before the name.
        found[str(key).rpartition("\x00")[2]], at = _php(data, at, depth + 1)
    if data[at : at + 1] != b"}":
        raise ValueError
    return found, at + 1

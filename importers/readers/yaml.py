"""YAML as Django's dumpdata writes it: a list of objects, each of which becomes a line of JSON.

An item starts with a dash at the start of a line, and is read by itself, so that any size fits. Its line of
JSON stands on the line that it starts on in the file. Numbers and dates stay as they are written; tags that
build objects and aliases are refused.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, BinaryIO, cast

import msgspec

from events.errors import MissingExtraError
from importers.errors import NotDataError
from importers.readers.bad_bytes import BadByteMarker, restore
from importers.readers.chunks import RECORD_BYTES
from importers.readers.json_adapter import JsonLinesStream
from importers.readers.streams import HEAD_BYTES, Input
from importers.readers.tables import TextTables

_ANCHOR = re.compile(rb"(?m)(^|[\s\[{,])&[\w-]+(\s|$)")
_ALIAS = re.compile(rb"(?m)(^|[\s\[{,])\*[\w-]+\s*([,\]}]|$)")
_AS_TEXT = ("tag:yaml.org,2002:float", "tag:yaml.org,2002:timestamp")
_PLAIN = {
    "tag:yaml.org,2002:int": re.compile(r"^-?(?:0|[1-9][0-9]*)$"),
    "tag:yaml.org,2002:bool": re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"),
}
"""Numbers and truth values as everybody writes them; `no`, `007` and `10:15` are text."""


class YamlTables(TextTables):
    """A YAML file, as a table of its items."""

    @contextmanager
    def _stream(self, name: str) -> Iterator[Input]:
        loader = _loader()
        with super()._stream(name) as text:
            stream = cast(BinaryIO, io.BufferedReader(JsonLinesStream(_lines(text, loader)), HEAD_BYTES))
            opened = Input(name=text.name, path=text.path, size=None, stream=stream, head=b"")
            opened.carrier, opened.cut_off = "jsonl", lambda: text.truncated
            yield opened


def _lines(text: Input, loader: Any) -> Iterator[bytes]:
    """A line for each line of the file: an item's JSON where it starts, and blank ones."""
    for item, lines in _items(text):
        yield (_as_json(item, loader) if item.startswith(b"-") else b"") + b"\n" * lines


def _items(text: Input) -> Iterator[tuple[bytes, int]]:
    """The items, and how many lines each takes; what stands before the first one is the first."""
    lines: list[bytes] = []
    size = 0
    for line in _texts(text):
        if line.startswith(b"- ") and lines:
            yield b"".join(lines), len(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line)
        if size > RECORD_BYTES:
            raise NotDataError(
                text.name, problem="it is not a list of objects, as Django's dumpdata writes it."
            )
    if lines and not text.truncated:  # the start of an item would pass for all of it
        yield b"".join(lines), len(lines)


def _texts(text: Input) -> Iterator[bytes]:
    pending = b""
    while data := text.read(1 << 16):
        *lines, pending = (pending + data).split(b"\n")
        yield from (line + b"\n" for line in lines)
    if pending:
        yield pending + b"\n"


def _as_json(item: bytes, loader: Any) -> bytes:
    """The item as JSON; one that cannot be read as the text that it is, which is no object."""
    import yaml

    try:
        if _ANCHOR.search(item) and _ALIAS.search(item):  # a few of them unfold to gigabytes
            raise yaml.YAMLError("aliases are not read")
        whole = BadByteMarker().mark(item, final=True)
        (value,) = yaml.load(whole, loader)  # noqa: S506 - a safe loader with less
        return restore(msgspec.json.encode(value))
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, ValueError, RecursionError):
        return msgspec.json.encode(item.decode("utf-8", "backslashreplace"))


@cache
def _loader() -> Any:
    """PyYAML's safe loader, to which a number with a fraction, a date, and what only YAML takes for a number
    or a truth value are text. Raises `MissingExtraError`."""
    try:
        import yaml
    except ImportError:
        raise MissingExtraError(what="Reading YAML", extra="yaml", library="PyYAML") from None
    safe = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resolvers = {
        first: [(tag, _PLAIN.get(tag, pattern)) for tag, pattern in found if tag not in _AS_TEXT]
        for first, found in safe.yaml_implicit_resolvers.items()
    }
    return type("Loader", (safe,), {"yaml_implicit_resolvers": resolvers})

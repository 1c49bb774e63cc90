"""Cutting JSON input into elements: a line each, or an item of an array each, in their own bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.codes import Code
from importers.readers.chunks import CHUNK_BYTES, KEPT_BYTES, RECORD_BYTES
from importers.readers.streams import Input, lines_of

_BLANK = re.compile(r"[\s,]*")
_COLON = re.compile(r"\s*:\s*")
_LIST_OF_OBJECTS = re.compile(r"\[\s*\{")


_IDS = ("id", "entity_id")
"""An object that starts with an id of its own is a record, whatever lists it holds."""


@dataclass(frozen=True)
class Element:
    """One element: its bytes, the line it starts on (from 1), and the fault if it cannot be had whole."""

    data: bytes
    line: int
    code: Code | None = None
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """Neighbouring elements, as columns: their bytes, the lines they start on, and the faults of some by
    their place."""

    raws: list[bytes]
    lines: list[int]
    faults: dict[int, Element] = field(default_factory=dict)


def lines(source: Input) -> Iterator[Group]:
    """The input's lines that are not blank."""
    line, pending = 1, b""
    while True:
        data = source.read(max(0, CHUNK_BYTES - len(pending)) or CHUNK_BYTES)
        pending += data
        cut = pending.rfind(b"\n") + 1 if data else len(pending)
        taken, pending = pending[:cut], pending[cut:]
        if taken:
            source.consume(taken)
            parts = lines_of(taken)
            if line == 1:
                parts[0] = parts[0].removeprefix(b"\xef\xbb\xbf")
            yield _filled(parts, line)
            line += len(parts)
        if not data:
            return
        if len(pending) > RECORD_BYTES:
            start = pending[:KEPT_BYTES] + b"\n"
            pending = source.skip_line(pending)
            kept = f"it ends at byte {source.position:,}; its first {KEPT_BYTES:,} bytes are kept here"
            yield Group([start], [line], {0: Element(start, line, Code.LONG, kept)})
            line += 1


def _filled(parts: list[bytes], line: int) -> Group:
    """Those that are not blank; the first is on `line`."""
    if all(map(bytes.strip, parts)):
        return Group(parts, list(range(line, line + len(parts))))
    filled = [(part, number) for number, part in enumerate(parts, start=line) if part.strip()]
    return Group([part for part, _ in filled], [number for _, number in filled])


def grouped(elements: Iterator[Element]) -> Iterator[Group]:
    """Single elements, some at a time."""
    group, size = Group([], []), 0
    for element in elements:
        if element.code is not None:
            group.faults[len(group.raws)] = element
        group.raws.append(element.data)
        group.lines.append(element.line)
        size += len(element.data)
        if size >= CHUNK_BYTES:
            yield group
            group, size = Group([], []), 0
    if group.raws:
        yield group


def lists(source: Input, encoding: str) -> list[str]:
    """The members of a document that are lists of objects; none of an object with an id of its own, nor
    of a document that is an array. Reads the input to its end."""
    window, found = _Window(source, encoding), []
    for name in window.members():
        if name in _IDS:
            break
        if not window.text.startswith("["):
            window.element()
            continue
        if window.enter():
            found.append(name)
        while window.text and not window.text.startswith("]"):
            window.element()
            window.skip_blank()
        window.take(1)
    window.finish()
    return found


def array(source: Input, encoding: str, member: str = "") -> Iterator[Element]:
    """The items of the document's array: the document itself, or the list of objects among the members
    of the object that it is: `member`, else the first. An object without such a list is the one element."""
    window = _Window(source, encoding)
    if member:
        for name in window.members():
            if name == member:
                break
            window.element()
    elif window.text.startswith("{"):
        window.take(window.start_of_list())
    if window.text.startswith("["):
        window.take(1)
    while True:
        window.skip_blank()
        if not window.text or window.text[0] in "]}":
            window.finish()
            return
        yield window.element()


class _Window:
    """The part of a JSON document that is in memory, moving forward."""

    def __init__(self, source: Input, encoding: str) -> None:
        self.source, self.encoding = source, encoding
        self.text, self.line, self._tail = "", 1, b""
        self._more()
        self.skip_blank()
        self.take(len(self.text) - len(self.text.removeprefix("\ufeff")))

    def members(self) -> Iterator[str]:
        """The names of an object's members, each when its value is ahead, which must be taken."""
        if not self.text.startswith("{"):
            return
        self.take(1)
        while True:
            self.skip_blank()
            name = self.element() if self.text.startswith('"') else None
            if name is None or name.code:
                return
            self.skip_blank()
            self.take(1)
            self.skip_blank()
            yield str(json.loads(name.data.decode(self.encoding)))

    def enter(self) -> bool:
        """Into the list ahead. Whether it starts with an object."""
        self.take(1)
        self.skip_blank()
        return self.text.startswith("{")

    def take(self, count: int) -> str:
        taken, self.text = self.text[:count], self.text[count:]
        self.line += taken.count("\n")
        self.source.consume(taken.encode(self.encoding, "surrogateescape"))
        return taken

    def skip_blank(self) -> None:
        while True:
            found = _BLANK.match(self.text)
            self.take(found.end() if found else 0)
            if self.text or not self._more():
                return

    def start_of_list(self) -> int:
        """Where the first list of objects among the members of the object ahead starts; 0 without one,
        or without one in what memory has room for."""
        while True:
            found = _start_of_list(self.text)
            if found is not None:
                return found
            if len(self.text) >= RECORD_BYTES or not self._more():
                return 0

    def finish(self) -> None:
        while self.text or self._more():
            self.take(len(self.text))

    def element(self) -> Element:
        line = self.line
        while True:
            try:
                _, end = json.JSONDecoder().raw_decode(self.text)
                # A number at the very end of the window may go on beyond it.
                if end < len(self.text) or not self._more():
                    return Element(self.take(end).encode(self.encoding, "surrogateescape"), line)
            except (json.JSONDecodeError, RecursionError) as error:
                if len(self.text) < RECORD_BYTES and self._more():
                    continue
                rest = self.text[:KEPT_BYTES].encode(self.encoding, "surrogateescape")
                self.finish()
                return Element(
                    rest, line, Code.JSON, f"{error}; nothing after it in this document could be read"
                )

    def _more(self) -> bool:
        data = self._tail + self.source.read(max(CHUNK_BYTES, len(self.text)))
        whole = data
        self._tail = b""
        if self.encoding == "utf-8" and data:
            # A character cut in two at the end waits for its other half.
            for back in range(1, min(4, len(data))):
                if data[-back] >= 0xC0 and len(data) > back:
                    needed = 2 if data[-back] < 0xE0 else 3 if data[-back] < 0xF0 else 4
                    if needed > back:
                        whole, self._tail = data[:-back], data[-back:]
                    break
        self.text += whole.decode(self.encoding, "surrogateescape")
        return bool(whole)


def _start_of_list(text: str) -> int | None:
    """Where the first list of objects among an object's members starts; 0 if none does, None if `text`
    ends too early to tell."""
    at = 1
    try:
        while True:
            blank = _BLANK.match(text, at)
            at = blank.end() if blank else at
            if text[at] == "}":
                return 0
            name, end = json.JSONDecoder().raw_decode(text, at)
            if name in _IDS:
                return 0
            colon = _COLON.match(text, end)
            if colon is None or not text[colon.end() :].lstrip("[ \t\r\n"):
                return None
            if _LIST_OF_OBJECTS.match(text, colon.end()):
                return colon.end()
            _, at = json.JSONDecoder().raw_decode(text, colon.end())
    except (json.JSONDecodeError, RecursionError, IndexError):
        return None

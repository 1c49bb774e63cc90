"""The part of a JSON document that is in memory, moving forward.

What cannot be read costs itself, as far as its brackets and quotation marks show where it ends.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from importers.readers.chunks import CHUNK_BYTES, KEPT_BYTES, RECORD_BYTES
from importers.readers.json.decode import decode_name
from importers.readers.json.elements import Element
from importers.readers.json.paged_answer import PagedAnswer
from importers.readers.json.structure import KEYED, PAGE, is_record, items_in
from importers.readers.streams import Input
from importers.reject_codes import Code

_BLANK = re.compile(r"[\s,]*")
_MARK = re.compile(r'\\.|["\[\]{},]', re.DOTALL)
_DECODER = json.JSONDecoder()

_LOOK = 1000
"""How many characters are looked at to see what is ahead."""


class JsonBuffer:
    """`at` is where in `text` the walk is."""

    def __init__(self, source: Input, encoding: str) -> None:
        self.source, self.encoding = source, encoding
        self.text, self.at, self.line, self._tail = "", 0, 1, b""
        self.answer = PagedAnswer()
        self._more()
        self._take(len(self.text) - len(self.text.removeprefix("\ufeff")))
        self.peek()

    def peek(self) -> str:
        """The next character that is neither blank nor a comma; empty at the end."""
        while True:
            found = _BLANK.match(self.text, self.at)
            self._take(found.end() - self.at if found else 0)
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more():
                return ""

    def take(self, count: int) -> None:
        """Consume `count` characters, then move on to the next that is neither blank nor a comma."""
        self._take(count)
        self.peek()

    def members(self) -> Iterator[str]:
        """The names of the object ahead, each when its value is ahead, which must be taken."""
        for name in self._names():
            yield decode_name(name.data, encoding=self.encoding)

    def _names(self) -> Iterator[Element]:
        self.take(1)
        while self.peek() == '"':
            name = self.element()
            if name.code or self.peek() != ":":
                return
            self.take(1)
            yield name
        if self.peek() in ("}", ""):
            self._end()

    @property
    def at_items(self) -> bool:
        """Whether a list is ahead, or an object that is one: its members are called by their ids."""
        return self.peek() == "[" or self._looks(KEYED)

    @property
    def at_pages(self) -> bool:
        """Whether a list of envelopes is ahead."""
        return self._looks(PAGE)

    def _looks(self, like: re.Pattern[str]) -> bool:
        while len(self.text) - self.at < _LOOK and self._more():
            pass
        return like.match(self.text, self.at) is not None

    def items(self) -> Iterator[Element]:
        """The items of the list ahead, with its end; those that are called by ids with them in front."""
        if self.peek() == "{":
            yield from self._keyed()
            return
        self.take(1)
        while self.peek() not in ("]", ""):
            if self.text[self.at] == "}":
                return
            yield self.item()
        self._end()

    def _keyed(self) -> Iterator[Element]:
        key = b""
        for name in self._names():
            several = self.peek() == "["
            for item in self.items() if several else [self.item()]:
                key = key or (b"key" if b'"id"' in item.data else b"id")
                yield _with_member(item, key, self._ascii(name.data))

    def _ascii(self, name: bytes) -> bytes:
        """The name in ASCII; one that cannot be decoded stays as it is, so that its record is rejected."""
        try:
            return json.dumps(json.loads(name.decode(self.encoding), strict=False)).encode()
        except ValueError:
            return name

    def into_items(self) -> int:
        """To the first list of objects among the members of the object ahead, or of objects in it; else to
        the only record, where an envelope of objects holds nothing else. Gives how many objects deep that
        lies: 0, and nowhere, without either in what memory has room for."""
        while True:
            found = items_in(self.text, self.at)
            long = len(self.text) - self.at >= RECORD_BYTES
            if found is None and not long and not self._more():
                found = items_in(f"{self.text} ", self.at)  # its last bracket may be the last of all
                long = found is None
            if found is not None:
                start, depth = found
                self._take(start - self.at)
                return depth
            if long:
                return 0

    def is_record(self) -> bool:
        """Whether the object ahead is a record, whatever lists it holds, as far as memory shows."""
        return is_record(self.text, self.at)

    def leave(self, depth: int) -> None:
        """Move past the ends of the `depth` innermost objects or arrays."""
        while depth and (mark := self.peek()):
            if mark in "]}":
                self.take(1)
                depth -= 1
            elif mark == ":":
                self.take(1)
            else:
                self.element()
        if depth:
            self._end()

    def _end(self) -> None:
        """Past the bracket ahead that ends a list or an object; at the end of the input, it is missing."""
        if self.peek():
            self.take(1)
        else:
            self.source.note_missing_end("the document's last brackets are missing")

    def element(self) -> Element:
        """Consume and return the value ahead, with a reject code if it cannot be read."""
        line = self.line
        while True:
            try:
                _, end = _DECODER.raw_decode(self.text, self.at)
                # A number at the very end of the window may go on beyond it.
                if end < len(self.text) or not self._more():
                    return Element(self._take(end - self.at), line)
            except (json.JSONDecodeError, RecursionError) as error:
                problem = "it is nested too deeply"
                if isinstance(error, json.JSONDecodeError):
                    problem = f"{error.msg}, at character {error.pos - self.at + 1:,} of it"
                if len(self.text) - self.at < RECORD_BYTES and self._more():
                    continue
                return self._unreadable(error, problem, line)

    def item(self) -> Element:
        """Consume and return the record ahead, as `element` does."""
        with self.answer.passing_item():
            return self.element()

    def finish(self) -> None:
        """Consume the rest of the input."""
        while self.at < len(self.text) or self._more():
            self._take(len(self.text) - self.at)

    def _unreadable(self, error: Exception, problem: str, line: int) -> Element:
        long = isinstance(error, json.JSONDecodeError) and len(self.text) - self.at >= RECORD_BYTES
        kept = self.text[self.at : self.at + KEPT_BYTES]
        size = self._pass_over()
        if not self.peek():
            problem += "; nothing after it in this document could be read"
        elif long:
            problem = f"it has {size:,} characters; its first {len(kept):,} are kept here"
        data = kept[: max(size, 1)].encode(self.encoding, "surrogateescape")
        return Element(data, line, Code.LONG if long and self.peek() else Code.JSON, problem)

    def _pass_over(self) -> int:
        """Past a value that cannot be read, by its brackets and quotation marks; gives its length."""
        size = depth = 0
        inside = False
        while True:
            end = None
            for found in _MARK.finditer(self.text, self.at):
                mark = found.group()
                if mark == '"':
                    inside = not inside
                elif not inside and mark in "[{":
                    depth += 1
                elif not inside and (mark in "]}" or (mark == "," and not depth)):
                    depth -= mark != ","
                    if depth <= 0:
                        end = found.end() if depth == 0 and mark != "," else found.start()
                        break
            stop = len(self.text) - self.text.endswith("\\") if end is None else end
            size += stop - self.at
            self._take(stop - self.at)
            if end is not None or not self._more():
                if end is None:
                    self._take(len(self.text) - self.at)
                return size

    def _take(self, count: int) -> bytes:
        taken = self.text[self.at : self.at + count].encode(self.encoding, "surrogateescape")
        self.at += count
        self.line += taken.count(b"\n")
        self.source.consume(taken)
        self.answer.note(taken)
        return taken

    def _more(self) -> bool:
        data = self._tail + self.source.read(max(CHUNK_BYTES, len(self.text) - self.at))
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
        self.text, self.at = self.text[self.at :] + whole.decode(self.encoding, "surrogateescape"), 0
        return bool(whole)


def _with_member(item: Element, key: bytes, value: bytes) -> Element:
    """The object with one more member in front; a value that is no object stays as it is."""
    inside = item.data[1:].lstrip()
    if item.code is not None or not item.data.startswith(b"{"):
        return item
    more = b"" if inside.startswith(b"}") else b", "
    return replace(item, data=b'{"%s": %s' % (key, value) + more + inside)

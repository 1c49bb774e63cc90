"""JSON input cut into elements, in their own bytes: a line each, or what `documents` finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

from importers.readers.chunks import CHUNK_BYTES, KEPT_BYTES, RECORD_BYTES, first_lines, weight
from importers.readers.streams import Input, lines_of
from importers.reject_codes import Code

if TYPE_CHECKING:
    import polars as pl

Columns = Mapping[str, "pl.Series"]


@dataclass(frozen=True)
class Element:
    """One element: its bytes, the line it starts on (from 1), and the fault if it cannot be had whole."""

    data: bytes
    line: int
    code: Code | None = None
    detail: str = ""


class ObjectLines(Sequence[bytes]):
    """The lines of a text, each of which begins and ends as an object does. They are cut only where they are
    asked for."""

    def __init__(self, text: bytes, count: int) -> None:
        self.text, self._count = text, count

    @classmethod
    def of_text(cls, text: bytes, count: int) -> ObjectLines | None:
        """None where one of its `count` lines may not be an object."""
        joints = text.count(b"}\r\n{" if text.find(b"\r\n", 0, text.find(b"\n") + 1) > 0 else b"}\n{")
        is_whole = text.startswith(b"{") and text[-3:].rstrip(b"\r\n").endswith(b"}")
        return cls(text, count) if is_whole and joints == count - 1 else None

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[bytes]:
        return iter(lines_of(self.text))

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        return lines_of(self.text)[at]


@dataclass(frozen=True)
class Group:
    """Neighbouring elements, as columns: their bytes, the lines they start on, and the faults of some by
    their place. `columns` are the members, where the text was parsed as a whole."""

    raws: Sequence[bytes]
    lines: Sequence[int]
    faults: Mapping[int, Element] = field(default_factory=dict)
    columns: Columns | None = None

    def objects(self) -> bytes | None:
        """All elements, one after the other, if each begins and ends as an object does."""
        if isinstance(self.raws, ObjectLines):
            return self.raws.text
        return b"\n".join(self.raws) if all(map(_is_object, self.raws)) else None

    def last_line(self) -> int:
        """The line that the last element ends on."""
        last = b"" if isinstance(self.raws, ObjectLines) else self.raws[-1]
        return self.lines[-1] + last.rstrip().count(b"\n")


def _is_object(raw: bytes) -> bool:
    text = raw.strip()
    return text.startswith(b"{") and text.endswith(b"}")


def lines(source: Input, parse: Callable[[bytes, int], Columns | None]) -> Iterator[Group]:
    """The input's lines that are not blank. `parse` gives the members of a text of as many objects, where it
    finds each of them on a line of its own."""
    wanted = CHUNK_BYTES * 5 // 4  # each line names all columns, so that it says less with its bytes
    line, pending = 1, b""
    while True:
        data = source.read(max(0, wanted - len(pending)) or wanted)
        pending += data
        cut = pending.rfind(b"\n") + 1 if data else len(pending)
        taken, pending = pending[:cut], pending[cut:]
        while taken:
            some = taken[: first_lines(taken).rfind(b"\n") + 1 or len(taken)]
            taken = taken[len(some) :]
            source.consume(some)
            if line == 1:
                some = some.removeprefix(b"\xef\xbb\xbf")
            count = some.count(b"\n") + (not some.endswith(b"\n"))
            if (columns := parse(some, count)) is not None:
                yield Group(ObjectLines(some, count), range(line, line + count), columns=columns)
            else:
                yield _filled(ObjectLines.of_text(some, count) or lines_of(some), line)
            line += count
        if not data:
            return
        if len(pending) > RECORD_BYTES:
            start = pending[:KEPT_BYTES] + b"\n"
            pending = source.skip_line(pending)
            kept = f"it ends at byte {source.position:,}; its first {KEPT_BYTES:,} bytes are kept here"
            yield Group([start], [line], {0: Element(start, line, Code.LONG, kept)})
            line += 1


def _filled(parts: Sequence[bytes], line: int) -> Group:
    """Those that are not blank; the first is on `line`."""
    if isinstance(parts, ObjectLines) or all(map(bytes.strip, parts)):
        return Group(parts, range(line, line + len(parts)))
    filled = [(part, number) for number, part in enumerate(parts, start=line) if part.strip()]
    return Group([part for part, _ in filled], [number for _, number in filled])


def grouped(elements: Iterator[Element]) -> Iterator[Group]:
    """Single elements, some at a time."""
    raws: list[bytes] = []
    lines: list[int] = []
    faults: dict[int, Element] = {}
    size = 0
    for element in elements:
        if element.code is not None:
            faults[len(raws)] = element
        raws.append(element.data)
        lines.append(element.line)
        size += weight(len(element.data))
        if size >= CHUNK_BYTES:
            yield Group(raws, lines, faults)
            raws, lines, faults, size = [], [], {}, 0
    if raws:
        yield Group(raws, lines, faults)

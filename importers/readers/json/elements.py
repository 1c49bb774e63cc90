"""JSON input cut into elements, in their own bytes: a line each, or what `documents` finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from importers.readers.chunks import CHUNK_BYTES, KEPT_BYTES, RECORD_BYTES, first_lines, weight
from importers.readers.streams import Input, lines_of
from importers.reject_codes import Code


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
        while taken:
            some = taken[: first_lines(taken).rfind(b"\n") + 1 or len(taken)]
            taken = taken[len(some) :]
            source.consume(some)
            parts = lines_of(some)
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
        size += weight(len(element.data))
        if size >= CHUNK_BYTES:
            yield group
            group, size = Group([], []), 0
    if group.raws:
        yield group

"""Walking an XML document of any size, safely: no entities, no document types, nothing from elsewhere."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple, cast

from lxml import etree

from importers.errors import NotDataError
from importers.readers.bad_bytes import BadByteMarker
from importers.readers.chunks import RECORD_BYTES
from importers.readers.streams import Input
from importers.readers.xml.references import ReferenceMender

_WEB_PAGE = (
    "it is a web page (HTML), which some programs call .xls. Open it in a spreadsheet program, and save it as"
    " XLSX or CSV."
)
STEP = 64 * 1024
_LAST_KNOWN_LINE = 65_535

# WordPress writes what people pasted, with controls that no XML may hold. None is part of another UTF-8
# character, so they can be found in the bytes.
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]*encoding=[\"'](?!utf-8|us-ascii)", re.IGNORECASE)


_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|head|meta|style|body|table)\b", re.IGNORECASE
)


class WalkStep(NamedTuple):
    """An element that starts or, with all that is in it, ends. `parent` is its parent's local name."""

    started: bool
    tag: str
    parent: str
    element: etree._Element


def walk(
    source: Input,
    records: frozenset[str] | Callable[[etree._Element], bool],
    *,
    only: frozenset[str] = frozenset(),
    within: str = "",
    most: int = 0,
    partly: bool = False,
) -> Iterator[WalkStep]:
    """Every element's start outside of `records` (their tags, or what recognises them), and the end of each
    outermost record. A record is gone when the next step is asked for. With `only`, of no other elements,
    which is faster; with `within`, no more after the end of the first element of this tag: the rest is read,
    but not looked at. With `partly`, a document that ends too early is walked as far as it goes, and
    `source.truncated` is set. Raises `NotDataError` for what is no XML or not safe.

    `source.element_lines` are those of the record that has ended."""
    is_record = records if callable(records) else lambda element: local(element) in records
    parser = _parser(source, only)
    record: etree._Element | None = None
    most = most or RECORD_BYTES
    size, first = 0, True
    try:
        for data in _pieces(source):
            parser.feed(data)
            size += len(data)
            if size > 2 * most:
                raise _bad(source, f"a record in it is longer than {most >> 20} MiB")
            for event, element in cast(Iterator[tuple[str, etree._Element]], parser.read_events()):
                if record is None:
                    size = 0
                if event == "start" and record is None:
                    if first:
                        _refuse_own_type(source, element)
                    first = False
                    yield WalkStep(True, local(element), parent_of(element), element)
                    record = element if is_record(element) else None
                elif event == "end":
                    if record is element:
                        record, size = None, 0
                        source.element_lines = lines_of_element(element, after=source.element_lines[1])
                        yield WalkStep(False, local(element), parent_of(element), element)
                    if within and record is None and within == local(element):
                        source.skip(sys.maxsize)
                        return
                    if record is None:
                        _forget(element)
    except etree.XMLSyntaxError as error:
        if _PAGE.match(source.head):
            raise NotDataError(source.name, problem=_WEB_PAGE) from None
        raise _bad(source, f"it is not a complete XML document ({error.msg})") from None
    _close(parser, source, partly=partly and not first)


def parsable_head(source: Input) -> bytes:
    """The document's first bytes, with a picture for what no XML may hold."""
    return ReferenceMender().mend(_without_controls(source.head, utf8=True), final=True)


def _pieces(source: Input) -> Iterator[bytes]:
    """The document in pieces, with a mark or a picture for what no XML may hold."""
    utf8 = bool(source.encoding) or not _OTHER_ENCODING.match(source.head)
    marker, mender = BadByteMarker() if utf8 else None, ReferenceMender()
    while data := source.read(STEP):
        source.consume(data)
        source.document_lines += data.count(b"\n")
        data = marker.mark(data) if marker else data
        yield mender.mend(_without_controls(data, utf8=utf8) if _CONTROLS.search(data) else data)
    yield mender.mend(b"", final=True)


def _parser(source: Input, only: frozenset[str]) -> etree.XMLPullParser:
    """A parser that follows nothing a document refers to; with `only`, it reports no other elements."""
    return etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{tag}" for tag in only] or None,
        encoding="utf-8" if source.encoding else None,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _close(parser: etree.XMLPullParser, source: Input, *, partly: bool) -> None:
    """Note, or raise `NotDataError`, where the document ends too early."""
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        if not partly:
            raise _bad(source, f"it is not a complete XML document ({error.msg})") from None
        source.note_missing_end(f"it is not a complete XML document ({error.msg})")


def _without_controls(data: bytes, *, utf8: bool) -> bytes:
    """Control characters as their visible pictures, as everywhere; where these have no bytes, as `?`."""
    return _CONTROLS.sub(lambda one: chr(0x2400 + one[0][0]).encode() if utf8 else b"?", data)


def _refuse_own_type(source: Input, element: etree._Element) -> None:
    if local(element).lower() == "html":
        raise NotDataError(source.name, problem=_WEB_PAGE)
    if element.getroottree().docinfo.internalDTD is not None:
        raise _bad(source, "it has a document type of its own, which no export needs")


def local(element: etree._Element) -> str:
    """The tag without its namespace."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parent_of(element: etree._Element) -> str:
    """Return the local name of an element's parent, empty for the root."""
    parent = element.getparent()
    return "" if parent is None else local(parent)


def lines_of_element(element: etree._Element, *, after: int) -> tuple[int, int]:
    """The line where its start tag ends, and the line where it ends itself, both from 1; `after` is the line
    where the element before it ended."""
    first = _line_of(element)
    if first == _LAST_KNOWN_LINE:  # perhaps nothing is in it or behind it
        before = element.getprevious()
        first = max(first, after + ("" if before is None else before.tail or "").count("\n"))
    breaks = sum(str(piece).count("\n") for piece in element.itertext())
    return first, max([first + breaks, *map(_line_of, element)])


def _line_of(element: etree._Element) -> int:
    """The line where a start tag ends.

    From line 65,535 on, the parser knows only the line where the first text in the element ends, or the text
    behind one that is empty.
    """
    line = element.sourceline
    known = line if isinstance(line, int) else 0
    if known < _LAST_KNOWN_LINE:
        return known
    if not element.text and len(element):
        return _line_of(element[0])
    return known - (element.text or element.tail or "").count("\n")


def text_of(element: etree._Element) -> str:
    """All text in it; its pieces may be apart where a CDATA section was split."""
    return "".join(str(piece) for piece in element.itertext())


def _forget(element: etree._Element) -> None:
    element.clear(keep_tail=True)  # type: ignore[call-arg]  # its line ends show where the next element is
    parent = element.getparent()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]


def _bad(source: Input, problem: str) -> NotDataError:
    return NotDataError(source.name, problem=f"{problem}. Export it again.")

"""Excel's XML of 2003, in which Magento and others export grids: each worksheet is a table."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from importers.readers.csv.header import unique_names
from importers.readers.streams import Input
from importers.readers.xml.walk import local, text_of, walk

_MOST_COLUMNS = 16_384
_SPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"


def rows(source: Input) -> Iterator[tuple[str, dict[str, str | None]]]:
    """The rows below the first one of a worksheet that fills more than a cell; cells by its names."""
    sheet, names = "", dict[int, str]()
    for step in walk(source, frozenset({"Row"}), partly=True):
        if step.started and step.tag == "Worksheet":
            sheet, names = step.element.get(f"{_SPACE}Name") or "", {}
        if step.started or step.tag != "Row":
            continue
        cells = _cells(step.element)
        if names:
            places = {**names, **{at: f"column_{at}" for at in cells if at not in names}}
            yield sheet, {name: cells.get(at) for at, name in places.items()}
        elif len(cells) > 1:
            last = max(cells)
            named = unique_names([cells.get(at, "").strip() for at in range(1, last + 1)])
            names = dict(enumerate(named, start=1))


def _cells(row: etree._Element) -> dict[int, str]:
    """The texts by the cells' places, which count from 1 and may leave some out."""
    found: dict[int, str] = {}
    at = 0
    for cell in row:
        if local(cell) != "Cell":
            continue
        at = _number(cell.get(f"{_SPACE}Index")) or at + 1
        if text := "".join(text_of(child) for child in cell if local(child) == "Data"):
            found[at] = text
        at += _number(cell.get(f"{_SPACE}MergeAcross"))
    return found


def _number(text: str | None) -> int:
    """A number of columns, 0 for what can be none."""
    number = int(text) if text and text.isdecimal() else 0
    return number if number <= _MOST_COLUMNS else 0

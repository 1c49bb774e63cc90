"""The cells of an ODS row, as people see them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from importers.readers.sheets.formats import plain
from importers.readers.sheets.rows import COLUMNS, check_texts

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_ANNOTATION = f"{_OFFICE}annotation"
_MOST_SPACES = 32_767

_BLANKS = str.maketrans(" \t\r\n", "\0\0\0\0")
"""Blanks that stand for one however many they are, until they are put together: XML holds no NUL."""

_TIME = re.compile(r"(-?)P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
_AS_SHOWN = re.compile(r"[^\s.,'\u2019%\d]*\d[^\s.,'\u2019%]*")
_NO_DIGITS = re.compile(r"\D+")


def repeats(element: etree._Element, of: str) -> int:
    """How many rows or columns it stands for. Raises `ValueError`."""
    times = element.get(f"{TABLE}number-{of}-repeated")
    return max(1, int(times[:12])) if times else 1


def texts(row: etree._Element) -> dict[int, str]:
    """The filled cells by their column's number, from 1. Raises `ValueError` for what no sheet holds."""
    found: dict[int, str] = {}
    column = size = 0
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        times = repeats(cell, "columns")
        if text := _text(cell):
            if column + times > COLUMNS:
                raise ValueError(f"there are more than {COLUMNS:,} columns")
            size += times * len(text)
            check_texts(size)
            found.update(dict.fromkeys(range(column + 1, column + times + 1), text))
        column += times
    return found


def _text(cell: etree._Element) -> str:
    kind, shown = cell.get(f"{_OFFICE}value-type"), ""
    if kind == "date":
        return _date(cell.get(f"{_OFFICE}date-value") or "")
    if kind == "time":
        return _time(cell.get(f"{_OFFICE}time-value") or "")
    if kind == "boolean":
        return (cell.get(f"{_OFFICE}boolean-value") or "").upper()
    shown = "\n".join(_paragraph(child) for child in cell if child.tag in _PARAGRAPHS)
    if kind in ("float", "percentage", "currency"):
        return _number(plain(cell.get(f"{_OFFICE}value") or ""), shown)
    return cell.get(f"{_OFFICE}string-value") or shown


def _number(number: str, shown: str) -> str:
    """The number, or how it is shown, if that says no more than the same digits: 00017 or PO-0017 for 17."""
    if shown != number and number.isdecimal() and _AS_SHOWN.fullmatch(shown):
        digits = _NO_DIGITS.sub("", shown)
        if digits.lstrip("0") == number.lstrip("0"):
            return shown
    return number


def _date(value: str) -> str:
    """2020-11-04, or with its time 2020-11-04T07:40:03.5"""
    day, mark, clock = value.replace(",", ".").partition("T")
    whole, _, part = clock.partition(".")
    return day + mark + whole + (f".{part.rstrip('0')}" if part.strip("0") else "")


def _time(value: str) -> str:
    """PT07H40M03S is 07:40:03."""
    found = _TIME.fullmatch(value)
    if not found:
        return value
    sign, *numbers, part = found.groups()
    days, hours, minutes, seconds = (int(number or 0) for number in numbers)
    clock = f"{sign}{days * 24 + hours:02}:{minutes:02}:{seconds:02}"
    return clock + (f".{part.rstrip('0')}" if part and part.strip("0") else "")


def _paragraph(element: etree._Element) -> str:
    text = element.text or ""
    if len(element) or text != text.strip() or "\n" in text or "  " in text:
        text = "".join(_pieces(element)).strip("\0")
        return re.sub("\0+", " ", text)
    return text


def _pieces(element: etree._Element) -> Iterator[str]:
    """Its text, with blanks that are meant and those that may be only how the file is written."""
    yield (element.text or "").translate(_BLANKS)
    for child in element:
        if child.tag == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c") or 1), _MOST_SPACES)
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        elif child.tag != _ANNOTATION:
            yield from _pieces(child)
        yield (child.tail or "").translate(_BLANKS)

"""Databases as XML: mysqldump --xml, mysql --xml, and phpMyAdmin's export; the tables of their SQL."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from importers.readers.streams import Input
from importers.readers.value_text import of_bytes
from importers.readers.xml.walk import local, text_of, walk

_INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
_NULL = "NULL"
"""How phpMyAdmin writes a null; a text that reads NULL looks the same."""

_FROM = re.compile(r"\bFROM\s+[`\"]?(?:\w+[`\"]?\.[`\"]?)?(\w+)", re.IGNORECASE)

Rows = Iterator[tuple[str, dict[str, str | None] | tuple[str, ...]]]


def mysql_rows(source: Input) -> Rows:
    """The rows below the tables that they are in; a table's structure gives its columns. What one statement
    has found is the table that it looked in."""
    for step in walk(source, frozenset({"row", "table_structure"}), partly=True):
        if step.started:
            continue
        if step.tag == "table_structure":
            fields = (child.get("Field") for child in step.element if local(child) == "field")
            yield step.element.get("name") or "", tuple(field for field in fields if field)
        elif (table := step.element.getparent()) is not None:
            looked = _FROM.search(table.get("statement") or "")
            name = table.get("name") or (looked[1] if looked else step.parent)
            yield name, {child.get("name") or "": _text(child) for child in step.element}


def phpmyadmin_rows(source: Input) -> Rows:
    """Each row is an element `table`; what is called so in another namespace is its structure."""
    for step in walk(source, frozenset({"table"}), partly=True):
        if not step.started and step.element.tag == "table":
            cells = ((child.get("name") or "", text_of(child)) for child in step.element)
            yield (
                step.element.get("name") or "",
                {name: None if text == _NULL else text for name, text in cells},
            )


def _text(field: etree._Element) -> str | None:
    if field.get(f"{_INSTANCE}nil") == "true":
        return None
    text = text_of(field)
    if (field.get(f"{_INSTANCE}type") or "").endswith("hexBinary"):
        try:
            return of_bytes(bytes.fromhex(text))
        except ValueError:
            return text
    return text

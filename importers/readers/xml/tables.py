"""Which kind of XML an input is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial

from importers.readers import ocel_tables
from importers.readers.codec_name import check_encoding
from importers.readers.demux import RowsOf, RowTables
from importers.readers.encodings import beyond_ascii, detect_encoding
from importers.readers.factory import InputOptions
from importers.readers.streams import Input
from importers.readers.tables import Opener
from importers.readers.xml import dumps, records, spreadsheet, wxr, xes
from importers.readers.xml import ocel as ocel_xml

_DECLARED = re.compile(rb"\s*<\?xml[^>]*encoding=[\"']?([\w.-]*)")
_MEANT = {b"iso-8859-1": "cp1252", b"latin1": "cp1252", b"latin-1": "cp1252", b"iso-8859-9": "cp1254"}
"""Code pages that programs declare by the name of the standard that they extend, as browsers read it."""

_WXR = re.compile(rb"wordpress\.org/export/|<wp:wxr_version")
_OCEL = re.compile(rb"<(?:object-types|event-types|events|objects)[\s>/]|key=\"ocel:|key=\"object-types\"")
_XES = re.compile(rb"<log[\s>][^<>]*xes|<(?:\w+:)?trace[\s>]|xes-standard|\.xesext")
_MYSQL = re.compile(rb"<(?:mysqldump|resultset)[\s>]")
_SPREADSHEET = re.compile(rb"urn:schemas-microsoft-com:office:spreadsheet")
_PHPMYADMIN = re.compile(rb"<pma_xml_export[\s>]")


def xml_tables(open_it: Opener, *, how: InputOptions, stack: ExitStack) -> RowTables:
    """The tables of a document. Raises `AmbiguousEncodingError` for one that declares no encoding, is not
    UTF-8, and can be read in several."""
    rows: RowsOf
    known: Mapping[str, tuple[str, ...]]
    with open_it() as opened:
        head, encoding = opened.head, _encoding(opened, how)
    if encoding not in ("", "utf-8"):
        open_it = partial(_transcoded, open_it, encoding)
    if _WXR.search(head):
        rows, known, kind = wxr.rows, wxr.TABLES, "WordPress export"
    elif _MYSQL.search(head):
        rows, known, kind = dumps.mysql_rows, {}, "MySQL in XML"
    elif _PHPMYADMIN.search(head):
        rows, known, kind = dumps.phpmyadmin_rows, {}, "phpMyAdmin's XML"
    elif _SPREADSHEET.search(head):
        rows, known, kind = spreadsheet.rows, {}, "Excel's XML of 2003"
    elif _OCEL.search(head):
        rows, known, kind = ocel_xml.rows, ocel_tables.TABLES, "OCEL in XML"
    elif _XES.search(head):
        rows, known, kind = xes.rows, xes.TABLES, "XES event log"
    else:
        rows, known, kind = records.rows, {}, "records in XML"
    return RowTables(open_it, rows, known, form="xml", details=kind, how=how, stack=stack)


def _encoding(source: Input, how: InputOptions) -> str:
    """The encoding that is given, or detected where the document declares none; empty where lxml decides."""
    if source.encoding:
        return ""
    if how.encoding:
        return check_encoding(how.encoding)
    if declared := _DECLARED.match(source.head):
        return _MEANT.get(declared.group(1).lower(), "")
    return detect_encoding(beyond_ascii(source)).checked(source.name)


@contextmanager
def _transcoded(open_it: Opener, encoding: str) -> Iterator[Input]:
    with open_it() as opened:
        opened.transcode(encoding)
        yield opened

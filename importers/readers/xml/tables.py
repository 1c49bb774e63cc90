"""Which kind of XML an input is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import ExitStack

from importers.readers import ocel_tables
from importers.readers.demux import RowsOf, RowTables
from importers.readers.factory import InputOptions
from importers.readers.tables import Opener
from importers.readers.xml import dumps, records, wxr, xes
from importers.readers.xml import ocel as ocel_xml

_WXR = re.compile(rb"wordpress\.org/export/|<wp:wxr_version")
_OCEL = re.compile(rb"<(?:object-types|event-types|events|objects)[\s>/]|key=\"ocel:|key=\"object-types\"")
_XES = re.compile(rb"<log[\s>][^<>]*xes|<(?:\w+:)?trace[\s>]|xes-standard|\.xesext")
_MYSQL = re.compile(rb"<(?:mysqldump|resultset)[\s>]")
_PHPMYADMIN = re.compile(rb"<pma_xml_export[\s>]")


def xml_tables(open_it: Opener, *, how: InputOptions, stack: ExitStack) -> RowTables:
    """The tables of a document."""
    rows: RowsOf
    known: Mapping[str, tuple[str, ...]]
    with open_it() as opened:
        head = opened.head
    if _WXR.search(head):
        rows, known, kind = wxr.rows, wxr.TABLES, "WordPress export"
    elif _MYSQL.search(head):
        rows, known, kind = dumps.mysql_rows, {}, "MySQL in XML"
    elif _PHPMYADMIN.search(head):
        rows, known, kind = dumps.phpmyadmin_rows, {}, "phpMyAdmin's XML"
    elif _OCEL.search(head):
        rows, known, kind = ocel_xml.rows, ocel_tables.TABLES, "OCEL in XML"
    elif _XES.search(head):
        rows, known, kind = xes.rows, xes.TABLES, "XES event log"
    else:
        rows, known, kind = records.rows, {}, "records in XML"
    return RowTables(open_it, rows, known, form="xml", details=kind, how=how, stack=stack)

"""Shops' tables and lists as SQL, CSV and XML, each read as people meant it; without --from, too."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.errors import NotDataError
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.pipeline import run


def test_a_list_in_xml_that_is_of_no_known_system_is_a_table(tmp_path: Path, database: str) -> None:
    file = tmp_path / "notes.xml"
    file.write_text(
        "<notes><note><order>7</order><date>2020-01-01</date><message>a &amp; b</message></note>"
        "<note><order>8</order><date>2020-01-02</date><message>c</message></note></notes>"
    )
    report = run(
        str(file), ColumnMapping(), Options(guess=True), database=database, on_progress=lambda _: None
    )
    assert report.counts.imported == 2


def test_xml_without_a_list_says_so(tmp_path: Path, database: str) -> None:
    file = tmp_path / "page.xml"
    file.write_text("<page><body><p>x</p></body></page>")
    with pytest.raises(NotDataError, match="no list of records"):
        run(str(file), ColumnMapping(), Options(guess=True), database=database, on_progress=lambda _: None)

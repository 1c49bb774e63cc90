"""References to characters that no XML may hold cost no document; in verbatim sections they are text."""

from __future__ import annotations

from pathlib import Path

import pytest
from bringing import bring_into, rows

from importers.readers.xml.references import ReferenceMender

_DOCUMENT = (
    b"<a>x&#11;&#x0B;&#0;&#9;&#xA;&#xe4;&#xD83D;&#xDE00;&#55357;&#56832;&#xD83D;q&#xFFFF;"
    b"<![CDATA[&#11;]]>&#11;<![CDATA[a]]]]><![CDATA[>&#11;]]>&#12;</a>"
)
_MENDED = (
    b"<a>x&#x240B;&#x240B;&#x2400;&#9;&#xA;&#xe4;&#x1F600;&#x1F600;&#xFFFD;q&#xFFFD;"
    b"<![CDATA[&#11;]]>&#x240B;<![CDATA[a]]]]><![CDATA[>&#11;]]>&#x240C;</a>"
)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 21, 34, 200])
def test_a_document_is_mended_alike_wherever_its_pieces_are_cut(size: int) -> None:
    mender = ReferenceMender()
    pieces = [mender.mend(_DOCUMENT[at : at + size]) for at in range(0, len(_DOCUMENT), size)]
    assert b"".join([*pieces, mender.mend(b"", final=True)]) == _MENDED


def test_records_with_such_references_are_imported(sqlite_database: str, tmp_path: Path) -> None:
    row = "<row><order>{}</order><date>2020-01-0{}</date><message>{}</message></row>\n"
    texts = ["one", "bell &#7;", "&#xD83D;&#xDE00;"]
    file = tmp_path / "list.xml"
    file.write_text(f"<rows>{''.join(row.format(at, at, text) for at, text in enumerate(texts, 1))}</rows>")
    report = bring_into(sqlite_database, file, sets=(), guess=True)
    assert report.counts.imported == 3
    found = rows(
        sqlite_database, "SELECT json_extract(parameters, '$.message') FROM order_events ORDER BY id"
    )
    assert [text for (text,) in found] == ["one", "bell \u2407", "😀"]

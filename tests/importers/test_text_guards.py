"""Cells such as `="0011"`, with which exports keep Excel from reading text as a number."""

from __future__ import annotations

from pathlib import Path

import pytest

from importers.readers.csv.reader import DelimitedReader
from importers.readers.opening import open_tables


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('no,text\n="0011",x="1"\n="0012",="a"b"\n', [("0011", 'x="1"'), ("0012", '="a"b"')]),
        ('no,text\n"=""0011""","<a href=""x"">"\n"=""12""",\n', [("0011", '<a href="x">'), ("12", "")]),
        ('no;text\n="";="two words"\n="7";="=1+1"\n', [("", "two words"), ("7", "=1+1")]),
    ],
    ids=["bare", "quoted", "semicolons"],
)
def test_a_cell_that_is_a_text_guard_as_a_whole_is_its_text(
    tmp_path: Path, text: str, cells: list[tuple[str, str]]
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(text)
    with open_tables(str(file)) as tables:
        reader = tables.reader("orders")
        assert isinstance(reader, DelimitedReader)
        chunks = list(reader.chunks())
        assert [row for chunk in chunks for row in chunk.frame.rows()] == cells
        assert chunks[0].originals([0]) == [text.splitlines(keepends=True)[1].encode()]
        guards = [one for one in reader.evidence if one.subject == "guards"]
        assert [(one.fits, one.sampled) for one in guards] == [(2, 2)]
        assert any(
            remark.endswith('like ="0011" (text for Excel) read as 0011.')
            for remark in reader.source.remarks()
        )

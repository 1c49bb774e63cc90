"""The migration on one page: complete, without script, and signed with a digest."""

from __future__ import annotations

import re
from pathlib import Path
from xml.dom import minidom

import pytest
from running import Run

from cli.render import charts


@pytest.fixture
def page(run: Run, tmp_path: Path) -> Path:
    """The report on an import with a reject and names that are markup."""
    legacy = tmp_path / "<b>&.csv"
    rows = "1,2020-01-05,Captured amount of £5.00,<i>anna</i>\n1,2020-03-05,Shipped,\n,2020-03-05,Lost,\n"
    legacy.write_text(f"order,date,message,author\n{rows}")
    assert run("import", str(legacy), "--source", "old").exit_code == 1
    file = tmp_path / "page.html"
    result = run("report", str(file))
    assert result.exit_code == 0, result.stderr
    return file


def _text(page: Path) -> str:
    html = page.read_text("utf-8")
    plain = re.sub(r"<meta[^>]*>|<!DOCTYPE html>", "", html)
    minidom.parseString(plain.encode())  # noqa: S318 - our own page; it is well-formed
    return html


def test_the_page_accounts_for_every_record(page: Path) -> None:
    html = _text(page)
    cells = re.findall(r'<td class="n">([0-9,]+)</td>', html)
    assert cells[:8] == ["1", "3", "2", "0", "0", "0", "1", "2"]
    assert "Every record of every import is accounted for." in html
    assert "E-SUBJECT" in html
    assert "paid to shipped" in html
    assert "&lt;i&gt;anna&lt;/i&gt;" in html
    assert "<b>" not in html


def test_the_page_loads_nothing_and_runs_nothing(page: Path) -> None:
    html = _text(page)
    assert "default-src 'none'" in html
    assert not re.search(r"<script|https?://|\bon\w+=|url\(|@import", html)
    assert "prefers-color-scheme: dark" in html
    assert "@media print" in html
    assert 'name="viewport"' in html


def test_the_digest_changes_with_what_is_signed(page: Path, run: Run, tmp_path: Path) -> None:
    first = re.findall(r"<code>([0-9a-f]{64})</code>", _text(page))
    again = run("report", str(tmp_path / "again.html"))
    assert f"Digest to sign: {first[0]}" in again.stderr
    run("add-note", "1", "one more")
    assert first[0] not in run("report", "-").stdout
    assert run("report", str(tmp_path / "page.pdf")).exit_code == 2


def test_months_without_events_have_their_place_and_many_months_become_years() -> None:
    few = charts.columns([("2020-11", 3), ("2021-02", 1)], label="x")
    shown = re.findall(r"<title>([^<]*)</title>", few)
    assert shown == ["2020-11: 3", "2020-12: 0", "2021-01: 0", "2021-02: 1"]
    many = charts.columns([("2005-01", 3), ("2020-02", 1)], label="x")
    assert many.count("<rect") == 16
    assert charts.columns([], label="x") == ""

"""What each format shows, and that no message has power over it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Run

from cli.render import html, markdown
from cli.render.palette import Ink


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("command", [["order", "/1001"], ["customer", "jane@example.com"], ["log"]])
@pytest.mark.parametrize("name", ["oneline", "full", "markdown", "html"])
def test_no_format_obeys_what_a_message_says(run: Run, command: list[str], name: str) -> None:
    result = run(*command, "--format", name)
    assert result.exit_code == 0
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", result.stdout)
    assert "u202egpj" in result.stdout


@pytest.mark.usefixtures("shop")
def test_oneline_is_one_line_for_each_event_with_its_kind(run: Run) -> None:
    lines = run("order", "/1001", "--format", "oneline").stdout.splitlines()
    assert len(lines) == 7
    assert lines[2] == (
        "o3     2020-11-05 04:08  ✓ paid        Payment captured 209.130 EUR via stripe (ch_1)  · system"
    )
    assert lines[-1].endswith("⏎ second line, 日本語  · jane@example.com")


@pytest.mark.usefixtures("story")
def test_full_shows_what_was_understood(run: Run) -> None:
    text = run("order", "1", "--format", "full", "--kind", "paid").stdout
    assert "kind      paid; £86.50; transaction 8UF31642" in text
    assert "o5 OTHER" in text


@pytest.mark.usefixtures("story")
def test_markdown_gives_messages_no_power(run: Run) -> None:
    text = run("order", "1", "--format", "markdown").stdout
    assert text.startswith("# Order \\#1 · Jane Doe \\<jane.doe@example.com\\>\n")
    assert "\\<b\\>bob@example.com\\</b\\> pays \\[the rest\\]." in text
    assert "\n## Monday 10 February 2020\n" in text


class Tags(HTMLParser):
    """The elements and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.text: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names |= {tag, *(name for name, _ in attrs)}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


@pytest.mark.usefixtures("story")
def test_html_is_a_page_of_its_own_that_loads_and_runs_nothing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "case.html"
    result = run("export", "--order", "1", "--format", "html", str(file))
    assert (result.exit_code, result.stdout) == (0, "")
    text = file.read_text(encoding="utf-8")
    page = Tags()
    page.feed(text)
    assert page.open == []
    assert not page.names & {"script", "img", "link", "a", "href", "src", "onclick", "b", "style-src"}
    assert "url(" not in text
    assert "@media print" in text
    assert "prefers-color-scheme: dark" in text
    assert "<b>bob@example.com</b> pays [the rest]." in "".join(page.text)
    assert file.stat().st_mode & 0o777 == 0o600


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_only_text_in_html_and_markdown(text: str) -> None:
    from cli.render import safe

    shown = safe.line(text)
    page = Tags()
    page.feed(html._line([(shown, Ink.PLAIN)]))
    page.close()
    assert (page.names, "".join(page.text)) == (set(), shown)
    assert not re.search(r"(?<!\\)(?:\\\\)*[<*`\[]", markdown._escaped(shown))

"""`--link`: orders as links to the shop's own pages, on terminals and in HTML."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from running import Run

from cli.render import people
from cli.render.layout import flow
from cli.render.links import OrderText, address, problem
from cli.render.palette import Ink
from cli.render.screen import Screen
from cli.render.table import Column, table

TEMPLATE = "https://shop.example/{shop}/orders/{order}"
LINK = "\x1b]8;;{}\x1b\\{}\x1b]8;;\x1b\\"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def _shown(line: list[tuple[str, Ink]], *, link: str = TEMPLATE, **environ: str) -> str:
    stream = Terminal()
    Screen(stream, color="never", link=link, signs="unicode", environ=environ).show([line])
    return stream.getvalue()


def test_an_order_is_a_hyperlink_on_a_terminal_and_plain_text_elsewhere() -> None:
    line = [(people.badge("pl", "10 01/é"), Ink.BADGE), (" · paid", Ink.PLAIN)]
    linked = LINK.format("https://shop.example/pl/orders/10%2001%2F%C3%A9", "pl/10 01/é")
    assert _shown(line) == f"{linked} · paid\n"
    assert _shown(line, link="") == _shown(line, TERM="dumb") == "pl/10 01/é · paid\n"
    stream = io.StringIO()
    Screen(stream, link=TEMPLATE, signs="unicode").show([line])
    assert stream.getvalue() == "pl/10 01/é · paid\n"


def test_a_link_stays_one_where_lines_are_broken_and_columns_padded() -> None:
    badge = people.badge("", "1001")
    (first, *_), *_ = flow([(badge, Ink.BADGE), (" a long text that is broken", Ink.BADGE)], 12)
    assert isinstance(first[0], OrderText) and first[0] == "#1001"
    _, row = table(
        [Column(title="order"), Column(title="x")], [[(badge, Ink.BADGE), ("y", Ink.PLAIN)]], width=40
    )
    assert "".join(text for text, _ in row) == "#1001  y"
    assert isinstance(row[0][0], OrderText)


@pytest.mark.usefixtures("shop")
def test_html_links_orders_and_the_title(run: Run) -> None:
    page = run("--link", TEMPLATE, "order", "pl/1001", "-o", "html").stdout
    assert '<h1>Order <a href="https://shop.example/pl/orders/1001">#1001</a> · shop pl' in page
    assert "<title>Order #1001 · shop pl" in page
    page = run("log", "-o", "html", "--link", "https://shop.example/?q={order}&a=1").stdout
    assert '<a href="https://shop.example/?q=2002&amp;a=1">#2002</a>' in page
    assert "<a " not in run("log", "-o", "html").stdout


@pytest.mark.usefixtures("shop")
def test_the_template_may_stand_in_the_config_file_or_the_environment(run: Run, home: Path) -> None:
    config = home / ".config/events/config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('link = "https://a.example/{order}"\n', encoding="utf-8")
    assert "https://a.example/2002" in run("log", "-o", "html").stdout
    assert (
        "https://b.example/2002"
        in run("log", "-o", "html", env={"EVENTS_LINK": "https://b.example/{order}"}).stdout
    )


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("shop.example/{order}", "is not a web address"),
        ("javascript:alert({order})", "is not a web address"),
        ("https://shop.example/\x1b]{order}", "is not a web address"),
        ("https://shop.example/{number}", "{number} is not one of {order}, {shop}"),
        ("https://shop.example/", "has no place for the order number"),
    ],
)
def test_a_wrong_template_is_refused_with_the_reason(run: Run, template: str, words: str) -> None:
    result = run("--link", template, "log")
    assert (result.exit_code, words in result.stderr, "--link" in result.stderr) == (78, True, True)
    assert "\x1b" not in result.stderr


def test_values_cannot_leave_their_place_in_the_address() -> None:
    made = address(TEMPLATE, shop="{order}", number="../?x=#&\x1b]8;;")
    assert re.fullmatch(r"https://shop\.example/%7Border%7D/orders/[\w.%-]+", made)
    assert problem(TEMPLATE) == ""

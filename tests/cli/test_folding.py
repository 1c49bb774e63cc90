"""Lines that are wider than the terminal are broken at words, and what people copy stays whole."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from cli.render import standing
from cli.render.folding import fold
from cli.render.layout import Line, Span, flow
from cli.render.palette import Ink
from cli.render.screen import Screen
from cli.render.table import Column, table
from events.summaries.totals import Totals
from events.vocabulary.kinds import Kind


def folded(text: str, width: int, ink: Ink = Ink.PLAIN) -> list[str]:
    return ["".join(part for part, _ in line) for line in fold([(text, ink)], width)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("short enough", ["short enough"]),
        (
            "Error: There is no order '999'. To search by part of it: events find 999",
            ["Error: There is no order '999'. To", "  search by part of it: events find 999"],
        ),
        (
            f"Keep it. Next: events verify {'b1e0' * 16}",
            ["Keep it. Next:", f"  events verify {'b1e0' * 16}"],
        ),
        (
            "Which import? The last is batch 12: events undo 12. All of them: events batches",
            ["Which import? The last is batch 12:", "  events undo 12. All of them:", "  events batches"],
        ),
        (
            "  records     140  of imported data that named them",
            ["  records     140  of imported data that", "                   named them"],
        ),
        (
            "  • digital_link_downloaded  DIGITAL_LINK_DOWNLOADED",
            ["  • digital_link_downloaded", "    DIGITAL_LINK_DOWNLOADED"],
        ),
        (
            "  events import 'a file.csv' --shop international",
            ["  events import 'a file.csv' --shop international"],
        ),
    ],
)
def test_a_line_is_broken_at_words_below_its_column(text: str, lines: list[str]) -> None:
    assert folded(text, 40) == lines


ORDER = "events order 012345678901234567890123456789-01234"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("one two three four five six", ["one two three four", "five six"]),
        ("a" * 25, ["a" * 20, "a" * 5]),
        (f"      {ORDER}", [f"      {ORDER}"]),
        (f"median 3 h \u00b7 {ORDER}", ["median 3 h \u00b7", ORDER]),
        (
            "To look: events search ingrid, or events show ID",
            ["To look:", "events search ingrid,", "or events show ID"],
        ),
    ],
)
def test_text_that_flows_is_broken_at_words_too_and_a_command_nowhere(text: str, lines: list[str]) -> None:
    assert ["".join(part for part, _ in line).rstrip() for line in flow([(text, Ink.PLAIN)], 20)] == lines


@pytest.mark.parametrize("pager", ["", "cat"])
def test_a_page_is_folded_once(pager: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("LINES", "24")
    terminal = io.StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    line: Line = [(f"  Next: see it. Next: events customer '{'a name ' * 5}' --since 2020", Ink.PLAIN)]
    Screen(terminal, color="never", environ={"PAGER": pager}).page([line])
    assert terminal.getvalue() == "".join(
        "".join(part for part, _ in one).rstrip() + "\n" for one in fold(line, 40)
    )


def test_amounts_of_any_length_are_shown_and_only_money_widens_the_others() -> None:
    def totals(amount: str) -> dict[Kind, Totals]:
        return {Kind.PAID: Totals(times=1, sums={"EUR": Decimal(amount)})}

    many = [totals(one) for one in ("123456789012345678901234567", "5", "1.50", "1E-28", "1E+3")]
    places = standing.decimal_places(many)
    assert places == {"EUR": 2}
    assert [standing.money(Kind.PAID, one, places) for one in many] == [
        "123456789012345678901234567.00 EUR", "5.00 EUR", "1.50 EUR",
        "0.0000000000000000000000000001 EUR", "1000.00 EUR",
    ]  # fmt: skip


def test_what_is_shown_as_it_was_is_never_broken() -> None:
    text = "2150, 58, " * 12
    assert folded(text, 40, Ink.VERBATIM) == [text]


def test_a_row_that_no_line_has_room_for_stands_below_each_other() -> None:
    columns = (
        Column(title="order"), Column(title="by", gives_way=True, optional=1),
        Column(title="last", optional=2), Column(title="paid", right=True),
    )  # fmt: skip
    short = [("#1", Ink.PLAIN), ("Anna van der Linden", Ink.PLAIN), ("2020", Ink.PLAIN), ("1.00", Ink.PLAIN)]
    long = [(f"#{'9' * 25}", Ink.PLAIN), *short[1:]]

    def shown(width: int, rows: list[list[Span]]) -> list[str]:
        return ["".join(text for text, _ in line).rstrip() for line in table(columns, rows, width=width)]

    assert shown(60, [short]) == [
        "order  by                   last  paid",
        "#1     Anna van der Linden  2020  1.00",
    ]
    assert shown(26, [short]) == ["order  by             paid", "#1     Anna van der…  1.00"]
    assert shown(26, [*[short] * 5, long])[-3:] == [f"#{'9' * 25}", "  by Anna van der Linden", "  paid 1.00"]
    assert shown(26, [*[short] * 5, long])[1] == "#1     Anna van der…  1.00"
    assert shown(14, [short, short]) == ["order  paid", *["#1     1.00"] * 2]
    assert shown(14, [long, long, short])[-2:] == ["  Anna van der Linden", "  paid 1.00"]

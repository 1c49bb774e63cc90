"""Lines that are wider than the terminal are broken at words, and what people copy stays whole."""

from __future__ import annotations

import pytest

from cli.render.folding import fold
from cli.render.layout import Span
from cli.render.palette import Ink
from cli.render.table import Column, table


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

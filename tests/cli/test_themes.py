"""Themes and signs change how an output looks, never what it says."""

from __future__ import annotations

import re

import pytest
from running import Run

from cli.render.layout import width_of
from cli.render.palette import ASCII, THEMES, fits
from events.vocabulary.kinds import Kind


@pytest.mark.usefixtures("story", "still")
def test_themes_change_colours_and_nothing_else(run: Run) -> None:
    def shown(theme: str) -> str:
        return run("--color", "always", "order", "1", env={"EVENTS_THEME": theme}).stdout

    plain = {re.sub(r"\x1b\[[\d;]*m", "", shown(theme)) for theme in THEMES}
    assert len(plain) == 1
    assert len({shown(theme) for theme in THEMES}) == len(THEMES)
    wrong = run("order", "/1001", env={"EVENTS_THEME": "pink"})
    assert (wrong.exit_code, "not one of terminal, dark, light, mono" in wrong.stderr) == (78, True)


@pytest.mark.usefixtures("shop")
def test_signs_can_be_ascii_column_for_column(run: Run) -> None:
    text = run("order", "/1001", env={"EVENTS_SIGNS": "ascii"}).stdout
    assert "-- Wednesday 4 November 2020 - 2 days ago ---" in text
    assert " 17:54  + Order placed  - jane@example.com" in text
    assert all(len(sign) == 1 for sign in ASCII.values() if isinstance(sign, str))
    assert not fits("ascii")
    assert not fits("latin-1")
    assert fits("utf-8")


def test_every_kind_is_shown_by_icon_and_word_not_by_colour_alone() -> None:
    from cli.render.palette import icon

    for kind in Kind:
        sign, _ = icon(kind)
        assert width_of(sign) == 1
        assert kind.word
    assert (
        len({icon(kind)[0] for kind in (Kind.PAID, Kind.FAILED, Kind.NOTE, Kind.LEGACY, Kind.REFUNDED)}) == 5
    )


def _luminance(number: int) -> float:
    """Relative luminance of one of the 256 colours. Source: WCAG 2.2; xterm's colour cube and grey ramp."""
    if number >= 232:
        rgb = [8 + 10 * (number - 232)] * 3
    else:
        steps = (0, 95, 135, 175, 215, 255)
        rgb = [steps[(number - 16) // size % 6] for size in (36, 6, 1)]
    linear = [(c / 255 / 12.92) if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(("theme", "paper"), [("dark", 235), ("light", 231)])
def test_every_colour_of_a_theme_is_readable_on_its_background(theme: str, paper: int) -> None:
    for ink, style in THEMES[theme].items():
        found = re.search(r"38;5;(\d+)", style)
        if found:
            pair = sorted((_luminance(int(found[1])), _luminance(paper)))
            assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5, (theme, ink)

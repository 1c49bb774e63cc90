"""Terminals: paging, editors, and how text flows into a width."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import Run

from cli.context import Context
from cli.render.layout import _NARROW, flow, span_width, width_of
from cli.render.palette import Ink
from cli.render.screen import Screen


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def _pager(tmp_path: Path, code: str) -> dict[str, str]:
    script = tmp_path / "pager.py"
    script.write_text(code, encoding="utf-8")
    return {"EVENTS_PAGER": f"{sys.executable} {script}", "TERM": "dumb"}


def _page(environ: dict[str, str], lines: int, *, stream: io.StringIO, pager: bool = True) -> str:
    screen = Screen(stream, pager=pager, environ=environ)
    screen.page([[(f"line {number}", Ink.PLAIN)] for number in range(lines)])
    return stream.getvalue()


@pytest.fixture
def paged(tmp_path: Path) -> Path:
    return tmp_path / "paged.txt"


@pytest.fixture
def keeping(tmp_path: Path, paged: Path) -> dict[str, str]:
    """A pager that keeps what it is given."""
    return _pager(tmp_path, f"import sys; open({str(paged)!r}, 'w').write(sys.stdin.read())")


def test_what_is_longer_than_the_screen_goes_through_the_pager(keeping: dict[str, str], paged: Path) -> None:
    assert _page(keeping, 500, stream=Terminal()) == ""
    assert len(paged.read_text().splitlines()) == 500


def test_what_fits_the_screen_is_not_paged(keeping: dict[str, str], paged: Path) -> None:
    assert _page(keeping, 5, stream=Terminal()).count("\n") == 5
    assert not paged.exists()


def test_nothing_is_paged_off_a_terminal_or_where_it_is_not_wanted(
    keeping: dict[str, str], paged: Path
) -> None:
    assert _page(keeping, 500, stream=io.StringIO()).count("\n") == 500
    assert _page(keeping, 500, stream=Terminal(), pager=False).count("\n") == 500
    assert not paged.exists()


def test_a_reader_who_quits_early_ends_the_output(tmp_path: Path) -> None:
    environ = _pager(tmp_path, "import sys; sys.stdin.readline()")
    assert _page(environ, 200_000, stream=Terminal()) == ""


def test_a_pager_that_is_missing_is_done_without() -> None:
    assert _page({"EVENTS_PAGER": "/nowhere/less"}, 500, stream=Terminal()).count("\n") == 500


@pytest.mark.usefixtures("shop")
def test_on_a_terminal_a_note_is_written_in_the_editor(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(Context, "is_interactive", True)
    script = tmp_path / "editor.py"
    script.write_text("import sys; open(sys.argv[1], 'w').write('from the editor\\n')", encoding="utf-8")
    result = run("add-note", "2002", env={"EDITOR": f"{sys.executable} {script}"})
    assert "by casper: from the editor" in result.stdout
    untouched = run("add-note", "2002", env={"EDITOR": f"{sys.executable} -c pass"})
    assert (untouched.exit_code, "The note is blank" in untouched.stderr) == (2, True)
    broken = run("add-note", "2002", env={"EDITOR": f"{sys.executable} -c 1/0"})
    assert broken.exit_code == 2


PRINTABLE = st.text(alphabet=st.characters(categories=["L", "N", "P", "S"], include_characters=" "))


@pytest.mark.parametrize("width", [0, -3])
def test_text_flows_into_one_column_where_there_is_none(width: int) -> None:
    assert flow([("ab c", Ink.PLAIN)], width) == [[(one, Ink.PLAIN)] for one in "abc"]


@given(st.lists(st.tuples(PRINTABLE, st.sampled_from(Ink)), min_size=1), st.integers(2, 40))
def test_flowing_text_fits_the_width_and_loses_no_word(line: list[tuple[str, Ink]], width: int) -> None:
    lines = flow(line, width)
    assert all(span_width(part) <= width for part in lines)
    shown = "".join(text for part in lines for text, _ in part)
    assert shown.replace(" ", "") == "".join(text for text, _ in line).replace(" ", "")


def test_characters_taken_for_one_column_wide_are() -> None:
    """As the slow way counts them, which the sign of a picture leads to."""
    narrow = [char for char in map(chr, range(sys.maxunicode + 1)) if _NARROW.fullmatch(char)]
    assert len(narrow) > 1000
    assert all(width_of(char + "\u4e00") == 3 for char in narrow)

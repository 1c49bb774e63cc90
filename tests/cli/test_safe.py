"""Foreign text is shown, never obeyed."""

from __future__ import annotations

import csv
import io
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import HOSTILE, Run

from cli.render import formats, safe

ANY = st.text(alphabet=st.characters(codec=None))
OBEYED = {"Cc", "Cf", "Cs", "Zl", "Zp"}
JOINED = "می\u200cخواهد क्\u200dष 👩\u200d🔧 ❤\ufe0f Zu\u00adsammen"  # noqa: RUF001 - these very letters


def _controls(text: str) -> str:
    """The text without joiners and soft hyphens, the format characters that a terminal does not obey."""
    return "".join(char for char in text if char not in "\u00ad\u200c\u200d")


def test_joiners_variation_selectors_and_soft_hyphens_are_text() -> None:
    assert safe.line(JOINED + "\x1b") == JOINED + r"\x1b"
    assert safe.block(f"{JOINED}\n{JOINED}") == [JOINED, JOINED]
    assert safe.cell(JOINED + "\u202e") == JOINED + r"\u202e"
    assert formats.document([JOINED, "\u200b"]) == f'["{JOINED}", "\\u200b"]'


@given(ANY)
def test_a_line_holds_no_character_that_a_terminal_obeys(text: str) -> None:
    shown = safe.line(text)
    assert not {unicodedata.category(char) for char in _controls(shown)} & OBEYED
    shown.encode("utf-8")


@given(ANY)
def test_a_block_keeps_line_breaks_and_nothing_else_that_is_obeyed(text: str) -> None:
    lines = safe.block(text)
    assert lines
    assert not {unicodedata.category(char) for line in lines for char in _controls(line)} & OBEYED


@given(st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P", "S"])))
def test_plain_text_passes_as_it_is(text: str) -> None:
    assert safe.line(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("\x9b2J", r"\x9b2J"),
        ("a\x00\x07\x08\x7f", r"a\x00\x07\x08\x7f"),
        ("\u202egpj", r"\u202egpj"),
        ("\u200b\u2066\u061c\ufeff", r"\u200b\u2066\u061c\ufeff"),
        ("\u2028\ud800", r"\u2028\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("a\tb\u00a0c", "a    b c"),
        ("żółć 日本語 €", "żółć 日本語 €"),
        ("[/oops] [red]", "[/oops] [red]"),
    ],
)
def test_what_would_be_obeyed_is_shown_by_its_escape(text: str, shown: str) -> None:
    assert safe.line(text) == shown


@given(ANY)
def test_json_is_the_same_document_and_safe_to_look_at(text: str) -> None:
    document = formats.document({"message": text})
    assert json.loads(document)["message"] == text
    assert not {unicodedata.category(char) for char in _controls(document)} & OBEYED


@given(st.one_of(ANY, st.text(alphabet="=+-@\t\r\n 'a1")))
def test_a_csv_cell_never_starts_a_formula_and_obeys_nothing(text: str) -> None:
    stream = io.StringIO()
    formats.write(stream, [{"message": text}], ["message"], format="csv")
    rows = list(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    cell = rows[1][0] if len(rows) > 1 and rows[1] else ""
    assert cell.lstrip()[:1] not in tuple("=+-@")
    assert not {unicodedata.category(char) for char in _controls(cell.replace("\n", ""))} & OBEYED


def test_numbers_stay_numbers_in_csv() -> None:
    stream = io.StringIO()
    formats.write(stream, [{"n": -5}], ["n"], format="csv")
    assert stream.getvalue() == "n\n-5\n"


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    "command", ["order /1001", "customer jane@example.com", "log", "show o7", "export", "export -o csv"]
)
def test_no_command_lets_a_hostile_message_through(run: Run, command: str) -> None:
    result = run(*command.split())
    assert "[/oops] [red]x[/red]" in result.stdout
    assert not set("\x1b\x9b\x07\u202e") & set(result.stdout)


@pytest.mark.parametrize("where", ["add-note", "order", "show", "customer", "log"])
def test_errors_repeat_hostile_arguments_harmlessly(run: Run, where: str) -> None:
    arguments = {"add-note": [HOSTILE, "x"], "log": ["--type", HOSTILE]}.get(where, [HOSTILE])
    result = run(where, *arguments)
    assert result.exit_code in (1, 2)
    assert not set("\x1b\x9b\x07\u202e") & set(result.stderr)
    assert result.stderr.count("\n") == 1

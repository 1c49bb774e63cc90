r"""The only door for foreign text (messages, names, numbers, file names) to what is shown.

Text that comes from a shop's customers can carry escape sequences that drive the terminal, and
bidirectional controls that reorder what is read. Text passes: what Python calls printable (variation
selectors among it), joiners and soft hyphens. Every other character is shown by its escape, `\x1b`,
`\u202e`, and so never obeyed. Unusual spaces become plain ones. The result is plain `str`: nothing here
or later reads it as markup.
"""

from __future__ import annotations

import unicodedata

TAB = "    "
JOINERS = frozenset("\u00ad\u200c\u200d")
"""Format characters that are part of the spelling: soft hyphen, zero-width non-joiner and joiner."""


def line(text: object) -> str:
    """`text` on one line; line breaks are shown as `\\n`."""
    plain = str(text)
    return plain if plain.isprintable() else "".join(map(_shown, plain.replace("\t", TAB)))


def block(text: object) -> list[str]:
    """The lines of `text`, without blank ones at its start and end; at least one."""
    lines = [line(part.rstrip()) for part in str(text).replace("\r\n", "\n").strip("\n").split("\n")]
    while len(lines) > 1 and not lines[-1].strip():
        lines.pop()
    return lines


def cell(text: str) -> str:
    """`text` for a CSV cell: line breaks and spaces of any kind stay, every control character is shown."""
    if text.isprintable():
        return text
    return "\n".join("".join(map(_shown_in_cell, part)) for part in text.replace("\r\n", "\n").split("\n"))


def json(text: str) -> str:
    r"""A JSON document with its unprintable characters as `\uXXXX`: the same document, safe to look at."""
    return text if text.isprintable() else "".join(map(_json_escaped, text))


def _is_text(char: str) -> bool:
    return char.isprintable() or char in JOINERS


def _shown(char: str) -> str:
    if _is_text(char):
        return char
    if unicodedata.category(char) == "Zs":
        return " "
    return ascii(char)[1:-1]


def _shown_in_cell(char: str) -> str:
    return char if unicodedata.category(char) == "Zs" else _shown(char)


def _json_escaped(char: str) -> str:
    if _is_text(char) or unicodedata.category(char) == "Zs":
        return char
    if ord(char) <= 0xFFFF:
        return f"\\u{ord(char):04x}"
    high, low = divmod(ord(char) - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"


def markdown_cell(text: object) -> str:
    """Foreign text in a table: nothing in it is markup, none of it drives a terminal."""
    plain = line(text)
    return "".join(f"\\{char}" if char in "\\`*_{}[]<>|#!~&" else char for char in plain)

"""`order 1001 --shop pl`: the shop as an option of commands that name one order, which is then pl/1001."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cli.words.command_checks import Options

_TARGETS: Mapping[str, int] = {"add-note": 0, "move-note": 1, "order": 0, "record order": 1, "show": 0}
"""Which word behind these commands is an order's number."""

_OPTION = "--shop"


def with_shop(path: str, words: list[str], options: Options) -> list[str]:
    """The words with the order as shop/number, where a command that names one order is given its shop."""
    place = 0 if path.startswith("record order ") else _TARGETS.get(path)
    end = words.index("--") if "--" in words else len(words)
    at = next((at for at, word in enumerate(words[:end]) if word.partition("=")[0] == _OPTION), None)
    if place is None or at is None or _OPTION in options:
        return words
    _, equals, shop = words[at].partition("=")
    rest = [*words[:at], *words[at + 1 :]] if equals else [*words[:at], *words[at + 2 :]]
    shop = shop if equals else "".join(words[at + 1 : at + 2])
    targets = _numbers(rest, options)
    if len(targets) <= place or shop.startswith("-"):
        return words
    target = targets[place]
    if "@" not in rest[target] and not rest[target].startswith(f"{shop}/"):
        rest[target] = f"{shop}/{rest[target]}"
    return rest


def _numbers(words: list[str], options: Options) -> list[int]:
    """The places of the words that are neither options nor their values."""
    found, at = [], 0
    while at < len(words):
        if words[at] != "--" and not words[at].startswith("-"):
            found.append(at)
        at += 2 if words[at].startswith("-") and options.get(words[at]) else 1
    return found

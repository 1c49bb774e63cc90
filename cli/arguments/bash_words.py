"""Completion in bash, which cuts words at `@`, `:` and `=`, and writes only over the last piece.

Here what was one word is one again: an address, a database's URL; the `=` of `--type=paid` is dropped.
"""

from __future__ import annotations

import os

from typer._click.shell_completion import CompletionItem, add_completion_class, split_arg_string
from typer._completion_classes import BashComplete

_INSIDE = frozenset("@:")


class Bash(BashComplete):
    """Offers for the whole word, each without what bash has kept of it."""

    _kept = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        number = int(os.environ["COMP_CWORD"])
        cut = split_arg_string(os.environ["COMP_WORDS"])[: number + 1]
        cut += [""] * (number + 1 - len(cut))
        words = list[str]()
        goes_on = False
        for at, part in enumerate(cut):
            is_cut = at > 0 and bool(part) and _INSIDE.issuperset(part)
            if words and (is_cut or goes_on):
                words[-1] += part
            elif part == "=" and words and words[-1].startswith("--"):
                if at == number:
                    words.append("")
            else:
                words.append(part)
            goes_on = is_cut
        # Bash writes over an @, since hosts are completed with it, and never over a colon.
        self._kept = words[-1].removesuffix(cut[-1].lstrip(":")).removesuffix("@")
        return words[1:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        return super().format_completion(item).removeprefix(self._kept)


def install() -> None:
    """From now on bash is answered so."""
    add_completion_class(Bash, "bash")

"""Completion in bash, which splits words at `@`, `:` and `=` and replaces only the last piece.

This joins the pieces again (an e-mail address, a database URL) and drops the `=` of `--type=paid`.
"""

from __future__ import annotations

import os

from typer._click.shell_completion import CompletionItem, add_completion_class, split_arg_string
from typer._completion_classes import BashComplete

_INSIDE = frozenset("@:")


class Bash(BashComplete):
    """Completes whole words; each offer is printed without the part that bash keeps."""

    _kept = ""

    def get_completion_args(self) -> tuple[list[str], str]:
        """The complete words before the cursor, and the word that is being typed."""
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
        # Bash replaces an @, because it completes host names with it, but never a colon.
        self._kept = words[-1].removesuffix(cut[-1].lstrip(":")).removesuffix("@")
        return words[1:-1], words[-1]

    def format_completion(self, item: CompletionItem) -> str:
        """An offer without the part of the word that bash keeps."""
        return super().format_completion(item).removeprefix(self._kept)


def install() -> None:
    """Use this class for completion in bash."""
    add_completion_class(Bash, "bash")

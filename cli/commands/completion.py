"""`events --show-completion SHELL`: the completion script of a named shell."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cli.context import get_context


def completion(
    ctx: typer.Context,
    *,
    shell: Annotated[
        Literal["bash", "zsh", "fish", "powershell", "pwsh"],
        typer.Argument(metavar="bash|zsh|fish|powershell|pwsh", help="The shell."),
    ],
) -> None:
    """Print the completion script of a shell, to save where that shell looks for it."""
    from typer._completion_shared import get_completion_script

    name = ctx.find_root().info_name or "events"
    script = get_completion_script(prog_name=name, complete_var=f"_{name.upper()}_COMPLETE", shell=shell)
    get_context(ctx).data.write(script + "\n")

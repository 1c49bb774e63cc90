"""`events plugin`: help for authors of platform packages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.context import Context, get_context
from cli.exit_codes import ExitCode
from cli.render.people import counted

if TYPE_CHECKING:
    from importers.catalogue.check_module import CheckedPlatform

app = typer.Typer(rich_markup_mode=None, add_completion=False, help="Check platforms of your own.")


@app.callback()
def plugin() -> None:
    """Check platforms of your own."""


@app.command("check")
def check(
    ctx: typer.Context,
    module: Annotated[
        str,
        typer.Argument(metavar="MODULE", help="A module, or MODULE:NAME; the current folder is searched."),
    ],
) -> None:
    """Load a module and validate its platforms.

    Prints each problem with what to write instead; exit code 78 if there is any.
    """
    from importers.catalogue.check_module import check_module

    context = get_context(ctx)
    found = check_module(module)
    for one in found:
        _print(context, one)
    if any(one.problems for one in found):
        raise typer.Exit(ExitCode.CONFIGURATION)


def _print(context: Context, one: CheckedPlatform) -> None:
    verdict = counted(len(one.problems), "problem") if one.problems else f"{one.title}, valid"
    context.print_answer(f"{one.target}: {verdict}")
    for problem in one.problems:
        context.print_answer(f"  problem: {problem}.")
    for advice in one.advice:
        context.print_answer(f"  advice: {advice}.")

"""`events retry ID [FILE]`: import the fixed rejects of an import."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cli.acting_user import acting_name
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat
from cli.context import get_context
from cli.exit_codes import ExitCode
from cli.render import formats
from cli.render import retry as retrying


def retry(
    ctx: typer.Context,
    *,
    number: Annotated[
        int,
        typer.Argument(
            metavar="ID", autocompletion=completion.batches, help="The batch whose rejects were fixed."
        ),
    ],
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="The fixed rejects file (default: the one last written).")
    ] = "",
    missing_orders: Annotated[
        Literal["create", "reject"] | None,
        typer.Option(metavar="create|reject", help="For missing orders (default: as in the import)."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Import into a temporary copy; change nothing.")
    ] = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Import fixed rejects at their original positions, with the mapping of the import.

    Records are matched by legacy id, by most of their cells, or by position in the file. Repeating a retry
    changes nothing.
    """
    context = get_context(ctx)
    from importers.retry.retry import retry as take_in

    context.check_log()
    create_orders = None if missing_orders is None else missing_orders == "create"
    try:
        done = take_in(
            number,
            file,
            database=context.settings.database,
            by=acting_name(context, user),
            dry_run=dry_run,
            create_orders=create_orders,
        )
    except KeyboardInterrupt:
        if not dry_run:
            context.info("Interrupted. Committed records are kept; run the same command to resume.")
        raise
    if format == "text":
        shown = retrying.summary if context.quiet else retrying.lines
        context.out.show(shown(done, width=context.out.width))
        context.info(retrying.next_command(done))
    else:
        formats.write_one(context.data, done.as_dict(), format=format)
    if not done.complete:
        raise typer.Exit(ExitCode.INCOMPLETE)

"""`events retry ID [FILE]`: the repaired rejects of an import."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from cli import context
from cli.acting_user import acting_name
from cli.arguments import completion
from cli.arguments.options import Author, OneFormat
from cli.exit_codes import ExitCode
from cli.render import formats
from cli.render import retry as retrying


def retry(
    ctx: typer.Context,
    *,
    number: Annotated[
        int,
        typer.Argument(
            metavar="ID", autocompletion=completion.batches, help="The batch whose rejects are repaired."
        ),
    ],
    file: Annotated[
        str, typer.Argument(metavar="[FILE]", help="The repaired reject file; else where it was written.")
    ] = "",
    missing_orders: Annotated[
        Literal["create", "reject"] | None,
        typer.Option(metavar="create|reject", help="Instead of what the import did."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Rehearse on a copy; change nothing.")] = False,
    user: Author = None,
    format: OneFormat = "text",
) -> None:
    """Take in repaired rejects, in the places of the records they repair, with the import's own mapping.

    They are known by their legacy id, else by their place in the file. Doing it again changes nothing.
    """
    here = context.of(ctx)
    from importers.retry.retry import retry as take_in

    make_orders = None if missing_orders is None else missing_orders == "create"
    try:
        done = take_in(
            number,
            file,
            database=here.settings.database,
            by=acting_name(here, user),
            dry_run=dry_run,
            make_orders=make_orders,
        )
    except KeyboardInterrupt:
        if not dry_run:
            here.info("Interrupted. What was committed stays; the same command goes on from there.")
        raise
    if format == "text":
        here.out.show(retrying.lines(done, width=here.out.width))
        here.info(retrying.next_command(done))
    else:
        formats.write_one(here.data, done.as_dict(), format=format)
    if not done.complete:
        raise typer.Exit(ExitCode.INCOMPLETE)

"""The search index, which the first search builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cli.context import Context


def prepare_index(context: Context, reader: Connection) -> None:
    """Build the index where there is none yet, with progress if that takes a while."""
    from cli.progress import counting
    from events.search import prepare

    with counting(context, "Building the search index") as update:
        for done, of_all in prepare(reader):
            update(done, of_all)

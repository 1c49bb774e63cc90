"""`events import --authors FILE`: who the authors are, as `events actors assign FILE` assigns them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.commands import actors_file
from cli.render.people import counted
from cli.whole_log import changing

if TYPE_CHECKING:
    from cli.context import Context
    from importers.report import ImportReport

_NAMED = 5


class Staff:
    """A file of authors and who they are, read before anything is imported. Raises what
    `actors_file.read` raises."""

    def __init__(self, file: str) -> None:
        self._file, self._rows = file, actors_file.read(file).rows

    def assign(self, context: Context, done: ImportReport, *, by: str) -> None:
        """Give the authors of the import's source and shop to these people. What was done, or why nothing
        was, goes to stderr."""
        if done.dry_run:
            context.info(f"{self._file} assigns authors once the import is no dry run.")
            return
        from importers.authors import assignments

        changed = []
        with changing(context, dry_run=False) as session:
            for row in self._rows:
                changed += assignments.assign_known(
                    session, row.names, row.person, source=done.source, shop=done.shop, by=by
                )
        if changed:
            authors = ", ".join(f"{one.name} is {one.email}" for one in changed[:_NAMED])
            more = f" and {len(changed) - _NAMED:,} more" if len(changed) > _NAMED else ""
            context.info(f"Assigned {counted(len(changed), 'author')} by {self._file}: {authors}{more}.")
            return
        context.info(
            f"{self._file} has no author of source {done.source} who was not assigned before. Those known "
            "only by their names: events actors --unassigned. --set author=COLUMN chooses another column."
        )

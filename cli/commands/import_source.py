"""Imports one source and shows the progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.context import Context
from cli.progress import progress

if TYPE_CHECKING:
    from importers.mapping.column_mapping import ColumnMapping
    from importers.options import Options
    from importers.report import ImportReport


def import_one(context: Context, source: str, mapping: ColumnMapping, options: Options) -> ImportReport:
    """Import one source and show the progress. Raises what the pipeline raises."""
    from importers.pipeline import run
    from importers.readers.opening import shown

    context.announce_input(source)
    try:
        with progress(context, shown(source)) as update:
            done = run(source, mapping, options, database=context.settings.database, on_progress=update)
        if not options.seal or options.dry_run:
            return done
        from cli.commands.seal import seal_report

        return seal_report(context, done)
    except KeyboardInterrupt:
        context.info("Interrupted. Committed records are kept; run the same command to resume.")
        raise

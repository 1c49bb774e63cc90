"""`events report FILE.html`: the whole migration on one page, for whoever signs it off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.arguments.outputs import check_output
from cli.context import Context, get_context
from cli.noted_exports import note_export
from cli.render import migration_page
from cli.render.stats_records import StatsView
from cli.timelines.kinds import known_kinds, prepare_kinds, prepare_summaries
from events import clock
from events.errors import UsageError, WriteError

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cli.render.migration_page import Migration


def report(
    ctx: typer.Context,
    *,
    file: Annotated[str, typer.Argument(metavar="FILE.html", help="The page to write; - is stdout.")],
    authors: Annotated[
        int, typer.Option("--authors", min=1, metavar="N", help="Number of authors to list.")
    ] = 20,
) -> None:
    """Write the migration as one HTML page, for those who do not use a terminal.

    It shows what became of every record, rejects by cause, events by month and source, what was understood,
    how long orders took, who acted, and a digest to sign. It needs no script and no network, and prints well.
    """
    context = get_context(ctx)
    if file != "-" and not file.lower().endswith((".html", ".htm")):
        raise UsageError(f"{file}: the report is a page. Give it a name that ends in .html.")
    with context.reader() as reader:
        has_summaries = prepare_summaries(context, reader, prepare_kinds(context, reader))
    with context.session() as session:
        if file != "-":
            check_output(file, spare=[context.settings.database], session=session)
        found = _migration(context, session, authors=authors, has_summaries=has_summaries)
    if file == "-":
        context.data.writelines(migration_page.chunks(found))
        return
    _write(file, migration_page.chunks(found))
    note_export(context, file)
    context.print_answer(f"Wrote {file}.")
    context.info(f"Digest to sign: {migration_page.digest(found)}")


def _migration(context: Context, session: Session, *, authors: int, has_summaries: bool) -> Migration:
    from events.database.engine import parse, shown
    from events.filters import Filters
    from events.statistics import stats as counting
    from events.statistics.order_paths import find_waits
    from importers.ledger import batches, locks, provenance

    reader = session.connection()
    kinds = known_kinds(reader)
    stats = counting.stats(
        reader,
        Filters(),
        authors=authors,
        legacy=kinds.legacy,
        stored=kinds.stored,
        has_summaries=has_summaries,
    )
    running = locks.running(parse(context.settings.database))
    stored = list(batches.all_batches(session, limit=None))[::-1]
    return migration_page.Migration(
        database=shown(parse(context.settings.database)),
        batches=[batches.view(session, one, running=running, with_groups=True) for one in stored],
        digests={one.id: one.file_digest for one in stored},
        present=provenance.events_by_batch(reader),
        counted=StatsView(stats=stats, sources=provenance.by_source(reader, Filters()), legacy=set()),
        waits=find_waits(
            reader, Filters(), legacy=kinds.legacy, stored=kinds.stored, has_summaries=has_summaries
        ),
        now=clock.now(),
        zone=context.zone,
    )


def _write(file: str, chunks: Iterator[str]) -> None:
    from importers.output_files import as_text, replacing

    try:
        with replacing(file) as out, as_text(out) as stream:
            stream.writelines(chunks)
    except OSError as error:
        raise WriteError(f"Cannot write {file}: {error.strerror}. Choose another place.") from None

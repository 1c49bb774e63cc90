"""Notes in the log of files that events were exported to."""

from __future__ import annotations

from cli.acting_user import acting_name
from cli.context import Context
from events.errors import EventsError
from importers.output_files import is_stream


def note_export(context: Context, file: str) -> None:
    """Note in the log that its events were written to `file`, so that `events forget` can name it later.

    A role that may only read can export all the same: then a message says that there is no note.
    """
    from importers.ledger import exports

    if file == "-" or is_stream(file):
        return
    try:
        with context.session() as session, context.turn(session):
            exports.note_export(session, file, by=acting_name(context, None))
            session.commit()
    except EventsError as error:
        context.verbose(str(error))
        context.info(
            "The log cannot be written and keeps no note of this file: `events forget` will not name it."
        )

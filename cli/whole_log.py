"""Changes to the whole log, which no import may run beside."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cli.context import Context


@contextmanager
def changing(context: Context, *, dry_run: bool) -> Iterator[Session]:
    """A session for changes to the whole log, held while no import runs; rolled back in a dry run."""
    from events.database.engine import parse
    from importers.ledger.locks import exclusive

    with context.session() as session, exclusive(parse(context.settings.database)):
        yield session
        if dry_run:
            session.rollback()
        else:
            session.commit()

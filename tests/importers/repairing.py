"""A file with bad records, its repaired records, and retrying these."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from events.database.session import open_session
from importers.ledger import batches
from importers.ledger.models import Batch
from importers.retry.result import RetryReport
from importers.retry.retry import retry

ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First
2,1001,bad,j.smith,Second
3,1002
4,1002,0000-00-00,,"Fourth
of two lines"
5,1003,2020-01-05 10:00:00,,Fifth
"""
REPAIRED = """\
2,1001,2020-01-02 10:00:00,j.smith,Second
3,1002,2020-01-03 10:00:00,,Third
4,1002,2020-01-04 10:00:00,,"Fourth
of two lines"
"""
Retry = Callable[..., RetryReport]


def retrying(database: str, folder: Path) -> Retry:
    """Retries text as the repaired file of batch 1."""

    def again(text: str, *, batch: int = 1, **more: Any) -> RetryReport:
        file = folder / "repaired.csv"
        file.write_text(text)
        return retry(batch, str(file), database=database, **more)

    return again


def account(database: str, batch: int = 1) -> tuple[int, ...]:
    """The batch's account, after it was held against the ledger."""
    with open_session(database) as session:
        found = session.get_one(Batch, batch)
        counts = batches.counts_of(found)
        batches.finish(session, found, status=found.status, counts=counts, file_digest=found.file_digest)
        return tuple(counts.main().values())

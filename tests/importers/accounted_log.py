"""A log that a model accounts for after every step: what all steps of `test_machine.py` share."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from bringing import HEADER, rows
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant
from model import Model
from sqlalchemy import Connection

from events.database.session import open_engine
from importers.readers.csv import reader
from importers.reconcile.reconcile import reconcile
from importers.reconcile.result import Reconciliation
from importers.report import ImportReport
from importers.undo import delete
from importers.undo import undo as undoing

Lines = tuple[str, ...]


class AccountedLog(RuleBasedStateMachine):
    """One database, and what holds of it after every step."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="events-machine-"))
        self.database = str(shutil.copy(_empty(), self.folder / "events.db"))
        self.patch = pytest.MonkeyPatch()
        self.cut(120)
        self.patch.setattr(undoing, "_SHARE", 0.0)
        self.number = 0
        self.model = Model()

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.patch.undo()
            shutil.rmtree(self.folder)

    @invariant()
    def everything_is_accounted_for(self) -> None:
        """read = imported + duplicate + changed + skipped + rejected, and the ledger holds as many."""
        if not hasattr(self, "database"):
            return
        wrong = rows(
            self.database,
            "SELECT id FROM batches AS b WHERE read <> imported + duplicate + changed + skipped + rejected "
            "OR iif(status = 'undone', 0, imported) <> (SELECT count(*) FROM records WHERE batch_id = b.id) "
            "OR iif(status = 'undone', 0, rejected) <> (SELECT count(*) FROM rejects WHERE batch_id = b.id)",
        )
        assert not wrong

    @invariant()
    def the_log_holds_what_the_model_holds(self) -> None:
        """As many events of each batch, order, moment and message."""
        if hasattr(self, "database"):
            assert rows(self.database, _EVENTS) == self.model.events()

    @invariant()
    def everybody_has_a_reason(self) -> None:
        """Orders and people are there for an event or an order, and a living batch answers for each."""
        if not hasattr(self, "database"):
            return
        assert not rows(
            self.database,
            "SELECT number FROM orders AS o WHERE NOT EXISTS ("
            " SELECT 1 FROM order_events WHERE order_id = o.id)"
            " OR NOT EXISTS (SELECT 1 FROM creations WHERE entity = 'order' AND entity_id = o.id)",
        )
        assert not rows(
            self.database,
            "SELECT name, email FROM users AS u WHERE NOT EXISTS ("
            " SELECT 1 FROM order_events WHERE user_id = u.id) AND NOT EXISTS ("
            " SELECT 1 FROM customer_events WHERE user_id = u.id)"
            " OR NOT EXISTS (SELECT 1 FROM creations WHERE entity = 'user' AND entity_id = u.id)",
        )
        assert not rows(
            self.database,
            "SELECT entity FROM creations JOIN batches ON id = batch_id WHERE status = 'undone'",
        )

    @invariant()
    def the_ledger_and_the_events_tell_the_same(self) -> None:
        """Every record has its event, every event its record."""
        if not hasattr(self, "database"):
            return
        for table, column in (("order_events", "order_event_id"), ("customer_events", "customer_event_id")):
            assert not rows(
                self.database,
                f"SELECT e.id, r.id FROM {table} AS e FULL JOIN records AS r ON r.{column} = e.id "  # noqa: S608
                f"WHERE e.id IS NULL AND r.{column} IS NOT NULL OR r.id IS NULL",
            )
        assert not rows(self.database, "PRAGMA foreign_key_check")

    def cut(self, chunk_bytes: int) -> None:
        self.patch.setattr(reader, "CHUNK_BYTES", chunk_bytes)

    def account_for(self, table: Lines, report: ImportReport, *, most: int | None = None) -> None:
        """Hold an import's account against the model's, which takes the same in."""
        expected = self.model.bring(table, report.batch, most=most)
        assert report.counts.main() == {name: expected[name] for name in report.counts.main()}

    def written(self, table: Lines) -> Path:
        """The table in a file of a name that was never used."""
        self.number += 1
        file = self.folder / f"export-{self.number}.csv"
        file.write_text(HEADER + "".join(table))
        return file

    def mended(self, line: str) -> str:
        """The line with nothing wrong, under an id that nobody has."""
        self.number += 1
        cells = (*line.strip().replace('"', "").split(","), "", "", "", "")
        order, author = cells[1] or "1001", cells[3]
        return f"m{self.number},{order},2020-01-02,{author},Mended\n"

    def undone(self, number: int, *, dry_run: bool = False) -> undoing.Undone:
        return undoing.undo(
            number, database=self.database, by="me", dry_run=dry_run, on_progress=lambda _: None
        )

    def interrupted_undo(self, number: int, *, after: int) -> undoing.Undone | None:
        """An undo in steps of two that dies after so many of them; what it did if there were not as many."""
        steps, left = delete.STEPS, [after]

        def dying(step: delete.Step) -> delete.Step:
            def run(connection: Connection, batch: delete.Remaining) -> delete.UndoCounts | None:
                if not left[0]:
                    raise KeyboardInterrupt
                left[0] -= 1
                return step(connection, batch)

            return run

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(delete, "RECORDS", 2)
            patch.setattr(delete, "ENTITIES", 2)
            patch.setattr(delete, "STEPS", tuple(map(dying, steps)))
            try:
                return self.undone(number)
            except KeyboardInterrupt:
                return None

    def batches(self) -> int:
        return int(rows(self.database, "SELECT count(*) FROM batches")[0][0])

    def check_against(self, file: Path, report: ImportReport) -> None:
        """Hold a reconciliation against what an import of the same file said."""
        found = self.reconciled(file).tally
        counts = report.counts
        assert (found.read, found.missing, found.extra) == (counts.read, 0, 0)
        assert found.present + found.repeated == counts.imported + counts.duplicate
        assert found.changed + found.rejected + found.repaired == counts.changed + counts.rejected

    def reconciled(self, file: Path) -> Reconciliation:
        done = reconcile(str(file), database=self.database, on_progress=lambda _: None)
        with closing(done.findings):
            return done


_EVENTS = """
    SELECT r.batch_id, o.number, e.date, json_extract(e.parameters, '$.message') FROM records AS r
    JOIN order_events AS e ON e.id = r.order_event_id JOIN orders AS o ON o.id = e.order_id
    ORDER BY 1, 2, 3, 4
"""
_made: list[Path] = []


def _empty() -> Path:
    """An empty log, migrated once."""
    if not _made:
        file = Path(tempfile.mkdtemp(prefix="events-empty-")) / "events.db"
        with open_engine(str(file)):
            pass
        _made.append(file)
    return _made[0]

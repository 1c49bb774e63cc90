"""Imports, undos, notes and assignments in any order: the ledger always tells the truth."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from bringing import PLAIN, bring_into, rows
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)

from events.database.session import open_session
from events.errors import EventsError
from events.models import Order
from events.order import events as order_events
from importers.authors import assignments
from importers.mapping.column_mapping import ColumnMapping
from importers.undo import undo as undoing

pytestmark = pytest.mark.slow

FIELDS = (*PLAIN, "customer=customer")
HEADER = "id,order,date,author,message,customer\n"
AUTHORS = ("", "ann", "bob", "x@y.example", "boss@y.example")
CUSTOMERS = ("", "c1@y.example", "c2@y.example", "17")
lines = st.tuples(
    st.integers(0, 12), st.integers(1, 4), st.sampled_from(AUTHORS), st.sampled_from(CUSTOMERS), st.booleans()
)


class Log(RuleBasedStateMachine):
    """A log that several sources are imported into."""

    empty_log: Path
    batches = Bundle("batches")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.database = str(Path(self.folder.name) / "events.db")
        shutil.copy(self.empty_log, self.database)
        self.files = 0
        self.given: set[tuple[str, str]] = set()

    @rule(target=batches, source=st.sampled_from("ab"), content=st.lists(lines, min_size=1, max_size=8))
    def bring(self, source: str, content: list[tuple[Any, ...]]) -> Any:
        self.files += 1
        file = Path(self.folder.name) / f"{self.files}.csv"
        text = "".join(
            f"{id},{order},{'2020-01-01' if good else 'bad'},{author},m{id},{customer}\n"
            for id, order, author, customer, good in content
        )
        file.write_text(HEADER + text)
        mapping = ColumnMapping(source=source, tz="UTC")
        report = bring_into(self.database, file, sets=FIELDS, mapping=mapping, same_orders=True)
        return multiple((report.batch, str(file), source))

    @rule(batch=consumes(batches))
    def take_back(self, batch: tuple[int, str, str]) -> None:
        seen = self.undo(batch[0], dry_run=True)
        done = self.undo(batch[0])
        assert (seen.events, seen.orders, seen.people, seen.customers, seen.kept) == (
            done.events,
            done.orders,
            done.people,
            done.customers,
            done.kept,
        )

    @rule(target=batches, batch=consumes(batches))
    def bring_again_after_an_undo(self, batch: tuple[int, str, str]) -> Any:
        """It is a batch of its own, and what was the old one's is not known any more."""
        before = self.undo(batch[0])
        mapping = ColumnMapping(source=batch[2], tz="UTC")
        report = bring_into(self.database, batch[1], sets=FIELDS, mapping=mapping, same_orders=True)
        assert report.batch > batch[0]
        assert report.counts.imported >= before.events
        return multiple((report.batch, batch[1], batch[2]))

    @rule(order=st.integers(1, 4))
    def note(self, order: int) -> None:
        with open_session(self.database) as session:
            found = session.query(Order).where(Order.number == str(order)).one_or_none()
            if found is not None:
                order_events.note_added_event(order=found, user=found.user, message="by hand")
                session.commit()

    @rule(source=st.sampled_from("ab"), name=st.sampled_from(["ann", "bob"]))
    def assign(self, source: str, name: str) -> None:
        with open_session(self.database) as session:
            try:
                assignments.assign(session, name, "boss@y.example", source=source, shop=None, by="me")
                session.commit()
                self.given.add((source, name))
            except EventsError:
                session.rollback()

    @precondition(lambda self: self.given)
    @rule(data=st.data())
    def unassign(self, data: st.DataObject) -> None:
        source, name = data.draw(st.sampled_from(sorted(self.given)))
        with open_session(self.database) as session:
            assignments.unassign(session, name, source=source, shop=None, by="me")
            session.commit()
        self.given.remove((source, name))

    @invariant()
    def nothing_refers_to_nothing(self) -> None:
        assert rows(self.database, "PRAGMA foreign_key_check") == []
        dead = (
            "SELECT * FROM creations WHERE entity = 'user' AND entity_id NOT IN (SELECT id FROM users)"
            " OR entity <> 'user' AND entity_id NOT IN (SELECT id FROM orders)"
            " OR batch_id IN (SELECT id FROM batches WHERE status = 'undone')"
        )
        assert rows(self.database, dead) == []

    @invariant()
    def each_batch_holds_what_it_says(self) -> None:
        held = (
            "SELECT id FROM batches WHERE CASE status WHEN 'undone' THEN 0 ELSE imported END"
            " <> (SELECT count(*) FROM records WHERE batch_id = batches.id)"
            " OR CASE status WHEN 'undone' THEN 0 ELSE rejected END"
            " <> (SELECT count(*) FROM rejects WHERE batch_id = batches.id)"
        )
        assert rows(self.database, held) == []
        assert rows(
            self.database,
            "SELECT id FROM order_events WHERE type = 'other'"
            " AND id NOT IN (SELECT order_event_id FROM records WHERE order_event_id > 0)",
        ) == []  # fmt: skip

    def undo(self, batch: int, *, dry_run: bool = False) -> undoing.Undone:
        return undoing.undo(
            batch, database=self.database, by="me", dry_run=dry_run, on_progress=lambda _: None
        )

    def teardown(self) -> None:
        """When all is undone, only what people did by hand is left."""
        if not hasattr(self, "folder"):
            return
        with closing(_Folder(self.folder)):
            for (batch,) in rows(self.database, "SELECT id FROM batches WHERE status <> 'undone'"):
                self.undo(batch)
            for table in ("records", "rejects", "creations"):
                assert rows(self.database, f"SELECT * FROM {table}") == []  # noqa: S608
            unnoted = "SELECT id FROM orders WHERE id NOT IN (SELECT order_id FROM order_events)"
            assert rows(self.database, unnoted) == []
            idle = (
                "SELECT email, name FROM users"
                " WHERE id NOT IN (SELECT user_id FROM order_events WHERE user_id > 0)"
                " AND id NOT IN (SELECT user_id FROM orders WHERE user_id > 0)"
                " AND id NOT IN (SELECT user_id FROM legacy_names WHERE user_id > 0)"
            )
            assert rows(self.database, idle) == []


class _Folder:
    def __init__(self, folder: tempfile.TemporaryDirectory[str]) -> None:
        self.close = folder.cleanup


def test_whatever_is_done_the_ledger_is_true(_migrated_file: Path) -> None:
    class OnThisLog(Log):
        empty_log = _migrated_file

    run_state_machine_as_test(
        OnThisLog,
        settings=settings(
            max_examples=8,
            stateful_step_count=12,
            phases=[Phase.generate],  # looking for a smaller failure takes minutes: there are files in it
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(undoing, "_SHARE", 0.0)

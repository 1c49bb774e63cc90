"""Random lives of a log: files are imported, grown, damaged, mended, retried, killed, undone, imported again.

After every step every record is accounted for as an independent model has it, the ledger and the events tell
the same, a second import adds nothing, and a reconciliation agrees with the import.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from accounted_log import AccountedLog, Lines
from bringing import HEADER, bring_into, everything, rows
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, multiple, rule
from model import GOOD_DATES

from events.database.session import open_session
from importers.ledger.models import Batch
from importers.rejects_file import write_file
from importers.retry.retry import retry
from importers.undo import undo as undoing
from importers.writing.sqlite.writer import SqliteWriter

pytestmark = pytest.mark.slow

BAD_DATES = ("", "0000-00-00", "soon", "03/04/2019")
LOG = ("orders", "users", "order_events", "customer_events", "records", "names", "creations")
"""What a second import leaves as it is; batches and their rejects are its own."""

lines = st.builds(
    lambda *cells: ",".join(cells) + "\n",
    st.sampled_from(["", "", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
    st.sampled_from(["1001", "1001", "1002", "", "pl-7"]),
    st.sampled_from([*tuple(GOOD_DATES) * 3, *BAD_DATES]),
    st.sampled_from(["", "anna@shop.example", "ANNA@shop.example", "j.smith", "0"]),
    st.sampled_from(["First", "Second", "Third", ""]),
)
broken = st.sampled_from(["4,1001\n", "a,b,c,d,e,f\n", '5,1001,"2020-01-01"x,,y\n'])
tables = st.lists(st.one_of(lines, lines, lines, broken), max_size=9).map(tuple)


class Log(AccountedLog):
    """One database and the files that people bring."""

    files = Bundle("files")

    @rule(target=files, table=tables)
    def write(self, table: Lines) -> Lines:
        """A new export."""
        return table

    @rule(target=files, table=files, more=tables, at=st.integers(0, 9))
    def grow(self, table: Lines, more: Lines, at: int) -> Lines:
        """A later export of the same shop, back-dated records in its middle."""
        return (*table[:at], *more, *table[at:])

    @rule(target=files, table=files, at=st.integers(0, 20), bad=st.one_of(broken, lines))
    def damage(self, table: Lines, at: int, bad: str) -> Lines | object:
        """The same export with a line that became another."""
        return (*table[:at], bad, *table[at + 1 :]) if at < len(table) else multiple()

    @rule(table=files)
    def bring(self, table: Lines) -> None:
        """An import brings all it can; doing it again under another name brings nothing."""
        file = self.written(table)
        report = bring_into(self.database, file)
        self.account_for(table, report)
        self.check_against(file, report)
        before = everything(self.database)
        again = bring_into(self.database, self.written(table))
        after = everything(self.database)
        assert {name: after[name] for name in LOG} == {name: before[name] for name in LOG}
        assert again.counts.imported == 0
        assert again.counts.duplicate == report.counts.imported + report.counts.duplicate
        self.account_for(table, again)
        self.check_against(file, again)

    @rule(table=files)
    def rehearse(self, table: Lines) -> None:
        """A rehearsal leaves nothing, and tells what the import then does."""
        file, before = self.written(table), everything(self.database)
        rehearsed = bring_into(self.database, file, dry_run=True)
        assert everything(self.database) == before
        report = bring_into(self.database, file)
        assert report.counts == rehearsed.counts
        self.account_for(table, report)

    @rule(table=files, most=st.integers(0, 3), chunk_bytes=st.integers(30, 400))
    def stop_and_go_on(self, table: Lines, most: int, chunk_bytes: int) -> None:
        """However the input is cut into chunks, an import stops before the reject that is too many, and the
        same command that allows more goes on to the end that a run without a stop comes to."""
        file = self.written(table)
        expected = bring_into(str(shutil.copy(self.database, self.folder / "undisturbed.db")), file)
        self.cut(chunk_bytes)
        stopped = bring_into(self.database, file, max_errors=most)
        self.account_for(table, stopped, most=most)
        assert bool(stopped.stopped) == (expected.counts.rejected > most)
        if stopped.stopped:
            resumed = bring_into(self.database, file)
            assert resumed.counts == expected.counts
            assert resumed.resumed_at == stopped.counts.read
            self.model.undo(stopped.batch)
            self.account_for(table, resumed)
        self.cut(120)

    @rule(table=files, dies_at=st.integers(1, 4))
    def die_and_go_on(self, table: Lines, dies_at: int) -> None:
        """A run that dies is gone on with, to the end that a run without a death comes to."""
        file = self.written(table)
        undisturbed = str(shutil.copy(self.database, self.folder / "undisturbed.db"))
        expected = bring_into(undisturbed, file)
        commits, original = 0, SqliteWriter.commit

        def dying(writer: SqliteWriter) -> None:
            nonlocal commits
            commits += 1
            if commits == dies_at:
                raise KeyboardInterrupt
            original(writer)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(SqliteWriter, "commit", dying)
            try:
                report = bring_into(self.database, file)
            except KeyboardInterrupt:
                report = None
        report = report or bring_into(self.database, file)
        assert report.counts == expected.counts
        self.account_for(table, report)
        found, wanted = everything(self.database), everything(undisturbed)
        assert [row[:5] for row in found["records"]] == [row[:5] for row in wanted["records"]]
        assert found["order_events"] == wanted["order_events"]
        self.check_against(file, report)

    @rule(mended=st.lists(st.sampled_from(["mend", "mend", "leave", "drop"]), min_size=1, max_size=5),
          pick=st.integers(0, 50))  # fmt: skip
    def mend(self, mended: list[str], pick: int) -> None:
        """Rejects of a batch are mended, left as they are, or taken out of the file, and retried, twice."""
        number = pick % max(self.batches(), 1) + 1
        file = self.folder / "rejects.csv"
        with open_session(self.database) as session:
            batch = session.get(Batch, number)
            if batch is None or batch.status != "done" or not batch.rejected:
                return
            rejected = batch.rejected
            file = Path(write_file(session, batch, str(file)).path)
        _, *bad = file.read_text().splitlines(keepends=True)
        does = [mended[at % len(mended)] for at in range(len(bad))]
        kept = [
            line if do == "leave" else self.mended(line)
            for line, do in zip(bad, does, strict=True)
            if do != "drop"
        ]
        file.write_text(HEADER + "".join(kept))
        rehearsed = retry(number, str(file), database=self.database, dry_run=True)
        done = retry(number, str(file), database=self.database)
        self.model.bring(kept, number)
        assert (done.tally, done.counts) == (rehearsed.tally, rehearsed.counts)
        assert done.counts.rejected <= rejected
        assert done.counts.rejected >= does.count("drop")
        if set(does) == {"mend"}:
            assert done.counts.rejected == 0
        before = everything(self.database)
        again = retry(number, str(file), database=self.database)
        assert again.nothing_new
        assert everything(self.database) == before

    @rule(pick=st.integers(0, 50), dies_after=st.integers(0, 6))
    def undo(self, pick: int, dies_after: int) -> None:
        """A batch is taken back, by one run or by one that dies and one that goes on: as it was foretold,
        it leaves nothing of its own and all of the others' events; a second undo is refused."""
        number = pick % max(self.batches(), 1) + 1
        status = rows(self.database, "SELECT status FROM batches WHERE id = ?", number)
        if status != [("done",)]:
            return
        others = rows(self.database, _OTHERS_EVENTS, number)
        foretold = self.undone(number, dry_run=True)
        done = self.interrupted_undo(number, after=dies_after) or self.undone(number)
        self.model.undo(number)
        assert (done.events, done.orders, done.people, done.rejects, done.kept) == (
            foretold.events,
            foretold.orders,
            foretold.people,
            foretold.rejects,
            foretold.kept,
        )
        assert rows(self.database, _OTHERS_EVENTS, number) == others
        for table in ("records", "rejects", "creations"):
            assert not rows(self.database, f"SELECT * FROM {table} WHERE batch_id = ?", number)  # noqa: S608
        before = everything(self.database)
        with pytest.raises(undoing.AlreadyUndoneError):
            self.undone(number)
        assert everything(self.database) == before

    @rule(table=files)
    def undo_and_bring_again(self, table: Lines) -> None:
        """What only this batch brought comes in again, as it was."""
        file = self.written(table)
        first = bring_into(self.database, file)
        self.account_for(table, first)
        told = rows(self.database, _OF_BATCH, first.batch)
        self.undone(first.batch)
        self.model.undo(first.batch)
        again = bring_into(self.database, file)
        self.account_for(table, again)
        assert again.batch > first.batch
        assert again.counts.main() == first.counts.main()
        assert rows(self.database, _OF_BATCH, again.batch) == told
        self.check_against(file, again)


_OTHERS_EVENTS = """
    SELECT e.* FROM order_events AS e JOIN records AS r ON r.order_event_id = e.id WHERE r.batch_id <> ?
    ORDER BY e.id
"""
_OF_BATCH = """
    SELECT r.identity, r.part, r.occurrence, r.record, r.line, e.date, e.type, e.parameters, o.number,
        u.email, u.name
    FROM records AS r JOIN order_events AS e ON e.id = r.order_event_id JOIN orders AS o ON o.id = e.order_id
    LEFT JOIN users AS u ON u.id = e.user_id WHERE r.batch_id = ? ORDER BY r.id
"""


Log.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=8,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestLog = Log.TestCase

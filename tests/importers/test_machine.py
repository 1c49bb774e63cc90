"""Random lives of a log: files are imported, grown, damaged, mended, retried, killed and imported again.

After every step every record is accounted for, the ledger and the events tell the same, a second import
adds nothing, and a reconciliation agrees with the import.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import closing
from pathlib import Path

import pytest
from bringing import HEADER, bring_into, everything, rows
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from events.database.session import open_engine, open_session
from importers.ledger import Batch
from importers.readers import delimited
from importers.reconcile import Reconciliation, reconcile
from importers.rejects import write_file
from importers.report import ImportReport
from importers.retrying import retry
from importers.writing.sqlite import SqliteWriter

GOOD_DATES = ("2020-01-01 10:00:00", "2020-01-02", "2020-02-03T04:05:06+02:00")
BAD_DATES = ("", "0000-00-00", "soon", "03/04/2019")
LOG = ("orders", "users", "order_events", "customer_events", "records", "names", "creations")
"""What a second import leaves as it is; batches and their rejects are its own."""

lines = st.builds(
    lambda *cells: ",".join(cells) + "\n",
    st.sampled_from(["", "", "1", "2", "3", "4", "5", "6", "7", "8", "9"]),
    st.sampled_from(["1001", "1001", "1002", "", "pl-7"]),
    st.sampled_from([*GOOD_DATES * 3, *BAD_DATES]),
    st.sampled_from(["", "anna@shop.example", "ANNA@shop.example", "j.smith", "0"]),
    st.sampled_from(["First", "Second", "Third", ""]),
)
broken = st.sampled_from(["4,1001\n", "a,b,c,d,e,f\n", '5,1001,"2020-01-01"x,,y\n'])
tables = st.lists(st.one_of(lines, lines, lines, broken), max_size=9).map(tuple)
Lines = tuple[str, ...]


class Log(RuleBasedStateMachine):
    """One database and the files that people bring. Undo joins here as one more rule: undo a batch, then
    expect its imports to come in again; the invariants below hold for it as they are."""

    files = Bundle("files")

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="events-machine-"))
        self.database = str(shutil.copy(_empty(), self.folder / "events.db"))
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(delimited, "CHUNK_BYTES", 120)
        self.number = 0

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.patch.undo()
            shutil.rmtree(self.folder)

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
        self.check_against(file, report)
        before = everything(self.database)
        again = bring_into(self.database, self.written(table))
        after = everything(self.database)
        assert {name: after[name] for name in LOG} == {name: before[name] for name in LOG}
        assert again.counts.imported == 0
        assert again.counts.duplicate == report.counts.imported + report.counts.duplicate
        self.check_against(file, again)

    @rule(table=files)
    def rehearse(self, table: Lines) -> None:
        """A rehearsal leaves nothing, and tells what the import then does."""
        file, before = self.written(table), everything(self.database)
        rehearsed = bring_into(self.database, file, dry_run=True)
        assert everything(self.database) == before
        assert bring_into(self.database, file).counts == rehearsed.counts

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
            write_file(session, batch, str(file))
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
        assert (done.tally, done.counts) == (rehearsed.tally, rehearsed.counts)
        assert done.counts.rejected <= rejected
        assert done.counts.rejected >= does.count("drop")
        if set(does) == {"mend"}:
            assert done.counts.rejected == 0
        before = everything(self.database)
        again = retry(number, str(file), database=self.database)
        assert again.nothing_new
        assert everything(self.database) == before

    @invariant()
    def everything_is_accounted_for(self) -> None:
        """read = imported + duplicate + changed + skipped + rejected, and the ledger holds as many."""
        if not hasattr(self, "database"):
            return
        wrong = rows(
            self.database,
            "SELECT id FROM batches AS b WHERE read <> imported + duplicate + changed + skipped + rejected "
            "OR imported <> (SELECT count(*) FROM records WHERE batch_id = b.id) "
            "OR rejected <> (SELECT count(*) FROM rejects WHERE batch_id = b.id)",
        )
        assert not wrong

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
        return f"m{self.number},{order},2020-05-{self.number % 28 + 1:02},{author},Mended\n"

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


_made: list[Path] = []


def _empty() -> Path:
    """An empty log, migrated once."""
    if not _made:
        file = Path(tempfile.mkdtemp(prefix="events-empty-")) / "events.db"
        with open_engine(str(file)):
            pass
        _made.append(file)
    return _made[0]


Log.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestLog = Log.TestCase

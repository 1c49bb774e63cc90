"""The batch that an import begins, or that an earlier run of the same command left to go on with."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from importers import grown_input, known_blocks, own_export, resume
from importers.batch_settings import BatchSettings
from importers.collisions import own_ocel
from importers.collisions.check import CollisionCheck
from importers.collisions.other_reading import OtherReadingCheck
from importers.collisions.own_events import OwnEvents
from importers.collisions.same_input import SameInputCheck
from importers.digest_algorithms import XXH3
from importers.erasure.kept_records import KeptRecords
from importers.job import Job
from importers.keep_out import kept_records
from importers.known_events import KnownEvents
from importers.ledger import batches, repaired
from importers.ledger.locks import RunningImports
from importers.ledger.models import Batch, Source
from importers.options import Options
from importers.planning.import_input import ImportInput
from importers.readers.blocks import KnownBlocks
from importers.target_log import TargetLog


@dataclass(frozen=True, kw_only=True)
class BatchStart:
    """An input as it is `planned`, which `opened` opens anew, and the log that it is imported into.

    `is_named` is whether the user named the source, `given` are the fields whose columns the user chose;
    `others` are the imports that run at the same time.
    """

    connection: Connection
    log: TargetLog
    planned: ImportInput
    opened: Callable[[], AbstractContextManager[ImportInput]]
    options: Options
    is_named: bool
    given: Collection[str]
    others: RunningImports

    def job(self) -> Job:
        """Find the batch that an earlier run left, or begin one, and commit it.

        Raises `CollisionError`, before anything is written.
        """
        with Session(self.connection, expire_on_commit=False) as session:
            known = batches.find_source(session, name=self._settings.source, shop=self.options.shop)
            left = None if known is None else self._left(session, known)
            if left is None:  # what is resumed was checked before it began
                self._check(session, known)
            source = batches.source_for(session, name=self._settings.source, shop=self.options.shop)
            batches.abandon(session, but=left.id if left else None, others=self.others)
            batch = self._new(session, source) if left is None else left
            continued = tuple(grown_input.continued(session, batch))
            blocks = self._blocks(session, source) if left is None and not continued else None
            session.commit()
            kept, in_log = self._in_log(session, source)
            self.planned.notes += in_log.sentences() if in_log else []
            job = Job(
                batch=batch,
                import_input=self.planned,
                options=self.options,
                kept=kept,
                known=in_log,
                continued=continued,
                is_new=left is None,
                blocks=blocks,
                mended=repaired.of_source(session, source.id) if known is not None else None,
            )
            session.rollback()
            return job

    @cached_property
    def _settings(self) -> BatchSettings:
        planned = self.planned
        return BatchSettings.from_import(
            planned.mapping, self.options, planned.read_as, platform=planned.platform
        )

    @property
    def _is_own_export(self) -> bool:
        return self.planned.platform == own_export.PLATFORM

    def _left(self, session: Session, source: Source) -> Batch | None:
        """The batch that an earlier run of this command left, if the input goes on where it stopped."""
        batch = batches.resumable(session, source=source, resume_key=self._settings.resume_key())
        return batch if batch is not None and self._goes_on(session, batch) else None

    def _goes_on(self, session: Session, batch: Batch) -> bool:
        """Whether the input goes on where the batch stopped; it is entered where the batch entered it."""
        earlier = grown_input.taken_over(session, batch)
        if earlier is None:
            return resume.starts_like(batch, self.planned, self.opened)
        if not grown_input.is_whole(session, earlier):
            return False

        @contextmanager
        def behind() -> Iterator[ImportInput]:
            with self.opened() as again:
                grown_input.pass_over(again, earlier)
                yield again

        return resume.starts_like(batch, self.planned, behind) and grown_input.pass_over(
            self.planned, earlier
        )

    def _check(self, session: Session, known: Source | None) -> None:
        """Raise `CollisionError` where records of two systems would be merged, or imported twice."""
        with self.log.as_stored(session.connection()) as stored:
            if self.planned.platform == own_ocel.PLATFORM:
                own_ocel.OwnOcelCheck(connection=stored, opened=self.opened).run()
            if not self._is_own_export:
                same = SameInputCheck(
                    connection=stored,
                    planned=self.planned,
                    opened=self.opened,
                    settings=self._settings,
                    shop=self.options.shop,
                    is_named=self.is_named,
                )
                self.planned.notes += same.run()
            if not self._is_own_export and known is not None:
                OtherReadingCheck(
                    connection=stored,
                    planned=self.planned,
                    opened=self.opened,
                    settings=self._settings,
                    source=known,
                    given=self.given,
                ).run()
            CollisionCheck(
                connection=stored,
                opened=self.opened,
                planned=self.planned,
                options=self.options,
                source=None if known is None else known.id,
                digest_algorithm=XXH3 if known is None else known.digest_algorithm,
                is_named=self.is_named,
            ).run()

    def _new(self, session: Session, source: Source) -> Batch:
        """A new batch; it takes over the account of an earlier one whose file has only grown."""
        planned, key = self.planned, self._settings.resume_key()
        earlier = grown_input.find(
            session, source=source, resume_key=key, import_input=planned, options=self.options
        )
        batch = Batch(source=source, file=planned.name, path=planned.path)
        batch.settings, batch.resume_key = self._settings.as_document(), key
        batch.header = planned.reject_header
        batch.notes = {batches.BY: self.options.by} if self.options.by else {}
        session.add(batch)
        session.flush()
        if earlier is not None:
            planned.notes.append(grown_input.take_over(batch, earlier))
        return batch

    def _blocks(self, session: Session, source: Source) -> KnownBlocks | None:
        """The parts of the input that earlier batches have read."""
        return known_blocks.find(
            session,
            source=source,
            resume_key=self._settings.resume_key(),
            import_input=self.planned,
            options=self.options,
        )

    def _in_log(self, session: Session, source: Source) -> tuple[KeptRecords | None, KnownEvents | None]:
        """The people who are kept out, and what the log has of an own export from elsewhere."""
        with self.log.as_stored(session.connection()) as stored:
            kept = kept_records(Session(stored), source=source.id, wanted=self.options.keep_out)
            if not self._is_own_export:
                return kept, None
            events = OwnEvents(
                connection=stored, opened=self.opened, source=source.id, shop=self.options.shop, kept=kept
            )
            return kept, events.known()

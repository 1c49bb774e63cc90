"""How a batch was read, to read its input again the same way; and which batch a file belongs to."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from events.database.engine import read_url, shown, sqlite_path
from events.errors import EventsError, UsageError
from importers.batch_settings import settings_of
from importers.digest_algorithms import XXH3
from importers.errors import AmbiguousTableError
from importers.ledger import batches
from importers.ledger.models import Batch, Source
from importers.mapping.column_mapping import ColumnMapping
from importers.options import Options
from importers.planning.import_input import ImportInput
from importers.planning.plan import open_import
from importers.readers.opening import open_table
from importers.transform import TransformedChunk, transform


class ReadOnceError(UsageError):
    """A batch's input was a pipe, which cannot be read a second time."""

    def __init__(self, path: str) -> None:
        name = "Standard input" if path == "-" else path
        super().__init__(
            f"{name} can be read only once, and this command reads it more often. Write it to a file first."
        )


@dataclass(frozen=True, kw_only=True)
class ReplaySettings:
    """How a batch was imported: its mapping, with the encoding and delimiter that were found, and the options
    of the import."""

    mapping: ColumnMapping
    options: Options
    path: str = ""
    """The batch's input; of a platform's: which `tables` it read, how rejects are kept (`format`), and
    whether it was `joined` with others."""
    tables: tuple[str, ...] = ()
    format: str = ""
    joined: bool = False
    digest_algorithm: str = XXH3


@dataclass(frozen=True, kw_only=True)
class FoundBatch:
    """The batch a file belongs to; `unchanged`: whether its content is what was imported; `is_of_place`:
    whether the batch read it, or what stood in its place."""

    batch: Batch
    unchanged: bool
    is_of_place: bool


def replay_settings(batch: Batch) -> ReplaySettings:
    """The settings that `batch` was imported with. Raises `UnreadableSettingsError`."""
    settings = settings_of(batch)
    return ReplaySettings(
        mapping=settings.column_mapping(),
        options=settings.options(shop=batch.source.shop),
        path=batch.path,
        tables=settings.tables,
        format=settings.format,
        joined=settings.joined,
        digest_algorithm=batch.source.digest_algorithm,
    )


@contextmanager
def reopen(path: str, terms: ReplaySettings) -> Iterator[ImportInput]:
    """The input at `path`, read as a batch of these terms was. Raises what the readers raise."""
    with open_import(path, terms.mapping, terms.options) as import_input:
        yield import_input


def replay(import_input: ImportInput, terms: ReplaySettings) -> Generator[TransformedChunk]:
    """Its chunks, as the import made them."""
    return transform(
        import_input.chunks(),
        after=0,
        digest_algorithm=terms.digest_algorithm,
        expect_new=lambda: False,
    )


def digest_of(path: str) -> str:
    """What batches keep of a file's whole content; empty where only its tables have such digests, which
    depend on how they are chosen. Raises `NoSuchInputError`, and `ReadOnceError` for what cannot be read
    again."""
    with suppress(OSError, ValueError):  # a name that no file can have: who opens it says so
        if path == "-" or Path(path).is_fifo():
            raise ReadOnceError(path)
    try:
        with open_table(path) as opened:
            opened.skip(1 << 62)
            return opened.prefix()
    except AmbiguousTableError:
        return ""


def find_batch(
    session: Session, path: str, *, digest: str, source: str = "", shop: str | None = None
) -> FoundBatch | None:
    """The newest batch with this very content, else with this path, else with this name; one that was
    undone only where there is no other, nor one that knew none of its records, as with a zone forgotten."""
    by_content = (Batch.file_digest == digest) & (Batch.file_digest != "")
    where, name = _place_of(path)
    by_path = Batch.path == where
    by_name = Batch.file == name
    for condition in (by_content, by_path, by_name):
        wanted = select(Batch).join(Source).where(condition)
        if source:
            wanted = wanted.where(Source.name == source)
        if shop is not None:
            wanted = wanted.where(Source.shop == shop)
        knew_nothing = Batch.imported + Batch.duplicate == 0
        ranked = wanted.order_by(Batch.status == batches.UNDONE, knew_nothing, Batch.id.desc())
        batch = session.scalar(ranked.limit(1))
        if batch is not None:
            unchanged = condition is by_content or _is_unchanged(path, batch, digest)
            is_of_place = unchanged or where in (batch.path, name)
            return FoundBatch(batch=batch, unchanged=unchanged, is_of_place=is_of_place)
    return None


def _place_of(path: str) -> tuple[str, str]:
    """An input's path and name, as batches have them; for a database on a server, both are its URL."""
    url = read_url(path) if "://" in path else None
    if url is not None and not (file := sqlite_path(url)):
        from importers.readers import live_servers

        name = shown(live_servers.normalize(url))
        return name, name
    here = Path(path if url is None else file)
    return str(here.resolve()), here.name


def same_content(session: Session, batch: Batch) -> list[int]:
    """The batches that read the very content that `batch` read, itself included."""
    same = or_(Batch.id == batch.id, (Batch.file_digest == batch.file_digest) & (Batch.file_digest != ""))
    return list(session.scalars(select(Batch.id).where(same)))


def _is_unchanged(path: str, batch: Batch, digest: str) -> bool:
    """Whether tables hold what they held: of several, or a platform's, only those that the batch chose have
    its digest."""
    if not batch.file_digest or (digest and not settings_of(batch).platform):
        return False
    with (
        suppress(EventsError),
        reopen(path, replay_settings(batch)) as import_input,
    ):  # or its tables are gone
        return import_input.whole() == batch.file_digest
    return False

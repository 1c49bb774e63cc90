"""Protects the user's files that no output may replace: inputs of imports, and edited rejects files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from events.errors import UsageError
from events.next_commands import joined
from importers.ledger.models import Batch
from importers.output_files import is_stream

SIDECAR = ".reasons.csv"
"""What is added to a rejects file's name for the file that gives the reasons."""

_WRITTEN = "rejects_files"
"""The batch's note of every rejects file that was written for it: path → SHA-256, empty until it is whole."""
_LATEST = "rejects_file"


class UserFileError(UsageError):
    """An output would replace a file that the user may still need."""

    def __init__(self, path: str, *, why: str) -> None:
        super().__init__(
            f"{path} {why}. Nothing was changed; choose another name, like {free_name(path)}, "
            "or remove the file first."
        )


def check_output(session: Session, path: str) -> None:
    """Check that writing to `path` replaces no input and no edited rejects file of this log.

    Raises `UserFileError`.
    """
    target = Path(path).resolve()
    if is_stream(path) or not target.exists():
        return
    places = [str(place) for place in (target, *target.parents)]
    reader = session.scalar(select(Batch.id).where(Batch.path.in_(places)).order_by(Batch.id).limit(1))
    if reader is not None:
        raise UserFileError(path, why=f"was imported by batch {reader}")
    written = _written_to(session, target)
    if written and digest_of(target) not in written.values():
        raise UserFileError(path, why=f"holds rejects of batch {max(written)}, which may have been edited")


def check_rejects(session: Session, path: str) -> None:
    """Check that rejects may be written to `path`: it is free, or an unedited rejects file.

    Raises `UserFileError`.
    """
    target = Path(path).resolve()
    for name in (path, path + SIDECAR):
        check_output(session, name)
    if not target.exists() and Path(path + SIDECAR).exists() and not _written_to(session, target):
        raise UserFileError(path, why=f"would overwrite {path}{SIDECAR}, which this log did not write")
    if not is_replaceable(session, path) and not Path(path + SIDECAR).exists():
        raise UserFileError(path, why="exists already and is not a rejects file of this log")


def is_replaceable(session: Session, path: str) -> bool:
    """Whether `path` is free, empty, a stream, or a rejects file of this log that nobody has edited."""
    target = Path(path).resolve()
    if is_stream(path) or not target.exists() or not target.stat().st_size:
        return True
    return digest_of(target) in _written_to(session, target).values()


def free_name(path: str) -> str:
    """`path`, or the first of its numbered variants (`rejects-2.csv`) at which there is no file yet."""
    file = Path(path)
    variants = (str(file.with_name(f"{file.stem}-{number}{file.suffix}")) for number in count(2))
    return next(name for name in chain([path], variants) if _is_free(name))


def rejects_command(batch: int, *, input_path: str = "", suffix: str = ".csv") -> str:
    """The command that writes a batch's rejects to a free name, ready to paste.

    The file goes to the current folder, or beside an imported folder that contains it: there the next
    import of the folder would read it.
    """
    here, folder = Path.cwd(), Path(input_path or "-")
    inside = folder.is_dir() and here.is_relative_to(folder.resolve())
    name = f"rejects-{batch}{suffix}"
    name = free_name(str(folder.resolve().parent / name) if inside else name)
    return joined(["events", "batch", str(batch), "--rejects", name])


def note_rejects_file(batch: Batch, path: str, *, digest: str = "") -> None:
    """Remember where the batch's rejects are written, and once they are, the file's digest."""
    file = str(Path(path).resolve())
    written = dict(batch.notes.get(_WRITTEN, {}))
    written[file] = digest or written.get(file, "")
    batch.notes = {**batch.notes, _LATEST: file, _WRITTEN: written}


def rejects_files(session: Session) -> list[str]:
    """The rejects files that were written from this log and still exist."""
    found = (path for _, path, _ in _all_written(session))
    return [path for path in dict.fromkeys(found) if may_exist(path)]


def input_files(session: Session) -> list[str]:
    """The files and folders that were imported into this log and still exist."""
    paths = session.scalars(select(Batch.path).where(Batch.path != "").distinct().order_by(Batch.path))
    return [path for path in paths if may_exist(path)]


def may_exist(path: str) -> bool:
    """Whether the file exists, or stands in a folder that may not be entered, as that of another user."""
    try:
        return Path(path).exists()
    except OSError:
        return True


def digest_of(file: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal digits."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _is_free(path: str) -> bool:
    return not any(Path(name).exists() or Path(name).is_symlink() for name in (path, path + SIDECAR))


def _written_to(session: Session, target: Path) -> dict[int, str]:
    """What was written to `target` for each batch: the digest. Several may have used one name in turn."""
    return {batch: digest for batch, path, digest in _all_written(session) if Path(path) == target}


def _all_written(session: Session) -> Iterator[tuple[int, str, str]]:
    """Batch, path and digest of each rejects file; older logs hold no digest."""
    for batch, notes in session.execute(select(Batch.id, Batch.notes).order_by(Batch.id)):
        written = dict(notes.get(_WRITTEN, {}))
        if latest := notes.get(_LATEST):
            written.setdefault(latest, "")
        yield from ((batch, path, digest) for path, digest in written.items())

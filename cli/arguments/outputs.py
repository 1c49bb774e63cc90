"""Where a command may write: never over what it reads, and checked before the work begins."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from events.errors import InvalidSettingError, UsageError, WriteError
from importers.output_files import is_stream

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def check_output(path: str, *, spare: Iterable[str], session: Session | None = None) -> None:
    """Check that a command may write to `path`.

    `spare` names what the command reads: files, folders with all their members, databases with their side
    files. With a `session`, the inputs and edited rejects files that its log knows are spared too.
    Raises `UsageError`, and `WriteError` if nothing can be written there.
    """
    if path == "-":
        raise UsageError(
            "The output needs the name of a file here: - would mix it with what the command says. "
            "Nothing was changed; choose a name."
        )
    target = Path(path)
    if any(_reads(name, target.resolve()) for name in spare if name not in ("", "-")):
        raise UsageError(f"{path} is what this command reads from. Nothing was changed; choose another name.")
    where = target if is_stream(path) else target.resolve().parent
    if not os.access(where, os.W_OK) or target.is_dir():
        raise WriteError(
            f"Cannot write {path or 'a file without a name'}. Nothing was changed; choose another place."
        )
    if session is not None:
        from importers.ledger.user_files import check_output as check_against_log

        check_against_log(session, path)


def _reads(name: str, target: Path) -> bool:
    """Whether `target` is the input or database `name`, lies in that folder, or is its side file."""
    from events.database.engine import parse, sqlite_path

    try:
        file = sqlite_path(parse(name)) or name
    except InvalidSettingError:  # a kind of database that holds no log
        return False
    if Path(file).is_dir():
        return target.is_relative_to(Path(file).resolve())
    return target in {Path(file + suffix).resolve() for suffix in ("", "-wal", "-shm", "-journal")}

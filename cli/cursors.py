"""A cursor file: how far a log was followed, so that the next run goes on from there."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from events.errors import CannotWrite, UnreadableData

if TYPE_CHECKING:
    from events.following import Cursor


def load(path: str) -> Cursor | None:
    """The cursor that the file keeps, None where there is no such file yet. Raises `UnreadableData`."""
    from events.following import Mark

    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
        return {
            letter: Mark(floor=int(mark["floor"]), seen=frozenset(map(int, mark["seen"])))
            for letter, mark in document["told"].items()
        }
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableData(
            f"{path} is no cursor file ({error}). Nothing was changed; choose another, or delete it."
        ) from None


def save(path: str, cursor: Cursor) -> None:
    """Put the cursor in place whole, readable by its owner alone. Raises `CannotWrite`."""
    told = {letter: {"floor": mark.floor, "seen": sorted(mark.seen)} for letter, mark in cursor.items()}
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(json.dumps({"told": told}) + "\n")
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise CannotWrite(f"Cannot write the cursor file {path}: {error.strerror}.") from None

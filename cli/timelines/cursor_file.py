"""A cursor file: how far a log was followed, so that the next run goes on from there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from events.errors import UnreadableDataError, WriteError
from importers.output_files import replacing

if TYPE_CHECKING:
    from events.follow import Cursor


def load(path: str) -> Cursor | None:
    """The cursor that the file keeps, None where there is no such file yet. Raises `UnreadableDataError`."""
    from events.follow import Mark

    try:
        document = json.loads(Path(path).read_text(encoding="utf-8"))
        return {
            letter: Mark(floor=int(mark["floor"]), seen=frozenset(map(int, mark["seen"])))
            for letter, mark in _marks(document).items()
        }
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableDataError(
            f"{path} is no cursor file ({error}). Nothing was changed; choose another, or delete it."
        ) from None


def _marks(document: dict[str, Any]) -> dict[str, Any]:
    """The only value of the document; version 0.1 wrote it under another key."""
    (marks,) = document.values()
    return dict(marks)


def save(path: str, cursor: Cursor) -> None:
    """Put the cursor in place whole, readable by its owner alone. Raises `WriteError`."""
    marks = {letter: {"floor": mark.floor, "seen": sorted(mark.seen)} for letter, mark in cursor.items()}
    try:
        with replacing(path) as file:
            file.write(json.dumps({"marks": marks}).encode() + b"\n")
    except OSError as error:
        raise WriteError(f"Cannot write the cursor file {path}: {error.strerror}.") from None

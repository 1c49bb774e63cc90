"""A cursor file: how far a log was followed, so that the next run resumes there."""

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
            letter: Mark(floor=_id(mark["floor"]), seen=frozenset(map(_id, mark["seen"])))
            for letter, mark in _marks(document).items()
        }
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableDataError(
            f"{path} is not a cursor file ({error}). Nothing was changed; choose another, or delete it."
        ) from None


def _marks(document: dict[str, Any]) -> dict[str, Any]:
    """The only value of the document; version 0.1 wrote it under another key."""
    (marks,) = document.values()
    return dict(marks)


def _id(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 2**63:
        raise ValueError(f"{value!r} is not an event's number")
    return value


def save(path: str, cursor: Cursor) -> None:
    """Replace the cursor file as a whole; only its owner may read it. Raises `WriteError`."""
    marks = {letter: {"floor": mark.floor, "seen": sorted(mark.seen)} for letter, mark in cursor.items()}
    try:
        with replacing(path) as file:
            file.write(json.dumps({"marks": marks}).encode() + b"\n")
    except OSError as error:
        raise WriteError(f"Cannot write the cursor file {path}: {error.strerror}.") from None

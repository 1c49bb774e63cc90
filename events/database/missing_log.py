"""A place that has no log, and the logs beside it: its name may be mistyped."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from events.errors import DatabaseUnavailableError

_MAGIC = b"SQLite format 3\0"
_LOOKED_AT = 1000
_NAMED = 3


class NoLogError(DatabaseUnavailableError):
    """There is no log at the place that was named."""

    def __init__(self, path: str) -> None:
        near = _nearest_logs(path)
        beside = f" Nearest there: {', '.join(near)}." if near else ""
        super().__init__(
            f"There is no log at {path}. Nothing was created.{beside} Choose a log with --database; "
            "`events import FILE` makes a new one, `events demo` shows an example."
        )


def _nearest_logs(path: str) -> list[str]:
    """The paths of up to three SQLite files in the same folder whose names are most like this one's."""
    place = Path(path)
    try:
        names = [file.name for file, _ in zip(place.parent.iterdir(), range(_LOOKED_AT), strict=False)]
    except OSError:
        return []
    folded = {name.casefold(): name for name in names}
    near = get_close_matches(place.name.casefold(), folded, n=3 * _NAMED, cutoff=0.5)
    found = [place.with_name(folded[name]) for name in near]
    return [str(file) for file in found if _is_sqlite(file)][:_NAMED]


def _is_sqlite(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False

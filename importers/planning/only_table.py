"""The only table of an input, or which of several may be meant."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from events.next_commands import joined
from importers.errors import AmbiguousTableError
from importers.readers.opening import only_table
from importers.readers.tables import Tables


def the_only_table(tables: Tables) -> str:
    """The only table. Raises what `only_table` raises, with a table of history as the example if there is
    one."""
    try:
        return only_table(tables)
    except AmbiguousTableError:
        from importers.inference.history import likeliest_history

        names = {name: tables.columns(name) for name in tables.names()}
        example = likeliest_history(names) or next(iter(names))
        raise AmbiguousTableError(
            tables.name, tables=list(names), example=example, all_files=_all_files(tables, names.values())
        ) from None


def _all_files(tables: Tables, columns: Iterable[Sequence[str]]) -> str:
    """The files of a folder, as a shell pattern, where their tables have the same columns."""
    is_folder = bool(tables.path) and Path(tables.path).is_dir()
    is_alike = len({frozenset(names) for names in columns}) == 1
    if not (is_folder and is_alike):
        return ""
    here = Path(tables.name).resolve() == Path(tables.path).resolve()
    return f"{joined([tables.name if here else tables.path])}/*"

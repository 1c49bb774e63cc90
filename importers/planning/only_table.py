"""The only table of an input, or which of several may be meant."""

from __future__ import annotations

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
        from importers.inference.history import is_history, likeliest_history

        names = {name: tables.columns(name) for name in tables.names()}
        example = likeliest_history(names) or next(iter(names))
        are_alike = len(set(map(frozenset, names.values()))) == 1
        is_each = are_alike or all(map(is_history, names.values()))
        raise AmbiguousTableError(
            tables.name,
            tables=list(names),
            example=example,
            all_files=_all_files(tables) if is_each else "",
            are_alike=are_alike,
        ) from None


def _all_files(tables: Tables) -> str:
    """The files of a folder, as a shell pattern; empty where the tables are in one file."""
    if not (tables.path and Path(tables.path).is_dir()):
        return ""
    here = Path(tables.name).resolve() == Path(tables.path).resolve()
    return f"{joined([tables.name if here else tables.path])}/*"

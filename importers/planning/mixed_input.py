"""The refusal of a folder whose files are of several systems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from events.errors import UnreadableDataError
from events.next_commands import joined, path_word
from importers.catalogue.match import OWN
from importers.readers.archive.collection import CollectedTables
from importers.readers.tables import Tables

_NAMED = 20
"""The most files that are named."""


class MixedInputError(UnreadableDataError):
    """No platform is chosen for files of several systems. `looks` has the platforms that each table looks
    like; `commands` import the files of a folder one by one."""

    def __init__(self, source: str, tables: Tables, *, looks: Mapping[str, Sequence[str]]) -> None:
        named = [f"{_files(tables, table)} {_look(found)}" for table, found in looks.items()]
        more = f"; and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        super().__init__(
            f"{tables.name} holds files of several systems, so none is chosen: "
            f"{'; '.join(named[:_NAMED])}{more}. Nothing was imported. Import them one by one, or choose "
            "what is read of all with --from."
        )
        self.commands = tuple(_commands(source, tables, looks)) if tables.format == "directory" else ()


def _look(found: Sequence[str]) -> str:
    if OWN in found:
        return "is an export of this program"
    return f"looks like {' or '.join(found)}" if found else "is of no known platform"


def _files(tables: Tables, table: str) -> str:
    return ", ".join(tables.files_of(table)) if isinstance(tables, CollectedTables) else table


def _commands(source: str, tables: Tables, looks: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """A command for each file, as long as they are few."""
    for table in [*looks][:_NAMED]:
        files = tables.files_of(table) if isinstance(tables, CollectedTables) else []
        for file in files[:1]:
            verb, *options = _how(looks[table])
            yield joined(["events", verb, path_word(str(Path(source) / file)), *options])


def _how(found: Sequence[str]) -> list[str]:
    if not found:
        return ["map"]
    return ["import", "--from", found[0]] if len(found) == 1 else ["import"]

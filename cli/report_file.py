"""Writes a report to a file that only its owner may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cli.arguments.outputs import check_output
from cli.context import Context
from cli.render import formats
from events.errors import UsageError, WriteError

ENDS = (".md", ".json")


def check(context: Context, path: str, *, spare: Iterable[str]) -> None:
    """Check that a report may be written to `path`: its extension, and what `check_output` checks.

    Raises `UsageError` and what `check_output` raises.
    """
    if not path.endswith(ENDS):
        raise UsageError("--report writes Markdown or JSON: give it a name that ends in .md or .json.")
    check_output(path, spare=[*spare, context.settings.database])
    if Path(path).exists() and _log_exists(context.settings.database):
        with context.session() as session:
            check_output(path, spare=[], session=session)


def _log_exists(database: str) -> bool:
    from events.database.engine import parse, sqlite_path

    file = sqlite_path(parse(database))
    return not file or Path(file).exists()


def write(path: str, *, record: Callable[[], Any], markdown: Callable[[], Iterable[str]]) -> None:
    """Write Markdown or JSON, as the extension says. A complete file replaces the old one.

    Raises `WriteError`.
    """
    from importers.output_files import replacing

    try:
        with replacing(path) as file:
            if path.endswith(".json"):
                file.write((formats.document(record(), indent=2) + "\n").encode())
            else:
                file.writelines(part.encode() for part in markdown())
    except OSError as error:
        raise WriteError(f"Cannot write {path}: {error.strerror}. Choose another place.") from None

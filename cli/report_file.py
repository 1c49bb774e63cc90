"""Writing a report to a file, which only its owner may read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from cli.arguments.outputs import check_output
from cli.render import formats
from events.errors import UsageError, WriteError

ENDS = (".md", ".json")


def check(path: str, *, spare: Iterable[str]) -> None:
    """Raises `UsageError` for a name that tells no format, and what `check_output` raises."""
    if not path.endswith(ENDS):
        raise UsageError("--report writes Markdown or JSON: give it a name that ends in .md or .json.")
    check_output(path, spare=spare)


def write(path: str, *, record: Callable[[], Any], markdown: Callable[[], Iterable[str]]) -> None:
    """As Markdown or JSON, by the name's end; the file takes the old one's place when it is whole.

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

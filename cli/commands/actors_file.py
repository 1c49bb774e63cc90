"""A file of assignments for `events actors assign FILE.csv`: legacy names with the people they stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cli.small_csv import delimiter_of, first_line, read_text, rows_of
from events.errors import UsageError

MOST_BYTES = 5_000_000
_COLUMNS = {
    **dict.fromkeys(("name", "author", "actor", "legacy", "legacy_name"), "name"),
    **dict.fromkeys(("email", "e-mail", "mail", "user", "person"), "email"),
    "source": "source",
    "shop": "shop",
}


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A row: the author's legacy name, the person's e-mail, and the source and shop where given."""

    line: int
    name: str
    email: str
    source: str | None = None
    shop: str | None = None


def is_file(text: str) -> bool:
    """Whether `text` names a file of assignments rather than an author."""
    return Path(text).suffix.lower() in (".csv", ".tsv", ".txt")


def read(file: str) -> Sequence[Assignment]:
    """The rows of a CSV file with the columns name and email, and source and shop where wanted.

    A file of two columns needs no header. Raises `InputNotFoundError`, `UnreadableDataError`, `UsageError`.
    """
    text = read_text(file, most_bytes=MOST_BYTES)
    rows = [(line, cells) for line, cells in rows_of(text, delimiter_of(text), file) if any(cells)]
    names = [_COLUMNS.get(cell.strip().lower(), "") for cell in rows[0][1]] if rows else []
    if {"name", "email"} <= {*names}:
        del rows[0]
    elif rows and len(names) == 2 and "@" in rows[0][1][1]:
        names = ["name", "email"]
    else:
        raise UsageError(
            f"{file} must have the columns name and email and, if wanted, source and shop; its first line is "
            f"{first_line(text)[:80]!r}. Nothing was changed."
        )
    return [_assignment(line, cells, names, file) for line, cells in rows]


def _assignment(line: int, cells: list[str], names: list[str], file: str) -> Assignment:
    values = {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
    if not (values.get("name") and values.get("email")):
        raise UsageError(f"{file}, line {line}: the name or the e-mail is blank. Nothing was changed.")
    return Assignment(
        line=line,
        name=values["name"],
        email=values["email"],
        source=values.get("source") or None,
        shop=values.get("shop") or None,
    )

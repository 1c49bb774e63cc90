"""CSV and JSON Lines that operators write by hand: small, UTF-8, read whole before anything is changed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from events.errors import InputNotFoundError, UnreadableDataError


def read_text(file: str, *, most_bytes: int, advice: str = "", stdin: BinaryIO | None = None) -> str:
    """The text of `file`, or of `stdin` where that is given. `advice` is what to do with a larger file.

    Raises `InputNotFoundError`, or `UnreadableDataError` for what is too large or no UTF-8 text.
    """
    try:
        if stdin is not None:
            data = stdin.read(most_bytes + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(most_bytes + 1)
    except OSError as error:
        raise InputNotFoundError(f"Cannot read {file}: {error.strerror}. Nothing was changed.") from None
    if len(data) > most_bytes:
        end = f"; {advice}" if advice else "."
        raise UnreadableDataError(f"{file} is larger than {most_bytes:,} bytes. Nothing was changed{end}")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDataError(
            f"{file} is not UTF-8 text (byte {error.start + 1}). Nothing was changed; save it as UTF-8."
        ) from None


def first_line(text: str) -> str:
    """The first line, without its end."""
    return text.partition("\n")[0].rstrip("\r")


def delimiter_of(text: str) -> str:
    """The delimiter that the first line has most of: a comma, a semicolon or a tab."""
    return max(",;\t", key=first_line(text).count)


def objects_of(text: str, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of JSON Lines, each with its line. Raises `UnreadableDataError` for a line that is none."""
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise UnreadableDataError(f"{file}, line {number}: {error}. Nothing was changed.") from None
        if not isinstance(found, dict):
            raise UnreadableDataError(f"{file}, line {number}: it is no JSON object. Nothing was changed.")
        yield number, found


def rows_of(text: str, delimiter: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not blank, the header among them, each with the line where it begins.

    Raises `UnreadableDataError` for a row that is not CSV.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    begins = 1
    try:
        for cells in reader:
            if cells:
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableDataError(f"{file}, line {begins}: {error}. Nothing was changed.") from None

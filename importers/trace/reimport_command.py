"""The command that imports a batch's input again with the same settings, from what the ledger keeps of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from events.database.types import from_microseconds
from events.errors import WriteError
from events.next_commands import joined
from importers.batch_settings import BatchSettings, settings_of
from importers.errors import InvalidMappingError
from importers.ledger.models import Batch
from importers.ledger.user_files import UserFileError
from importers.mapping.column_mapping import SHOWN, ColumnMapping, Template, Value
from importers.mapping.conditions import Condition
from importers.readers.csv.layout import LAYOUT_FIELDS

_OPTIONS = {
    "platform": "--from",
    "table_prefix": "--table-prefix",
    "language": "--language",
    "order_type": "--order-type",
    "tz": "--tz",
    "format": "--input-format",
    "input_table": "--table",
    "encoding": "--encoding",
    "delimiter": "--delimiter",
    "no_header": "--no-header",
    "skip_lines": "--skip-lines",
    "quote": "--quote",
    "escape": "--escape",
    "short_rows": "--short-rows",
}
_FLAGS = {"typed": "--typed", "html": "--html", "same_orders": "--same-orders"}
_DETECTED_BY_PLATFORM = ("format", "input_table")
"""What an import of a platform detects for each of its tables."""
_IN_MAPPING_FILE = ("tz", "encoding", "delimiter", "html", *LAYOUT_FIELDS)


def command(batch: Batch) -> str:
    """The import command, quoted for a shell.

    Where options cannot express the mapping, a command before it writes the mapping to a file.
    """
    settings = settings_of(batch)
    words = ["events", "import", batch.path or "-"]
    first = ""
    if _needs_file(settings):
        file = f"batch-{batch.id}.toml"
        first = f"events batch {batch.id} --mapping {file} && "
        words += ["--map", file, *_option_words(settings, without=_IN_MAPPING_FILE)]
    else:
        words += ["--source", batch.source.name, *_option_words(settings), *_mapping_words(settings)]
    words += _date_words(settings)
    if batch.source.shop:
        words += ["--shop", batch.source.shop]
    if settings.missing_orders == "reject":
        words += ["--missing-orders", "reject"]
    if settings.missing_customers == "reject":
        words += ["--missing-customers", "reject"]
    if not settings.keep_out:
        words += ["--forgotten", "import"]
    return first + joined(words)


def _needs_file(settings: BatchSettings) -> bool:
    """Whether options cannot express the mapping, or would leave the legacy id to be guessed."""
    mapping = settings.column_mapping()
    templates = [template for value in mapping.fields.values() for template in value]
    return bool(
        settings.by_content
        or mapping.events
        or mapping.where
        or not all(_is_exact(template) for template in templates)
        or any("," in name or name != name.strip() for name in settings.no_header)
    )


def as_toml(mapping: ColumnMapping) -> str:
    """A mapping as the file that `--map` reads."""
    names = ("source", "tz", "encoding", "delimiter", "quote", "escape", "short_rows")
    lines = [f"{name} = {_quoted(getattr(mapping, name))}" for name in names if getattr(mapping, name)]
    if mapping.skip_lines is not None:
        lines.append(f"skip_lines = {mapping.skip_lines}")
    if mapping.no_header:
        lines.append(f"no_header = {_list(mapping.no_header)}")
    if mapping.date_formats:
        lines.append(f"date_format = {_list(mapping.date_formats)}")
    if mapping.html:
        lines.append("html = true")
    if mapping.where:
        lines.append(f"where = {_list([_condition(one) for one in mapping.where])}")
    if mapping.fields:
        lines += ["", "[fields]", *_field_lines(mapping.fields)]
    for event in mapping.events:
        lines += ["", "[[events]]", f"part = {_quoted(event.part)}"]
        if event.where:
            lines.append(f"where = {_list([_condition(one) for one in event.where])}")
        lines += _field_lines(event.fields)
    return "\n".join([*lines, ""])


def write_mapping(batch: Batch, path: str) -> None:
    """Write the batch's mapping to a file for `--map`.

    Raises `UserFileError` where that would replace another file, and `WriteError`.
    """
    text = as_toml(settings_of(batch).column_mapping())
    try:
        if Path(path).is_file() and Path(path).read_bytes() not in (b"", text.encode()):
            raise UserFileError(path, why="exists already")
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise WriteError(f"Cannot write {path}: {error.strerror}. Choose another place.") from None


def _option_words(settings: BatchSettings, *, without: tuple[str, ...] = ()) -> list[str]:
    left_out = {*without, *(_DETECTED_BY_PLATFORM if settings.platform else ())}
    words = []
    for name, option in _OPTIONS.items():
        value = _word(getattr(settings, name))
        if value and name not in left_out:
            words += [option, value]
    flags = [flag for name, flag in _FLAGS.items() if getattr(settings, name) and name not in left_out]
    return words + flags


def _date_words(settings: BatchSettings) -> list[str]:
    """--since and --until as moments in UTC."""
    words = []
    if settings.since is not None:
        words += ["--since", from_microseconds(settings.since).isoformat()]
    if settings.until is not None:
        words += ["--until", from_microseconds(settings.until).isoformat()]
    return words


def _word(value: str | int | tuple[str, ...] | None) -> str:
    """A setting as the value of an option."""
    if isinstance(value, tuple):
        return ",".join(value)
    return "" if value is None else str(value).replace("\t", "tab")


def _mapping_words(settings: BatchSettings) -> list[str]:
    words = [word for one in settings.date_formats for word in ("--date-format", one)]
    for name, value in settings.column_mapping().fields.items():
        texts = [template.shown() for template in value]
        if texts != [name] or name in SHOWN:  # else a column of that name fills the field anyway
            words += [word for text in texts for word in ("--set", f"{name}={text}")]
    return words


def _is_exact(template: Template) -> bool:
    """Whether its text is read again as the same: a text in quotes around columns would be a constant."""
    try:
        return Template.parse(template.shown(), where="settings") == template
    except InvalidMappingError:
        return False


def _field_lines(fields: Mapping[str, Value]) -> list[str]:
    return [f"{name} = {_list([one.shown() for one in value])}" for name, value in fields.items()]


def _condition(one: Condition) -> str:
    return f"{one.column} {one.op} {one.value}".strip()


def _list(texts: list[str] | tuple[str, ...]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    """A TOML string: JSON's, except for one character that only JSON takes as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

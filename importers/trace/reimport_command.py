"""The command that imports a batch's input again on the same terms, from what the ledger keeps of it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from events.errors import WriteError
from importers.ledger.models import Batch
from importers.mapping.column_mapping import ColumnMapping, Template

_OPTIONS = {
    "platform": "--from",
    "table_prefix": "--table-prefix",
    "language": "--language",
    "tz": "--tz",
    "format": "--input-format",
    "input_table": "--table",
    "encoding": "--encoding",
    "delimiter": "--delimiter",
}
_FLAGS = {"typed": "--typed", "html": "--html"}
_BY_ITSELF = ("format", "input_table")
"""What a platform finds out by itself, for each of its tables."""
_IN_FILE = ("tz", "encoding", "delimiter")
_DEFAULTS = msgspec.json.decode(msgspec.json.encode(ColumnMapping()))
_SAID = {*_OPTIONS, *_FLAGS, "source", "date_formats", "fields", "slashed", "missing_customers"}
_SAID |= {"tables", "joined", "by_content"}
"""What options can say of a mapping, and what is found out again."""


def command(batch: Batch) -> str:
    """The import command, quoted for a shell. Where options cannot say all of the mapping, a command
    before it writes the mapping to a file."""
    words = ["events", "import", batch.path or "-"]
    first = ""
    if _needs_file(batch):
        file = f"batch-{batch.id}.toml"
        first = f"events batch {batch.id} --mapping {file} && "
        beside = [name for name in _OPTIONS if name not in _IN_FILE]
        words += ["--map", file, *_options(batch.mapping, beside)]
    else:
        words += ["--source", batch.source.name, *_options(batch.mapping, list(_OPTIONS))]
        words += _fields_said(batch.mapping)
    if batch.source.shop:
        words += ["--shop", batch.source.shop]
    if batch.mapping_digest[48:49] == "-":
        words += ["--missing-orders", "reject"]
    if batch.mapping.get("missing_customers") == "reject":
        words += ["--missing-customers", "reject"]
    return first + shlex.join(words)


def _needs_file(batch: Batch) -> bool:
    """Whether the mapping has more than options can say, or less: they leave it to a guess what is an id."""
    if batch.mapping.get("by_content"):
        return True
    rest = {name: value for name, value in batch.mapping.items() if name not in _SAID}
    if any(value != _DEFAULTS.get(name) for name, value in rest.items()):
        return True
    values = batch.mapping.get("fields", {}).values()
    return not all(_is_exact(template) for value in values for template in value)


def as_toml(mapping: Mapping[str, Any]) -> str:
    """A stored mapping as the file that `--map` reads."""
    texts = ("source", "tz", "encoding", "delimiter")
    lines = [f"{name} = {_quoted(mapping[name])}" for name in texts if mapping.get(name)]
    if mapping.get("date_formats"):
        lines.append(f"date_format = {_list(mapping['date_formats'])}")
    if mapping.get("html"):
        lines.append("html = true")
    if mapping.get("where"):
        lines.append(f"where = {_list([_condition(one) for one in mapping['where']])}")
    if mapping.get("fields"):
        lines += ["", "[fields]", *_fields(mapping["fields"])]
    for event in mapping.get("events", ()):
        lines += ["", "[[events]]", f"part = {_quoted(event['part'])}", *_fields(event["fields"])]
    return "\n".join([*lines, ""])


def write_mapping(batch: Batch, path: str) -> None:
    """Write the batch's mapping to a file for `--map`. Raises `WriteError`."""
    try:
        Path(path).write_text(as_toml(batch.mapping), encoding="utf-8")
    except OSError as error:
        raise WriteError(f"Cannot write {path}: {error.strerror}. Choose another place.") from None


def written(template: Mapping[str, Any]) -> str:
    """A template as people write it."""
    texts, columns = template["texts"], template["columns"]
    if not columns:
        return f"'{texts[0]}'"
    if list(texts) == ["", ""] and not set("{}") & set(columns[0]):
        return str(columns[0])
    doubled = [text.replace("{", "{{").replace("}", "}}") for text in texts]
    pieces = [f"{{{column}}}{text}" for column, text in zip(columns, doubled[1:], strict=True)]
    return "".join([doubled[0], *pieces])


def _options(mapping: Mapping[str, Any], names: list[str]) -> list[str]:
    words = []
    for name in names:
        value = str(mapping.get(name) or "").replace("\t", "tab")
        if value and not (mapping.get("platform") and name in _BY_ITSELF):
            words += [_OPTIONS[name], value]
    return words + [flag for name, flag in _FLAGS.items() if mapping.get(name)]


def _fields_said(mapping: Mapping[str, Any]) -> list[str]:
    words = [word for one in mapping.get("date_formats", ()) for word in ("--date-format", one)]
    for name, value in mapping.get("fields", {}).items():
        if [written(template) for template in value] != [name]:  # a column of that name is taken anyway
            words += [word for template in value for word in ("--set", f"{name}={written(template)}")]
    return words


def _is_exact(template: Mapping[str, Any]) -> bool:
    """Whether it is read again as what it is: a text in quotes around columns would be a constant."""
    again = Template.parse(written(template), where="redo")
    return (list(again.texts), list(again.columns)) == (list(template["texts"]), list(template["columns"]))


def _fields(fields: Mapping[str, Any]) -> list[str]:
    return [f"{name} = {_list([written(one) for one in value])}" for name, value in fields.items()]


def _condition(one: Mapping[str, str]) -> str:
    return f"{one['column']} {one['op']} {one['value']}".strip()


def _list(texts: list[str]) -> str:
    return f"[{', '.join(map(_quoted, texts))}]"


def _quoted(text: str) -> str:
    """A TOML string: JSON's, but for one character that only JSON takes as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

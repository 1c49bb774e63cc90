"""Every platform has a page, and what it says of columns is what the platform declares.

`EVENTS_UPDATE_GOLDEN=1` writes the part that follows from the declarations anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from importers.catalogue import registry
from importers.platforms import HistoryTable, Platform

PAGES = Path(__file__).parents[2] / "docs" / "platforms"
OURS = [
    one.name
    for one in registry.list_platforms().values()
    if one.entry.value.startswith("importers.platforms.")
]
UPDATE = bool(os.environ.get("EVENTS_UPDATE_GOLDEN"))
START = "\n## What becomes of each column\n"
REST = "Every other column is kept with its record: `events show ID` prints it.\n"


def columns(platform: Platform) -> str:
    """The part of a page that a declaration makes."""
    tables = "".join(line for records in platform.records for line in _table(records))
    silent = "".join(
        f"- `{table}` without any of these is skipped as {reason}\n"
        for table, reason in platform.ignored_tables.items()
    )
    return START + tables + (f"\n### without history\n\n{silent}" if silent else "") + f"\n{REST}"


def _table(records: HistoryTable) -> Iterator[str]:
    within = f", each of its `{records.explode}`" if records.explode else ""
    yield f"\n### {' or '.join(_texts(records.table))}{within}\n\n"
    yield "| field | its column, or the first of these that is filled |\n|---|---|\n"
    for name, value in records.fields.items():
        yield f"| {name} | {_cells(value)} |\n"
    for part in records.parts:
        own = [f"{name} {_cells(value)}" for name, value in part.items() if name != "part"]
        named = f"event `{part['part']}`" if part["part"] else "event without a name"
        yield f"| {named} | {'; '.join(own)} |\n"
    if records.lookups or records.column_aliases or records.code_labels:
        yield "\n"
    for lookup in records.lookups:
        on, where = _cells(lookup.left_on), f" where {_cells(lookup.where)}" if lookup.where else ""
        table = _cells(lookup.table) if lookup.table else "the same table"
        row = "the rows" if lookup.aggregate else "the row"
        key = f"`{lookup.right_on}`" + (f" or `{lookup.alternate_key}`" if lookup.alternate_key else "")
        yield f"- `{lookup.name}`: {row} of {table} whose {key} is {on}{where}\n"
        if lookup.priority:
            column, *values = lookup.priority
            yield f"  - whose `{column}` is the first of {_cells(tuple(values))} that is filled\n"
        for name, value in lookup.computed.items():
            yield f"  - its `{name}` is {_cells(value)}\n"
    for codes in records.labelled:
        for value, text in codes.labels.items():
            yield f"- `{codes.into}` where `{codes.column}` is `{value}`: {_cells(text)}\n"
    for name, others in records.column_aliases.items():
        yield f"- `{name}` may be called {_cells(others)}\n"
    yield from _translations(records)
    if records.row_filter:
        yield f"- only rows where {_cells(records.row_filter)}\n"
    for reason, conditions in records.skip.items():
        yield f"- skipped as {reason}: {_cells(conditions)}\n"
    for code, conditions in records.typed.items():
        yield f"- with `--typed`, `{code}`: {_cells(conditions) or 'always'}\n"


def _translations(records: HistoryTable) -> Iterator[str]:
    for column, words in records.cell_translations.items():
        for word, others in words.items():
            yield f"- `{column}` in other languages: {_cells(others)} is `{word}`\n"


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def _cells(value: str | tuple[str, ...]) -> str:
    return ", ".join("`" + text.replace("\n", " ").replace("|", "\\|") + "`" for text in _texts(value))


@pytest.mark.parametrize("name", OURS)
def test_a_page_says_what_the_platform_declares(name: str) -> None:
    text, _, _ = _page(name).partition(START)
    wanted = text.rstrip("\n") + "\n" + columns(registry.find_platform(name))
    if UPDATE:
        (PAGES / f"{name}.md").write_text(wanted, "utf-8")
    assert _page(name) == wanted, (
        f"docs/platforms/{name}.md is not what is declared: run this test with EVENTS_UPDATE_GOLDEN=1"
    )


def _page(name: str) -> str:
    page = PAGES / f"{name}.md"
    assert page.exists(), f"Platform {name} has no page: add docs/platforms/{name}.md."
    return page.read_text("utf-8")


@pytest.mark.parametrize("name", OURS)
def test_a_page_has_a_command_that_names_the_platform(name: str) -> None:
    assert f"--from {name}" in _page(name), f"docs/platforms/{name}.md has no command with --from {name}."

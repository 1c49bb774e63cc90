"""`events demo`: import sample data into a temporary database and show it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.commands.batches import batches
from cli.commands.import_source import import_one
from cli.commands.order import order
from cli.context import Context, get_context
from cli.render import import_report
from cli.render.palette import Ink
from events.next_commands import keep_options

if TYPE_CHECKING:
    from importers.report import ImportReport

ORDER = "000000101"
CUSTOMER = "jane.doe@example.com"
TRIES = {
    "events find 101": "anything by part of a number, e-mail or name",
    f"events customer {CUSTOMER}": "a customer with all their orders",
    "events orders --status stuck": "what waits",
    "events search refund": "words in messages",
    "events log --kind refunded": "events of a kind, whatever the system called it",
    "events paths": "the ways that orders take",
    "events doctor": "impossible histories",
    f"events add-note {ORDER} 'Jane rang.'": "a note of your own",
    "events report migration.html": "all of it on one page",
}
"""Commands to try, and what they show."""

_GAP, _NOTES = 4, 30
_BESIDE = ("mapping.toml", "expected.jsonl", "README.md")


def demo(ctx: typer.Context) -> None:
    """Import sample data into a temporary database; print the report, an order, and what to try next."""
    context = get_context(ctx)
    folder = Path(tempfile.mkdtemp(prefix="events-demo-"))
    settings = replace(context.settings, database=str(folder / "events.db"), pager=False)
    context = replace(context, settings=settings)
    ctx.find_root().obj = context
    keep_options([], names=())
    done = list(_import_samples(context))
    _title(context, "$ events batches")
    batches(ctx, limit=50, format="text")
    for one in done:
        if one.groups:
            _title(context, f"Rejected in {one.file}")
            context.out.show(import_report.groups(one.groups, width=context.out.width))
    _title(context, f"$ events order {ORDER}")
    order(ctx=ctx, number=ORDER, format="text")
    _guide(context, folder)


def _guide(context: Context, folder: Path) -> None:
    """What to try next, in this database."""
    _title(context, "Try it yourself: paste the first line, then any other")
    context.print_answer(f"  export EVENTS_DATABASE_URL={folder / 'events.db'}")
    widest = max(map(len, TRIES))
    for command, meaning in TRIES.items():
        wide = len(command) + len(meaning) + _GAP <= context.out.width
        gap = " " * (widest - len(command)) if wide and context.out.width >= widest + _NOTES else ""
        context.out.show([[(f"  {command}", Ink.PLAIN), (f"{gap}  {meaning}" if wide else "", Ink.DIM)]])
    context.info(f"When you are done: rm -r {folder}")


def _import_samples(context: Context) -> Iterator[ImportReport]:
    from importers.mapping.mapping_file import load
    from importers.options import Options

    with resources.as_file(resources.files("sample_data")) as samples:
        for folder in sorted(path.parent for path in samples.glob("*/mapping.toml")):
            mapping = load(str(folder / "mapping.toml"))
            for file in sorted(folder.iterdir()):
                if file.is_file() and file.name not in _BESIDE:
                    yield import_one(context, str(file), mapping, Options())


def _title(context: Context, text: str) -> None:
    context.out.show([[], [(text, Ink.STRONG)]])

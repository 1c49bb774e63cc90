"""Progress of long work, on stderr: a bar on a terminal, otherwise a line every few seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec

from cli.context import Context
from cli.render import safe

if TYPE_CHECKING:
    from importers.progress import Progress

EVERY_SECONDS = 10.0
P = ParamSpec("P")


def every_few_seconds(show: Callable[P, None]) -> Callable[P, None]:
    """`show`, skipped whenever less than `EVERY_SECONDS` have passed since it was last called."""
    last = time.monotonic()

    def update(*values: P.args, **named: P.kwargs) -> None:
        nonlocal last
        if time.monotonic() - last >= EVERY_SECONDS:
            last = time.monotonic()
            show(*values, **named)

    return update


@contextmanager
def progress(context: Context, name: str) -> Iterator[Callable[[Progress], None]]:
    """Yields a function to call after each chunk, to show the progress of importing `name`."""
    shown = _bar(context, name) if context.err.is_terminal and not context.quiet else _lines(context)
    with shown as update:
        yield update


@contextmanager
def _bar(context: Context, name: str) -> Iterator[Callable[[Progress], None]]:
    from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    label = TextColumn(safe.line(name), markup=False)
    counts = TextColumn("{task.fields[counts]}", markup=False)
    with Bar(
        label, BarColumn(), counts, TimeRemainingColumn(), console=context.console(), transient=True
    ) as bar:
        task = bar.add_task("", total=None, counts="")
        began = time.monotonic()

        def update(now: Progress) -> None:
            bar.update(
                task, total=now.total, completed=now.taken, counts=_counts(now, time.monotonic() - began)
            )

        yield update


@contextmanager
def _lines(context: Context) -> Iterator[Callable[[Progress], None]]:
    began = time.monotonic()

    def show(now: Progress) -> None:
        seconds = time.monotonic() - began
        context.info(f"{now.file}: {_counts(now, seconds)}{_share(now, seconds)}")

    yield every_few_seconds(show)


def _share(now: Progress, seconds: float) -> str:
    """How much of the input is read, and how long the rest takes at this rate."""
    if not now.total or not now.taken or now.step:
        return ""
    left = seconds * max(0, now.total - now.taken) / now.taken
    return f" ({min(now.taken / now.total, 1):.0%}, about {left:,.0f} s left)"


def _counts(now: Progress, seconds: float) -> str:
    rate = f", {now.records / seconds:,.0f}/s" if seconds > 0.5 else ""
    rejected = f", {now.rejected:,} rejected" if now.rejected else ""
    step = f", building {now.step}" if now.step else ""
    return f"{now.records:,} records{rate}{rejected}{step}"


@contextmanager
def counting(context: Context, name: str) -> Iterator[Callable[[int, int], None]]:
    """Yields a function to call with the number done and the total, to show the progress of `name`."""
    if context.err.is_terminal and not context.quiet:
        from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        label = TextColumn(safe.line(name), markup=False)
        with Bar(label, BarColumn(), TimeRemainingColumn(), console=context.console(), transient=True) as bar:
            task = bar.add_task("", total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)
        return
    yield every_few_seconds(lambda done, total: context.info(f"{name}: {done / total:.0%}"))

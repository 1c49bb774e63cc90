"""The paths of orders and their waits: coverage first, then each with orders to open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from cli.render import people, standing
from cli.render.bars import bar, percent, spark
from cli.render.layout import WIDEST, Line, flow, flow_parts, indented, span_width
from cli.render.order_examples import fitting, opens, order_numbers
from cli.render.palette import ARROW, DOT, RULE, Ink, icon

if TYPE_CHECKING:
    from events.order_paths import OrderPath, OrderWait, Pair, PathsFound, WaitsFound, WaitsOfYear

_BAR, _WIDE, _SHORT = 10, 60, 15
"""A bar beside a path, the width from which there is one, and the least room for a step."""
PATH_COLUMNS = ("steps", "orders", "share", "median_days", "refunded", "examples")
WAIT_COLUMNS = ("from", "to", "year", "started", "orders", "median_days", "p90_days", "examples")
_DAY = 86_400


def path_lines(found: PathsFound, *, width: int) -> Iterator[Line]:
    """The paths, the most frequent first."""
    width = min(width, WIDEST)
    share = percent(found.with_steps, found.orders) if found.orders else "none"
    head = f"{people.counted(found.orders, 'order')}, {share} with a known step"
    different = people.counted(found.different, "path")
    yield from flow([(head, Ink.STRONG), (f" {DOT} {different}, {len(found.paths)} shown", Ink.DIM)], width)
    for path in found.paths:
        yield []
        count = f"{path.orders:>7,}  {percent(path.orders, found.with_steps):>6}  "
        length = bar(path.orders, found.paths[0].orders, _BAR) if width >= _WIDE else ""
        drawn: Line = [(f"{length:<{_BAR}}  ", Ink.INFO)] if width >= _WIDE else []
        yield from _stepped([(count, Ink.STRONG), *drawn], path, width)
        took = f"{'median' if path.orders > 1 else 'took'} {people.lapse(path.median)}"
        parts = [took] if len(path.steps) > 1 else []
        parts += [f"{money} back"] if (money := standing.sums(path.refunded)) else []
        parts.append(opens(path.examples))
        yield from indented([(f" {DOT} ".join(parts), Ink.PLAIN)], by=17, width=width)


def _stepped(before: Line, path: OrderPath, width: int) -> Iterator[Line]:
    """The steps of a path behind its numbers; what has no room is continued below its first step."""
    start = span_width(before)
    lines = flow_parts(_steps(path), (f" {RULE} ", Ink.DIM), max(width - start, _SHORT))
    for at, line in enumerate(lines):
        yield [*(before if at == 0 else [(" " * start, Ink.PLAIN)]), *line]


def _steps(path: OrderPath) -> list[Line]:
    signs = ((icon(kind), kind.word) for kind in path.steps)
    return [[(f"{sign} {word}", ink)] for (sign, ink), word in signs] or [[("other paths", Ink.DIM)]]


def wait_lines(found: WaitsFound, asked: Sequence[Pair], *, width: int) -> Iterator[Line]:
    """The waits that were asked for, each with its coverage, its years and the orders that waited longest."""
    width = min(width, WIDEST)
    yield [(people.counted(found.orders, "order"), Ink.STRONG)]
    for wait in found.waits:
        yield []
        yield from _wait(wait, width)
    if not found.waits:
        steps = " or ".join(f"from {start.word} to {end.word}" for start, end in asked)
        yield from flow([(f"No order went {steps}.", Ink.PLAIN)], width)


def _wait(wait: OrderWait, width: int) -> Iterator[Line]:
    title = f"{wait.start.word} {ARROW} {wait.end.word}"
    share = percent(wait.orders, wait.started)
    covered = f"{wait.orders:,} of {wait.started:,} {wait.start.word} orders ({share})"
    yield from flow([(title, Ink.STRONG), (f"  {covered}", Ink.DIM)], width)
    facts = (
        f"median {people.lapse(wait.median)} {DOT} 90% within {people.lapse(wait.p90)} {DOT} {_years(wait)}"
    )
    yield from indented([(facts, Ink.PLAIN)], by=2, width=width)
    for year in wait.years if len(wait.years) > 1 else ():
        spans = f"{people.lapse(year.median):>12}{people.lapse(year.p90):>12}"
        line = f"  {year.year} {year.orders:>7,}{spans}"
        room = width - len(line) - 2
        yield [(line, Ink.PLAIN), (f"  {fitting(order_numbers(year.slowest), room)}", Ink.PLAIN)]
    yield from indented([(f"longest: {opens(wait.slowest)}", Ink.PLAIN)], by=2, width=width)


def _years(wait: OrderWait) -> str:
    """The medians of the years as heights, between the first year and the last."""
    most = max(year.median for year in wait.years) or 1
    heights = "".join(spark(max(round(1000 * year.median / most), 1), 1000) for year in wait.years)
    first, last = wait.years[0].year, wait.years[-1].year
    return f"{heights} {first}" if first == last else f"{first} {heights} {last}"


def path_records(found: PathsFound) -> Iterator[dict[str, Any]]:
    """The paths as plain values; coverage comes first, as a row without steps."""
    yield {
        "steps": None,
        "orders": found.orders,
        "share": _share(found.with_steps, found.orders),
        "median_days": None,
        "refunded": None,
        "examples": None,
    }
    for path in found.paths:
        yield {
            "steps": " > ".join(path.steps) or "other",
            "orders": path.orders,
            "share": _share(path.orders, found.with_steps),
            "median_days": _days(path.median),
            "refunded": standing.sums(path.refunded) or None,
            "examples": ", ".join(order_numbers(path.examples)),
        }


def wait_records(found: WaitsFound) -> Iterator[dict[str, Any]]:
    """The waits as plain values; coverage comes first, as a row of all orders without steps. For each pair a
    row of all years, whose `year` is empty, and one a year.

    `started` is a pair's own coverage: the orders that had the first step.
    """
    yield {**dict.fromkeys(WAIT_COLUMNS), "orders": found.orders}
    for wait in found.waits:
        yield {**_span(wait, year=None, span=wait), "started": wait.started}
        yield from (_span(wait, year=one.year, span=one) for one in wait.years)


def _span(wait: OrderWait, *, year: int | None, span: OrderWait | WaitsOfYear) -> dict[str, Any]:
    return {
        "from": wait.start.value,
        "to": wait.end.value,
        "year": year,
        "started": None,
        "orders": span.orders,
        "median_days": _days(span.median),
        "p90_days": _days(span.p90),
        "examples": ", ".join(order_numbers(span.slowest)),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def _days(seconds: float) -> float:
    return round(seconds / _DAY, 3)
